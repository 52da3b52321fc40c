-- find scope
SELECT id FROM muster_scope WHERE tenant = ? AND event = ?;

-- add scope
INSERT INTO muster_scope (id, tenant, event) SELECT COALESCE(MAX(id), 0) + 1, ?, ? FROM muster_scope;

-- insert type
INSERT INTO muster_type (scope, id, rev, created_at, updated_at, code, name, unique_name, fields, required, duplicate_fields, search_across_types, active, permit_adds, public, allow_manual, allow_count_editing, is_system, yearly_limit, code_fold, name_fold)
SELECT s.id, UNHEX(j.id), j.rev, j.created_at, j.updated_at, j.code, j.name, j.unique_name, j.fields, j.required, j.duplicate_fields, j.search_across_types, j.active, j.permit_adds, j.public, j.allow_manual, j.allow_count_editing, j.is_system, j.yearly_limit, j.code_fold, j.name_fold
FROM JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (rev BIGINT PATH '$[0]' ERROR ON ERROR, created_at BIGINT PATH '$[1]' ERROR ON ERROR, updated_at BIGINT PATH '$[2]' ERROR ON ERROR, code LONGTEXT CHARACTER SET utf8mb4 PATH '$[3]' ERROR ON ERROR, name LONGTEXT CHARACTER SET utf8mb4 PATH '$[4]' ERROR ON ERROR, unique_name LONGTEXT CHARACTER SET utf8mb4 PATH '$[5]' ERROR ON ERROR, fields LONGTEXT CHARACTER SET utf8mb4 PATH '$[6]' ERROR ON ERROR, required LONGTEXT CHARACTER SET utf8mb4 PATH '$[7]' ERROR ON ERROR, duplicate_fields LONGTEXT CHARACTER SET utf8mb4 PATH '$[8]' ERROR ON ERROR, search_across_types BIGINT PATH '$[9]' ERROR ON ERROR, active BIGINT PATH '$[10]' ERROR ON ERROR, permit_adds BIGINT PATH '$[11]' ERROR ON ERROR, public BIGINT PATH '$[12]' ERROR ON ERROR, allow_manual BIGINT PATH '$[13]' ERROR ON ERROR, allow_count_editing BIGINT PATH '$[14]' ERROR ON ERROR, is_system BIGINT PATH '$[15]' ERROR ON ERROR, yearly_limit BIGINT PATH '$[16]' ERROR ON ERROR, code_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[17]' ERROR ON ERROR, name_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[18]' ERROR ON ERROR, id CHAR(32) PATH '$[19]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_scope s ON s.id = ?;

-- update type
UPDATE JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (rev BIGINT PATH '$[0]' ERROR ON ERROR, created_at BIGINT PATH '$[1]' ERROR ON ERROR, updated_at BIGINT PATH '$[2]' ERROR ON ERROR, code LONGTEXT CHARACTER SET utf8mb4 PATH '$[3]' ERROR ON ERROR, name LONGTEXT CHARACTER SET utf8mb4 PATH '$[4]' ERROR ON ERROR, unique_name LONGTEXT CHARACTER SET utf8mb4 PATH '$[5]' ERROR ON ERROR, fields LONGTEXT CHARACTER SET utf8mb4 PATH '$[6]' ERROR ON ERROR, required LONGTEXT CHARACTER SET utf8mb4 PATH '$[7]' ERROR ON ERROR, duplicate_fields LONGTEXT CHARACTER SET utf8mb4 PATH '$[8]' ERROR ON ERROR, search_across_types BIGINT PATH '$[9]' ERROR ON ERROR, active BIGINT PATH '$[10]' ERROR ON ERROR, permit_adds BIGINT PATH '$[11]' ERROR ON ERROR, public BIGINT PATH '$[12]' ERROR ON ERROR, allow_manual BIGINT PATH '$[13]' ERROR ON ERROR, allow_count_editing BIGINT PATH '$[14]' ERROR ON ERROR, is_system BIGINT PATH '$[15]' ERROR ON ERROR, yearly_limit BIGINT PATH '$[16]' ERROR ON ERROR, code_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[17]' ERROR ON ERROR, name_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[18]' ERROR ON ERROR, id CHAR(32) PATH '$[19]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_type t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev - 1
SET t.rev = j.rev, t.created_at = j.created_at, t.updated_at = j.updated_at, t.code = j.code, t.name = j.name, t.unique_name = j.unique_name, t.fields = j.fields, t.required = j.required, t.duplicate_fields = j.duplicate_fields, t.search_across_types = j.search_across_types, t.active = j.active, t.permit_adds = j.permit_adds, t.public = j.public, t.allow_manual = j.allow_manual, t.allow_count_editing = j.allow_count_editing, t.is_system = j.is_system, t.yearly_limit = j.yearly_limit, t.code_fold = j.code_fold, t.name_fold = j.name_fold;

-- release type
UPDATE JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$[0]' ERROR ON ERROR, rev BIGINT PATH '$[1]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_type t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev
SET t.code = NULL, t.unique_name = NULL, t.updated_at = COALESCE(t.updated_at, 0) + 1;

-- delete type
DELETE t
FROM JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$[0]' ERROR ON ERROR, rev BIGINT PATH '$[1]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_type t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev;

-- revisions of type
SELECT t.id, t.rev
FROM (SELECT CAST(? AS SIGNED) AS scope) s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_type t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.id)
LOCK IN SHARE MODE;

-- load type by id
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.code, t.name, t.unique_name, t.fields, t.required, t.duplicate_fields, t.search_across_types, t.active, t.permit_adds, t.public, t.allow_manual, t.allow_count_editing, t.is_system, t.yearly_limit
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_type t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.v);

-- load one type by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.code, t.name, t.unique_name, t.fields, t.required, t.duplicate_fields, t.search_across_types, t.active, t.permit_adds, t.public, t.allow_manual, t.allow_count_editing, t.is_system, t.yearly_limit
FROM muster_scope s
STRAIGHT_JOIN muster_type t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.id = ?;

-- load type by code
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.code, t.name, t.unique_name, t.fields, t.required, t.duplicate_fields, t.search_across_types, t.active, t.permit_adds, t.public, t.allow_manual, t.allow_count_editing, t.is_system, t.yearly_limit
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v LONGTEXT CHARACTER SET utf8mb4 PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_type t FORCE INDEX (code) ON t.scope = s.scope AND t.code = j.v;

-- load one type by code
SELECT t.id, t.rev, t.created_at, t.updated_at, t.code, t.name, t.unique_name, t.fields, t.required, t.duplicate_fields, t.search_across_types, t.active, t.permit_adds, t.public, t.allow_manual, t.allow_count_editing, t.is_system, t.yearly_limit
FROM muster_scope s
STRAIGHT_JOIN muster_type t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.code = ?;

-- load type by unique_name
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.code, t.name, t.unique_name, t.fields, t.required, t.duplicate_fields, t.search_across_types, t.active, t.permit_adds, t.public, t.allow_manual, t.allow_count_editing, t.is_system, t.yearly_limit
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v LONGTEXT CHARACTER SET utf8mb4 PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_type t FORCE INDEX (unique_name) ON t.scope = s.scope AND t.unique_name = j.v;

-- load one type by unique_name
SELECT t.id, t.rev, t.created_at, t.updated_at, t.code, t.name, t.unique_name, t.fields, t.required, t.duplicate_fields, t.search_across_types, t.active, t.permit_adds, t.public, t.allow_manual, t.allow_count_editing, t.is_system, t.yearly_limit
FROM muster_scope s
STRAIGHT_JOIN muster_type t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.unique_name = ?;

-- load type by id or code or unique_name
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.code, t.name, t.unique_name, t.fields, t.required, t.duplicate_fields, t.search_across_types, t.active, t.permit_adds, t.public, t.allow_manual, t.allow_count_editing, t.is_system, t.yearly_limit
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_type t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.v)
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.code, t.name, t.unique_name, t.fields, t.required, t.duplicate_fields, t.search_across_types, t.active, t.permit_adds, t.public, t.allow_manual, t.allow_count_editing, t.is_system, t.yearly_limit
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v LONGTEXT CHARACTER SET utf8mb4 PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_type t FORCE INDEX (code) ON t.scope = s.scope AND t.code = j.v
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.code, t.name, t.unique_name, t.fields, t.required, t.duplicate_fields, t.search_across_types, t.active, t.permit_adds, t.public, t.allow_manual, t.allow_count_editing, t.is_system, t.yearly_limit
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v LONGTEXT CHARACTER SET utf8mb4 PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_type t FORCE INDEX (unique_name) ON t.scope = s.scope AND t.unique_name = j.v;

-- insert attendee
INSERT INTO muster_attendee (scope, id, rev, created_at, updated_at, status, version, updated_by, deleted_at, attendance_code, user_id, external_id, email, code_key, user_key, external_key, email_key, match_key, first_name, last_name, middle_initial, suffix, title, company, preferred_name, mobile, role, type_code, currency, owner_user_id, owner_name, custom, status_fold, type_code_fold, owner_fold, first_name_fold, last_name_fold, company_fold, email_fold, email_reversed, other_folds)
SELECT s.id, UNHEX(j.id), j.rev, j.created_at, j.updated_at, j.status, j.version, j.updated_by, j.deleted_at, j.attendance_code, j.user_id, j.external_id, j.email, j.code_key, j.user_key, j.external_key, j.email_key, j.match_key, j.first_name, j.last_name, j.middle_initial, j.suffix, j.title, j.company, j.preferred_name, j.mobile, j.role, j.type_code, j.currency, j.owner_user_id, j.owner_name, j.custom, j.status_fold, j.type_code_fold, j.owner_fold, j.first_name_fold, j.last_name_fold, j.company_fold, j.email_fold, j.email_reversed, j.other_folds
FROM JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (rev BIGINT PATH '$[0]' ERROR ON ERROR, created_at BIGINT PATH '$[1]' ERROR ON ERROR, updated_at BIGINT PATH '$[2]' ERROR ON ERROR, status LONGTEXT CHARACTER SET utf8mb4 PATH '$[3]' ERROR ON ERROR, version BIGINT PATH '$[4]' ERROR ON ERROR, updated_by LONGTEXT CHARACTER SET utf8mb4 PATH '$[5]' ERROR ON ERROR, deleted_at BIGINT PATH '$[6]' ERROR ON ERROR, first_name LONGTEXT CHARACTER SET utf8mb4 PATH '$[7]' ERROR ON ERROR, last_name LONGTEXT CHARACTER SET utf8mb4 PATH '$[8]' ERROR ON ERROR, middle_initial LONGTEXT CHARACTER SET utf8mb4 PATH '$[9]' ERROR ON ERROR, suffix LONGTEXT CHARACTER SET utf8mb4 PATH '$[10]' ERROR ON ERROR, title LONGTEXT CHARACTER SET utf8mb4 PATH '$[11]' ERROR ON ERROR, company LONGTEXT CHARACTER SET utf8mb4 PATH '$[12]' ERROR ON ERROR, preferred_name LONGTEXT CHARACTER SET utf8mb4 PATH '$[13]' ERROR ON ERROR, mobile LONGTEXT CHARACTER SET utf8mb4 PATH '$[14]' ERROR ON ERROR, role LONGTEXT CHARACTER SET utf8mb4 PATH '$[15]' ERROR ON ERROR, type_code LONGTEXT CHARACTER SET utf8mb4 PATH '$[16]' ERROR ON ERROR, currency LONGTEXT CHARACTER SET utf8mb4 PATH '$[17]' ERROR ON ERROR, owner_user_id LONGTEXT CHARACTER SET utf8mb4 PATH '$[18]' ERROR ON ERROR, owner_name LONGTEXT CHARACTER SET utf8mb4 PATH '$[19]' ERROR ON ERROR, status_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[20]' ERROR ON ERROR, type_code_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[21]' ERROR ON ERROR, owner_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[22]' ERROR ON ERROR, first_name_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[23]' ERROR ON ERROR, last_name_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[24]' ERROR ON ERROR, company_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[25]' ERROR ON ERROR, id CHAR(32) PATH '$[26]' ERROR ON ERROR, attendance_code LONGTEXT CHARACTER SET utf8mb4 PATH '$[27]' ERROR ON ERROR, user_id LONGTEXT CHARACTER SET utf8mb4 PATH '$[28]' ERROR ON ERROR, external_id LONGTEXT CHARACTER SET utf8mb4 PATH '$[29]' ERROR ON ERROR, email LONGTEXT CHARACTER SET utf8mb4 PATH '$[30]' ERROR ON ERROR, code_key LONGTEXT CHARACTER SET utf8mb4 PATH '$[31]' ERROR ON ERROR, user_key LONGTEXT CHARACTER SET utf8mb4 PATH '$[32]' ERROR ON ERROR, external_key LONGTEXT CHARACTER SET utf8mb4 PATH '$[33]' ERROR ON ERROR, email_key LONGTEXT CHARACTER SET utf8mb4 PATH '$[34]' ERROR ON ERROR, match_key LONGTEXT CHARACTER SET utf8mb4 PATH '$[35]' ERROR ON ERROR, custom LONGTEXT CHARACTER SET utf8mb4 PATH '$[36]' ERROR ON ERROR, email_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[37]' ERROR ON ERROR, email_reversed LONGTEXT CHARACTER SET utf8mb4 PATH '$[38]' ERROR ON ERROR, other_folds LONGTEXT CHARACTER SET utf8mb4 PATH '$[39]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_scope s ON s.id = ?;

-- update attendee
UPDATE JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (rev BIGINT PATH '$[0]' ERROR ON ERROR, created_at BIGINT PATH '$[1]' ERROR ON ERROR, updated_at BIGINT PATH '$[2]' ERROR ON ERROR, status LONGTEXT CHARACTER SET utf8mb4 PATH '$[3]' ERROR ON ERROR, version BIGINT PATH '$[4]' ERROR ON ERROR, updated_by LONGTEXT CHARACTER SET utf8mb4 PATH '$[5]' ERROR ON ERROR, deleted_at BIGINT PATH '$[6]' ERROR ON ERROR, first_name LONGTEXT CHARACTER SET utf8mb4 PATH '$[7]' ERROR ON ERROR, last_name LONGTEXT CHARACTER SET utf8mb4 PATH '$[8]' ERROR ON ERROR, middle_initial LONGTEXT CHARACTER SET utf8mb4 PATH '$[9]' ERROR ON ERROR, suffix LONGTEXT CHARACTER SET utf8mb4 PATH '$[10]' ERROR ON ERROR, title LONGTEXT CHARACTER SET utf8mb4 PATH '$[11]' ERROR ON ERROR, company LONGTEXT CHARACTER SET utf8mb4 PATH '$[12]' ERROR ON ERROR, preferred_name LONGTEXT CHARACTER SET utf8mb4 PATH '$[13]' ERROR ON ERROR, mobile LONGTEXT CHARACTER SET utf8mb4 PATH '$[14]' ERROR ON ERROR, role LONGTEXT CHARACTER SET utf8mb4 PATH '$[15]' ERROR ON ERROR, type_code LONGTEXT CHARACTER SET utf8mb4 PATH '$[16]' ERROR ON ERROR, currency LONGTEXT CHARACTER SET utf8mb4 PATH '$[17]' ERROR ON ERROR, owner_user_id LONGTEXT CHARACTER SET utf8mb4 PATH '$[18]' ERROR ON ERROR, owner_name LONGTEXT CHARACTER SET utf8mb4 PATH '$[19]' ERROR ON ERROR, status_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[20]' ERROR ON ERROR, type_code_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[21]' ERROR ON ERROR, owner_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[22]' ERROR ON ERROR, first_name_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[23]' ERROR ON ERROR, last_name_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[24]' ERROR ON ERROR, company_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[25]' ERROR ON ERROR, id CHAR(32) PATH '$[26]' ERROR ON ERROR, attendance_code LONGTEXT CHARACTER SET utf8mb4 PATH '$[27]' ERROR ON ERROR, user_id LONGTEXT CHARACTER SET utf8mb4 PATH '$[28]' ERROR ON ERROR, external_id LONGTEXT CHARACTER SET utf8mb4 PATH '$[29]' ERROR ON ERROR, email LONGTEXT CHARACTER SET utf8mb4 PATH '$[30]' ERROR ON ERROR, code_key LONGTEXT CHARACTER SET utf8mb4 PATH '$[31]' ERROR ON ERROR, user_key LONGTEXT CHARACTER SET utf8mb4 PATH '$[32]' ERROR ON ERROR, external_key LONGTEXT CHARACTER SET utf8mb4 PATH '$[33]' ERROR ON ERROR, email_key LONGTEXT CHARACTER SET utf8mb4 PATH '$[34]' ERROR ON ERROR, match_key LONGTEXT CHARACTER SET utf8mb4 PATH '$[35]' ERROR ON ERROR, custom LONGTEXT CHARACTER SET utf8mb4 PATH '$[36]' ERROR ON ERROR, email_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[37]' ERROR ON ERROR, email_reversed LONGTEXT CHARACTER SET utf8mb4 PATH '$[38]' ERROR ON ERROR, other_folds LONGTEXT CHARACTER SET utf8mb4 PATH '$[39]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_attendee t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev - 1
SET t.rev = j.rev, t.created_at = j.created_at, t.updated_at = j.updated_at, t.status = j.status, t.version = j.version, t.updated_by = j.updated_by, t.deleted_at = j.deleted_at, t.attendance_code = j.attendance_code, t.user_id = j.user_id, t.external_id = j.external_id, t.email = j.email, t.code_key = j.code_key, t.user_key = j.user_key, t.external_key = j.external_key, t.email_key = j.email_key, t.match_key = j.match_key, t.first_name = j.first_name, t.last_name = j.last_name, t.middle_initial = j.middle_initial, t.suffix = j.suffix, t.title = j.title, t.company = j.company, t.preferred_name = j.preferred_name, t.mobile = j.mobile, t.role = j.role, t.type_code = j.type_code, t.currency = j.currency, t.owner_user_id = j.owner_user_id, t.owner_name = j.owner_name, t.custom = j.custom, t.status_fold = j.status_fold, t.type_code_fold = j.type_code_fold, t.owner_fold = j.owner_fold, t.first_name_fold = j.first_name_fold, t.last_name_fold = j.last_name_fold, t.company_fold = j.company_fold, t.email_fold = j.email_fold, t.email_reversed = j.email_reversed, t.other_folds = j.other_folds;

-- release attendee
UPDATE JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$[0]' ERROR ON ERROR, rev BIGINT PATH '$[1]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_attendee t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev
SET t.code_key = NULL, t.user_key = NULL, t.external_key = NULL, t.email_key = NULL, t.match_key = NULL, t.updated_at = COALESCE(t.updated_at, 0) + 1;

-- delete attendee
DELETE t
FROM JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$[0]' ERROR ON ERROR, rev BIGINT PATH '$[1]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_attendee t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev;

-- revisions of attendee
SELECT t.id, t.rev
FROM (SELECT CAST(? AS SIGNED) AS scope) s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_attendee t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.id)
LOCK IN SHARE MODE;

-- load attendee by id
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_attendee t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.v);

-- load one attendee by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM muster_scope s
STRAIGHT_JOIN muster_attendee t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.id = ?;

-- load attendee by code_key
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v LONGTEXT CHARACTER SET utf8mb4 PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_attendee t FORCE INDEX (code_key) ON t.scope = s.scope AND t.code_key = j.v;

-- load one attendee by code_key
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM muster_scope s
STRAIGHT_JOIN muster_attendee t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.code_key = ?;

-- load attendee by user_key
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v LONGTEXT CHARACTER SET utf8mb4 PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_attendee t FORCE INDEX (user_key) ON t.scope = s.scope AND t.user_key = j.v;

-- load one attendee by user_key
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM muster_scope s
STRAIGHT_JOIN muster_attendee t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.user_key = ?;

-- load attendee by external_key
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v LONGTEXT CHARACTER SET utf8mb4 PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_attendee t FORCE INDEX (external_key) ON t.scope = s.scope AND t.external_key = j.v;

-- load one attendee by external_key
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM muster_scope s
STRAIGHT_JOIN muster_attendee t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.external_key = ?;

-- load attendee by email_key
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v LONGTEXT CHARACTER SET utf8mb4 PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_attendee t FORCE INDEX (email_key) ON t.scope = s.scope AND t.email_key = j.v;

-- load one attendee by email_key
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM muster_scope s
STRAIGHT_JOIN muster_attendee t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.email_key = ?;

-- load attendee by match_key
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v LONGTEXT CHARACTER SET utf8mb4 PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_attendee t FORCE INDEX (match_key) ON t.scope = s.scope AND t.match_key = j.v;

-- load one attendee by match_key
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM muster_scope s
STRAIGHT_JOIN muster_attendee t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.match_key = ?;

-- load attendee by id or code_key or user_key or external_key or email_key or match_key
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_attendee t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.v)
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v LONGTEXT CHARACTER SET utf8mb4 PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_attendee t FORCE INDEX (code_key) ON t.scope = s.scope AND t.code_key = j.v
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v LONGTEXT CHARACTER SET utf8mb4 PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_attendee t FORCE INDEX (user_key) ON t.scope = s.scope AND t.user_key = j.v
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v LONGTEXT CHARACTER SET utf8mb4 PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_attendee t FORCE INDEX (external_key) ON t.scope = s.scope AND t.external_key = j.v
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v LONGTEXT CHARACTER SET utf8mb4 PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_attendee t FORCE INDEX (email_key) ON t.scope = s.scope AND t.email_key = j.v
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v LONGTEXT CHARACTER SET utf8mb4 PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_attendee t FORCE INDEX (match_key) ON t.scope = s.scope AND t.match_key = j.v;

-- insert group
INSERT INTO muster_group (scope, id, rev, created_at, updated_at, name, unique_name, name_fold)
SELECT s.id, UNHEX(j.id), j.rev, j.created_at, j.updated_at, j.name, j.unique_name, j.name_fold
FROM JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (rev BIGINT PATH '$[0]' ERROR ON ERROR, created_at BIGINT PATH '$[1]' ERROR ON ERROR, updated_at BIGINT PATH '$[2]' ERROR ON ERROR, name LONGTEXT CHARACTER SET utf8mb4 PATH '$[3]' ERROR ON ERROR, unique_name LONGTEXT CHARACTER SET utf8mb4 PATH '$[4]' ERROR ON ERROR, name_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[5]' ERROR ON ERROR, id CHAR(32) PATH '$[6]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_scope s ON s.id = ?;

-- update group
UPDATE JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (rev BIGINT PATH '$[0]' ERROR ON ERROR, created_at BIGINT PATH '$[1]' ERROR ON ERROR, updated_at BIGINT PATH '$[2]' ERROR ON ERROR, name LONGTEXT CHARACTER SET utf8mb4 PATH '$[3]' ERROR ON ERROR, unique_name LONGTEXT CHARACTER SET utf8mb4 PATH '$[4]' ERROR ON ERROR, name_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[5]' ERROR ON ERROR, id CHAR(32) PATH '$[6]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_group t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev - 1
SET t.rev = j.rev, t.created_at = j.created_at, t.updated_at = j.updated_at, t.name = j.name, t.unique_name = j.unique_name, t.name_fold = j.name_fold;

-- release group
UPDATE JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$[0]' ERROR ON ERROR, rev BIGINT PATH '$[1]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_group t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev
SET t.unique_name = NULL, t.updated_at = COALESCE(t.updated_at, 0) + 1;

-- delete group
DELETE t
FROM JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$[0]' ERROR ON ERROR, rev BIGINT PATH '$[1]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_group t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev;

-- revisions of group
SELECT t.id, t.rev
FROM (SELECT CAST(? AS SIGNED) AS scope) s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_group t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.id)
LOCK IN SHARE MODE;

-- load group by id
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_group t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.v);

-- load one group by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name
FROM muster_scope s
STRAIGHT_JOIN muster_group t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.id = ?;

-- load group by unique_name
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v LONGTEXT CHARACTER SET utf8mb4 PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_group t FORCE INDEX (unique_name) ON t.scope = s.scope AND t.unique_name = j.v;

-- load one group by unique_name
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name
FROM muster_scope s
STRAIGHT_JOIN muster_group t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.unique_name = ?;

-- load group by id or unique_name
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_group t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.v)
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v LONGTEXT CHARACTER SET utf8mb4 PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_group t FORCE INDEX (unique_name) ON t.scope = s.scope AND t.unique_name = j.v;

-- insert token
INSERT INTO muster_token (scope, id, rev, created_at, updated_at, value, digest, report)
SELECT s.id, UNHEX(j.id), j.rev, j.created_at, j.updated_at, j.value, j.digest, j.report
FROM JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (rev BIGINT PATH '$[0]' ERROR ON ERROR, created_at BIGINT PATH '$[1]' ERROR ON ERROR, updated_at BIGINT PATH '$[2]' ERROR ON ERROR, value LONGTEXT CHARACTER SET utf8mb4 PATH '$[3]' ERROR ON ERROR, digest LONGTEXT CHARACTER SET utf8mb4 PATH '$[4]' ERROR ON ERROR, report LONGTEXT CHARACTER SET utf8mb4 PATH '$[5]' ERROR ON ERROR, id CHAR(32) PATH '$[6]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_scope s ON s.id = ?;

-- update token
UPDATE JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (rev BIGINT PATH '$[0]' ERROR ON ERROR, created_at BIGINT PATH '$[1]' ERROR ON ERROR, updated_at BIGINT PATH '$[2]' ERROR ON ERROR, value LONGTEXT CHARACTER SET utf8mb4 PATH '$[3]' ERROR ON ERROR, digest LONGTEXT CHARACTER SET utf8mb4 PATH '$[4]' ERROR ON ERROR, report LONGTEXT CHARACTER SET utf8mb4 PATH '$[5]' ERROR ON ERROR, id CHAR(32) PATH '$[6]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_token t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev - 1
SET t.rev = j.rev, t.created_at = j.created_at, t.updated_at = j.updated_at, t.value = j.value, t.digest = j.digest, t.report = j.report;

-- release token
UPDATE JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$[0]' ERROR ON ERROR, rev BIGINT PATH '$[1]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_token t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev
SET t.value = NULL, t.updated_at = COALESCE(t.updated_at, 0) + 1;

-- delete token
DELETE t
FROM JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$[0]' ERROR ON ERROR, rev BIGINT PATH '$[1]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_token t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev;

-- revisions of token
SELECT t.id, t.rev
FROM (SELECT CAST(? AS SIGNED) AS scope) s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_token t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.id)
LOCK IN SHARE MODE;

-- load token by id
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.value, t.digest, t.report
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_token t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.v);

-- load one token by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.value, t.digest, t.report
FROM muster_scope s
STRAIGHT_JOIN muster_token t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.id = ?;

-- load token by value
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.value, t.digest, t.report
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v LONGTEXT CHARACTER SET utf8mb4 PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_token t FORCE INDEX (value) ON t.scope = s.scope AND t.value = j.v;

-- load one token by value
SELECT t.id, t.rev, t.created_at, t.updated_at, t.value, t.digest, t.report
FROM muster_scope s
STRAIGHT_JOIN muster_token t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.value = ?;

-- load token by id or value
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.value, t.digest, t.report
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_token t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.v)
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.value, t.digest, t.report
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v LONGTEXT CHARACTER SET utf8mb4 PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_token t FORCE INDEX (value) ON t.scope = s.scope AND t.value = j.v;

-- insert credential_type
INSERT INTO muster_credential_type (scope, id, rev, created_at, updated_at, name, unique_name, medium, hashed, name_fold)
SELECT s.id, UNHEX(j.id), j.rev, j.created_at, j.updated_at, j.name, j.unique_name, j.medium, j.hashed, j.name_fold
FROM JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (rev BIGINT PATH '$[0]' ERROR ON ERROR, created_at BIGINT PATH '$[1]' ERROR ON ERROR, updated_at BIGINT PATH '$[2]' ERROR ON ERROR, name LONGTEXT CHARACTER SET utf8mb4 PATH '$[3]' ERROR ON ERROR, unique_name LONGTEXT CHARACTER SET utf8mb4 PATH '$[4]' ERROR ON ERROR, medium LONGTEXT CHARACTER SET utf8mb4 PATH '$[5]' ERROR ON ERROR, hashed BIGINT PATH '$[6]' ERROR ON ERROR, name_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[7]' ERROR ON ERROR, id CHAR(32) PATH '$[8]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_scope s ON s.id = ?;

-- update credential_type
UPDATE JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (rev BIGINT PATH '$[0]' ERROR ON ERROR, created_at BIGINT PATH '$[1]' ERROR ON ERROR, updated_at BIGINT PATH '$[2]' ERROR ON ERROR, name LONGTEXT CHARACTER SET utf8mb4 PATH '$[3]' ERROR ON ERROR, unique_name LONGTEXT CHARACTER SET utf8mb4 PATH '$[4]' ERROR ON ERROR, medium LONGTEXT CHARACTER SET utf8mb4 PATH '$[5]' ERROR ON ERROR, hashed BIGINT PATH '$[6]' ERROR ON ERROR, name_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[7]' ERROR ON ERROR, id CHAR(32) PATH '$[8]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_credential_type t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev - 1
SET t.rev = j.rev, t.created_at = j.created_at, t.updated_at = j.updated_at, t.name = j.name, t.unique_name = j.unique_name, t.medium = j.medium, t.hashed = j.hashed, t.name_fold = j.name_fold;

-- release credential_type
UPDATE JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$[0]' ERROR ON ERROR, rev BIGINT PATH '$[1]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_credential_type t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev
SET t.unique_name = NULL, t.updated_at = COALESCE(t.updated_at, 0) + 1;

-- delete credential_type
DELETE t
FROM JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$[0]' ERROR ON ERROR, rev BIGINT PATH '$[1]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_credential_type t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev;

-- revisions of credential_type
SELECT t.id, t.rev
FROM (SELECT CAST(? AS SIGNED) AS scope) s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_credential_type t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.id)
LOCK IN SHARE MODE;

-- load credential_type by id
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name, t.medium, t.hashed
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_credential_type t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.v);

-- load one credential_type by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name, t.medium, t.hashed
FROM muster_scope s
STRAIGHT_JOIN muster_credential_type t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.id = ?;

-- load credential_type by unique_name
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name, t.medium, t.hashed
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v LONGTEXT CHARACTER SET utf8mb4 PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_credential_type t FORCE INDEX (unique_name) ON t.scope = s.scope AND t.unique_name = j.v;

-- load one credential_type by unique_name
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name, t.medium, t.hashed
FROM muster_scope s
STRAIGHT_JOIN muster_credential_type t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.unique_name = ?;

-- load credential_type by id or unique_name
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name, t.medium, t.hashed
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_credential_type t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.v)
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name, t.medium, t.hashed
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v LONGTEXT CHARACTER SET utf8mb4 PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_credential_type t FORCE INDEX (unique_name) ON t.scope = s.scope AND t.unique_name = j.v;

-- insert zone
INSERT INTO muster_zone (scope, id, rev, created_at, updated_at, name, slug, unique_slug, capacity, requires_ticket, name_fold, slug_fold)
SELECT s.id, UNHEX(j.id), j.rev, j.created_at, j.updated_at, j.name, j.slug, j.unique_slug, j.capacity, j.requires_ticket, j.name_fold, j.slug_fold
FROM JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (rev BIGINT PATH '$[0]' ERROR ON ERROR, created_at BIGINT PATH '$[1]' ERROR ON ERROR, updated_at BIGINT PATH '$[2]' ERROR ON ERROR, name LONGTEXT CHARACTER SET utf8mb4 PATH '$[3]' ERROR ON ERROR, slug LONGTEXT CHARACTER SET utf8mb4 PATH '$[4]' ERROR ON ERROR, unique_slug LONGTEXT CHARACTER SET utf8mb4 PATH '$[5]' ERROR ON ERROR, capacity BIGINT PATH '$[6]' ERROR ON ERROR, requires_ticket BIGINT PATH '$[7]' ERROR ON ERROR, name_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[8]' ERROR ON ERROR, slug_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[9]' ERROR ON ERROR, id CHAR(32) PATH '$[10]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_scope s ON s.id = ?;

-- update zone
UPDATE JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (rev BIGINT PATH '$[0]' ERROR ON ERROR, created_at BIGINT PATH '$[1]' ERROR ON ERROR, updated_at BIGINT PATH '$[2]' ERROR ON ERROR, name LONGTEXT CHARACTER SET utf8mb4 PATH '$[3]' ERROR ON ERROR, slug LONGTEXT CHARACTER SET utf8mb4 PATH '$[4]' ERROR ON ERROR, unique_slug LONGTEXT CHARACTER SET utf8mb4 PATH '$[5]' ERROR ON ERROR, capacity BIGINT PATH '$[6]' ERROR ON ERROR, requires_ticket BIGINT PATH '$[7]' ERROR ON ERROR, name_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[8]' ERROR ON ERROR, slug_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[9]' ERROR ON ERROR, id CHAR(32) PATH '$[10]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_zone t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev - 1
SET t.rev = j.rev, t.created_at = j.created_at, t.updated_at = j.updated_at, t.name = j.name, t.slug = j.slug, t.unique_slug = j.unique_slug, t.capacity = j.capacity, t.requires_ticket = j.requires_ticket, t.name_fold = j.name_fold, t.slug_fold = j.slug_fold;

-- release zone
UPDATE JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$[0]' ERROR ON ERROR, rev BIGINT PATH '$[1]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_zone t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev
SET t.unique_slug = NULL, t.updated_at = COALESCE(t.updated_at, 0) + 1;

-- delete zone
DELETE t
FROM JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$[0]' ERROR ON ERROR, rev BIGINT PATH '$[1]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_zone t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev;

-- revisions of zone
SELECT t.id, t.rev
FROM (SELECT CAST(? AS SIGNED) AS scope) s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_zone t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.id)
LOCK IN SHARE MODE;

-- load zone by id
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.slug, t.unique_slug, t.capacity, t.requires_ticket
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_zone t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.v);

-- load one zone by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.slug, t.unique_slug, t.capacity, t.requires_ticket
FROM muster_scope s
STRAIGHT_JOIN muster_zone t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.id = ?;

-- load zone by unique_slug
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.slug, t.unique_slug, t.capacity, t.requires_ticket
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v LONGTEXT CHARACTER SET utf8mb4 PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_zone t FORCE INDEX (unique_slug) ON t.scope = s.scope AND t.unique_slug = j.v;

-- load one zone by unique_slug
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.slug, t.unique_slug, t.capacity, t.requires_ticket
FROM muster_scope s
STRAIGHT_JOIN muster_zone t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.unique_slug = ?;

-- load zone by id or unique_slug
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.slug, t.unique_slug, t.capacity, t.requires_ticket
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_zone t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.v)
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.slug, t.unique_slug, t.capacity, t.requires_ticket
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v LONGTEXT CHARACTER SET utf8mb4 PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_zone t FORCE INDEX (unique_slug) ON t.scope = s.scope AND t.unique_slug = j.v;

-- insert check_list
INSERT INTO muster_check_list (scope, id, rev, created_at, updated_at, name, unique_name, type_codes, group_ids, opens_at, closes_at, name_fold)
SELECT s.id, UNHEX(j.id), j.rev, j.created_at, j.updated_at, j.name, j.unique_name, j.type_codes, j.group_ids, j.opens_at, j.closes_at, j.name_fold
FROM JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (rev BIGINT PATH '$[0]' ERROR ON ERROR, created_at BIGINT PATH '$[1]' ERROR ON ERROR, updated_at BIGINT PATH '$[2]' ERROR ON ERROR, name LONGTEXT CHARACTER SET utf8mb4 PATH '$[3]' ERROR ON ERROR, unique_name LONGTEXT CHARACTER SET utf8mb4 PATH '$[4]' ERROR ON ERROR, type_codes LONGTEXT CHARACTER SET utf8mb4 PATH '$[5]' ERROR ON ERROR, group_ids LONGTEXT CHARACTER SET utf8mb4 PATH '$[6]' ERROR ON ERROR, opens_at BIGINT PATH '$[7]' ERROR ON ERROR, closes_at BIGINT PATH '$[8]' ERROR ON ERROR, name_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[9]' ERROR ON ERROR, id CHAR(32) PATH '$[10]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_scope s ON s.id = ?;

-- update check_list
UPDATE JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (rev BIGINT PATH '$[0]' ERROR ON ERROR, created_at BIGINT PATH '$[1]' ERROR ON ERROR, updated_at BIGINT PATH '$[2]' ERROR ON ERROR, name LONGTEXT CHARACTER SET utf8mb4 PATH '$[3]' ERROR ON ERROR, unique_name LONGTEXT CHARACTER SET utf8mb4 PATH '$[4]' ERROR ON ERROR, type_codes LONGTEXT CHARACTER SET utf8mb4 PATH '$[5]' ERROR ON ERROR, group_ids LONGTEXT CHARACTER SET utf8mb4 PATH '$[6]' ERROR ON ERROR, opens_at BIGINT PATH '$[7]' ERROR ON ERROR, closes_at BIGINT PATH '$[8]' ERROR ON ERROR, name_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[9]' ERROR ON ERROR, id CHAR(32) PATH '$[10]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_check_list t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev - 1
SET t.rev = j.rev, t.created_at = j.created_at, t.updated_at = j.updated_at, t.name = j.name, t.unique_name = j.unique_name, t.type_codes = j.type_codes, t.group_ids = j.group_ids, t.opens_at = j.opens_at, t.closes_at = j.closes_at, t.name_fold = j.name_fold;

-- release check_list
UPDATE JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$[0]' ERROR ON ERROR, rev BIGINT PATH '$[1]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_check_list t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev
SET t.unique_name = NULL, t.updated_at = COALESCE(t.updated_at, 0) + 1;

-- delete check_list
DELETE t
FROM JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$[0]' ERROR ON ERROR, rev BIGINT PATH '$[1]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_check_list t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev;

-- revisions of check_list
SELECT t.id, t.rev
FROM (SELECT CAST(? AS SIGNED) AS scope) s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_check_list t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.id)
LOCK IN SHARE MODE;

-- load check_list by id
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name, t.type_codes, t.group_ids, t.opens_at, t.closes_at
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_check_list t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.v);

-- load one check_list by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name, t.type_codes, t.group_ids, t.opens_at, t.closes_at
FROM muster_scope s
STRAIGHT_JOIN muster_check_list t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.id = ?;

-- load check_list by unique_name
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name, t.type_codes, t.group_ids, t.opens_at, t.closes_at
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v LONGTEXT CHARACTER SET utf8mb4 PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_check_list t FORCE INDEX (unique_name) ON t.scope = s.scope AND t.unique_name = j.v;

-- load one check_list by unique_name
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name, t.type_codes, t.group_ids, t.opens_at, t.closes_at
FROM muster_scope s
STRAIGHT_JOIN muster_check_list t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.unique_name = ?;

-- load check_list by id or unique_name
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name, t.type_codes, t.group_ids, t.opens_at, t.closes_at
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_check_list t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.v)
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name, t.type_codes, t.group_ids, t.opens_at, t.closes_at
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v LONGTEXT CHARACTER SET utf8mb4 PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_check_list t FORCE INDEX (unique_name) ON t.scope = s.scope AND t.unique_name = j.v;

-- insert entry
INSERT INTO muster_entry (scope, id, rev, created_at, updated_at, external_id, unique_external, kind, parent_id, items, report_owner, spent_on, amount, digits, currency, no_shows, external_id_fold, kind_fold, report_owner_fold)
SELECT s.id, UNHEX(j.id), j.rev, j.created_at, j.updated_at, j.external_id, j.unique_external, j.kind, UNHEX(j.parent_id), j.items, j.report_owner, j.spent_on, j.amount, j.digits, j.currency, j.no_shows, j.external_id_fold, j.kind_fold, j.report_owner_fold
FROM JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (rev BIGINT PATH '$[0]' ERROR ON ERROR, created_at BIGINT PATH '$[1]' ERROR ON ERROR, updated_at BIGINT PATH '$[2]' ERROR ON ERROR, external_id LONGTEXT CHARACTER SET utf8mb4 PATH '$[3]' ERROR ON ERROR, unique_external LONGTEXT CHARACTER SET utf8mb4 PATH '$[4]' ERROR ON ERROR, kind LONGTEXT CHARACTER SET utf8mb4 PATH '$[5]' ERROR ON ERROR, parent_id CHAR(32) PATH '$[6]' ERROR ON ERROR, items LONGTEXT CHARACTER SET utf8mb4 PATH '$[7]' ERROR ON ERROR, report_owner LONGTEXT CHARACTER SET utf8mb4 PATH '$[8]' ERROR ON ERROR, spent_on BIGINT PATH '$[9]' ERROR ON ERROR, amount BIGINT PATH '$[10]' ERROR ON ERROR, digits BIGINT PATH '$[11]' ERROR ON ERROR, currency LONGTEXT CHARACTER SET utf8mb4 PATH '$[12]' ERROR ON ERROR, no_shows BIGINT PATH '$[13]' ERROR ON ERROR, external_id_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[14]' ERROR ON ERROR, kind_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[15]' ERROR ON ERROR, report_owner_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[16]' ERROR ON ERROR, id CHAR(32) PATH '$[17]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_scope s ON s.id = ?;

-- update entry
UPDATE JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (rev BIGINT PATH '$[0]' ERROR ON ERROR, created_at BIGINT PATH '$[1]' ERROR ON ERROR, updated_at BIGINT PATH '$[2]' ERROR ON ERROR, external_id LONGTEXT CHARACTER SET utf8mb4 PATH '$[3]' ERROR ON ERROR, unique_external LONGTEXT CHARACTER SET utf8mb4 PATH '$[4]' ERROR ON ERROR, kind LONGTEXT CHARACTER SET utf8mb4 PATH '$[5]' ERROR ON ERROR, parent_id CHAR(32) PATH '$[6]' ERROR ON ERROR, items LONGTEXT CHARACTER SET utf8mb4 PATH '$[7]' ERROR ON ERROR, report_owner LONGTEXT CHARACTER SET utf8mb4 PATH '$[8]' ERROR ON ERROR, spent_on BIGINT PATH '$[9]' ERROR ON ERROR, amount BIGINT PATH '$[10]' ERROR ON ERROR, digits BIGINT PATH '$[11]' ERROR ON ERROR, currency LONGTEXT CHARACTER SET utf8mb4 PATH '$[12]' ERROR ON ERROR, no_shows BIGINT PATH '$[13]' ERROR ON ERROR, external_id_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[14]' ERROR ON ERROR, kind_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[15]' ERROR ON ERROR, report_owner_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[16]' ERROR ON ERROR, id CHAR(32) PATH '$[17]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_entry t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev - 1
SET t.rev = j.rev, t.created_at = j.created_at, t.updated_at = j.updated_at, t.external_id = j.external_id, t.unique_external = j.unique_external, t.kind = j.kind, t.parent_id = UNHEX(j.parent_id), t.items = j.items, t.report_owner = j.report_owner, t.spent_on = j.spent_on, t.amount = j.amount, t.digits = j.digits, t.currency = j.currency, t.no_shows = j.no_shows, t.external_id_fold = j.external_id_fold, t.kind_fold = j.kind_fold, t.report_owner_fold = j.report_owner_fold;

-- release entry
UPDATE JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$[0]' ERROR ON ERROR, rev BIGINT PATH '$[1]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_entry t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev
SET t.unique_external = NULL, t.updated_at = COALESCE(t.updated_at, 0) + 1;

-- delete entry
DELETE t
FROM JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$[0]' ERROR ON ERROR, rev BIGINT PATH '$[1]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_entry t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev;

-- revisions of entry
SELECT t.id, t.rev
FROM (SELECT CAST(? AS SIGNED) AS scope) s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_entry t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.id)
LOCK IN SHARE MODE;

-- load entry by id
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.external_id, t.unique_external, t.kind, t.parent_id, t.items, t.report_owner, t.spent_on, t.amount, t.digits, t.currency, t.no_shows
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_entry t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.v);

-- load one entry by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.external_id, t.unique_external, t.kind, t.parent_id, t.items, t.report_owner, t.spent_on, t.amount, t.digits, t.currency, t.no_shows
FROM muster_scope s
STRAIGHT_JOIN muster_entry t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.id = ?;

-- load entry by unique_external
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.external_id, t.unique_external, t.kind, t.parent_id, t.items, t.report_owner, t.spent_on, t.amount, t.digits, t.currency, t.no_shows
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v LONGTEXT CHARACTER SET utf8mb4 PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_entry t FORCE INDEX (unique_external) ON t.scope = s.scope AND t.unique_external = j.v;

-- load one entry by unique_external
SELECT t.id, t.rev, t.created_at, t.updated_at, t.external_id, t.unique_external, t.kind, t.parent_id, t.items, t.report_owner, t.spent_on, t.amount, t.digits, t.currency, t.no_shows
FROM muster_scope s
STRAIGHT_JOIN muster_entry t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.unique_external = ?;

-- load entry by id or unique_external
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.external_id, t.unique_external, t.kind, t.parent_id, t.items, t.report_owner, t.spent_on, t.amount, t.digits, t.currency, t.no_shows
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_entry t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.v)
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.external_id, t.unique_external, t.kind, t.parent_id, t.items, t.report_owner, t.spent_on, t.amount, t.digits, t.currency, t.no_shows
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v LONGTEXT CHARACTER SET utf8mb4 PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_entry t FORCE INDEX (unique_external) ON t.scope = s.scope AND t.unique_external = j.v;

-- insert revision
INSERT INTO muster_revision (scope, id, rev, created_at, updated_at, attendee_id, version, changed, was)
SELECT s.id, UNHEX(j.id), j.rev, j.created_at, j.updated_at, UNHEX(j.attendee_id), j.version, j.changed, j.was
FROM JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (rev BIGINT PATH '$[0]' ERROR ON ERROR, created_at BIGINT PATH '$[1]' ERROR ON ERROR, updated_at BIGINT PATH '$[2]' ERROR ON ERROR, attendee_id CHAR(32) PATH '$[3]' ERROR ON ERROR, version BIGINT PATH '$[4]' ERROR ON ERROR, changed LONGTEXT CHARACTER SET utf8mb4 PATH '$[5]' ERROR ON ERROR, id CHAR(32) PATH '$[6]' ERROR ON ERROR, was LONGTEXT CHARACTER SET utf8mb4 PATH '$[7]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_scope s ON s.id = ?;

-- update revision
UPDATE JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (rev BIGINT PATH '$[0]' ERROR ON ERROR, created_at BIGINT PATH '$[1]' ERROR ON ERROR, updated_at BIGINT PATH '$[2]' ERROR ON ERROR, attendee_id CHAR(32) PATH '$[3]' ERROR ON ERROR, version BIGINT PATH '$[4]' ERROR ON ERROR, changed LONGTEXT CHARACTER SET utf8mb4 PATH '$[5]' ERROR ON ERROR, id CHAR(32) PATH '$[6]' ERROR ON ERROR, was LONGTEXT CHARACTER SET utf8mb4 PATH '$[7]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_revision t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev - 1
SET t.rev = j.rev, t.created_at = j.created_at, t.updated_at = j.updated_at, t.attendee_id = UNHEX(j.attendee_id), t.version = j.version, t.changed = j.changed, t.was = j.was;

-- delete revision
DELETE t
FROM JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$[0]' ERROR ON ERROR, rev BIGINT PATH '$[1]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_revision t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev;

-- revisions of revision
SELECT t.id, t.rev
FROM (SELECT CAST(? AS SIGNED) AS scope) s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_revision t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.id)
LOCK IN SHARE MODE;

-- load revision by id
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.version, t.changed, t.was
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_revision t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.v);

-- load one revision by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.version, t.changed, t.was
FROM muster_scope s
STRAIGHT_JOIN muster_revision t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.id = ?;

-- load revision by attendee_id
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.version, t.changed, t.was
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_revision t FORCE INDEX (attendee_id) ON t.scope = s.scope AND t.attendee_id = UNHEX(j.v);

-- load one revision by attendee_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.version, t.changed, t.was
FROM muster_scope s
STRAIGHT_JOIN muster_revision t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.attendee_id = ?;

-- load revision by id or attendee_id
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.version, t.changed, t.was
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_revision t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.v)
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.version, t.changed, t.was
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_revision t FORCE INDEX (attendee_id) ON t.scope = s.scope AND t.attendee_id = UNHEX(j.v);

-- insert membership
INSERT INTO muster_membership (scope, id, rev, created_at, updated_at, attendee_id, group_id)
SELECT s.id, UNHEX(j.id), j.rev, j.created_at, j.updated_at, UNHEX(j.attendee_id), UNHEX(j.group_id)
FROM JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (rev BIGINT PATH '$[0]' ERROR ON ERROR, created_at BIGINT PATH '$[1]' ERROR ON ERROR, updated_at BIGINT PATH '$[2]' ERROR ON ERROR, attendee_id CHAR(32) PATH '$[3]' ERROR ON ERROR, group_id CHAR(32) PATH '$[4]' ERROR ON ERROR, id CHAR(32) PATH '$[5]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_scope s ON s.id = ?;

-- update membership
UPDATE JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (rev BIGINT PATH '$[0]' ERROR ON ERROR, created_at BIGINT PATH '$[1]' ERROR ON ERROR, updated_at BIGINT PATH '$[2]' ERROR ON ERROR, attendee_id CHAR(32) PATH '$[3]' ERROR ON ERROR, group_id CHAR(32) PATH '$[4]' ERROR ON ERROR, id CHAR(32) PATH '$[5]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_membership t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev - 1
SET t.rev = j.rev, t.created_at = j.created_at, t.updated_at = j.updated_at, t.attendee_id = UNHEX(j.attendee_id), t.group_id = UNHEX(j.group_id);

-- delete membership
DELETE t
FROM JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$[0]' ERROR ON ERROR, rev BIGINT PATH '$[1]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_membership t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev;

-- revisions of membership
SELECT t.id, t.rev
FROM (SELECT CAST(? AS SIGNED) AS scope) s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_membership t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.id)
LOCK IN SHARE MODE;

-- load membership by id
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.group_id
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_membership t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.v);

-- load one membership by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.group_id
FROM muster_scope s
STRAIGHT_JOIN muster_membership t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.id = ?;

-- load membership by attendee_id
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.group_id
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_membership t FORCE INDEX (attendee_id) ON t.scope = s.scope AND t.attendee_id = UNHEX(j.v);

-- load one membership by attendee_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.group_id
FROM muster_scope s
STRAIGHT_JOIN muster_membership t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.attendee_id = ?;

-- load membership by group_id
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.group_id
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_membership t FORCE INDEX (group_id) ON t.scope = s.scope AND t.group_id = UNHEX(j.v);

-- load one membership by group_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.group_id
FROM muster_scope s
STRAIGHT_JOIN muster_membership t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.group_id = ?;

-- load membership by id or attendee_id or group_id
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.group_id
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_membership t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.v)
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.group_id
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_membership t FORCE INDEX (attendee_id) ON t.scope = s.scope AND t.attendee_id = UNHEX(j.v)
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.group_id
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_membership t FORCE INDEX (group_id) ON t.scope = s.scope AND t.group_id = UNHEX(j.v);

-- insert form_response
INSERT INTO muster_form_response (scope, id, rev, created_at, updated_at, attendee_id, form_id, data, form_id_fold)
SELECT s.id, UNHEX(j.id), j.rev, j.created_at, j.updated_at, UNHEX(j.attendee_id), j.form_id, j.data, j.form_id_fold
FROM JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (rev BIGINT PATH '$[0]' ERROR ON ERROR, created_at BIGINT PATH '$[1]' ERROR ON ERROR, updated_at BIGINT PATH '$[2]' ERROR ON ERROR, attendee_id CHAR(32) PATH '$[3]' ERROR ON ERROR, form_id LONGTEXT CHARACTER SET utf8mb4 PATH '$[4]' ERROR ON ERROR, data LONGTEXT CHARACTER SET utf8mb4 PATH '$[5]' ERROR ON ERROR, form_id_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[6]' ERROR ON ERROR, id CHAR(32) PATH '$[7]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_scope s ON s.id = ?;

-- update form_response
UPDATE JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (rev BIGINT PATH '$[0]' ERROR ON ERROR, created_at BIGINT PATH '$[1]' ERROR ON ERROR, updated_at BIGINT PATH '$[2]' ERROR ON ERROR, attendee_id CHAR(32) PATH '$[3]' ERROR ON ERROR, form_id LONGTEXT CHARACTER SET utf8mb4 PATH '$[4]' ERROR ON ERROR, data LONGTEXT CHARACTER SET utf8mb4 PATH '$[5]' ERROR ON ERROR, form_id_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[6]' ERROR ON ERROR, id CHAR(32) PATH '$[7]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_form_response t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev - 1
SET t.rev = j.rev, t.created_at = j.created_at, t.updated_at = j.updated_at, t.attendee_id = UNHEX(j.attendee_id), t.form_id = j.form_id, t.data = j.data, t.form_id_fold = j.form_id_fold;

-- delete form_response
DELETE t
FROM JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$[0]' ERROR ON ERROR, rev BIGINT PATH '$[1]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_form_response t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev;

-- revisions of form_response
SELECT t.id, t.rev
FROM (SELECT CAST(? AS SIGNED) AS scope) s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_form_response t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.id)
LOCK IN SHARE MODE;

-- load form_response by id
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.form_id, t.data
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_form_response t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.v);

-- load one form_response by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.form_id, t.data
FROM muster_scope s
STRAIGHT_JOIN muster_form_response t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.id = ?;

-- load form_response by attendee_id
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.form_id, t.data
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_form_response t FORCE INDEX (attendee_id) ON t.scope = s.scope AND t.attendee_id = UNHEX(j.v);

-- load one form_response by attendee_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.form_id, t.data
FROM muster_scope s
STRAIGHT_JOIN muster_form_response t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.attendee_id = ?;

-- load form_response by id or attendee_id
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.form_id, t.data
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_form_response t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.v)
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.form_id, t.data
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_form_response t FORCE INDEX (attendee_id) ON t.scope = s.scope AND t.attendee_id = UNHEX(j.v);

-- insert credential
INSERT INTO muster_credential (scope, id, rev, created_at, updated_at, attendee_id, type_id, medium, value, unique_value, status, issued_by, revoked_at, revoked_by, reason, medium_fold, status_fold)
SELECT s.id, UNHEX(j.id), j.rev, j.created_at, j.updated_at, UNHEX(j.attendee_id), UNHEX(j.type_id), j.medium, j.value, j.unique_value, j.status, j.issued_by, j.revoked_at, j.revoked_by, j.reason, j.medium_fold, j.status_fold
FROM JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (rev BIGINT PATH '$[0]' ERROR ON ERROR, created_at BIGINT PATH '$[1]' ERROR ON ERROR, updated_at BIGINT PATH '$[2]' ERROR ON ERROR, attendee_id CHAR(32) PATH '$[3]' ERROR ON ERROR, type_id CHAR(32) PATH '$[4]' ERROR ON ERROR, medium LONGTEXT CHARACTER SET utf8mb4 PATH '$[5]' ERROR ON ERROR, value LONGTEXT CHARACTER SET utf8mb4 PATH '$[6]' ERROR ON ERROR, unique_value LONGTEXT CHARACTER SET utf8mb4 PATH '$[7]' ERROR ON ERROR, status LONGTEXT CHARACTER SET utf8mb4 PATH '$[8]' ERROR ON ERROR, issued_by LONGTEXT CHARACTER SET utf8mb4 PATH '$[9]' ERROR ON ERROR, revoked_at BIGINT PATH '$[10]' ERROR ON ERROR, revoked_by LONGTEXT CHARACTER SET utf8mb4 PATH '$[11]' ERROR ON ERROR, reason LONGTEXT CHARACTER SET utf8mb4 PATH '$[12]' ERROR ON ERROR, medium_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[13]' ERROR ON ERROR, status_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[14]' ERROR ON ERROR, id CHAR(32) PATH '$[15]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_scope s ON s.id = ?;

-- update credential
UPDATE JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (rev BIGINT PATH '$[0]' ERROR ON ERROR, created_at BIGINT PATH '$[1]' ERROR ON ERROR, updated_at BIGINT PATH '$[2]' ERROR ON ERROR, attendee_id CHAR(32) PATH '$[3]' ERROR ON ERROR, type_id CHAR(32) PATH '$[4]' ERROR ON ERROR, medium LONGTEXT CHARACTER SET utf8mb4 PATH '$[5]' ERROR ON ERROR, value LONGTEXT CHARACTER SET utf8mb4 PATH '$[6]' ERROR ON ERROR, unique_value LONGTEXT CHARACTER SET utf8mb4 PATH '$[7]' ERROR ON ERROR, status LONGTEXT CHARACTER SET utf8mb4 PATH '$[8]' ERROR ON ERROR, issued_by LONGTEXT CHARACTER SET utf8mb4 PATH '$[9]' ERROR ON ERROR, revoked_at BIGINT PATH '$[10]' ERROR ON ERROR, revoked_by LONGTEXT CHARACTER SET utf8mb4 PATH '$[11]' ERROR ON ERROR, reason LONGTEXT CHARACTER SET utf8mb4 PATH '$[12]' ERROR ON ERROR, medium_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[13]' ERROR ON ERROR, status_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[14]' ERROR ON ERROR, id CHAR(32) PATH '$[15]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_credential t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev - 1
SET t.rev = j.rev, t.created_at = j.created_at, t.updated_at = j.updated_at, t.attendee_id = UNHEX(j.attendee_id), t.type_id = UNHEX(j.type_id), t.medium = j.medium, t.value = j.value, t.unique_value = j.unique_value, t.status = j.status, t.issued_by = j.issued_by, t.revoked_at = j.revoked_at, t.revoked_by = j.revoked_by, t.reason = j.reason, t.medium_fold = j.medium_fold, t.status_fold = j.status_fold;

-- release credential
UPDATE JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$[0]' ERROR ON ERROR, rev BIGINT PATH '$[1]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_credential t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev
SET t.unique_value = NULL, t.updated_at = COALESCE(t.updated_at, 0) + 1;

-- delete credential
DELETE t
FROM JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$[0]' ERROR ON ERROR, rev BIGINT PATH '$[1]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_credential t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev;

-- revisions of credential
SELECT t.id, t.rev
FROM (SELECT CAST(? AS SIGNED) AS scope) s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_credential t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.id)
LOCK IN SHARE MODE;

-- load credential by id
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.type_id, t.medium, t.value, t.unique_value, t.status, t.issued_by, t.revoked_at, t.revoked_by, t.reason
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_credential t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.v);

-- load one credential by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.type_id, t.medium, t.value, t.unique_value, t.status, t.issued_by, t.revoked_at, t.revoked_by, t.reason
FROM muster_scope s
STRAIGHT_JOIN muster_credential t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.id = ?;

-- load credential by attendee_id
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.type_id, t.medium, t.value, t.unique_value, t.status, t.issued_by, t.revoked_at, t.revoked_by, t.reason
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_credential t FORCE INDEX (attendee_id) ON t.scope = s.scope AND t.attendee_id = UNHEX(j.v);

-- load one credential by attendee_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.type_id, t.medium, t.value, t.unique_value, t.status, t.issued_by, t.revoked_at, t.revoked_by, t.reason
FROM muster_scope s
STRAIGHT_JOIN muster_credential t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.attendee_id = ?;

-- load credential by unique_value
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.type_id, t.medium, t.value, t.unique_value, t.status, t.issued_by, t.revoked_at, t.revoked_by, t.reason
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v LONGTEXT CHARACTER SET utf8mb4 PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_credential t FORCE INDEX (unique_value) ON t.scope = s.scope AND t.unique_value = j.v;

-- load one credential by unique_value
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.type_id, t.medium, t.value, t.unique_value, t.status, t.issued_by, t.revoked_at, t.revoked_by, t.reason
FROM muster_scope s
STRAIGHT_JOIN muster_credential t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.unique_value = ?;

-- load credential by id or attendee_id or unique_value
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.type_id, t.medium, t.value, t.unique_value, t.status, t.issued_by, t.revoked_at, t.revoked_by, t.reason
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_credential t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.v)
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.type_id, t.medium, t.value, t.unique_value, t.status, t.issued_by, t.revoked_at, t.revoked_by, t.reason
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_credential t FORCE INDEX (attendee_id) ON t.scope = s.scope AND t.attendee_id = UNHEX(j.v)
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.type_id, t.medium, t.value, t.unique_value, t.status, t.issued_by, t.revoked_at, t.revoked_by, t.reason
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v LONGTEXT CHARACTER SET utf8mb4 PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_credential t FORCE INDEX (unique_value) ON t.scope = s.scope AND t.unique_value = j.v;

-- insert access_point
INSERT INTO muster_access_point (scope, id, rev, created_at, updated_at, name, slug, unique_slug, zone_id, list_id, direction, active, readers, name_fold, slug_fold)
SELECT s.id, UNHEX(j.id), j.rev, j.created_at, j.updated_at, j.name, j.slug, j.unique_slug, UNHEX(j.zone_id), UNHEX(j.list_id), j.direction, j.active, j.readers, j.name_fold, j.slug_fold
FROM JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (rev BIGINT PATH '$[0]' ERROR ON ERROR, created_at BIGINT PATH '$[1]' ERROR ON ERROR, updated_at BIGINT PATH '$[2]' ERROR ON ERROR, name LONGTEXT CHARACTER SET utf8mb4 PATH '$[3]' ERROR ON ERROR, slug LONGTEXT CHARACTER SET utf8mb4 PATH '$[4]' ERROR ON ERROR, unique_slug LONGTEXT CHARACTER SET utf8mb4 PATH '$[5]' ERROR ON ERROR, zone_id CHAR(32) PATH '$[6]' ERROR ON ERROR, list_id CHAR(32) PATH '$[7]' ERROR ON ERROR, direction LONGTEXT CHARACTER SET utf8mb4 PATH '$[8]' ERROR ON ERROR, active BIGINT PATH '$[9]' ERROR ON ERROR, readers LONGTEXT CHARACTER SET utf8mb4 PATH '$[10]' ERROR ON ERROR, name_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[11]' ERROR ON ERROR, slug_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[12]' ERROR ON ERROR, id CHAR(32) PATH '$[13]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_scope s ON s.id = ?;

-- update access_point
UPDATE JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (rev BIGINT PATH '$[0]' ERROR ON ERROR, created_at BIGINT PATH '$[1]' ERROR ON ERROR, updated_at BIGINT PATH '$[2]' ERROR ON ERROR, name LONGTEXT CHARACTER SET utf8mb4 PATH '$[3]' ERROR ON ERROR, slug LONGTEXT CHARACTER SET utf8mb4 PATH '$[4]' ERROR ON ERROR, unique_slug LONGTEXT CHARACTER SET utf8mb4 PATH '$[5]' ERROR ON ERROR, zone_id CHAR(32) PATH '$[6]' ERROR ON ERROR, list_id CHAR(32) PATH '$[7]' ERROR ON ERROR, direction LONGTEXT CHARACTER SET utf8mb4 PATH '$[8]' ERROR ON ERROR, active BIGINT PATH '$[9]' ERROR ON ERROR, readers LONGTEXT CHARACTER SET utf8mb4 PATH '$[10]' ERROR ON ERROR, name_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[11]' ERROR ON ERROR, slug_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[12]' ERROR ON ERROR, id CHAR(32) PATH '$[13]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_access_point t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev - 1
SET t.rev = j.rev, t.created_at = j.created_at, t.updated_at = j.updated_at, t.name = j.name, t.slug = j.slug, t.unique_slug = j.unique_slug, t.zone_id = UNHEX(j.zone_id), t.list_id = UNHEX(j.list_id), t.direction = j.direction, t.active = j.active, t.readers = j.readers, t.name_fold = j.name_fold, t.slug_fold = j.slug_fold;

-- release access_point
UPDATE JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$[0]' ERROR ON ERROR, rev BIGINT PATH '$[1]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_access_point t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev
SET t.unique_slug = NULL, t.updated_at = COALESCE(t.updated_at, 0) + 1;

-- delete access_point
DELETE t
FROM JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$[0]' ERROR ON ERROR, rev BIGINT PATH '$[1]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_access_point t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev;

-- revisions of access_point
SELECT t.id, t.rev
FROM (SELECT CAST(? AS SIGNED) AS scope) s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_access_point t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.id)
LOCK IN SHARE MODE;

-- load access_point by id
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.slug, t.unique_slug, t.zone_id, t.list_id, t.direction, t.active, t.readers
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_access_point t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.v);

-- load one access_point by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.slug, t.unique_slug, t.zone_id, t.list_id, t.direction, t.active, t.readers
FROM muster_scope s
STRAIGHT_JOIN muster_access_point t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.id = ?;

-- load access_point by unique_slug
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.slug, t.unique_slug, t.zone_id, t.list_id, t.direction, t.active, t.readers
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v LONGTEXT CHARACTER SET utf8mb4 PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_access_point t FORCE INDEX (unique_slug) ON t.scope = s.scope AND t.unique_slug = j.v;

-- load one access_point by unique_slug
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.slug, t.unique_slug, t.zone_id, t.list_id, t.direction, t.active, t.readers
FROM muster_scope s
STRAIGHT_JOIN muster_access_point t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.unique_slug = ?;

-- load access_point by id or unique_slug
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.slug, t.unique_slug, t.zone_id, t.list_id, t.direction, t.active, t.readers
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_access_point t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.v)
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.slug, t.unique_slug, t.zone_id, t.list_id, t.direction, t.active, t.readers
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v LONGTEXT CHARACTER SET utf8mb4 PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_access_point t FORCE INDEX (unique_slug) ON t.scope = s.scope AND t.unique_slug = j.v;

-- insert check_in
INSERT INTO muster_check_in (scope, id, rev, created_at, updated_at, attendee_id, credential_id, point_id, zone_id, direction, reason, at, actor, device, unique_nonce, forced, ended_by, ends, reverted_at, reverted_by, unique_presence, present_id, present_zone_id, direction_fold, reason_fold, device_fold)
SELECT s.id, UNHEX(j.id), j.rev, j.created_at, j.updated_at, UNHEX(j.attendee_id), UNHEX(j.credential_id), UNHEX(j.point_id), UNHEX(j.zone_id), j.direction, j.reason, j.at, j.actor, j.device, j.unique_nonce, j.forced, UNHEX(j.ended_by), UNHEX(j.ends), j.reverted_at, j.reverted_by, j.unique_presence, UNHEX(j.present_id), UNHEX(j.present_zone_id), j.direction_fold, j.reason_fold, j.device_fold
FROM JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (rev BIGINT PATH '$[0]' ERROR ON ERROR, created_at BIGINT PATH '$[1]' ERROR ON ERROR, updated_at BIGINT PATH '$[2]' ERROR ON ERROR, attendee_id CHAR(32) PATH '$[3]' ERROR ON ERROR, credential_id CHAR(32) PATH '$[4]' ERROR ON ERROR, point_id CHAR(32) PATH '$[5]' ERROR ON ERROR, zone_id CHAR(32) PATH '$[6]' ERROR ON ERROR, direction LONGTEXT CHARACTER SET utf8mb4 PATH '$[7]' ERROR ON ERROR, reason LONGTEXT CHARACTER SET utf8mb4 PATH '$[8]' ERROR ON ERROR, at BIGINT PATH '$[9]' ERROR ON ERROR, actor LONGTEXT CHARACTER SET utf8mb4 PATH '$[10]' ERROR ON ERROR, device LONGTEXT CHARACTER SET utf8mb4 PATH '$[11]' ERROR ON ERROR, unique_nonce LONGTEXT CHARACTER SET utf8mb4 PATH '$[12]' ERROR ON ERROR, forced BIGINT PATH '$[13]' ERROR ON ERROR, ended_by CHAR(32) PATH '$[14]' ERROR ON ERROR, ends CHAR(32) PATH '$[15]' ERROR ON ERROR, reverted_at BIGINT PATH '$[16]' ERROR ON ERROR, reverted_by LONGTEXT CHARACTER SET utf8mb4 PATH '$[17]' ERROR ON ERROR, unique_presence LONGTEXT CHARACTER SET utf8mb4 PATH '$[18]' ERROR ON ERROR, present_id CHAR(32) PATH '$[19]' ERROR ON ERROR, present_zone_id CHAR(32) PATH '$[20]' ERROR ON ERROR, direction_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[21]' ERROR ON ERROR, reason_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[22]' ERROR ON ERROR, device_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[23]' ERROR ON ERROR, id CHAR(32) PATH '$[24]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_scope s ON s.id = ?;

-- update check_in
UPDATE JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (rev BIGINT PATH '$[0]' ERROR ON ERROR, created_at BIGINT PATH '$[1]' ERROR ON ERROR, updated_at BIGINT PATH '$[2]' ERROR ON ERROR, attendee_id CHAR(32) PATH '$[3]' ERROR ON ERROR, credential_id CHAR(32) PATH '$[4]' ERROR ON ERROR, point_id CHAR(32) PATH '$[5]' ERROR ON ERROR, zone_id CHAR(32) PATH '$[6]' ERROR ON ERROR, direction LONGTEXT CHARACTER SET utf8mb4 PATH '$[7]' ERROR ON ERROR, reason LONGTEXT CHARACTER SET utf8mb4 PATH '$[8]' ERROR ON ERROR, at BIGINT PATH '$[9]' ERROR ON ERROR, actor LONGTEXT CHARACTER SET utf8mb4 PATH '$[10]' ERROR ON ERROR, device LONGTEXT CHARACTER SET utf8mb4 PATH '$[11]' ERROR ON ERROR, unique_nonce LONGTEXT CHARACTER SET utf8mb4 PATH '$[12]' ERROR ON ERROR, forced BIGINT PATH '$[13]' ERROR ON ERROR, ended_by CHAR(32) PATH '$[14]' ERROR ON ERROR, ends CHAR(32) PATH '$[15]' ERROR ON ERROR, reverted_at BIGINT PATH '$[16]' ERROR ON ERROR, reverted_by LONGTEXT CHARACTER SET utf8mb4 PATH '$[17]' ERROR ON ERROR, unique_presence LONGTEXT CHARACTER SET utf8mb4 PATH '$[18]' ERROR ON ERROR, present_id CHAR(32) PATH '$[19]' ERROR ON ERROR, present_zone_id CHAR(32) PATH '$[20]' ERROR ON ERROR, direction_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[21]' ERROR ON ERROR, reason_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[22]' ERROR ON ERROR, device_fold LONGTEXT CHARACTER SET utf8mb4 PATH '$[23]' ERROR ON ERROR, id CHAR(32) PATH '$[24]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_check_in t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev - 1
SET t.rev = j.rev, t.created_at = j.created_at, t.updated_at = j.updated_at, t.attendee_id = UNHEX(j.attendee_id), t.credential_id = UNHEX(j.credential_id), t.point_id = UNHEX(j.point_id), t.zone_id = UNHEX(j.zone_id), t.direction = j.direction, t.reason = j.reason, t.at = j.at, t.actor = j.actor, t.device = j.device, t.unique_nonce = j.unique_nonce, t.forced = j.forced, t.ended_by = UNHEX(j.ended_by), t.ends = UNHEX(j.ends), t.reverted_at = j.reverted_at, t.reverted_by = j.reverted_by, t.unique_presence = j.unique_presence, t.present_id = UNHEX(j.present_id), t.present_zone_id = UNHEX(j.present_zone_id), t.direction_fold = j.direction_fold, t.reason_fold = j.reason_fold, t.device_fold = j.device_fold;

-- release check_in
UPDATE JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$[0]' ERROR ON ERROR, rev BIGINT PATH '$[1]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_check_in t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev
SET t.unique_nonce = NULL, t.unique_presence = NULL, t.updated_at = COALESCE(t.updated_at, 0) + 1;

-- delete check_in
DELETE t
FROM JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$[0]' ERROR ON ERROR, rev BIGINT PATH '$[1]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_check_in t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev;

-- revisions of check_in
SELECT t.id, t.rev
FROM (SELECT CAST(? AS SIGNED) AS scope) s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_check_in t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.id)
LOCK IN SHARE MODE;

-- load check_in by id
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_check_in t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.v);

-- load one check_in by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM muster_scope s
STRAIGHT_JOIN muster_check_in t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.id = ?;

-- load check_in by attendee_id
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_check_in t FORCE INDEX (attendee_id) ON t.scope = s.scope AND t.attendee_id = UNHEX(j.v);

-- load one check_in by attendee_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM muster_scope s
STRAIGHT_JOIN muster_check_in t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.attendee_id = ?;

-- load check_in by unique_nonce
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v LONGTEXT CHARACTER SET utf8mb4 PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_check_in t FORCE INDEX (unique_nonce) ON t.scope = s.scope AND t.unique_nonce = j.v;

-- load one check_in by unique_nonce
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM muster_scope s
STRAIGHT_JOIN muster_check_in t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.unique_nonce = ?;

-- load check_in by unique_presence
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v LONGTEXT CHARACTER SET utf8mb4 PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_check_in t FORCE INDEX (unique_presence) ON t.scope = s.scope AND t.unique_presence = j.v;

-- load one check_in by unique_presence
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM muster_scope s
STRAIGHT_JOIN muster_check_in t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.unique_presence = ?;

-- load check_in by present_id
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_check_in t FORCE INDEX (present_id) ON t.scope = s.scope AND t.present_id = UNHEX(j.v);

-- load one check_in by present_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM muster_scope s
STRAIGHT_JOIN muster_check_in t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.present_id = ?;

-- load check_in by id or attendee_id or unique_nonce or unique_presence or present_id
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_check_in t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.v)
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_check_in t FORCE INDEX (attendee_id) ON t.scope = s.scope AND t.attendee_id = UNHEX(j.v)
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v LONGTEXT CHARACTER SET utf8mb4 PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_check_in t FORCE INDEX (unique_nonce) ON t.scope = s.scope AND t.unique_nonce = j.v
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v LONGTEXT CHARACTER SET utf8mb4 PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_check_in t FORCE INDEX (unique_presence) ON t.scope = s.scope AND t.unique_presence = j.v
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_check_in t FORCE INDEX (present_id) ON t.scope = s.scope AND t.present_id = UNHEX(j.v);

-- insert association
INSERT INTO muster_association (scope, id, rev, created_at, updated_at, entry_id, attendee_id, position, version, amount, digits, currency, year, approved, has_approved, edited, unnamed, travelling, custom)
SELECT s.id, UNHEX(j.id), j.rev, j.created_at, j.updated_at, UNHEX(j.entry_id), UNHEX(j.attendee_id), j.position, j.version, j.amount, j.digits, j.currency, j.year, j.approved, j.has_approved, j.edited, j.unnamed, j.travelling, j.custom
FROM JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (rev BIGINT PATH '$[0]' ERROR ON ERROR, created_at BIGINT PATH '$[1]' ERROR ON ERROR, updated_at BIGINT PATH '$[2]' ERROR ON ERROR, entry_id CHAR(32) PATH '$[3]' ERROR ON ERROR, attendee_id CHAR(32) PATH '$[4]' ERROR ON ERROR, position BIGINT PATH '$[5]' ERROR ON ERROR, version BIGINT PATH '$[6]' ERROR ON ERROR, amount BIGINT PATH '$[7]' ERROR ON ERROR, digits BIGINT PATH '$[8]' ERROR ON ERROR, currency LONGTEXT CHARACTER SET utf8mb4 PATH '$[9]' ERROR ON ERROR, year BIGINT PATH '$[10]' ERROR ON ERROR, approved BIGINT PATH '$[11]' ERROR ON ERROR, has_approved BIGINT PATH '$[12]' ERROR ON ERROR, edited BIGINT PATH '$[13]' ERROR ON ERROR, unnamed BIGINT PATH '$[14]' ERROR ON ERROR, travelling LONGTEXT CHARACTER SET utf8mb4 PATH '$[15]' ERROR ON ERROR, custom LONGTEXT CHARACTER SET utf8mb4 PATH '$[16]' ERROR ON ERROR, id CHAR(32) PATH '$[17]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_scope s ON s.id = ?;

-- update association
UPDATE JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (rev BIGINT PATH '$[0]' ERROR ON ERROR, created_at BIGINT PATH '$[1]' ERROR ON ERROR, updated_at BIGINT PATH '$[2]' ERROR ON ERROR, entry_id CHAR(32) PATH '$[3]' ERROR ON ERROR, attendee_id CHAR(32) PATH '$[4]' ERROR ON ERROR, position BIGINT PATH '$[5]' ERROR ON ERROR, version BIGINT PATH '$[6]' ERROR ON ERROR, amount BIGINT PATH '$[7]' ERROR ON ERROR, digits BIGINT PATH '$[8]' ERROR ON ERROR, currency LONGTEXT CHARACTER SET utf8mb4 PATH '$[9]' ERROR ON ERROR, year BIGINT PATH '$[10]' ERROR ON ERROR, approved BIGINT PATH '$[11]' ERROR ON ERROR, has_approved BIGINT PATH '$[12]' ERROR ON ERROR, edited BIGINT PATH '$[13]' ERROR ON ERROR, unnamed BIGINT PATH '$[14]' ERROR ON ERROR, travelling LONGTEXT CHARACTER SET utf8mb4 PATH '$[15]' ERROR ON ERROR, custom LONGTEXT CHARACTER SET utf8mb4 PATH '$[16]' ERROR ON ERROR, id CHAR(32) PATH '$[17]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_association t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev - 1
SET t.rev = j.rev, t.created_at = j.created_at, t.updated_at = j.updated_at, t.entry_id = UNHEX(j.entry_id), t.attendee_id = UNHEX(j.attendee_id), t.position = j.position, t.version = j.version, t.amount = j.amount, t.digits = j.digits, t.currency = j.currency, t.year = j.year, t.approved = j.approved, t.has_approved = j.has_approved, t.edited = j.edited, t.unnamed = j.unnamed, t.travelling = j.travelling, t.custom = j.custom;

-- delete association
DELETE t
FROM JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$[0]' ERROR ON ERROR, rev BIGINT PATH '$[1]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_association t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev;

-- revisions of association
SELECT t.id, t.rev
FROM (SELECT CAST(? AS SIGNED) AS scope) s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_association t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.id)
LOCK IN SHARE MODE;

-- load association by id
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.entry_id, t.attendee_id, t.position, t.version, t.amount, t.digits, t.currency, t.year, t.approved, t.has_approved, t.edited, t.unnamed, t.travelling, t.custom
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_association t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.v);

-- load one association by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.entry_id, t.attendee_id, t.position, t.version, t.amount, t.digits, t.currency, t.year, t.approved, t.has_approved, t.edited, t.unnamed, t.travelling, t.custom
FROM muster_scope s
STRAIGHT_JOIN muster_association t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.id = ?;

-- load association by entry_id
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.entry_id, t.attendee_id, t.position, t.version, t.amount, t.digits, t.currency, t.year, t.approved, t.has_approved, t.edited, t.unnamed, t.travelling, t.custom
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_association t FORCE INDEX (entry_id) ON t.scope = s.scope AND t.entry_id = UNHEX(j.v);

-- load one association by entry_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.entry_id, t.attendee_id, t.position, t.version, t.amount, t.digits, t.currency, t.year, t.approved, t.has_approved, t.edited, t.unnamed, t.travelling, t.custom
FROM muster_scope s
STRAIGHT_JOIN muster_association t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.entry_id = ?;

-- load association by attendee_id
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.entry_id, t.attendee_id, t.position, t.version, t.amount, t.digits, t.currency, t.year, t.approved, t.has_approved, t.edited, t.unnamed, t.travelling, t.custom
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_association t FORCE INDEX (attendee_id) ON t.scope = s.scope AND t.attendee_id = UNHEX(j.v);

-- load one association by attendee_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.entry_id, t.attendee_id, t.position, t.version, t.amount, t.digits, t.currency, t.year, t.approved, t.has_approved, t.edited, t.unnamed, t.travelling, t.custom
FROM muster_scope s
STRAIGHT_JOIN muster_association t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND t.attendee_id = ?;

-- load association by id or entry_id or attendee_id
WITH s AS (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.entry_id, t.attendee_id, t.position, t.version, t.amount, t.digits, t.currency, t.year, t.approved, t.has_approved, t.edited, t.unnamed, t.travelling, t.custom
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_association t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.v)
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.entry_id, t.attendee_id, t.position, t.version, t.amount, t.digits, t.currency, t.year, t.approved, t.has_approved, t.edited, t.unnamed, t.travelling, t.custom
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_association t FORCE INDEX (entry_id) ON t.scope = s.scope AND t.entry_id = UNHEX(j.v)
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.entry_id, t.attendee_id, t.position, t.version, t.amount, t.digits, t.currency, t.year, t.approved, t.has_approved, t.edited, t.unnamed, t.travelling, t.custom
FROM s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_association t FORCE INDEX (attendee_id) ON t.scope = s.scope AND t.attendee_id = UNHEX(j.v);

-- count who is inside
SELECT t.present_zone_id, COUNT(*)
FROM (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?) s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_check_in t FORCE INDEX (present_zone_id) ON t.scope = s.scope AND t.present_zone_id = UNHEX(j.id)
GROUP BY t.present_zone_id;

-- add up what was spent
SELECT t.attendee_id, t.year, t.currency, t.digits, SUM(t.amount)
FROM (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?) s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (v BIGINT PATH '$' ERROR ON ERROR)) y
STRAIGHT_JOIN muster_association t FORCE INDEX (attendee_id) ON t.scope = s.scope AND t.attendee_id = UNHEX(j.id) AND t.year = y.v
GROUP BY t.attendee_id, t.year, t.currency, t.digits;

-- count credential by type_id
SELECT t.type_id, COUNT(*)
FROM (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?) s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_credential t FORCE INDEX (type_id) ON t.scope = s.scope AND t.type_id = UNHEX(j.id)
GROUP BY t.type_id;

-- count access_point by zone_id
SELECT t.zone_id, COUNT(*)
FROM (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?) s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_access_point t FORCE INDEX (zone_id) ON t.scope = s.scope AND t.zone_id = UNHEX(j.id)
GROUP BY t.zone_id;

-- count access_point by list_id
SELECT t.list_id, COUNT(*)
FROM (SELECT id AS scope FROM muster_scope WHERE tenant = ? AND event = ?) s
STRAIGHT_JOIN JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_access_point t FORCE INDEX (list_id) ON t.scope = s.scope AND t.list_id = UNHEX(j.id)
GROUP BY t.list_id;

-- insert event
INSERT INTO muster_event (scope, id, type, subject_kind, subject_id, subject_rev, at, data)
SELECT s.id, UNHEX(j.id), j.type, j.subject_kind, UNHEX(j.subject_id), j.subject_rev, j.at, j.data
FROM JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$[0]' ERROR ON ERROR, type LONGTEXT CHARACTER SET utf8mb4 PATH '$[1]' ERROR ON ERROR, subject_kind BIGINT PATH '$[2]' ERROR ON ERROR, subject_id CHAR(32) PATH '$[3]' ERROR ON ERROR, subject_rev BIGINT PATH '$[4]' ERROR ON ERROR, at BIGINT PATH '$[5]' ERROR ON ERROR, data LONGTEXT CHARACTER SET utf8mb4 PATH '$[6]' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_scope s ON s.id = ?;

-- claim event
UPDATE JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_event e FORCE INDEX (muster_event_id) ON e.id = UNHEX(j.id)
SET e.claimed_until = ?
WHERE e.claimed_until IS NULL OR e.claimed_until <= ?;

-- ack event
DELETE e
FROM JSON_TABLE(CONVERT(? USING utf8mb4), '$[*]' COLUMNS (id CHAR(32) PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN muster_event e FORCE INDEX (muster_event_id) ON e.id = UNHEX(j.id);

