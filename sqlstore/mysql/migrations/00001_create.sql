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
