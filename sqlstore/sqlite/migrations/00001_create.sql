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

CREATE TABLE {{prefix}}credential_type (
    scope       INTEGER NOT NULL,
    id          BLOB NOT NULL,
    rev         INTEGER NOT NULL,
    created_at  INTEGER,
    updated_at  INTEGER,
    name        TEXT,
    unique_name TEXT,
    medium      TEXT,
    hashed      INTEGER NOT NULL,
    name_fold   TEXT,
    PRIMARY KEY (scope, id),
    UNIQUE (scope, unique_name)
) STRICT;

CREATE TABLE {{prefix}}credential (
    scope        INTEGER NOT NULL,
    id           BLOB NOT NULL,
    rev          INTEGER NOT NULL,
    created_at   INTEGER,
    updated_at   INTEGER,
    attendee_id  BLOB NOT NULL,
    type_id      BLOB,
    medium       TEXT,
    value        TEXT,
    unique_value TEXT,
    status       TEXT,
    issued_by    TEXT,
    revoked_at   INTEGER,
    revoked_by   TEXT,
    reason       TEXT,
    medium_fold  TEXT,
    status_fold  TEXT,
    PRIMARY KEY (scope, id),
    FOREIGN KEY (scope, attendee_id) REFERENCES {{prefix}}attendee (scope, id) ON DELETE RESTRICT,
    FOREIGN KEY (scope, type_id) REFERENCES {{prefix}}credential_type (scope, id) ON DELETE RESTRICT
) STRICT;

-- Of the credentials that ever had a value one holds it.
CREATE UNIQUE INDEX {{prefix}}credential_value ON {{prefix}}credential (scope, unique_value) WHERE unique_value IS NOT NULL;
CREATE INDEX {{prefix}}credential_attendee ON {{prefix}}credential (scope, attendee_id, id);
CREATE INDEX {{prefix}}credential_of_type ON {{prefix}}credential (scope, type_id, id);

CREATE TABLE {{prefix}}zone (
    scope           INTEGER NOT NULL,
    id              BLOB NOT NULL,
    rev             INTEGER NOT NULL,
    created_at      INTEGER,
    updated_at      INTEGER,
    name            TEXT,
    slug            TEXT,
    unique_slug     TEXT,
    capacity        INTEGER NOT NULL,
    requires_ticket INTEGER NOT NULL,
    name_fold       TEXT,
    slug_fold       TEXT,
    PRIMARY KEY (scope, id),
    UNIQUE (scope, unique_slug)
) STRICT;

CREATE TABLE {{prefix}}check_list (
    scope       INTEGER NOT NULL,
    id          BLOB NOT NULL,
    rev         INTEGER NOT NULL,
    created_at  INTEGER,
    updated_at  INTEGER,
    name        TEXT,
    unique_name TEXT,
    type_codes  TEXT,
    group_ids   TEXT,
    opens_at    INTEGER,
    closes_at   INTEGER,
    name_fold   TEXT,
    PRIMARY KEY (scope, id),
    UNIQUE (scope, unique_name)
) STRICT;

CREATE TABLE {{prefix}}access_point (
    scope       INTEGER NOT NULL,
    id          BLOB NOT NULL,
    rev         INTEGER NOT NULL,
    created_at  INTEGER,
    updated_at  INTEGER,
    name        TEXT,
    slug        TEXT,
    unique_slug TEXT,
    zone_id     BLOB,
    list_id     BLOB,
    direction   TEXT,
    active      INTEGER NOT NULL,
    readers     TEXT,
    name_fold   TEXT,
    slug_fold   TEXT,
    PRIMARY KEY (scope, id),
    UNIQUE (scope, unique_slug),
    FOREIGN KEY (scope, zone_id) REFERENCES {{prefix}}zone (scope, id) ON DELETE RESTRICT,
    FOREIGN KEY (scope, list_id) REFERENCES {{prefix}}check_list (scope, id) ON DELETE RESTRICT
) STRICT;

CREATE INDEX {{prefix}}access_point_zone ON {{prefix}}access_point (scope, zone_id, id);
CREATE INDEX {{prefix}}access_point_list ON {{prefix}}access_point (scope, list_id, id);

-- A check-in outlives its credential, its point and its zone. present_id and
-- present_zone_id are derived: the attendee and the zone while somebody is
-- inside by it.
CREATE TABLE {{prefix}}check_in (
    scope           INTEGER NOT NULL,
    id              BLOB NOT NULL,
    rev             INTEGER NOT NULL,
    created_at      INTEGER,
    updated_at      INTEGER,
    attendee_id     BLOB,
    credential_id   BLOB,
    point_id        BLOB,
    zone_id         BLOB,
    direction       TEXT,
    reason          TEXT,
    at              INTEGER,
    actor           TEXT,
    device          TEXT,
    unique_nonce    TEXT,
    forced          INTEGER NOT NULL,
    ended_by        BLOB,
    ends            BLOB,
    reverted_at     INTEGER,
    reverted_by     TEXT,
    unique_presence TEXT,
    present_id      BLOB,
    present_zone_id BLOB,
    direction_fold  TEXT,
    reason_fold     TEXT,
    device_fold     TEXT,
    PRIMARY KEY (scope, id),
    FOREIGN KEY (scope, attendee_id) REFERENCES {{prefix}}attendee (scope, id) ON DELETE RESTRICT
) STRICT;

CREATE UNIQUE INDEX {{prefix}}check_in_nonce ON {{prefix}}check_in (scope, unique_nonce) WHERE unique_nonce IS NOT NULL;
CREATE UNIQUE INDEX {{prefix}}check_in_presence ON {{prefix}}check_in (scope, unique_presence) WHERE unique_presence IS NOT NULL;
CREATE INDEX {{prefix}}check_in_attendee ON {{prefix}}check_in (scope, attendee_id, id);
CREATE INDEX {{prefix}}check_in_present ON {{prefix}}check_in (scope, present_id) WHERE present_id IS NOT NULL;
CREATE INDEX {{prefix}}check_in_present_zone ON {{prefix}}check_in (scope, present_zone_id) WHERE present_zone_id IS NOT NULL;
CREATE INDEX {{prefix}}check_in_at ON {{prefix}}check_in (scope, at, id);

CREATE TABLE {{prefix}}entry (
    scope             INTEGER NOT NULL,
    id                BLOB NOT NULL,
    rev               INTEGER NOT NULL,
    created_at        INTEGER,
    updated_at        INTEGER,
    external_id       TEXT,
    unique_external   TEXT,
    kind              TEXT,
    parent_id         BLOB,
    items             TEXT,
    report_owner      TEXT,
    spent_on          INTEGER,
    amount            INTEGER NOT NULL,
    digits            INTEGER NOT NULL,
    currency          TEXT,
    no_shows          INTEGER NOT NULL,
    external_id_fold  TEXT,
    kind_fold         TEXT,
    report_owner_fold TEXT,
    PRIMARY KEY (scope, id),
    UNIQUE (scope, unique_external)
) STRICT;

CREATE TABLE {{prefix}}association (
    scope        INTEGER NOT NULL,
    id           BLOB NOT NULL,
    rev          INTEGER NOT NULL,
    created_at   INTEGER,
    updated_at   INTEGER,
    entry_id     BLOB NOT NULL,
    attendee_id  BLOB NOT NULL,
    position     INTEGER NOT NULL,
    version      INTEGER NOT NULL,
    amount       INTEGER NOT NULL,
    digits       INTEGER NOT NULL,
    currency     TEXT,
    year         INTEGER NOT NULL,
    approved     INTEGER NOT NULL,
    has_approved INTEGER NOT NULL,
    edited       INTEGER NOT NULL,
    unnamed      INTEGER NOT NULL,
    travelling   TEXT,
    custom       TEXT,
    PRIMARY KEY (scope, id),
    FOREIGN KEY (scope, attendee_id) REFERENCES {{prefix}}attendee (scope, id) ON DELETE RESTRICT,
    FOREIGN KEY (scope, entry_id) REFERENCES {{prefix}}entry (scope, id) ON DELETE RESTRICT
) STRICT;

-- The first also holds what it takes to add up what was spent on an attendee.
CREATE INDEX {{prefix}}association_attendee ON {{prefix}}association (scope, attendee_id, id, year, currency, digits, amount);
CREATE INDEX {{prefix}}association_entry ON {{prefix}}association (scope, entry_id, id);

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
