-- +goose Up

-- The number of each scope. It is given once and never given again, so that
-- rows of two scopes cannot meet under one number. Every other key starts
-- with it.
CREATE TABLE {{prefix}}scope (
    id     bigint NOT NULL PRIMARY KEY,
    tenant text COLLATE "C" NOT NULL,
    event  text COLLATE "C" NOT NULL,
    UNIQUE (tenant, event)
);

-- Texts are compared by their bytes, whatever the database's own order is. An
-- empty text is NULL, so that it is no key. Documents are json, not jsonb, which
-- would rewrite the numbers in them. Columns that end in _fold, _folds or
-- _reversed are derived from the others: lists compare them, nobody reads them
-- back. The room left in the pages lets a row be updated beside its old version,
-- and then no index is touched.
CREATE TABLE {{prefix}}attendee (
    scope           bigint NOT NULL,
    id              uuid NOT NULL,
    rev             bigint NOT NULL,
    created_at      timestamptz,
    updated_at      timestamptz,
    status          text COLLATE "C",
    version         bigint NOT NULL,
    updated_by      text COLLATE "C",
    deleted_at      timestamptz,
    attendance_code text COLLATE "C",
    user_id         text COLLATE "C",
    external_id     text COLLATE "C",
    email           text COLLATE "C",
    code_key        text COLLATE "C",
    user_key        text COLLATE "C",
    external_key    text COLLATE "C",
    email_key       text COLLATE "C",
    match_key       text COLLATE "C",
    first_name      text COLLATE "C",
    last_name       text COLLATE "C",
    middle_initial  text COLLATE "C",
    suffix          text COLLATE "C",
    title           text COLLATE "C",
    company         text COLLATE "C",
    preferred_name  text COLLATE "C",
    mobile          text COLLATE "C",
    role            text COLLATE "C",
    type_code       text COLLATE "C",
    currency        text COLLATE "C",
    owner_user_id   text COLLATE "C",
    owner_name      text COLLATE "C",
    custom          json,
    status_fold     text COLLATE "C",
    type_code_fold  text COLLATE "C",
    owner_fold      text COLLATE "C",
    first_name_fold text COLLATE "C",
    last_name_fold  text COLLATE "C",
    company_fold    text COLLATE "C",
    email_fold      text COLLATE "C",
    email_reversed  text COLLATE "C",
    other_folds     jsonb,
    PRIMARY KEY (scope, id)
) WITH (fillfactor = 85);

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
    scope               bigint NOT NULL,
    id                  uuid NOT NULL,
    rev                 bigint NOT NULL,
    created_at          timestamptz,
    updated_at          timestamptz,
    code                text COLLATE "C",
    name                text COLLATE "C",
    unique_name         text COLLATE "C",
    fields              json,
    required            json,
    duplicate_fields    json,
    search_across_types boolean NOT NULL,
    active              boolean NOT NULL,
    permit_adds         boolean NOT NULL,
    public              boolean NOT NULL,
    allow_manual        boolean NOT NULL,
    allow_count_editing boolean NOT NULL,
    is_system           boolean NOT NULL,
    yearly_limit        bigint NOT NULL,
    code_fold           text COLLATE "C",
    name_fold           text COLLATE "C",
    PRIMARY KEY (scope, id),
    UNIQUE (scope, code),
    UNIQUE (scope, unique_name)
) WITH (fillfactor = 85);

CREATE TABLE {{prefix}}group (
    scope       bigint NOT NULL,
    id          uuid NOT NULL,
    rev         bigint NOT NULL,
    created_at  timestamptz,
    updated_at  timestamptz,
    name        text COLLATE "C",
    unique_name text COLLATE "C",
    name_fold   text COLLATE "C",
    PRIMARY KEY (scope, id),
    UNIQUE (scope, unique_name)
) WITH (fillfactor = 85);

CREATE TABLE {{prefix}}revision (
    scope       bigint NOT NULL,
    id          uuid NOT NULL,
    rev         bigint NOT NULL,
    created_at  timestamptz,
    updated_at  timestamptz,
    attendee_id uuid NOT NULL,
    version     bigint NOT NULL,
    changed     json,
    was         json NOT NULL,
    PRIMARY KEY (scope, id),
    FOREIGN KEY (scope, attendee_id) REFERENCES {{prefix}}attendee (scope, id) ON DELETE RESTRICT
);

CREATE INDEX {{prefix}}revision_attendee ON {{prefix}}revision (scope, attendee_id, version);

CREATE TABLE {{prefix}}membership (
    scope       bigint NOT NULL,
    id          uuid NOT NULL,
    rev         bigint NOT NULL,
    created_at  timestamptz,
    updated_at  timestamptz,
    attendee_id uuid NOT NULL,
    group_id    uuid NOT NULL,
    PRIMARY KEY (scope, id),
    FOREIGN KEY (scope, attendee_id) REFERENCES {{prefix}}attendee (scope, id) ON DELETE RESTRICT,
    FOREIGN KEY (scope, group_id) REFERENCES {{prefix}}group (scope, id) ON DELETE RESTRICT
);

CREATE INDEX {{prefix}}membership_attendee ON {{prefix}}membership (scope, attendee_id, id);
CREATE INDEX {{prefix}}membership_group ON {{prefix}}membership (scope, group_id, id);

CREATE TABLE {{prefix}}form_response (
    scope        bigint NOT NULL,
    id           uuid NOT NULL,
    rev          bigint NOT NULL,
    created_at   timestamptz,
    updated_at   timestamptz,
    attendee_id  uuid NOT NULL,
    form_id      text COLLATE "C",
    data         json NOT NULL,
    form_id_fold text COLLATE "C",
    PRIMARY KEY (scope, id),
    FOREIGN KEY (scope, attendee_id) REFERENCES {{prefix}}attendee (scope, id) ON DELETE RESTRICT
);

CREATE INDEX {{prefix}}form_response_attendee ON {{prefix}}form_response (scope, attendee_id, id);

CREATE TABLE {{prefix}}credential_type (
    scope       bigint NOT NULL,
    id          uuid NOT NULL,
    rev         bigint NOT NULL,
    created_at  timestamptz,
    updated_at  timestamptz,
    name        text COLLATE "C",
    unique_name text COLLATE "C",
    medium      text COLLATE "C",
    hashed      boolean NOT NULL,
    name_fold   text COLLATE "C",
    PRIMARY KEY (scope, id),
    UNIQUE (scope, unique_name)
) WITH (fillfactor = 85);

CREATE TABLE {{prefix}}credential (
    scope        bigint NOT NULL,
    id           uuid NOT NULL,
    rev          bigint NOT NULL,
    created_at   timestamptz,
    updated_at   timestamptz,
    attendee_id  uuid NOT NULL,
    type_id      uuid,
    medium       text COLLATE "C",
    value        text COLLATE "C",
    unique_value text COLLATE "C",
    status       text COLLATE "C",
    issued_by    text COLLATE "C",
    revoked_at   timestamptz,
    revoked_by   text COLLATE "C",
    reason       text COLLATE "C",
    medium_fold  text COLLATE "C",
    status_fold  text COLLATE "C",
    PRIMARY KEY (scope, id),
    FOREIGN KEY (scope, attendee_id) REFERENCES {{prefix}}attendee (scope, id) ON DELETE RESTRICT,
    FOREIGN KEY (scope, type_id) REFERENCES {{prefix}}credential_type (scope, id) ON DELETE RESTRICT
) WITH (fillfactor = 85);

-- Of the credentials that ever had a value one holds it.
CREATE UNIQUE INDEX {{prefix}}credential_value ON {{prefix}}credential (scope, unique_value) WHERE unique_value IS NOT NULL;
CREATE INDEX {{prefix}}credential_attendee ON {{prefix}}credential (scope, attendee_id, id);
CREATE INDEX {{prefix}}credential_of_type ON {{prefix}}credential (scope, type_id, id);

CREATE TABLE {{prefix}}zone (
    scope           bigint NOT NULL,
    id              uuid NOT NULL,
    rev             bigint NOT NULL,
    created_at      timestamptz,
    updated_at      timestamptz,
    name            text COLLATE "C",
    slug            text COLLATE "C",
    unique_slug     text COLLATE "C",
    capacity        bigint NOT NULL,
    requires_ticket boolean NOT NULL,
    name_fold       text COLLATE "C",
    slug_fold       text COLLATE "C",
    PRIMARY KEY (scope, id),
    UNIQUE (scope, unique_slug)
) WITH (fillfactor = 85);

CREATE TABLE {{prefix}}check_list (
    scope       bigint NOT NULL,
    id          uuid NOT NULL,
    rev         bigint NOT NULL,
    created_at  timestamptz,
    updated_at  timestamptz,
    name        text COLLATE "C",
    unique_name text COLLATE "C",
    type_codes  json,
    group_ids   json,
    opens_at    timestamptz,
    closes_at   timestamptz,
    name_fold   text COLLATE "C",
    PRIMARY KEY (scope, id),
    UNIQUE (scope, unique_name)
) WITH (fillfactor = 85);

CREATE TABLE {{prefix}}access_point (
    scope       bigint NOT NULL,
    id          uuid NOT NULL,
    rev         bigint NOT NULL,
    created_at  timestamptz,
    updated_at  timestamptz,
    name        text COLLATE "C",
    slug        text COLLATE "C",
    unique_slug text COLLATE "C",
    zone_id     uuid,
    list_id     uuid,
    direction   text COLLATE "C",
    active      boolean NOT NULL,
    readers     json,
    name_fold   text COLLATE "C",
    slug_fold   text COLLATE "C",
    PRIMARY KEY (scope, id),
    UNIQUE (scope, unique_slug),
    FOREIGN KEY (scope, zone_id) REFERENCES {{prefix}}zone (scope, id) ON DELETE RESTRICT,
    FOREIGN KEY (scope, list_id) REFERENCES {{prefix}}check_list (scope, id) ON DELETE RESTRICT
) WITH (fillfactor = 85);

CREATE INDEX {{prefix}}access_point_zone ON {{prefix}}access_point (scope, zone_id, id);
CREATE INDEX {{prefix}}access_point_list ON {{prefix}}access_point (scope, list_id, id);

-- A check-in outlives its credential, its point and its zone. present_id and
-- present_zone_id are derived: the attendee and the zone while somebody is
-- inside by it. What ends that changes indexes in any case.
CREATE TABLE {{prefix}}check_in (
    scope           bigint NOT NULL,
    id              uuid NOT NULL,
    rev             bigint NOT NULL,
    created_at      timestamptz,
    updated_at      timestamptz,
    attendee_id     uuid,
    credential_id   uuid,
    point_id        uuid,
    zone_id         uuid,
    direction       text COLLATE "C",
    reason          text COLLATE "C",
    at              timestamptz,
    actor           text COLLATE "C",
    device          text COLLATE "C",
    unique_nonce    text COLLATE "C",
    forced          boolean NOT NULL,
    ended_by        uuid,
    ends            uuid,
    reverted_at     timestamptz,
    reverted_by     text COLLATE "C",
    unique_presence text COLLATE "C",
    present_id      uuid,
    present_zone_id uuid,
    direction_fold  text COLLATE "C",
    reason_fold     text COLLATE "C",
    device_fold     text COLLATE "C",
    PRIMARY KEY (scope, id),
    FOREIGN KEY (scope, attendee_id) REFERENCES {{prefix}}attendee (scope, id) ON DELETE RESTRICT
);

CREATE UNIQUE INDEX {{prefix}}check_in_nonce ON {{prefix}}check_in (scope, unique_nonce) WHERE unique_nonce IS NOT NULL;
CREATE UNIQUE INDEX {{prefix}}check_in_presence ON {{prefix}}check_in (scope, unique_presence) WHERE unique_presence IS NOT NULL;
CREATE INDEX {{prefix}}check_in_attendee ON {{prefix}}check_in (scope, attendee_id, id);
CREATE INDEX {{prefix}}check_in_present ON {{prefix}}check_in (scope, present_id) WHERE present_id IS NOT NULL;
CREATE INDEX {{prefix}}check_in_present_zone ON {{prefix}}check_in (scope, present_zone_id) WHERE present_zone_id IS NOT NULL;
CREATE INDEX {{prefix}}check_in_at ON {{prefix}}check_in (scope, at, id);

CREATE TABLE {{prefix}}entry (
    scope             bigint NOT NULL,
    id                uuid NOT NULL,
    rev               bigint NOT NULL,
    created_at        timestamptz,
    updated_at        timestamptz,
    external_id       text COLLATE "C",
    unique_external   text COLLATE "C",
    kind              text COLLATE "C",
    parent_id         uuid,
    items             json,
    report_owner      text COLLATE "C",
    spent_on          timestamptz,
    amount            bigint NOT NULL,
    digits            bigint NOT NULL,
    currency          text COLLATE "C",
    no_shows          bigint NOT NULL,
    external_id_fold  text COLLATE "C",
    kind_fold         text COLLATE "C",
    report_owner_fold text COLLATE "C",
    PRIMARY KEY (scope, id),
    UNIQUE (scope, unique_external)
) WITH (fillfactor = 85);

CREATE TABLE {{prefix}}association (
    scope        bigint NOT NULL,
    id           uuid NOT NULL,
    rev          bigint NOT NULL,
    created_at   timestamptz,
    updated_at   timestamptz,
    entry_id     uuid NOT NULL,
    attendee_id  uuid NOT NULL,
    position     bigint NOT NULL,
    version      bigint NOT NULL,
    amount       bigint NOT NULL,
    digits       bigint NOT NULL,
    currency     text COLLATE "C",
    year         bigint NOT NULL,
    approved     bigint NOT NULL,
    has_approved boolean NOT NULL,
    edited       boolean NOT NULL,
    unnamed      bigint NOT NULL,
    travelling   text COLLATE "C",
    custom       json,
    PRIMARY KEY (scope, id),
    FOREIGN KEY (scope, attendee_id) REFERENCES {{prefix}}attendee (scope, id) ON DELETE RESTRICT,
    FOREIGN KEY (scope, entry_id) REFERENCES {{prefix}}entry (scope, id) ON DELETE RESTRICT
) WITH (fillfactor = 85);

-- The first also holds what it takes to add up what was spent on an attendee.
CREATE INDEX {{prefix}}association_attendee ON {{prefix}}association (scope, attendee_id, id) INCLUDE (year, currency, digits, amount);
CREATE INDEX {{prefix}}association_entry ON {{prefix}}association (scope, entry_id, id);

CREATE TABLE {{prefix}}token (
    scope      bigint NOT NULL,
    id         uuid NOT NULL,
    rev        bigint NOT NULL,
    created_at timestamptz,
    updated_at timestamptz,
    value      text COLLATE "C",
    digest     text COLLATE "C",
    report     json,
    PRIMARY KEY (scope, id),
    UNIQUE (scope, value)
);

-- The outbox. A relay reads it in the order of IDs, whatever the scope.
CREATE TABLE {{prefix}}event (
    scope         bigint NOT NULL,
    id            uuid NOT NULL,
    type          text COLLATE "C",
    subject_kind  bigint NOT NULL,
    subject_id    uuid,
    subject_rev   bigint NOT NULL,
    at            timestamptz,
    data          json,
    claimed_until timestamptz,
    PRIMARY KEY (scope, id)
) WITH (fillfactor = 85);

CREATE INDEX {{prefix}}event_id ON {{prefix}}event (id);
