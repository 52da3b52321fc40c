-- find scope
SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2;

-- add scope
INSERT INTO muster_scope (id, tenant, event) SELECT COALESCE(MAX(id), 0) + 1, $1, $2 FROM muster_scope;

-- insert type
INSERT INTO muster_type (scope, id, rev, created_at, updated_at, code, name, unique_name, fields, required, duplicate_fields, search_across_types, active, permit_adds, public, allow_manual, allow_count_editing, is_system, yearly_limit, code_fold, name_fold)
SELECT $1::bigint, v.id, v.rev, v.created_at, v.updated_at, v.code, v.name, v.unique_name, v.fields, v.required, v.duplicate_fields, v.search_across_types, v.active, v.permit_adds, v.public, v.allow_manual, v.allow_count_editing, v.is_system, v.yearly_limit, v.code_fold, v.name_fold
FROM unnest($2::uuid[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::text[], $8::text[], $9::json[], $10::json[], $11::json[], $12::boolean[], $13::boolean[], $14::boolean[], $15::boolean[], $16::boolean[], $17::boolean[], $18::boolean[], $19::bigint[], $20::text[], $21::text[]) AS v (id, rev, created_at, updated_at, code, name, unique_name, fields, required, duplicate_fields, search_across_types, active, permit_adds, public, allow_manual, allow_count_editing, is_system, yearly_limit, code_fold, name_fold);

-- update type
UPDATE muster_type AS t
SET rev = v.rev, created_at = v.created_at, updated_at = v.updated_at, code = v.code, name = v.name, unique_name = v.unique_name, fields = v.fields, required = v.required, duplicate_fields = v.duplicate_fields, search_across_types = v.search_across_types, active = v.active, permit_adds = v.permit_adds, public = v.public, allow_manual = v.allow_manual, allow_count_editing = v.allow_count_editing, is_system = v.is_system, yearly_limit = v.yearly_limit, code_fold = v.code_fold, name_fold = v.name_fold
FROM unnest($2::uuid[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::text[], $8::text[], $9::json[], $10::json[], $11::json[], $12::boolean[], $13::boolean[], $14::boolean[], $15::boolean[], $16::boolean[], $17::boolean[], $18::boolean[], $19::bigint[], $20::text[], $21::text[]) AS v (id, rev, created_at, updated_at, code, name, unique_name, fields, required, duplicate_fields, search_across_types, active, permit_adds, public, allow_manual, allow_count_editing, is_system, yearly_limit, code_fold, name_fold)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev - 1;

-- release type
UPDATE muster_type AS t
SET code = NULL, unique_name = NULL
FROM unnest($2::uuid[], $3::bigint[]) AS v (id, rev)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev;

-- delete type
DELETE FROM muster_type AS t
USING unnest($2::uuid[], $3::bigint[]) AS v (id, rev)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev;

-- revisions of type
SELECT t.id, t.rev
FROM muster_type AS t
WHERE t.scope = $1 AND t.id = ANY($2::uuid[])
ORDER BY t.id
FOR SHARE;

-- load type by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.code, t.name, t.unique_name, t.fields, t.required, t.duplicate_fields, t.search_across_types, t.active, t.permit_adds, t.public, t.allow_manual, t.allow_count_editing, t.is_system, t.yearly_limit
FROM muster_type AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = ANY($3::uuid[]);

-- load one type by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.code, t.name, t.unique_name, t.fields, t.required, t.duplicate_fields, t.search_across_types, t.active, t.permit_adds, t.public, t.allow_manual, t.allow_count_editing, t.is_system, t.yearly_limit
FROM muster_type AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = $3;

-- load type by code
SELECT t.id, t.rev, t.created_at, t.updated_at, t.code, t.name, t.unique_name, t.fields, t.required, t.duplicate_fields, t.search_across_types, t.active, t.permit_adds, t.public, t.allow_manual, t.allow_count_editing, t.is_system, t.yearly_limit
FROM muster_type AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.code = ANY($3::text[]);

-- load one type by code
SELECT t.id, t.rev, t.created_at, t.updated_at, t.code, t.name, t.unique_name, t.fields, t.required, t.duplicate_fields, t.search_across_types, t.active, t.permit_adds, t.public, t.allow_manual, t.allow_count_editing, t.is_system, t.yearly_limit
FROM muster_type AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.code = $3;

-- load type by unique_name
SELECT t.id, t.rev, t.created_at, t.updated_at, t.code, t.name, t.unique_name, t.fields, t.required, t.duplicate_fields, t.search_across_types, t.active, t.permit_adds, t.public, t.allow_manual, t.allow_count_editing, t.is_system, t.yearly_limit
FROM muster_type AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.unique_name = ANY($3::text[]);

-- load one type by unique_name
SELECT t.id, t.rev, t.created_at, t.updated_at, t.code, t.name, t.unique_name, t.fields, t.required, t.duplicate_fields, t.search_across_types, t.active, t.permit_adds, t.public, t.allow_manual, t.allow_count_editing, t.is_system, t.yearly_limit
FROM muster_type AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.unique_name = $3;

-- load type by id or code or unique_name
SELECT t.id, t.rev, t.created_at, t.updated_at, t.code, t.name, t.unique_name, t.fields, t.required, t.duplicate_fields, t.search_across_types, t.active, t.permit_adds, t.public, t.allow_manual, t.allow_count_editing, t.is_system, t.yearly_limit
FROM muster_type AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = ANY($3::uuid[])
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.code, t.name, t.unique_name, t.fields, t.required, t.duplicate_fields, t.search_across_types, t.active, t.permit_adds, t.public, t.allow_manual, t.allow_count_editing, t.is_system, t.yearly_limit
FROM muster_type AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.code = ANY($4::text[])
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.code, t.name, t.unique_name, t.fields, t.required, t.duplicate_fields, t.search_across_types, t.active, t.permit_adds, t.public, t.allow_manual, t.allow_count_editing, t.is_system, t.yearly_limit
FROM muster_type AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.unique_name = ANY($5::text[]);

-- insert attendee
INSERT INTO muster_attendee (scope, id, rev, created_at, updated_at, status, version, updated_by, deleted_at, attendance_code, user_id, external_id, email, code_key, user_key, external_key, email_key, match_key, first_name, last_name, middle_initial, suffix, title, company, preferred_name, mobile, role, type_code, currency, owner_user_id, owner_name, custom, status_fold, type_code_fold, owner_fold, first_name_fold, last_name_fold, company_fold, email_fold, email_reversed, other_folds)
SELECT $1::bigint, v.id, v.rev, v.created_at, v.updated_at, v.status, v.version, v.updated_by, v.deleted_at, v.attendance_code, v.user_id, v.external_id, v.email, v.code_key, v.user_key, v.external_key, v.email_key, v.match_key, v.first_name, v.last_name, v.middle_initial, v.suffix, v.title, v.company, v.preferred_name, v.mobile, v.role, v.type_code, v.currency, v.owner_user_id, v.owner_name, v.custom, v.status_fold, v.type_code_fold, v.owner_fold, v.first_name_fold, v.last_name_fold, v.company_fold, v.email_fold, v.email_reversed, v.other_folds
FROM unnest($2::uuid[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::bigint[], $8::text[], $9::timestamptz[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[], $18::text[], $19::text[], $20::text[], $21::text[], $22::text[], $23::text[], $24::text[], $25::text[], $26::text[], $27::text[], $28::text[], $29::text[], $30::text[], $31::text[], $32::json[], $33::text[], $34::text[], $35::text[], $36::text[], $37::text[], $38::text[], $39::text[], $40::text[], $41::jsonb[]) AS v (id, rev, created_at, updated_at, status, version, updated_by, deleted_at, attendance_code, user_id, external_id, email, code_key, user_key, external_key, email_key, match_key, first_name, last_name, middle_initial, suffix, title, company, preferred_name, mobile, role, type_code, currency, owner_user_id, owner_name, custom, status_fold, type_code_fold, owner_fold, first_name_fold, last_name_fold, company_fold, email_fold, email_reversed, other_folds);

-- update attendee
UPDATE muster_attendee AS t
SET rev = v.rev, created_at = v.created_at, updated_at = v.updated_at, status = v.status, version = v.version, updated_by = v.updated_by, deleted_at = v.deleted_at, attendance_code = v.attendance_code, user_id = v.user_id, external_id = v.external_id, email = v.email, code_key = v.code_key, user_key = v.user_key, external_key = v.external_key, email_key = v.email_key, match_key = v.match_key, first_name = v.first_name, last_name = v.last_name, middle_initial = v.middle_initial, suffix = v.suffix, title = v.title, company = v.company, preferred_name = v.preferred_name, mobile = v.mobile, role = v.role, type_code = v.type_code, currency = v.currency, owner_user_id = v.owner_user_id, owner_name = v.owner_name, custom = v.custom, status_fold = v.status_fold, type_code_fold = v.type_code_fold, owner_fold = v.owner_fold, first_name_fold = v.first_name_fold, last_name_fold = v.last_name_fold, company_fold = v.company_fold, email_fold = v.email_fold, email_reversed = v.email_reversed, other_folds = v.other_folds
FROM unnest($2::uuid[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::bigint[], $8::text[], $9::timestamptz[], $10::text[], $11::text[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[], $17::text[], $18::text[], $19::text[], $20::text[], $21::text[], $22::text[], $23::text[], $24::text[], $25::text[], $26::text[], $27::text[], $28::text[], $29::text[], $30::text[], $31::text[], $32::json[], $33::text[], $34::text[], $35::text[], $36::text[], $37::text[], $38::text[], $39::text[], $40::text[], $41::jsonb[]) AS v (id, rev, created_at, updated_at, status, version, updated_by, deleted_at, attendance_code, user_id, external_id, email, code_key, user_key, external_key, email_key, match_key, first_name, last_name, middle_initial, suffix, title, company, preferred_name, mobile, role, type_code, currency, owner_user_id, owner_name, custom, status_fold, type_code_fold, owner_fold, first_name_fold, last_name_fold, company_fold, email_fold, email_reversed, other_folds)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev - 1;

-- release attendee
UPDATE muster_attendee AS t
SET code_key = NULL, user_key = NULL, external_key = NULL, email_key = NULL, match_key = NULL
FROM unnest($2::uuid[], $3::bigint[]) AS v (id, rev)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev;

-- delete attendee
DELETE FROM muster_attendee AS t
USING unnest($2::uuid[], $3::bigint[]) AS v (id, rev)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev;

-- revisions of attendee
SELECT t.id, t.rev
FROM muster_attendee AS t
WHERE t.scope = $1 AND t.id = ANY($2::uuid[])
ORDER BY t.id
FOR SHARE;

-- load attendee by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM muster_attendee AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = ANY($3::uuid[]);

-- load one attendee by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM muster_attendee AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = $3;

-- load attendee by code_key
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM muster_attendee AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.code_key = ANY($3::text[]);

-- load one attendee by code_key
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM muster_attendee AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.code_key = $3;

-- load attendee by user_key
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM muster_attendee AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.user_key = ANY($3::text[]);

-- load one attendee by user_key
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM muster_attendee AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.user_key = $3;

-- load attendee by external_key
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM muster_attendee AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.external_key = ANY($3::text[]);

-- load one attendee by external_key
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM muster_attendee AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.external_key = $3;

-- load attendee by email_key
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM muster_attendee AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.email_key = ANY($3::text[]);

-- load one attendee by email_key
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM muster_attendee AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.email_key = $3;

-- load attendee by match_key
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM muster_attendee AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.match_key = ANY($3::text[]);

-- load one attendee by match_key
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM muster_attendee AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.match_key = $3;

-- load attendee by id or code_key or user_key or external_key or email_key or match_key
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM muster_attendee AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = ANY($3::uuid[])
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM muster_attendee AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.code_key = ANY($4::text[])
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM muster_attendee AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.user_key = ANY($5::text[])
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM muster_attendee AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.external_key = ANY($6::text[])
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM muster_attendee AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.email_key = ANY($7::text[])
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.status, t.version, t.updated_by, t.deleted_at, t.attendance_code, t.user_id, t.external_id, t.email, t.code_key, t.user_key, t.external_key, t.email_key, t.match_key, t.first_name, t.last_name, t.middle_initial, t.suffix, t.title, t.company, t.preferred_name, t.mobile, t.role, t.type_code, t.currency, t.owner_user_id, t.owner_name, t.custom
FROM muster_attendee AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.match_key = ANY($8::text[]);

-- insert group
INSERT INTO muster_group (scope, id, rev, created_at, updated_at, name, unique_name, name_fold)
SELECT $1::bigint, v.id, v.rev, v.created_at, v.updated_at, v.name, v.unique_name, v.name_fold
FROM unnest($2::uuid[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::text[], $8::text[]) AS v (id, rev, created_at, updated_at, name, unique_name, name_fold);

-- update group
UPDATE muster_group AS t
SET rev = v.rev, created_at = v.created_at, updated_at = v.updated_at, name = v.name, unique_name = v.unique_name, name_fold = v.name_fold
FROM unnest($2::uuid[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::text[], $8::text[]) AS v (id, rev, created_at, updated_at, name, unique_name, name_fold)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev - 1;

-- release group
UPDATE muster_group AS t
SET unique_name = NULL
FROM unnest($2::uuid[], $3::bigint[]) AS v (id, rev)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev;

-- delete group
DELETE FROM muster_group AS t
USING unnest($2::uuid[], $3::bigint[]) AS v (id, rev)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev;

-- revisions of group
SELECT t.id, t.rev
FROM muster_group AS t
WHERE t.scope = $1 AND t.id = ANY($2::uuid[])
ORDER BY t.id
FOR SHARE;

-- load group by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name
FROM muster_group AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = ANY($3::uuid[]);

-- load one group by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name
FROM muster_group AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = $3;

-- load group by unique_name
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name
FROM muster_group AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.unique_name = ANY($3::text[]);

-- load one group by unique_name
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name
FROM muster_group AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.unique_name = $3;

-- load group by id or unique_name
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name
FROM muster_group AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = ANY($3::uuid[])
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name
FROM muster_group AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.unique_name = ANY($4::text[]);

-- insert token
INSERT INTO muster_token (scope, id, rev, created_at, updated_at, value, digest, report)
SELECT $1::bigint, v.id, v.rev, v.created_at, v.updated_at, v.value, v.digest, v.report
FROM unnest($2::uuid[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::text[], $8::json[]) AS v (id, rev, created_at, updated_at, value, digest, report);

-- update token
UPDATE muster_token AS t
SET rev = v.rev, created_at = v.created_at, updated_at = v.updated_at, value = v.value, digest = v.digest, report = v.report
FROM unnest($2::uuid[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::text[], $8::json[]) AS v (id, rev, created_at, updated_at, value, digest, report)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev - 1;

-- release token
UPDATE muster_token AS t
SET value = NULL
FROM unnest($2::uuid[], $3::bigint[]) AS v (id, rev)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev;

-- delete token
DELETE FROM muster_token AS t
USING unnest($2::uuid[], $3::bigint[]) AS v (id, rev)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev;

-- revisions of token
SELECT t.id, t.rev
FROM muster_token AS t
WHERE t.scope = $1 AND t.id = ANY($2::uuid[])
ORDER BY t.id
FOR SHARE;

-- load token by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.value, t.digest, t.report
FROM muster_token AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = ANY($3::uuid[]);

-- load one token by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.value, t.digest, t.report
FROM muster_token AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = $3;

-- load token by value
SELECT t.id, t.rev, t.created_at, t.updated_at, t.value, t.digest, t.report
FROM muster_token AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.value = ANY($3::text[]);

-- load one token by value
SELECT t.id, t.rev, t.created_at, t.updated_at, t.value, t.digest, t.report
FROM muster_token AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.value = $3;

-- load token by id or value
SELECT t.id, t.rev, t.created_at, t.updated_at, t.value, t.digest, t.report
FROM muster_token AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = ANY($3::uuid[])
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.value, t.digest, t.report
FROM muster_token AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.value = ANY($4::text[]);

-- insert revision
INSERT INTO muster_revision (scope, id, rev, created_at, updated_at, attendee_id, version, changed, was)
SELECT $1::bigint, v.id, v.rev, v.created_at, v.updated_at, v.attendee_id, v.version, v.changed, v.was
FROM unnest($2::uuid[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::uuid[], $7::bigint[], $8::json[], $9::json[]) AS v (id, rev, created_at, updated_at, attendee_id, version, changed, was);

-- update revision
UPDATE muster_revision AS t
SET rev = v.rev, created_at = v.created_at, updated_at = v.updated_at, attendee_id = v.attendee_id, version = v.version, changed = v.changed, was = v.was
FROM unnest($2::uuid[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::uuid[], $7::bigint[], $8::json[], $9::json[]) AS v (id, rev, created_at, updated_at, attendee_id, version, changed, was)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev - 1;

-- delete revision
DELETE FROM muster_revision AS t
USING unnest($2::uuid[], $3::bigint[]) AS v (id, rev)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev;

-- revisions of revision
SELECT t.id, t.rev
FROM muster_revision AS t
WHERE t.scope = $1 AND t.id = ANY($2::uuid[])
ORDER BY t.id
FOR SHARE;

-- load revision by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.version, t.changed, t.was
FROM muster_revision AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = ANY($3::uuid[]);

-- load one revision by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.version, t.changed, t.was
FROM muster_revision AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = $3;

-- load revision by attendee_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.version, t.changed, t.was
FROM muster_revision AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.attendee_id = ANY($3::uuid[]);

-- load one revision by attendee_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.version, t.changed, t.was
FROM muster_revision AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.attendee_id = $3;

-- load revision by id or attendee_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.version, t.changed, t.was
FROM muster_revision AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = ANY($3::uuid[])
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.version, t.changed, t.was
FROM muster_revision AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.attendee_id = ANY($4::uuid[]);

-- insert membership
INSERT INTO muster_membership (scope, id, rev, created_at, updated_at, attendee_id, group_id)
SELECT $1::bigint, v.id, v.rev, v.created_at, v.updated_at, v.attendee_id, v.group_id
FROM unnest($2::uuid[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::uuid[], $7::uuid[]) AS v (id, rev, created_at, updated_at, attendee_id, group_id);

-- update membership
UPDATE muster_membership AS t
SET rev = v.rev, created_at = v.created_at, updated_at = v.updated_at, attendee_id = v.attendee_id, group_id = v.group_id
FROM unnest($2::uuid[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::uuid[], $7::uuid[]) AS v (id, rev, created_at, updated_at, attendee_id, group_id)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev - 1;

-- delete membership
DELETE FROM muster_membership AS t
USING unnest($2::uuid[], $3::bigint[]) AS v (id, rev)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev;

-- revisions of membership
SELECT t.id, t.rev
FROM muster_membership AS t
WHERE t.scope = $1 AND t.id = ANY($2::uuid[])
ORDER BY t.id
FOR SHARE;

-- load membership by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.group_id
FROM muster_membership AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = ANY($3::uuid[]);

-- load one membership by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.group_id
FROM muster_membership AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = $3;

-- load membership by attendee_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.group_id
FROM muster_membership AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.attendee_id = ANY($3::uuid[]);

-- load one membership by attendee_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.group_id
FROM muster_membership AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.attendee_id = $3;

-- load membership by group_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.group_id
FROM muster_membership AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.group_id = ANY($3::uuid[]);

-- load one membership by group_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.group_id
FROM muster_membership AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.group_id = $3;

-- load membership by id or attendee_id or group_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.group_id
FROM muster_membership AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = ANY($3::uuid[])
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.group_id
FROM muster_membership AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.attendee_id = ANY($4::uuid[])
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.group_id
FROM muster_membership AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.group_id = ANY($5::uuid[]);

-- insert form_response
INSERT INTO muster_form_response (scope, id, rev, created_at, updated_at, attendee_id, form_id, data, form_id_fold)
SELECT $1::bigint, v.id, v.rev, v.created_at, v.updated_at, v.attendee_id, v.form_id, v.data, v.form_id_fold
FROM unnest($2::uuid[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::uuid[], $7::text[], $8::json[], $9::text[]) AS v (id, rev, created_at, updated_at, attendee_id, form_id, data, form_id_fold);

-- update form_response
UPDATE muster_form_response AS t
SET rev = v.rev, created_at = v.created_at, updated_at = v.updated_at, attendee_id = v.attendee_id, form_id = v.form_id, data = v.data, form_id_fold = v.form_id_fold
FROM unnest($2::uuid[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::uuid[], $7::text[], $8::json[], $9::text[]) AS v (id, rev, created_at, updated_at, attendee_id, form_id, data, form_id_fold)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev - 1;

-- delete form_response
DELETE FROM muster_form_response AS t
USING unnest($2::uuid[], $3::bigint[]) AS v (id, rev)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev;

-- revisions of form_response
SELECT t.id, t.rev
FROM muster_form_response AS t
WHERE t.scope = $1 AND t.id = ANY($2::uuid[])
ORDER BY t.id
FOR SHARE;

-- load form_response by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.form_id, t.data
FROM muster_form_response AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = ANY($3::uuid[]);

-- load one form_response by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.form_id, t.data
FROM muster_form_response AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = $3;

-- load form_response by attendee_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.form_id, t.data
FROM muster_form_response AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.attendee_id = ANY($3::uuid[]);

-- load one form_response by attendee_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.form_id, t.data
FROM muster_form_response AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.attendee_id = $3;

-- load form_response by id or attendee_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.form_id, t.data
FROM muster_form_response AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = ANY($3::uuid[])
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.form_id, t.data
FROM muster_form_response AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.attendee_id = ANY($4::uuid[]);

-- insert event
INSERT INTO muster_event (scope, id, type, subject_kind, subject_id, subject_rev, at, data)
SELECT $1::bigint, v.id, v.type, v.subject_kind, v.subject_id, v.subject_rev, v.at, v.data
FROM unnest($2::uuid[], $3::text[], $4::bigint[], $5::uuid[], $6::bigint[], $7::timestamptz[], $8::json[]) AS v (id, type, subject_kind, subject_id, subject_rev, at, data);

