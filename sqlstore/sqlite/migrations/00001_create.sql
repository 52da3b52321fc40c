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
-- no key.
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
    PRIMARY KEY (scope, id),
    UNIQUE (scope, code_key),
    UNIQUE (scope, user_key),
    UNIQUE (scope, external_key),
    UNIQUE (scope, email_key)
) STRICT;

CREATE INDEX {{prefix}}attendee_created ON {{prefix}}attendee (scope, created_at, id);

CREATE TABLE {{prefix}}type (
    scope       INTEGER NOT NULL,
    id          BLOB NOT NULL,
    rev         INTEGER NOT NULL,
    created_at  INTEGER,
    updated_at  INTEGER,
    code        TEXT,
    name        TEXT,
    unique_name TEXT,
    fields      TEXT,
    required    TEXT,
    active      INTEGER NOT NULL,
    permit_adds INTEGER NOT NULL,
    public      INTEGER NOT NULL,
    PRIMARY KEY (scope, id),
    UNIQUE (scope, code),
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
