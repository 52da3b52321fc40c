-- find scope
SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2;

-- add scope
INSERT INTO muster_scope (id, tenant, event) SELECT COALESCE(MAX(id), 0) + 1, ?1, ?2 FROM muster_scope;

-- insert type
INSERT INTO muster_type (scope, id, rev, created_at, updated_at, code, name, unique_name, fields, required, duplicate_fields, search_across_types, active, permit_adds, public, allow_manual, allow_count_editing, is_system, yearly_limit, code_fold, name_fold)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- update type, same keys
UPDATE muster_type
SET rev = ?3, created_at = ?, updated_at = ?, name = ?7, fields = ?9, required = ?, duplicate_fields = ?, search_across_types = ?, active = ?, permit_adds = ?, public = ?, allow_manual = ?, allow_count_editing = ?, is_system = ?, yearly_limit = ?, code_fold = ?, name_fold = ?
WHERE scope = ?1 AND id = ?2 AND rev = ?3 - 1
  AND code IS ?6 AND unique_name IS ?8;

-- update type
UPDATE muster_type
SET rev = ?3, created_at = ?, updated_at = ?, code = ?, name = ?, unique_name = ?, fields = ?, required = ?, duplicate_fields = ?, search_across_types = ?, active = ?, permit_adds = ?, public = ?, allow_manual = ?, allow_count_editing = ?, is_system = ?, yearly_limit = ?, code_fold = ?, name_fold = ?
WHERE scope = ?1 AND id = ?2 AND rev = ?3 - 1;

-- release type
UPDATE muster_type
SET code = NULL, unique_name = NULL
WHERE scope = ?1 AND id = ?2 AND rev = ?3;

-- delete type
DELETE FROM muster_type
WHERE scope = ?1 AND id = ?2 AND rev = ?3;

-- revisions of type
SELECT t.id, t.rev
FROM json_each(?2) j CROSS JOIN muster_type t ON t.scope = ?1 AND t.id = unhex(j.value);

-- load type by id
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.code, t.name, t.unique_name, t.fields, t.required, t.duplicate_fields, t.search_across_types, t.active, t.permit_adds, t.public, t.allow_manual, t.allow_count_editing, t.is_system, t.yearly_limit
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_type t ON t.scope = s.scope AND t.id = unhex(j.value);

-- load one type by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.code, t.name, t.unique_name, t.fields, t.required, t.duplicate_fields, t.search_across_types, t.active, t.permit_adds, t.public, t.allow_manual, t.allow_count_editing, t.is_system, t.yearly_limit
FROM muster_scope s CROSS JOIN muster_type t ON t.scope = s.id AND t.id = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load type by code
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.code, t.name, t.unique_name, t.fields, t.required, t.duplicate_fields, t.search_across_types, t.active, t.permit_adds, t.public, t.allow_manual, t.allow_count_editing, t.is_system, t.yearly_limit
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_type t ON t.scope = s.scope AND t.code = j.value;

-- load one type by code
SELECT t.id, t.rev, t.created_at, t.updated_at, t.code, t.name, t.unique_name, t.fields, t.required, t.duplicate_fields, t.search_across_types, t.active, t.permit_adds, t.public, t.allow_manual, t.allow_count_editing, t.is_system, t.yearly_limit
FROM muster_scope s CROSS JOIN muster_type t ON t.scope = s.id AND t.code = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load type by unique_name
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.code, t.name, t.unique_name, t.fields, t.required, t.duplicate_fields, t.search_across_types, t.active, t.permit_adds, t.public, t.allow_manual, t.allow_count_editing, t.is_system, t.yearly_limit
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_type t ON t.scope = s.scope AND t.unique_name = j.value;

-- load one type by unique_name
SELECT t.id, t.rev, t.created_at, t.updated_at, t.code, t.name, t.unique_name, t.fields, t.required, t.duplicate_fields, t.search_across_types, t.active, t.permit_adds, t.public, t.allow_manual, t.allow_count_editing, t.is_system, t.yearly_limit
FROM muster_scope s CROSS JOIN muster_type t ON t.scope = s.id AND t.unique_name = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load type by id or code or unique_name
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.code, t.name, t.unique_name, t.fields, t.required, t.duplicate_fields, t.search_across_types, t.active, t.permit_adds, t.public, t.allow_manual, t.allow_count_editing, t.is_system, t.yearly_limit
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_type t ON t.scope = s.scope AND t.id = unhex(j.value)
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.code, t.name, t.unique_name, t.fields, t.required, t.duplicate_fields, t.search_across_types, t.active, t.permit_adds, t.public, t.allow_manual, t.allow_count_editing, t.is_system, t.yearly_limit
FROM s CROSS JOIN json_each(?4) j CROSS JOIN muster_type t ON t.scope = s.scope AND t.code = j.value
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.code, t.name, t.unique_name, t.fields, t.required, t.duplicate_fields, t.search_across_types, t.active, t.permit_adds, t.public, t.allow_manual, t.allow_count_editing, t.is_system, t.yearly_limit
FROM s CROSS JOIN json_each(?5) j CROSS JOIN muster_type t ON t.scope = s.scope AND t.unique_name = j.value;

-- insert attendee
INSERT INTO muster_attendee (scope, id, rev, created_at, updated_at, status, version, updated_by, deleted_at, attendance_code, user_id, external_id, email, code_key, user_key, external_key, email_key, match_key, first_name, last_name, middle_initial, suffix, title, company, preferred_name, mobile, role, type_code, currency, owner_user_id, owner_name, custom, status_fold, type_code_fold, owner_fold, first_name_fold, last_name_fold, company_fold, email_fold, email_reversed, other_folds)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- update attendee, same keys
UPDATE muster_attendee
SET rev = ?3, updated_at = ?5, status = ?, version = ?, updated_by = ?, deleted_at = ?, attendance_code = ?, user_id = ?, external_id = ?, email = ?, first_name = ?19, last_name = ?, middle_initial = ?, suffix = ?, title = ?, company = ?, preferred_name = ?, mobile = ?, role = ?, type_code = ?, currency = ?, owner_user_id = ?, owner_name = ?, custom = ?, status_fold = ?, type_code_fold = ?, owner_fold = ?, first_name_fold = ?, company_fold = ?38, other_folds = ?41
WHERE scope = ?1 AND id = ?2 AND rev = ?3 - 1
  AND created_at IS ?4 AND code_key IS ?14 AND user_key IS ?15 AND external_key IS ?16 AND email_key IS ?17 AND match_key IS ?18 AND last_name_fold IS ?37 AND email_fold IS ?39 AND email_reversed IS ?40;

-- update attendee
UPDATE muster_attendee
SET rev = ?3, created_at = ?, updated_at = ?, status = ?, version = ?, updated_by = ?, deleted_at = ?, attendance_code = ?, user_id = ?, external_id = ?, email = ?, code_key = ?, user_key = ?, external_key = ?, email_key = ?, match_key = ?, first_name = ?, last_name = ?, middle_initial = ?, suffix = ?, title = ?, company = ?, preferred_name = ?, mobile = ?, role = ?, type_code = ?, currency = ?, owner_user_id = ?, owner_name = ?, custom = ?, status_fold = ?, type_code_fold = ?, owner_fold = ?, first_name_fold = ?, last_name_fold = ?, company_fold = ?, email_fold = ?, email_reversed = ?, other_folds = ?
WHERE scope = ?1 AND id = ?2 AND rev = ?3 - 1;

-- release attendee
UPDATE muster_attendee
SET code_key = NULL, user_key = NULL, external_key = NULL, email_key = NULL, match_key = NULL
WHERE scope = ?1 AND id = ?2 AND rev = ?3;

-- delete attendee
DELETE FROM muster_attendee
WHERE scope = ?1 AND id = ?2 AND rev = ?3;

-- revisions of attendee
SELECT t.id, t.rev
FROM json_each(?2) j CROSS JOIN muster_attendee t ON t.scope = ?1 AND t.id = unhex(j.value);

-- load attendee by id
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_attendee t ON t.scope = s.scope AND t.id = unhex(j.value);

-- load one attendee by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM muster_scope s CROSS JOIN muster_attendee t ON t.scope = s.id AND t.id = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load attendee by code_key
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_attendee t ON t.scope = s.scope AND t.code_key = j.value;

-- load one attendee by code_key
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM muster_scope s CROSS JOIN muster_attendee t ON t.scope = s.id AND t.code_key = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load attendee by user_key
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_attendee t ON t.scope = s.scope AND t.user_key = j.value;

-- load one attendee by user_key
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM muster_scope s CROSS JOIN muster_attendee t ON t.scope = s.id AND t.user_key = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load attendee by external_key
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_attendee t ON t.scope = s.scope AND t.external_key = j.value;

-- load one attendee by external_key
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM muster_scope s CROSS JOIN muster_attendee t ON t.scope = s.id AND t.external_key = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load attendee by email_key
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_attendee t ON t.scope = s.scope AND t.email_key = j.value;

-- load one attendee by email_key
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM muster_scope s CROSS JOIN muster_attendee t ON t.scope = s.id AND t.email_key = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load attendee by match_key
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_attendee t ON t.scope = s.scope AND t.match_key = j.value;

-- load one attendee by match_key
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM muster_scope s CROSS JOIN muster_attendee t ON t.scope = s.id AND t.match_key = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load attendee by id or code_key or user_key or external_key or email_key or match_key
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_attendee t ON t.scope = s.scope AND t.id = unhex(j.value)
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM s CROSS JOIN json_each(?4) j CROSS JOIN muster_attendee t ON t.scope = s.scope AND t.code_key = j.value
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM s CROSS JOIN json_each(?5) j CROSS JOIN muster_attendee t ON t.scope = s.scope AND t.user_key = j.value
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM s CROSS JOIN json_each(?6) j CROSS JOIN muster_attendee t ON t.scope = s.scope AND t.external_key = j.value
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM s CROSS JOIN json_each(?7) j CROSS JOIN muster_attendee t ON t.scope = s.scope AND t.email_key = j.value
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM s CROSS JOIN json_each(?8) j CROSS JOIN muster_attendee t ON t.scope = s.scope AND t.match_key = j.value;

-- insert group
INSERT INTO muster_group (scope, id, rev, created_at, updated_at, name, unique_name, name_fold)
VALUES (?, ?, ?, ?, ?, ?, ?, ?);

-- update group, same keys
UPDATE muster_group
SET rev = ?3, created_at = ?, updated_at = ?, name = ?, name_fold = ?8
WHERE scope = ?1 AND id = ?2 AND rev = ?3 - 1
  AND unique_name IS ?7;

-- update group
UPDATE muster_group
SET rev = ?3, created_at = ?, updated_at = ?, name = ?, unique_name = ?, name_fold = ?
WHERE scope = ?1 AND id = ?2 AND rev = ?3 - 1;

-- release group
UPDATE muster_group
SET unique_name = NULL
WHERE scope = ?1 AND id = ?2 AND rev = ?3;

-- delete group
DELETE FROM muster_group
WHERE scope = ?1 AND id = ?2 AND rev = ?3;

-- revisions of group
SELECT t.id, t.rev
FROM json_each(?2) j CROSS JOIN muster_group t ON t.scope = ?1 AND t.id = unhex(j.value);

-- load group by id
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_group t ON t.scope = s.scope AND t.id = unhex(j.value);

-- load one group by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name
FROM muster_scope s CROSS JOIN muster_group t ON t.scope = s.id AND t.id = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load group by unique_name
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_group t ON t.scope = s.scope AND t.unique_name = j.value;

-- load one group by unique_name
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name
FROM muster_scope s CROSS JOIN muster_group t ON t.scope = s.id AND t.unique_name = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load group by id or unique_name
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_group t ON t.scope = s.scope AND t.id = unhex(j.value)
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name
FROM s CROSS JOIN json_each(?4) j CROSS JOIN muster_group t ON t.scope = s.scope AND t.unique_name = j.value;

-- insert token
INSERT INTO muster_token (scope, id, rev, created_at, updated_at, value, digest, report)
VALUES (?, ?, ?, ?, ?, ?, ?, ?);

-- update token, same keys
UPDATE muster_token
SET rev = ?3, created_at = ?, updated_at = ?, digest = ?7, report = ?
WHERE scope = ?1 AND id = ?2 AND rev = ?3 - 1
  AND value IS ?6;

-- update token
UPDATE muster_token
SET rev = ?3, created_at = ?, updated_at = ?, value = ?, digest = ?, report = ?
WHERE scope = ?1 AND id = ?2 AND rev = ?3 - 1;

-- release token
UPDATE muster_token
SET value = NULL
WHERE scope = ?1 AND id = ?2 AND rev = ?3;

-- delete token
DELETE FROM muster_token
WHERE scope = ?1 AND id = ?2 AND rev = ?3;

-- revisions of token
SELECT t.id, t.rev
FROM json_each(?2) j CROSS JOIN muster_token t ON t.scope = ?1 AND t.id = unhex(j.value);

-- load token by id
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.value, t.digest, t.report
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_token t ON t.scope = s.scope AND t.id = unhex(j.value);

-- load one token by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.value, t.digest, t.report
FROM muster_scope s CROSS JOIN muster_token t ON t.scope = s.id AND t.id = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load token by value
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.value, t.digest, t.report
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_token t ON t.scope = s.scope AND t.value = j.value;

-- load one token by value
SELECT t.id, t.rev, t.created_at, t.updated_at, t.value, t.digest, t.report
FROM muster_scope s CROSS JOIN muster_token t ON t.scope = s.id AND t.value = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load token by id or value
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.value, t.digest, t.report
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_token t ON t.scope = s.scope AND t.id = unhex(j.value)
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.value, t.digest, t.report
FROM s CROSS JOIN json_each(?4) j CROSS JOIN muster_token t ON t.scope = s.scope AND t.value = j.value;

-- insert credential_type
INSERT INTO muster_credential_type (scope, id, rev, created_at, updated_at, name, unique_name, medium, hashed, name_fold)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- update credential_type, same keys
UPDATE muster_credential_type
SET rev = ?3, created_at = ?, updated_at = ?, name = ?, medium = ?8, hashed = ?, name_fold = ?
WHERE scope = ?1 AND id = ?2 AND rev = ?3 - 1
  AND unique_name IS ?7;

-- update credential_type
UPDATE muster_credential_type
SET rev = ?3, created_at = ?, updated_at = ?, name = ?, unique_name = ?, medium = ?, hashed = ?, name_fold = ?
WHERE scope = ?1 AND id = ?2 AND rev = ?3 - 1;

-- release credential_type
UPDATE muster_credential_type
SET unique_name = NULL
WHERE scope = ?1 AND id = ?2 AND rev = ?3;

-- delete credential_type
DELETE FROM muster_credential_type
WHERE scope = ?1 AND id = ?2 AND rev = ?3;

-- revisions of credential_type
SELECT t.id, t.rev
FROM json_each(?2) j CROSS JOIN muster_credential_type t ON t.scope = ?1 AND t.id = unhex(j.value);

-- load credential_type by id
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name, t.medium, t.hashed
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_credential_type t ON t.scope = s.scope AND t.id = unhex(j.value);

-- load one credential_type by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name, t.medium, t.hashed
FROM muster_scope s CROSS JOIN muster_credential_type t ON t.scope = s.id AND t.id = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load credential_type by unique_name
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name, t.medium, t.hashed
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_credential_type t ON t.scope = s.scope AND t.unique_name = j.value;

-- load one credential_type by unique_name
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name, t.medium, t.hashed
FROM muster_scope s CROSS JOIN muster_credential_type t ON t.scope = s.id AND t.unique_name = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load credential_type by id or unique_name
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name, t.medium, t.hashed
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_credential_type t ON t.scope = s.scope AND t.id = unhex(j.value)
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name, t.medium, t.hashed
FROM s CROSS JOIN json_each(?4) j CROSS JOIN muster_credential_type t ON t.scope = s.scope AND t.unique_name = j.value;

-- insert zone
INSERT INTO muster_zone (scope, id, rev, created_at, updated_at, name, slug, unique_slug, capacity, requires_ticket, name_fold, slug_fold)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- update zone, same keys
UPDATE muster_zone
SET rev = ?3, created_at = ?, updated_at = ?, name = ?, slug = ?, capacity = ?9, requires_ticket = ?, name_fold = ?, slug_fold = ?
WHERE scope = ?1 AND id = ?2 AND rev = ?3 - 1
  AND unique_slug IS ?8;

-- update zone
UPDATE muster_zone
SET rev = ?3, created_at = ?, updated_at = ?, name = ?, slug = ?, unique_slug = ?, capacity = ?, requires_ticket = ?, name_fold = ?, slug_fold = ?
WHERE scope = ?1 AND id = ?2 AND rev = ?3 - 1;

-- release zone
UPDATE muster_zone
SET unique_slug = NULL
WHERE scope = ?1 AND id = ?2 AND rev = ?3;

-- delete zone
DELETE FROM muster_zone
WHERE scope = ?1 AND id = ?2 AND rev = ?3;

-- revisions of zone
SELECT t.id, t.rev
FROM json_each(?2) j CROSS JOIN muster_zone t ON t.scope = ?1 AND t.id = unhex(j.value);

-- load zone by id
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.slug, t.unique_slug, t.capacity, t.requires_ticket
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_zone t ON t.scope = s.scope AND t.id = unhex(j.value);

-- load one zone by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.slug, t.unique_slug, t.capacity, t.requires_ticket
FROM muster_scope s CROSS JOIN muster_zone t ON t.scope = s.id AND t.id = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load zone by unique_slug
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.slug, t.unique_slug, t.capacity, t.requires_ticket
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_zone t ON t.scope = s.scope AND t.unique_slug = j.value;

-- load one zone by unique_slug
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.slug, t.unique_slug, t.capacity, t.requires_ticket
FROM muster_scope s CROSS JOIN muster_zone t ON t.scope = s.id AND t.unique_slug = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load zone by id or unique_slug
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.slug, t.unique_slug, t.capacity, t.requires_ticket
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_zone t ON t.scope = s.scope AND t.id = unhex(j.value)
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.slug, t.unique_slug, t.capacity, t.requires_ticket
FROM s CROSS JOIN json_each(?4) j CROSS JOIN muster_zone t ON t.scope = s.scope AND t.unique_slug = j.value;

-- insert check_list
INSERT INTO muster_check_list (scope, id, rev, created_at, updated_at, name, unique_name, type_codes, group_ids, opens_at, closes_at, name_fold)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- update check_list, same keys
UPDATE muster_check_list
SET rev = ?3, created_at = ?, updated_at = ?, name = ?, type_codes = ?8, group_ids = ?, opens_at = ?, closes_at = ?, name_fold = ?
WHERE scope = ?1 AND id = ?2 AND rev = ?3 - 1
  AND unique_name IS ?7;

-- update check_list
UPDATE muster_check_list
SET rev = ?3, created_at = ?, updated_at = ?, name = ?, unique_name = ?, type_codes = ?, group_ids = ?, opens_at = ?, closes_at = ?, name_fold = ?
WHERE scope = ?1 AND id = ?2 AND rev = ?3 - 1;

-- release check_list
UPDATE muster_check_list
SET unique_name = NULL
WHERE scope = ?1 AND id = ?2 AND rev = ?3;

-- delete check_list
DELETE FROM muster_check_list
WHERE scope = ?1 AND id = ?2 AND rev = ?3;

-- revisions of check_list
SELECT t.id, t.rev
FROM json_each(?2) j CROSS JOIN muster_check_list t ON t.scope = ?1 AND t.id = unhex(j.value);

-- load check_list by id
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name, t.type_codes, t.group_ids, t.opens_at, t.closes_at
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_check_list t ON t.scope = s.scope AND t.id = unhex(j.value);

-- load one check_list by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name, t.type_codes, t.group_ids, t.opens_at, t.closes_at
FROM muster_scope s CROSS JOIN muster_check_list t ON t.scope = s.id AND t.id = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load check_list by unique_name
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name, t.type_codes, t.group_ids, t.opens_at, t.closes_at
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_check_list t ON t.scope = s.scope AND t.unique_name = j.value;

-- load one check_list by unique_name
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name, t.type_codes, t.group_ids, t.opens_at, t.closes_at
FROM muster_scope s CROSS JOIN muster_check_list t ON t.scope = s.id AND t.unique_name = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load check_list by id or unique_name
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name, t.type_codes, t.group_ids, t.opens_at, t.closes_at
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_check_list t ON t.scope = s.scope AND t.id = unhex(j.value)
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name, t.type_codes, t.group_ids, t.opens_at, t.closes_at
FROM s CROSS JOIN json_each(?4) j CROSS JOIN muster_check_list t ON t.scope = s.scope AND t.unique_name = j.value;

-- insert entry
INSERT INTO muster_entry (scope, id, rev, created_at, updated_at, external_id, unique_external, kind, parent_id, items, report_owner, spent_on, amount, digits, currency, no_shows, external_id_fold, kind_fold, report_owner_fold)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- update entry, same keys
UPDATE muster_entry
SET rev = ?3, created_at = ?, updated_at = ?, external_id = ?, kind = ?8, parent_id = ?, items = ?, report_owner = ?, spent_on = ?, amount = ?, digits = ?, currency = ?, no_shows = ?, external_id_fold = ?, kind_fold = ?, report_owner_fold = ?
WHERE scope = ?1 AND id = ?2 AND rev = ?3 - 1
  AND unique_external IS ?7;

-- update entry
UPDATE muster_entry
SET rev = ?3, created_at = ?, updated_at = ?, external_id = ?, unique_external = ?, kind = ?, parent_id = ?, items = ?, report_owner = ?, spent_on = ?, amount = ?, digits = ?, currency = ?, no_shows = ?, external_id_fold = ?, kind_fold = ?, report_owner_fold = ?
WHERE scope = ?1 AND id = ?2 AND rev = ?3 - 1;

-- release entry
UPDATE muster_entry
SET unique_external = NULL
WHERE scope = ?1 AND id = ?2 AND rev = ?3;

-- delete entry
DELETE FROM muster_entry
WHERE scope = ?1 AND id = ?2 AND rev = ?3;

-- revisions of entry
SELECT t.id, t.rev
FROM json_each(?2) j CROSS JOIN muster_entry t ON t.scope = ?1 AND t.id = unhex(j.value);

-- load entry by id
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.external_id, t.unique_external, t.kind, t.parent_id, t.items, t.report_owner, t.spent_on, t.amount, t.digits, t.currency, t.no_shows
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_entry t ON t.scope = s.scope AND t.id = unhex(j.value);

-- load one entry by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.external_id, t.unique_external, t.kind, t.parent_id, t.items, t.report_owner, t.spent_on, t.amount, t.digits, t.currency, t.no_shows
FROM muster_scope s CROSS JOIN muster_entry t ON t.scope = s.id AND t.id = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load entry by unique_external
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.external_id, t.unique_external, t.kind, t.parent_id, t.items, t.report_owner, t.spent_on, t.amount, t.digits, t.currency, t.no_shows
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_entry t ON t.scope = s.scope AND t.unique_external = j.value;

-- load one entry by unique_external
SELECT t.id, t.rev, t.created_at, t.updated_at, t.external_id, t.unique_external, t.kind, t.parent_id, t.items, t.report_owner, t.spent_on, t.amount, t.digits, t.currency, t.no_shows
FROM muster_scope s CROSS JOIN muster_entry t ON t.scope = s.id AND t.unique_external = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load entry by id or unique_external
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.external_id, t.unique_external, t.kind, t.parent_id, t.items, t.report_owner, t.spent_on, t.amount, t.digits, t.currency, t.no_shows
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_entry t ON t.scope = s.scope AND t.id = unhex(j.value)
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.external_id, t.unique_external, t.kind, t.parent_id, t.items, t.report_owner, t.spent_on, t.amount, t.digits, t.currency, t.no_shows
FROM s CROSS JOIN json_each(?4) j CROSS JOIN muster_entry t ON t.scope = s.scope AND t.unique_external = j.value;

-- insert revision
INSERT INTO muster_revision (scope, id, rev, created_at, updated_at, attendee_id, version, changed, was)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?);

-- update revision, same keys
UPDATE muster_revision
SET rev = ?3, created_at = ?, updated_at = ?, changed = ?8, was = ?
WHERE scope = ?1 AND id = ?2 AND rev = ?3 - 1
  AND attendee_id IS ?6 AND version IS ?7;

-- update revision
UPDATE muster_revision
SET rev = ?3, created_at = ?, updated_at = ?, attendee_id = ?, version = ?, changed = ?, was = ?
WHERE scope = ?1 AND id = ?2 AND rev = ?3 - 1;

-- delete revision
DELETE FROM muster_revision
WHERE scope = ?1 AND id = ?2 AND rev = ?3;

-- revisions of revision
SELECT t.id, t.rev
FROM json_each(?2) j CROSS JOIN muster_revision t ON t.scope = ?1 AND t.id = unhex(j.value);

-- load revision by id
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.version, t.changed, t.was
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_revision t ON t.scope = s.scope AND t.id = unhex(j.value);

-- load one revision by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.version, t.changed, t.was
FROM muster_scope s CROSS JOIN muster_revision t ON t.scope = s.id AND t.id = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load revision by attendee_id
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.version, t.changed, t.was
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_revision t ON t.scope = s.scope AND t.attendee_id = unhex(j.value);

-- load one revision by attendee_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.version, t.changed, t.was
FROM muster_scope s CROSS JOIN muster_revision t ON t.scope = s.id AND t.attendee_id = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load revision by id or attendee_id
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.version, t.changed, t.was
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_revision t ON t.scope = s.scope AND t.id = unhex(j.value)
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.version, t.changed, t.was
FROM s CROSS JOIN json_each(?4) j CROSS JOIN muster_revision t ON t.scope = s.scope AND t.attendee_id = unhex(j.value);

-- insert membership
INSERT INTO muster_membership (scope, id, rev, created_at, updated_at, attendee_id, group_id)
VALUES (?, ?, ?, ?, ?, ?, ?);

-- update membership, same keys
UPDATE muster_membership
SET rev = ?3, created_at = ?, updated_at = ?
WHERE scope = ?1 AND id = ?2 AND rev = ?3 - 1
  AND attendee_id IS ?6 AND group_id IS ?7;

-- update membership
UPDATE muster_membership
SET rev = ?3, created_at = ?, updated_at = ?, attendee_id = ?, group_id = ?
WHERE scope = ?1 AND id = ?2 AND rev = ?3 - 1;

-- delete membership
DELETE FROM muster_membership
WHERE scope = ?1 AND id = ?2 AND rev = ?3;

-- revisions of membership
SELECT t.id, t.rev
FROM json_each(?2) j CROSS JOIN muster_membership t ON t.scope = ?1 AND t.id = unhex(j.value);

-- load membership by id
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.group_id
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_membership t ON t.scope = s.scope AND t.id = unhex(j.value);

-- load one membership by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.group_id
FROM muster_scope s CROSS JOIN muster_membership t ON t.scope = s.id AND t.id = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load membership by attendee_id
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.group_id
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_membership t ON t.scope = s.scope AND t.attendee_id = unhex(j.value);

-- load one membership by attendee_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.group_id
FROM muster_scope s CROSS JOIN muster_membership t ON t.scope = s.id AND t.attendee_id = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load membership by group_id
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.group_id
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_membership t ON t.scope = s.scope AND t.group_id = unhex(j.value);

-- load one membership by group_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.group_id
FROM muster_scope s CROSS JOIN muster_membership t ON t.scope = s.id AND t.group_id = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load membership by id or attendee_id or group_id
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.group_id
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_membership t ON t.scope = s.scope AND t.id = unhex(j.value)
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.group_id
FROM s CROSS JOIN json_each(?4) j CROSS JOIN muster_membership t ON t.scope = s.scope AND t.attendee_id = unhex(j.value)
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.group_id
FROM s CROSS JOIN json_each(?5) j CROSS JOIN muster_membership t ON t.scope = s.scope AND t.group_id = unhex(j.value);

-- insert form_response
INSERT INTO muster_form_response (scope, id, rev, created_at, updated_at, attendee_id, form_id, data, form_id_fold)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?);

-- update form_response, same keys
UPDATE muster_form_response
SET rev = ?3, created_at = ?, updated_at = ?, form_id = ?7, data = ?, form_id_fold = ?
WHERE scope = ?1 AND id = ?2 AND rev = ?3 - 1
  AND attendee_id IS ?6;

-- update form_response
UPDATE muster_form_response
SET rev = ?3, created_at = ?, updated_at = ?, attendee_id = ?, form_id = ?, data = ?, form_id_fold = ?
WHERE scope = ?1 AND id = ?2 AND rev = ?3 - 1;

-- delete form_response
DELETE FROM muster_form_response
WHERE scope = ?1 AND id = ?2 AND rev = ?3;

-- revisions of form_response
SELECT t.id, t.rev
FROM json_each(?2) j CROSS JOIN muster_form_response t ON t.scope = ?1 AND t.id = unhex(j.value);

-- load form_response by id
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.form_id, t.data
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_form_response t ON t.scope = s.scope AND t.id = unhex(j.value);

-- load one form_response by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.form_id, t.data
FROM muster_scope s CROSS JOIN muster_form_response t ON t.scope = s.id AND t.id = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load form_response by attendee_id
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.form_id, t.data
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_form_response t ON t.scope = s.scope AND t.attendee_id = unhex(j.value);

-- load one form_response by attendee_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.form_id, t.data
FROM muster_scope s CROSS JOIN muster_form_response t ON t.scope = s.id AND t.attendee_id = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load form_response by id or attendee_id
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.form_id, t.data
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_form_response t ON t.scope = s.scope AND t.id = unhex(j.value)
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.form_id, t.data
FROM s CROSS JOIN json_each(?4) j CROSS JOIN muster_form_response t ON t.scope = s.scope AND t.attendee_id = unhex(j.value);

-- insert credential
INSERT INTO muster_credential (scope, id, rev, created_at, updated_at, attendee_id, type_id, medium, value, unique_value, status, issued_by, revoked_at, revoked_by, reason, medium_fold, status_fold)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- update credential, same keys
UPDATE muster_credential
SET rev = ?3, created_at = ?, updated_at = ?, medium = ?8, value = ?, status = ?11, issued_by = ?, revoked_at = ?, revoked_by = ?, reason = ?, medium_fold = ?, status_fold = ?
WHERE scope = ?1 AND id = ?2 AND rev = ?3 - 1
  AND attendee_id IS ?6 AND type_id IS ?7 AND unique_value IS ?10;

-- update credential
UPDATE muster_credential
SET rev = ?3, created_at = ?, updated_at = ?, attendee_id = ?, type_id = ?, medium = ?, value = ?, unique_value = ?, status = ?, issued_by = ?, revoked_at = ?, revoked_by = ?, reason = ?, medium_fold = ?, status_fold = ?
WHERE scope = ?1 AND id = ?2 AND rev = ?3 - 1;

-- release credential
UPDATE muster_credential
SET unique_value = NULL
WHERE scope = ?1 AND id = ?2 AND rev = ?3;

-- delete credential
DELETE FROM muster_credential
WHERE scope = ?1 AND id = ?2 AND rev = ?3;

-- revisions of credential
SELECT t.id, t.rev
FROM json_each(?2) j CROSS JOIN muster_credential t ON t.scope = ?1 AND t.id = unhex(j.value);

-- load credential by id
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.type_id, t.medium, t.value, t.unique_value, t.status, t.issued_by, t.revoked_at, t.revoked_by, t.reason
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_credential t ON t.scope = s.scope AND t.id = unhex(j.value);

-- load one credential by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.type_id, t.medium, t.value, t.unique_value, t.status, t.issued_by, t.revoked_at, t.revoked_by, t.reason
FROM muster_scope s CROSS JOIN muster_credential t ON t.scope = s.id AND t.id = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load credential by attendee_id
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.type_id, t.medium, t.value, t.unique_value, t.status, t.issued_by, t.revoked_at, t.revoked_by, t.reason
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_credential t ON t.scope = s.scope AND t.attendee_id = unhex(j.value);

-- load one credential by attendee_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.type_id, t.medium, t.value, t.unique_value, t.status, t.issued_by, t.revoked_at, t.revoked_by, t.reason
FROM muster_scope s CROSS JOIN muster_credential t ON t.scope = s.id AND t.attendee_id = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load credential by unique_value
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.type_id, t.medium, t.value, t.unique_value, t.status, t.issued_by, t.revoked_at, t.revoked_by, t.reason
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_credential t ON t.scope = s.scope AND t.unique_value = j.value;

-- load one credential by unique_value
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.type_id, t.medium, t.value, t.unique_value, t.status, t.issued_by, t.revoked_at, t.revoked_by, t.reason
FROM muster_scope s CROSS JOIN muster_credential t ON t.scope = s.id AND t.unique_value = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load credential by id or attendee_id or unique_value
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.type_id, t.medium, t.value, t.unique_value, t.status, t.issued_by, t.revoked_at, t.revoked_by, t.reason
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_credential t ON t.scope = s.scope AND t.id = unhex(j.value)
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.type_id, t.medium, t.value, t.unique_value, t.status, t.issued_by, t.revoked_at, t.revoked_by, t.reason
FROM s CROSS JOIN json_each(?4) j CROSS JOIN muster_credential t ON t.scope = s.scope AND t.attendee_id = unhex(j.value)
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.type_id, t.medium, t.value, t.unique_value, t.status, t.issued_by, t.revoked_at, t.revoked_by, t.reason
FROM s CROSS JOIN json_each(?5) j CROSS JOIN muster_credential t ON t.scope = s.scope AND t.unique_value = j.value;

-- insert access_point
INSERT INTO muster_access_point (scope, id, rev, created_at, updated_at, name, slug, unique_slug, zone_id, list_id, direction, active, readers, name_fold, slug_fold)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- update access_point, same keys
UPDATE muster_access_point
SET rev = ?3, created_at = ?, updated_at = ?, name = ?, slug = ?, direction = ?11, active = ?, readers = ?, name_fold = ?, slug_fold = ?
WHERE scope = ?1 AND id = ?2 AND rev = ?3 - 1
  AND unique_slug IS ?8 AND zone_id IS ?9 AND list_id IS ?10;

-- update access_point
UPDATE muster_access_point
SET rev = ?3, created_at = ?, updated_at = ?, name = ?, slug = ?, unique_slug = ?, zone_id = ?, list_id = ?, direction = ?, active = ?, readers = ?, name_fold = ?, slug_fold = ?
WHERE scope = ?1 AND id = ?2 AND rev = ?3 - 1;

-- release access_point
UPDATE muster_access_point
SET unique_slug = NULL
WHERE scope = ?1 AND id = ?2 AND rev = ?3;

-- delete access_point
DELETE FROM muster_access_point
WHERE scope = ?1 AND id = ?2 AND rev = ?3;

-- revisions of access_point
SELECT t.id, t.rev
FROM json_each(?2) j CROSS JOIN muster_access_point t ON t.scope = ?1 AND t.id = unhex(j.value);

-- load access_point by id
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.slug, t.unique_slug, t.zone_id, t.list_id, t.direction, t.active, t.readers
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_access_point t ON t.scope = s.scope AND t.id = unhex(j.value);

-- load one access_point by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.slug, t.unique_slug, t.zone_id, t.list_id, t.direction, t.active, t.readers
FROM muster_scope s CROSS JOIN muster_access_point t ON t.scope = s.id AND t.id = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load access_point by unique_slug
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.slug, t.unique_slug, t.zone_id, t.list_id, t.direction, t.active, t.readers
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_access_point t ON t.scope = s.scope AND t.unique_slug = j.value;

-- load one access_point by unique_slug
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.slug, t.unique_slug, t.zone_id, t.list_id, t.direction, t.active, t.readers
FROM muster_scope s CROSS JOIN muster_access_point t ON t.scope = s.id AND t.unique_slug = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load access_point by id or unique_slug
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.slug, t.unique_slug, t.zone_id, t.list_id, t.direction, t.active, t.readers
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_access_point t ON t.scope = s.scope AND t.id = unhex(j.value)
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.slug, t.unique_slug, t.zone_id, t.list_id, t.direction, t.active, t.readers
FROM s CROSS JOIN json_each(?4) j CROSS JOIN muster_access_point t ON t.scope = s.scope AND t.unique_slug = j.value;

-- insert check_in
INSERT INTO muster_check_in (scope, id, rev, created_at, updated_at, attendee_id, credential_id, point_id, zone_id, direction, reason, at, actor, device, unique_nonce, forced, ended_by, ends, reverted_at, reverted_by, unique_presence, present_id, present_zone_id, direction_fold, reason_fold, device_fold)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- update check_in, same keys
UPDATE muster_check_in
SET rev = ?3, created_at = ?, updated_at = ?, credential_id = ?7, point_id = ?, zone_id = ?, direction = ?, reason = ?, actor = ?13, device = ?, forced = ?16, ended_by = ?, ends = ?, reverted_at = ?, reverted_by = ?, direction_fold = ?24, reason_fold = ?, device_fold = ?
WHERE scope = ?1 AND id = ?2 AND rev = ?3 - 1
  AND attendee_id IS ?6 AND at IS ?12 AND unique_nonce IS ?15 AND unique_presence IS ?21 AND present_id IS ?22 AND present_zone_id IS ?23;

-- update check_in
UPDATE muster_check_in
SET rev = ?3, created_at = ?, updated_at = ?, attendee_id = ?, credential_id = ?, point_id = ?, zone_id = ?, direction = ?, reason = ?, at = ?, actor = ?, device = ?, unique_nonce = ?, forced = ?, ended_by = ?, ends = ?, reverted_at = ?, reverted_by = ?, unique_presence = ?, present_id = ?, present_zone_id = ?, direction_fold = ?, reason_fold = ?, device_fold = ?
WHERE scope = ?1 AND id = ?2 AND rev = ?3 - 1;

-- release check_in
UPDATE muster_check_in
SET unique_nonce = NULL, unique_presence = NULL
WHERE scope = ?1 AND id = ?2 AND rev = ?3;

-- delete check_in
DELETE FROM muster_check_in
WHERE scope = ?1 AND id = ?2 AND rev = ?3;

-- revisions of check_in
SELECT t.id, t.rev
FROM json_each(?2) j CROSS JOIN muster_check_in t ON t.scope = ?1 AND t.id = unhex(j.value);

-- load check_in by id
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_check_in t ON t.scope = s.scope AND t.id = unhex(j.value);

-- load one check_in by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM muster_scope s CROSS JOIN muster_check_in t ON t.scope = s.id AND t.id = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load check_in by attendee_id
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_check_in t ON t.scope = s.scope AND t.attendee_id = unhex(j.value);

-- load one check_in by attendee_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM muster_scope s CROSS JOIN muster_check_in t ON t.scope = s.id AND t.attendee_id = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load check_in by unique_nonce
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_check_in t ON t.scope = s.scope AND t.unique_nonce = j.value;

-- load one check_in by unique_nonce
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM muster_scope s CROSS JOIN muster_check_in t ON t.scope = s.id AND t.unique_nonce = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load check_in by unique_presence
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_check_in t ON t.scope = s.scope AND t.unique_presence = j.value;

-- load one check_in by unique_presence
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM muster_scope s CROSS JOIN muster_check_in t ON t.scope = s.id AND t.unique_presence = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load check_in by present_id
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_check_in t ON t.scope = s.scope AND t.present_id = unhex(j.value);

-- load one check_in by present_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM muster_scope s CROSS JOIN muster_check_in t ON t.scope = s.id AND t.present_id = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load check_in by id or attendee_id or unique_nonce or unique_presence or present_id
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_check_in t ON t.scope = s.scope AND t.id = unhex(j.value)
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM s CROSS JOIN json_each(?4) j CROSS JOIN muster_check_in t ON t.scope = s.scope AND t.attendee_id = unhex(j.value)
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM s CROSS JOIN json_each(?5) j CROSS JOIN muster_check_in t ON t.scope = s.scope AND t.unique_nonce = j.value
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM s CROSS JOIN json_each(?6) j CROSS JOIN muster_check_in t ON t.scope = s.scope AND t.unique_presence = j.value
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM s CROSS JOIN json_each(?7) j CROSS JOIN muster_check_in t ON t.scope = s.scope AND t.present_id = unhex(j.value);

-- insert association
INSERT INTO muster_association (scope, id, rev, created_at, updated_at, entry_id, attendee_id, position, version, amount, digits, currency, year, approved, has_approved, edited, unnamed, travelling, custom)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?);

-- update association, same keys
UPDATE muster_association
SET rev = ?3, created_at = ?, updated_at = ?, position = ?8, version = ?, approved = ?14, has_approved = ?, edited = ?, unnamed = ?, travelling = ?, custom = ?
WHERE scope = ?1 AND id = ?2 AND rev = ?3 - 1
  AND entry_id IS ?6 AND attendee_id IS ?7 AND amount IS ?10 AND digits IS ?11 AND currency IS ?12 AND year IS ?13;

-- update association
UPDATE muster_association
SET rev = ?3, created_at = ?, updated_at = ?, entry_id = ?, attendee_id = ?, position = ?, version = ?, amount = ?, digits = ?, currency = ?, year = ?, approved = ?, has_approved = ?, edited = ?, unnamed = ?, travelling = ?, custom = ?
WHERE scope = ?1 AND id = ?2 AND rev = ?3 - 1;

-- delete association
DELETE FROM muster_association
WHERE scope = ?1 AND id = ?2 AND rev = ?3;

-- revisions of association
SELECT t.id, t.rev
FROM json_each(?2) j CROSS JOIN muster_association t ON t.scope = ?1 AND t.id = unhex(j.value);

-- load association by id
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.entry_id, t.attendee_id, t.position, t.version, t.amount, t.digits, t.currency, t.year, t.approved, t.has_approved, t.edited, t.unnamed, t.travelling, t.custom
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_association t ON t.scope = s.scope AND t.id = unhex(j.value);

-- load one association by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.entry_id, t.attendee_id, t.position, t.version, t.amount, t.digits, t.currency, t.year, t.approved, t.has_approved, t.edited, t.unnamed, t.travelling, t.custom
FROM muster_scope s CROSS JOIN muster_association t ON t.scope = s.id AND t.id = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load association by entry_id
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.entry_id, t.attendee_id, t.position, t.version, t.amount, t.digits, t.currency, t.year, t.approved, t.has_approved, t.edited, t.unnamed, t.travelling, t.custom
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_association t ON t.scope = s.scope AND t.entry_id = unhex(j.value);

-- load one association by entry_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.entry_id, t.attendee_id, t.position, t.version, t.amount, t.digits, t.currency, t.year, t.approved, t.has_approved, t.edited, t.unnamed, t.travelling, t.custom
FROM muster_scope s CROSS JOIN muster_association t ON t.scope = s.id AND t.entry_id = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load association by attendee_id
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.entry_id, t.attendee_id, t.position, t.version, t.amount, t.digits, t.currency, t.year, t.approved, t.has_approved, t.edited, t.unnamed, t.travelling, t.custom
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_association t ON t.scope = s.scope AND t.attendee_id = unhex(j.value);

-- load one association by attendee_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.entry_id, t.attendee_id, t.position, t.version, t.amount, t.digits, t.currency, t.year, t.approved, t.has_approved, t.edited, t.unnamed, t.travelling, t.custom
FROM muster_scope s CROSS JOIN muster_association t ON t.scope = s.id AND t.attendee_id = ?3
WHERE s.tenant = ?1 AND s.event = ?2;

-- load association by id or entry_id or attendee_id
WITH s (scope) AS (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2)
SELECT t.id, t.rev, t.created_at, t.updated_at, t.entry_id, t.attendee_id, t.position, t.version, t.amount, t.digits, t.currency, t.year, t.approved, t.has_approved, t.edited, t.unnamed, t.travelling, t.custom
FROM s CROSS JOIN json_each(?3) j CROSS JOIN muster_association t ON t.scope = s.scope AND t.id = unhex(j.value)
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.entry_id, t.attendee_id, t.position, t.version, t.amount, t.digits, t.currency, t.year, t.approved, t.has_approved, t.edited, t.unnamed, t.travelling, t.custom
FROM s CROSS JOIN json_each(?4) j CROSS JOIN muster_association t ON t.scope = s.scope AND t.entry_id = unhex(j.value)
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.entry_id, t.attendee_id, t.position, t.version, t.amount, t.digits, t.currency, t.year, t.approved, t.has_approved, t.edited, t.unnamed, t.travelling, t.custom
FROM s CROSS JOIN json_each(?5) j CROSS JOIN muster_association t ON t.scope = s.scope AND t.attendee_id = unhex(j.value);

-- count who is inside
SELECT present_zone_id, COUNT(*) FROM muster_check_in WHERE scope = (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2) AND present_zone_id IN (SELECT unhex(value) FROM json_each(?3)) GROUP BY present_zone_id;

-- add up what was spent
SELECT attendee_id, year, currency, digits, SUM(amount) FROM muster_association WHERE scope = (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2) AND attendee_id IN (SELECT unhex(value) FROM json_each(?3)) AND year IN (SELECT value FROM json_each(?4)) GROUP BY attendee_id, year, currency, digits;

-- count credential by type_id
SELECT type_id, COUNT(*) FROM muster_credential WHERE scope = (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2) AND type_id IN (SELECT unhex(value) FROM json_each(?3)) GROUP BY type_id;

-- count access_point by zone_id
SELECT zone_id, COUNT(*) FROM muster_access_point WHERE scope = (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2) AND zone_id IN (SELECT unhex(value) FROM json_each(?3)) GROUP BY zone_id;

-- count access_point by list_id
SELECT list_id, COUNT(*) FROM muster_access_point WHERE scope = (SELECT id FROM muster_scope WHERE tenant = ?1 AND event = ?2) AND list_id IN (SELECT unhex(value) FROM json_each(?3)) GROUP BY list_id;

-- insert event
INSERT INTO muster_event (scope, id, type, subject_kind, subject_id, subject_rev, at, data)
VALUES (?, ?, ?, ?, ?, ?, ?, ?);

