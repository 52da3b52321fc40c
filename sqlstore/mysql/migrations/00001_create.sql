-- +goose Up

CREATE TABLE IF NOT EXISTS {{prefix}}scope (
    id     BIGINT NOT NULL,
    tenant VARBINARY(1024) NOT NULL,
    event  VARBINARY(1024) NOT NULL,
    PRIMARY KEY (id),
    UNIQUE KEY name (tenant, event)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

CREATE TABLE IF NOT EXISTS {{prefix}}attendee (
    scope           BIGINT NOT NULL,
    id              BINARY(16) NOT NULL,
    rev             BIGINT NOT NULL,
    created_at      BIGINT,
    updated_at      BIGINT,
    status          LONGBLOB,
    version         BIGINT NOT NULL,
    updated_by      LONGBLOB,
    deleted_at      BIGINT,
    attendance_code LONGBLOB,
    user_id         LONGBLOB,
    external_id     LONGBLOB,
    email           LONGBLOB,
    code_key        VARBINARY(3000),
    user_key        VARBINARY(3000),
    external_key    VARBINARY(3000),
    email_key       VARBINARY(3000),
    match_key       VARBINARY(3000),
    first_name      LONGBLOB,
    last_name       LONGBLOB,
    middle_initial  LONGBLOB,
    suffix          LONGBLOB,
    title           LONGBLOB,
    company         LONGBLOB,
    preferred_name  LONGBLOB,
    mobile          LONGBLOB,
    role            LONGBLOB,
    type_code       LONGBLOB,
    currency        LONGBLOB,
    owner_user_id   LONGBLOB,
    owner_name      LONGBLOB,
    custom          LONGBLOB,
    status_fold     LONGBLOB,
    type_code_fold  LONGBLOB,
    owner_fold      LONGBLOB,
    first_name_fold LONGBLOB,
    last_name_fold  VARBINARY(3000),
    company_fold    LONGBLOB,
    email_fold      VARBINARY(3000),
    email_reversed  VARBINARY(3000),
    other_folds     LONGBLOB,
    PRIMARY KEY (scope, id),
    UNIQUE KEY code_key (scope, code_key),
    UNIQUE KEY user_key (scope, user_key),
    UNIQUE KEY external_key (scope, external_key),
    UNIQUE KEY email_key (scope, email_key),
    UNIQUE KEY match_key (scope, match_key),
    KEY created_at (scope, created_at, id),
    KEY last_name_fold (scope, last_name_fold, id),
    KEY email_fold (scope, email_fold, id),
    KEY email_reversed (scope, email_reversed, id)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

CREATE TABLE IF NOT EXISTS {{prefix}}type (
    scope               BIGINT NOT NULL,
    id                  BINARY(16) NOT NULL,
    rev                 BIGINT NOT NULL,
    created_at          BIGINT,
    updated_at          BIGINT,
    code                VARBINARY(3000),
    name                LONGBLOB,
    unique_name         VARBINARY(3000),
    fields              LONGBLOB,
    required            LONGBLOB,
    duplicate_fields    LONGBLOB,
    search_across_types BOOLEAN NOT NULL,
    active              BOOLEAN NOT NULL,
    permit_adds         BOOLEAN NOT NULL,
    public              BOOLEAN NOT NULL,
    allow_manual        BOOLEAN NOT NULL,
    allow_count_editing BOOLEAN NOT NULL,
    is_system           BOOLEAN NOT NULL,
    yearly_limit        BIGINT NOT NULL,
    code_fold           LONGBLOB,
    name_fold           LONGBLOB,
    PRIMARY KEY (scope, id),
    UNIQUE KEY code (scope, code),
    UNIQUE KEY unique_name (scope, unique_name)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

CREATE TABLE IF NOT EXISTS {{prefix}}group (
    scope       BIGINT NOT NULL,
    id          BINARY(16) NOT NULL,
    rev         BIGINT NOT NULL,
    created_at  BIGINT,
    updated_at  BIGINT,
    name        LONGBLOB,
    unique_name VARBINARY(3000),
    name_fold   LONGBLOB,
    PRIMARY KEY (scope, id),
    UNIQUE KEY unique_name (scope, unique_name)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

CREATE TABLE IF NOT EXISTS {{prefix}}revision (
    scope       BIGINT NOT NULL,
    id          BINARY(16) NOT NULL,
    rev         BIGINT NOT NULL,
    created_at  BIGINT,
    updated_at  BIGINT,
    attendee_id BINARY(16) NOT NULL,
    version     BIGINT NOT NULL,
    changed     LONGBLOB,
    was         LONGBLOB NOT NULL,
    PRIMARY KEY (scope, id),
    KEY attendee_id (scope, attendee_id, version),
    FOREIGN KEY (scope, attendee_id) REFERENCES {{prefix}}attendee (scope, id) ON DELETE RESTRICT
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

CREATE TABLE IF NOT EXISTS {{prefix}}membership (
    scope       BIGINT NOT NULL,
    id          BINARY(16) NOT NULL,
    rev         BIGINT NOT NULL,
    created_at  BIGINT,
    updated_at  BIGINT,
    attendee_id BINARY(16) NOT NULL,
    group_id    BINARY(16) NOT NULL,
    PRIMARY KEY (scope, id),
    KEY attendee_id (scope, attendee_id, id),
    KEY group_id (scope, group_id, id),
    FOREIGN KEY (scope, attendee_id) REFERENCES {{prefix}}attendee (scope, id) ON DELETE RESTRICT,
    FOREIGN KEY (scope, group_id) REFERENCES {{prefix}}group (scope, id) ON DELETE RESTRICT
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

CREATE TABLE IF NOT EXISTS {{prefix}}form_response (
    scope        BIGINT NOT NULL,
    id           BINARY(16) NOT NULL,
    rev          BIGINT NOT NULL,
    created_at   BIGINT,
    updated_at   BIGINT,
    attendee_id  BINARY(16) NOT NULL,
    form_id      LONGBLOB,
    data         LONGBLOB NOT NULL,
    form_id_fold LONGBLOB,
    PRIMARY KEY (scope, id),
    KEY attendee_id (scope, attendee_id, id),
    FOREIGN KEY (scope, attendee_id) REFERENCES {{prefix}}attendee (scope, id) ON DELETE RESTRICT
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

CREATE TABLE IF NOT EXISTS {{prefix}}credential_type (
    scope       BIGINT NOT NULL,
    id          BINARY(16) NOT NULL,
    rev         BIGINT NOT NULL,
    created_at  BIGINT,
    updated_at  BIGINT,
    name        LONGBLOB,
    unique_name VARBINARY(3000),
    medium      LONGBLOB,
    hashed      BOOLEAN NOT NULL,
    name_fold   LONGBLOB,
    PRIMARY KEY (scope, id),
    UNIQUE KEY unique_name (scope, unique_name)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

-- Of the credentials that ever had a value one holds it.
CREATE TABLE IF NOT EXISTS {{prefix}}credential (
    scope        BIGINT NOT NULL,
    id           BINARY(16) NOT NULL,
    rev          BIGINT NOT NULL,
    created_at   BIGINT,
    updated_at   BIGINT,
    attendee_id  BINARY(16) NOT NULL,
    type_id      BINARY(16),
    medium       LONGBLOB,
    value        LONGBLOB,
    unique_value VARBINARY(3000),
    status       LONGBLOB,
    issued_by    LONGBLOB,
    revoked_at   BIGINT,
    revoked_by   LONGBLOB,
    reason       LONGBLOB,
    medium_fold  LONGBLOB,
    status_fold  LONGBLOB,
    PRIMARY KEY (scope, id),
    UNIQUE KEY unique_value (scope, unique_value),
    KEY attendee_id (scope, attendee_id, id),
    KEY type_id (scope, type_id, id),
    FOREIGN KEY (scope, attendee_id) REFERENCES {{prefix}}attendee (scope, id) ON DELETE RESTRICT,
    FOREIGN KEY (scope, type_id) REFERENCES {{prefix}}credential_type (scope, id) ON DELETE RESTRICT
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

CREATE TABLE IF NOT EXISTS {{prefix}}zone (
    scope           BIGINT NOT NULL,
    id              BINARY(16) NOT NULL,
    rev             BIGINT NOT NULL,
    created_at      BIGINT,
    updated_at      BIGINT,
    name            LONGBLOB,
    slug            LONGBLOB,
    unique_slug     VARBINARY(3000),
    capacity        BIGINT NOT NULL,
    requires_ticket BOOLEAN NOT NULL,
    name_fold       LONGBLOB,
    slug_fold       LONGBLOB,
    PRIMARY KEY (scope, id),
    UNIQUE KEY unique_slug (scope, unique_slug)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

CREATE TABLE IF NOT EXISTS {{prefix}}check_list (
    scope       BIGINT NOT NULL,
    id          BINARY(16) NOT NULL,
    rev         BIGINT NOT NULL,
    created_at  BIGINT,
    updated_at  BIGINT,
    name        LONGBLOB,
    unique_name VARBINARY(3000),
    type_codes  LONGBLOB,
    group_ids   LONGBLOB,
    opens_at    BIGINT,
    closes_at   BIGINT,
    name_fold   LONGBLOB,
    PRIMARY KEY (scope, id),
    UNIQUE KEY unique_name (scope, unique_name)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

CREATE TABLE IF NOT EXISTS {{prefix}}access_point (
    scope       BIGINT NOT NULL,
    id          BINARY(16) NOT NULL,
    rev         BIGINT NOT NULL,
    created_at  BIGINT,
    updated_at  BIGINT,
    name        LONGBLOB,
    slug        LONGBLOB,
    unique_slug VARBINARY(3000),
    zone_id     BINARY(16),
    list_id     BINARY(16),
    direction   LONGBLOB,
    active      BOOLEAN NOT NULL,
    readers     LONGBLOB,
    name_fold   LONGBLOB,
    slug_fold   LONGBLOB,
    PRIMARY KEY (scope, id),
    UNIQUE KEY unique_slug (scope, unique_slug),
    KEY zone_id (scope, zone_id, id),
    KEY list_id (scope, list_id, id),
    FOREIGN KEY (scope, zone_id) REFERENCES {{prefix}}zone (scope, id) ON DELETE RESTRICT,
    FOREIGN KEY (scope, list_id) REFERENCES {{prefix}}check_list (scope, id) ON DELETE RESTRICT
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

-- A check-in outlives its credential, its point and its zone. present_id and
-- present_zone_id are derived: the attendee and the zone while somebody is
-- inside by it.
CREATE TABLE IF NOT EXISTS {{prefix}}check_in (
    scope           BIGINT NOT NULL,
    id              BINARY(16) NOT NULL,
    rev             BIGINT NOT NULL,
    created_at      BIGINT,
    updated_at      BIGINT,
    attendee_id     BINARY(16),
    credential_id   BINARY(16),
    point_id        BINARY(16),
    zone_id         BINARY(16),
    direction       LONGBLOB,
    reason          LONGBLOB,
    at              BIGINT,
    actor           LONGBLOB,
    device          LONGBLOB,
    unique_nonce    VARBINARY(3000),
    forced          BOOLEAN NOT NULL,
    ended_by        BINARY(16),
    ends            BINARY(16),
    reverted_at     BIGINT,
    reverted_by     LONGBLOB,
    unique_presence VARBINARY(3000),
    present_id      BINARY(16),
    present_zone_id BINARY(16),
    direction_fold  LONGBLOB,
    reason_fold     LONGBLOB,
    device_fold     LONGBLOB,
    PRIMARY KEY (scope, id),
    UNIQUE KEY unique_nonce (scope, unique_nonce),
    UNIQUE KEY unique_presence (scope, unique_presence),
    KEY attendee_id (scope, attendee_id, id),
    KEY present_id (scope, present_id, id),
    KEY present_zone_id (scope, present_zone_id, id),
    KEY at (scope, at, id),
    FOREIGN KEY (scope, attendee_id) REFERENCES {{prefix}}attendee (scope, id) ON DELETE RESTRICT
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

CREATE TABLE IF NOT EXISTS {{prefix}}entry (
    scope             BIGINT NOT NULL,
    id                BINARY(16) NOT NULL,
    rev               BIGINT NOT NULL,
    created_at        BIGINT,
    updated_at        BIGINT,
    external_id       LONGBLOB,
    unique_external   VARBINARY(3000),
    kind              LONGBLOB,
    parent_id         BINARY(16),
    items             LONGBLOB,
    report_owner      LONGBLOB,
    spent_on          BIGINT,
    amount            BIGINT NOT NULL,
    digits            BIGINT NOT NULL,
    currency          LONGBLOB,
    no_shows          BIGINT NOT NULL,
    external_id_fold  LONGBLOB,
    kind_fold         LONGBLOB,
    report_owner_fold LONGBLOB,
    PRIMARY KEY (scope, id),
    UNIQUE KEY unique_external (scope, unique_external)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

-- The first index also holds what it takes to add up what was spent on an
-- attendee.
CREATE TABLE IF NOT EXISTS {{prefix}}association (
    scope        BIGINT NOT NULL,
    id           BINARY(16) NOT NULL,
    rev          BIGINT NOT NULL,
    created_at   BIGINT,
    updated_at   BIGINT,
    entry_id     BINARY(16) NOT NULL,
    attendee_id  BINARY(16) NOT NULL,
    position     BIGINT NOT NULL,
    version      BIGINT NOT NULL,
    amount       BIGINT NOT NULL,
    digits       BIGINT NOT NULL,
    currency     VARBINARY(3000),
    year         BIGINT NOT NULL,
    approved     BIGINT NOT NULL,
    has_approved BOOLEAN NOT NULL,
    edited       BOOLEAN NOT NULL,
    unnamed      BIGINT NOT NULL,
    travelling   LONGBLOB,
    custom       LONGBLOB,
    PRIMARY KEY (scope, id),
    KEY attendee_id (scope, attendee_id, id, year, currency, digits, amount),
    KEY entry_id (scope, entry_id, id),
    FOREIGN KEY (scope, attendee_id) REFERENCES {{prefix}}attendee (scope, id) ON DELETE RESTRICT,
    FOREIGN KEY (scope, entry_id) REFERENCES {{prefix}}entry (scope, id) ON DELETE RESTRICT
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

CREATE TABLE IF NOT EXISTS {{prefix}}token (
    scope      BIGINT NOT NULL,
    id         BINARY(16) NOT NULL,
    rev        BIGINT NOT NULL,
    created_at BIGINT,
    updated_at BIGINT,
    value      VARBINARY(3000),
    digest     LONGBLOB,
    report     LONGBLOB,
    PRIMARY KEY (scope, id),
    UNIQUE KEY value (scope, value)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;

CREATE TABLE IF NOT EXISTS {{prefix}}event (
    scope         BIGINT NOT NULL,
    id            BINARY(16) NOT NULL,
    type          LONGBLOB,
    subject_kind  BIGINT NOT NULL,
    subject_id    BINARY(16),
    subject_rev   BIGINT NOT NULL,
    at            BIGINT,
    data          LONGBLOB,
    claimed_until BIGINT,
    PRIMARY KEY (scope, id),
    KEY {{prefix}}event_id (id)
) ENGINE = InnoDB ROW_FORMAT = DYNAMIC;
