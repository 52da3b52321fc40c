-- +goose Up

-- The number of each scope. It is given once and never given again, so that
-- rows of two scopes cannot meet under one number. Every other key starts
-- with it.
CREATE TABLE {{prefix}}scope (
    id     INTEGER NOT NULL PRIMARY KEY,
    tenant TEXT NOT NULL,
    event  TEXT NOT NULL,
    UNIQUE (tenant, event)
) STRICT;

-- Times are microseconds since 1970 UTC. An empty text is NULL, so that it is
-- no key. Columns that end in _fold, _folds or _reversed are derived from the
-- others: lists compare them, nobody reads them back.
CREATE TABLE {{prefix}}attendee (
    scope           INTEGER NOT NULL,
    id              BLOB NOT NULL,
    rev             INTEGER NOT NULL,
    created_at      INTEGER,
    updated_at      INTEGER,
    status          TEXT,
    version         INTEGER NOT NULL,
    updated_by      TEXT,
    deleted_at      INTEGER,
    attendance_code TEXT,
    user_id         TEXT,
    external_id     TEXT,
    email           TEXT,
    code_key        TEXT,
    user_key        TEXT,
    external_key    TEXT,
    email_key       TEXT,
    match_key       TEXT,
    first_name      TEXT,
    last_name       TEXT,
    middle_initial  TEXT,
    suffix          TEXT,
    title           TEXT,
    company         TEXT,
    preferred_name  TEXT,
    mobile          TEXT,
    role            TEXT,
    type_code       TEXT,
    currency        TEXT,
    owner_user_id   TEXT,
    owner_name      TEXT,
    custom          TEXT,
    status_fold     TEXT,
    type_code_fold  TEXT,
    owner_fold      TEXT,
    first_name_fold TEXT,
    last_name_fold  TEXT,
    company_fold    TEXT,
    email_fold      TEXT,
    email_reversed  TEXT,
    other_folds     TEXT,
    PRIMARY KEY (scope, id)
) STRICT;

-- Most attendees lack one key or another, and an entry that says so is of no
-- use.
CREATE UNIQUE INDEX {{prefix}}attendee_code ON {{prefix}}attendee (scope, code_key) WHERE code_key IS NOT NULL;
CREATE UNIQUE INDEX {{prefix}}attendee_user ON {{prefix}}attendee (scope, user_key) WHERE user_key IS NOT NULL;
CREATE UNIQUE INDEX {{prefix}}attendee_external ON {{prefix}}attendee (scope, external_key) WHERE external_key IS NOT NULL;
CREATE UNIQUE INDEX {{prefix}}attendee_email ON {{prefix}}attendee (scope, email_key) WHERE email_key IS NOT NULL;
CREATE UNIQUE INDEX {{prefix}}attendee_match ON {{prefix}}attendee (scope, match_key) WHERE match_key IS NOT NULL;

-- Screens list by these, and search e-mails by how they begin and end.
CREATE INDEX {{prefix}}attendee_created_at ON {{prefix}}attendee (scope, created_at, id);
CREATE INDEX {{prefix}}attendee_last_name_fold ON {{prefix}}attendee (scope, last_name_fold, id);
CREATE INDEX {{prefix}}attendee_email_fold ON {{prefix}}attendee (scope, email_fold, id);
CREATE INDEX {{prefix}}attendee_email_reversed ON {{prefix}}attendee (scope, email_reversed) WHERE email_reversed IS NOT NULL;

CREATE TABLE {{prefix}}type (
    scope               INTEGER NOT NULL,
    id                  BLOB NOT NULL,
    rev                 INTEGER NOT NULL,
    created_at          INTEGER,
    updated_at          INTEGER,
    code                TEXT,
    name                TEXT,
    unique_name         TEXT,
    fields              TEXT,
    required            TEXT,
    duplicate_fields    TEXT,
    search_across_types INTEGER NOT NULL,
    active              INTEGER NOT NULL,
    permit_adds         INTEGER NOT NULL,
    public              INTEGER NOT NULL,
    allow_manual        INTEGER NOT NULL,
    allow_count_editing INTEGER NOT NULL,
    is_system           INTEGER NOT NULL,
    yearly_limit        INTEGER NOT NULL,
    code_fold           TEXT,
    name_fold           TEXT,
    PRIMARY KEY (scope, id),
    UNIQUE (scope, code),
    UNIQUE (scope, unique_name)
) STRICT;

CREATE TABLE {{prefix}}group (
    scope       INTEGER NOT NULL,
    id          BLOB NOT NULL,
    rev         INTEGER NOT NULL,
    created_at  INTEGER,
    updated_at  INTEGER,
    name        TEXT,
    unique_name TEXT,
    name_fold   TEXT,
    PRIMARY KEY (scope, id),
    UNIQUE (scope, unique_name)
) STRICT;

CREATE TABLE {{prefix}}revision (
    scope       INTEGER NOT NULL,
    id          BLOB NOT NULL,
    rev         INTEGER NOT NULL,
    created_at  INTEGER,
    updated_at  INTEGER,
    attendee_id BLOB NOT NULL,
    version     INTEGER NOT NULL,
    changed     TEXT,
    was         TEXT NOT NULL,
    PRIMARY KEY (scope, id),
    FOREIGN KEY (scope, attendee_id) REFERENCES {{prefix}}attendee (scope, id) ON DELETE RESTRICT
) STRICT;

CREATE INDEX {{prefix}}revision_attendee ON {{prefix}}revision (scope, attendee_id, version);

CREATE TABLE {{prefix}}membership (
    scope       INTEGER NOT NULL,
    id          BLOB NOT NULL,
    rev         INTEGER NOT NULL,
    created_at  INTEGER,
    updated_at  INTEGER,
    attendee_id BLOB NOT NULL,
    group_id    BLOB NOT NULL,
    PRIMARY KEY (scope, id),
    FOREIGN KEY (scope, attendee_id) REFERENCES {{prefix}}attendee (scope, id) ON DELETE RESTRICT,
    FOREIGN KEY (scope, group_id) REFERENCES {{prefix}}group (scope, id) ON DELETE RESTRICT
) STRICT;

CREATE INDEX {{prefix}}membership_attendee ON {{prefix}}membership (scope, attendee_id, id);
CREATE INDEX {{prefix}}membership_group ON {{prefix}}membership (scope, group_id, id);

CREATE TABLE {{prefix}}form_response (
    scope        INTEGER NOT NULL,
    id           BLOB NOT NULL,
    rev          INTEGER NOT NULL,
    created_at   INTEGER,
    updated_at   INTEGER,
    attendee_id  BLOB NOT NULL,
    form_id      TEXT,
    data         TEXT NOT NULL,
    form_id_fold TEXT,
    PRIMARY KEY (scope, id),
    FOREIGN KEY (scope, attendee_id) REFERENCES {{prefix}}attendee (scope, id) ON DELETE RESTRICT
) STRICT;

CREATE INDEX {{prefix}}form_response_attendee ON {{prefix}}form_response (scope, attendee_id, id);

CREATE TABLE {{prefix}}token (
    scope      INTEGER NOT NULL,
    id         BLOB NOT NULL,
    rev        INTEGER NOT NULL,
    created_at INTEGER,
    updated_at INTEGER,
    value      TEXT,
    digest     TEXT,
    report     TEXT,
    PRIMARY KEY (scope, id),
    UNIQUE (scope, value)
) STRICT;

-- The outbox. A relay reads it in the order of IDs, whatever the scope.
CREATE TABLE {{prefix}}event (
    scope         INTEGER NOT NULL,
    id            BLOB NOT NULL,
    type          TEXT,
    subject_kind  INTEGER NOT NULL,
    subject_id    BLOB,
    subject_rev   INTEGER NOT NULL,
    at            INTEGER,
    data          TEXT,
    claimed_until INTEGER,
    PRIMARY KEY (scope, id)
) STRICT, WITHOUT ROWID;

CREATE INDEX {{prefix}}event_id ON {{prefix}}event (id);
