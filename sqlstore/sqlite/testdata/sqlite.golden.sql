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

-- insert event
INSERT INTO muster_event (scope, id, type, subject_kind, subject_id, subject_rev, at, data)
VALUES (?, ?, ?, ?, ?, ?, ?, ?);

