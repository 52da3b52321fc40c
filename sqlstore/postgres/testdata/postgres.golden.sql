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

-- insert credential_type
INSERT INTO muster_credential_type (scope, id, rev, created_at, updated_at, name, unique_name, medium, hashed, name_fold)
SELECT $1::bigint, v.id, v.rev, v.created_at, v.updated_at, v.name, v.unique_name, v.medium, v.hashed, v.name_fold
FROM unnest($2::uuid[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::text[], $8::text[], $9::boolean[], $10::text[]) AS v (id, rev, created_at, updated_at, name, unique_name, medium, hashed, name_fold);

-- update credential_type
UPDATE muster_credential_type AS t
SET rev = v.rev, created_at = v.created_at, updated_at = v.updated_at, name = v.name, unique_name = v.unique_name, medium = v.medium, hashed = v.hashed, name_fold = v.name_fold
FROM unnest($2::uuid[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::text[], $8::text[], $9::boolean[], $10::text[]) AS v (id, rev, created_at, updated_at, name, unique_name, medium, hashed, name_fold)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev - 1;

-- release credential_type
UPDATE muster_credential_type AS t
SET unique_name = NULL
FROM unnest($2::uuid[], $3::bigint[]) AS v (id, rev)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev;

-- delete credential_type
DELETE FROM muster_credential_type AS t
USING unnest($2::uuid[], $3::bigint[]) AS v (id, rev)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev;

-- revisions of credential_type
SELECT t.id, t.rev
FROM muster_credential_type AS t
WHERE t.scope = $1 AND t.id = ANY($2::uuid[])
ORDER BY t.id
FOR SHARE;

-- load credential_type by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name, t.medium, t.hashed
FROM muster_credential_type AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = ANY($3::uuid[]);

-- load one credential_type by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name, t.medium, t.hashed
FROM muster_credential_type AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = $3;

-- load credential_type by unique_name
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name, t.medium, t.hashed
FROM muster_credential_type AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.unique_name = ANY($3::text[]);

-- load one credential_type by unique_name
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name, t.medium, t.hashed
FROM muster_credential_type AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.unique_name = $3;

-- load credential_type by id or unique_name
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name, t.medium, t.hashed
FROM muster_credential_type AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = ANY($3::uuid[])
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name, t.medium, t.hashed
FROM muster_credential_type AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.unique_name = ANY($4::text[]);

-- insert zone
INSERT INTO muster_zone (scope, id, rev, created_at, updated_at, name, slug, unique_slug, capacity, requires_ticket, name_fold, slug_fold)
SELECT $1::bigint, v.id, v.rev, v.created_at, v.updated_at, v.name, v.slug, v.unique_slug, v.capacity, v.requires_ticket, v.name_fold, v.slug_fold
FROM unnest($2::uuid[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::text[], $8::text[], $9::bigint[], $10::boolean[], $11::text[], $12::text[]) AS v (id, rev, created_at, updated_at, name, slug, unique_slug, capacity, requires_ticket, name_fold, slug_fold);

-- update zone
UPDATE muster_zone AS t
SET rev = v.rev, created_at = v.created_at, updated_at = v.updated_at, name = v.name, slug = v.slug, unique_slug = v.unique_slug, capacity = v.capacity, requires_ticket = v.requires_ticket, name_fold = v.name_fold, slug_fold = v.slug_fold
FROM unnest($2::uuid[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::text[], $8::text[], $9::bigint[], $10::boolean[], $11::text[], $12::text[]) AS v (id, rev, created_at, updated_at, name, slug, unique_slug, capacity, requires_ticket, name_fold, slug_fold)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev - 1;

-- release zone
UPDATE muster_zone AS t
SET unique_slug = NULL
FROM unnest($2::uuid[], $3::bigint[]) AS v (id, rev)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev;

-- delete zone
DELETE FROM muster_zone AS t
USING unnest($2::uuid[], $3::bigint[]) AS v (id, rev)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev;

-- revisions of zone
SELECT t.id, t.rev
FROM muster_zone AS t
WHERE t.scope = $1 AND t.id = ANY($2::uuid[])
ORDER BY t.id
FOR SHARE;

-- load zone by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.slug, t.unique_slug, t.capacity, t.requires_ticket
FROM muster_zone AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = ANY($3::uuid[]);

-- load one zone by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.slug, t.unique_slug, t.capacity, t.requires_ticket
FROM muster_zone AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = $3;

-- load zone by unique_slug
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.slug, t.unique_slug, t.capacity, t.requires_ticket
FROM muster_zone AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.unique_slug = ANY($3::text[]);

-- load one zone by unique_slug
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.slug, t.unique_slug, t.capacity, t.requires_ticket
FROM muster_zone AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.unique_slug = $3;

-- load zone by id or unique_slug
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.slug, t.unique_slug, t.capacity, t.requires_ticket
FROM muster_zone AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = ANY($3::uuid[])
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.slug, t.unique_slug, t.capacity, t.requires_ticket
FROM muster_zone AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.unique_slug = ANY($4::text[]);

-- insert check_list
INSERT INTO muster_check_list (scope, id, rev, created_at, updated_at, name, unique_name, type_codes, group_ids, opens_at, closes_at, name_fold)
SELECT $1::bigint, v.id, v.rev, v.created_at, v.updated_at, v.name, v.unique_name, v.type_codes, v.group_ids, v.opens_at, v.closes_at, v.name_fold
FROM unnest($2::uuid[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::text[], $8::json[], $9::json[], $10::timestamptz[], $11::timestamptz[], $12::text[]) AS v (id, rev, created_at, updated_at, name, unique_name, type_codes, group_ids, opens_at, closes_at, name_fold);

-- update check_list
UPDATE muster_check_list AS t
SET rev = v.rev, created_at = v.created_at, updated_at = v.updated_at, name = v.name, unique_name = v.unique_name, type_codes = v.type_codes, group_ids = v.group_ids, opens_at = v.opens_at, closes_at = v.closes_at, name_fold = v.name_fold
FROM unnest($2::uuid[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::text[], $8::json[], $9::json[], $10::timestamptz[], $11::timestamptz[], $12::text[]) AS v (id, rev, created_at, updated_at, name, unique_name, type_codes, group_ids, opens_at, closes_at, name_fold)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev - 1;

-- release check_list
UPDATE muster_check_list AS t
SET unique_name = NULL
FROM unnest($2::uuid[], $3::bigint[]) AS v (id, rev)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev;

-- delete check_list
DELETE FROM muster_check_list AS t
USING unnest($2::uuid[], $3::bigint[]) AS v (id, rev)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev;

-- revisions of check_list
SELECT t.id, t.rev
FROM muster_check_list AS t
WHERE t.scope = $1 AND t.id = ANY($2::uuid[])
ORDER BY t.id
FOR SHARE;

-- load check_list by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name, t.type_codes, t.group_ids, t.opens_at, t.closes_at
FROM muster_check_list AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = ANY($3::uuid[]);

-- load one check_list by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name, t.type_codes, t.group_ids, t.opens_at, t.closes_at
FROM muster_check_list AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = $3;

-- load check_list by unique_name
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name, t.type_codes, t.group_ids, t.opens_at, t.closes_at
FROM muster_check_list AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.unique_name = ANY($3::text[]);

-- load one check_list by unique_name
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name, t.type_codes, t.group_ids, t.opens_at, t.closes_at
FROM muster_check_list AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.unique_name = $3;

-- load check_list by id or unique_name
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name, t.type_codes, t.group_ids, t.opens_at, t.closes_at
FROM muster_check_list AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = ANY($3::uuid[])
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.unique_name, t.type_codes, t.group_ids, t.opens_at, t.closes_at
FROM muster_check_list AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.unique_name = ANY($4::text[]);

-- insert entry
INSERT INTO muster_entry (scope, id, rev, created_at, updated_at, external_id, unique_external, kind, parent_id, items, report_owner, spent_on, amount, digits, currency, no_shows, external_id_fold, kind_fold, report_owner_fold)
SELECT $1::bigint, v.id, v.rev, v.created_at, v.updated_at, v.external_id, v.unique_external, v.kind, v.parent_id, v.items, v.report_owner, v.spent_on, v.amount, v.digits, v.currency, v.no_shows, v.external_id_fold, v.kind_fold, v.report_owner_fold
FROM unnest($2::uuid[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::text[], $8::text[], $9::uuid[], $10::json[], $11::text[], $12::timestamptz[], $13::bigint[], $14::bigint[], $15::text[], $16::bigint[], $17::text[], $18::text[], $19::text[]) AS v (id, rev, created_at, updated_at, external_id, unique_external, kind, parent_id, items, report_owner, spent_on, amount, digits, currency, no_shows, external_id_fold, kind_fold, report_owner_fold);

-- update entry
UPDATE muster_entry AS t
SET rev = v.rev, created_at = v.created_at, updated_at = v.updated_at, external_id = v.external_id, unique_external = v.unique_external, kind = v.kind, parent_id = v.parent_id, items = v.items, report_owner = v.report_owner, spent_on = v.spent_on, amount = v.amount, digits = v.digits, currency = v.currency, no_shows = v.no_shows, external_id_fold = v.external_id_fold, kind_fold = v.kind_fold, report_owner_fold = v.report_owner_fold
FROM unnest($2::uuid[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::text[], $8::text[], $9::uuid[], $10::json[], $11::text[], $12::timestamptz[], $13::bigint[], $14::bigint[], $15::text[], $16::bigint[], $17::text[], $18::text[], $19::text[]) AS v (id, rev, created_at, updated_at, external_id, unique_external, kind, parent_id, items, report_owner, spent_on, amount, digits, currency, no_shows, external_id_fold, kind_fold, report_owner_fold)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev - 1;

-- release entry
UPDATE muster_entry AS t
SET unique_external = NULL
FROM unnest($2::uuid[], $3::bigint[]) AS v (id, rev)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev;

-- delete entry
DELETE FROM muster_entry AS t
USING unnest($2::uuid[], $3::bigint[]) AS v (id, rev)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev;

-- revisions of entry
SELECT t.id, t.rev
FROM muster_entry AS t
WHERE t.scope = $1 AND t.id = ANY($2::uuid[])
ORDER BY t.id
FOR SHARE;

-- load entry by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.external_id, t.unique_external, t.kind, t.parent_id, t.items, t.report_owner, t.spent_on, t.amount, t.digits, t.currency, t.no_shows
FROM muster_entry AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = ANY($3::uuid[]);

-- load one entry by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.external_id, t.unique_external, t.kind, t.parent_id, t.items, t.report_owner, t.spent_on, t.amount, t.digits, t.currency, t.no_shows
FROM muster_entry AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = $3;

-- load entry by unique_external
SELECT t.id, t.rev, t.created_at, t.updated_at, t.external_id, t.unique_external, t.kind, t.parent_id, t.items, t.report_owner, t.spent_on, t.amount, t.digits, t.currency, t.no_shows
FROM muster_entry AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.unique_external = ANY($3::text[]);

-- load one entry by unique_external
SELECT t.id, t.rev, t.created_at, t.updated_at, t.external_id, t.unique_external, t.kind, t.parent_id, t.items, t.report_owner, t.spent_on, t.amount, t.digits, t.currency, t.no_shows
FROM muster_entry AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.unique_external = $3;

-- load entry by id or unique_external
SELECT t.id, t.rev, t.created_at, t.updated_at, t.external_id, t.unique_external, t.kind, t.parent_id, t.items, t.report_owner, t.spent_on, t.amount, t.digits, t.currency, t.no_shows
FROM muster_entry AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = ANY($3::uuid[])
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.external_id, t.unique_external, t.kind, t.parent_id, t.items, t.report_owner, t.spent_on, t.amount, t.digits, t.currency, t.no_shows
FROM muster_entry AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.unique_external = ANY($4::text[]);

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

-- insert credential
INSERT INTO muster_credential (scope, id, rev, created_at, updated_at, attendee_id, type_id, medium, value, unique_value, status, issued_by, revoked_at, revoked_by, reason, medium_fold, status_fold)
SELECT $1::bigint, v.id, v.rev, v.created_at, v.updated_at, v.attendee_id, v.type_id, v.medium, v.value, v.unique_value, v.status, v.issued_by, v.revoked_at, v.revoked_by, v.reason, v.medium_fold, v.status_fold
FROM unnest($2::uuid[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::uuid[], $7::uuid[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::timestamptz[], $14::text[], $15::text[], $16::text[], $17::text[]) AS v (id, rev, created_at, updated_at, attendee_id, type_id, medium, value, unique_value, status, issued_by, revoked_at, revoked_by, reason, medium_fold, status_fold);

-- update credential
UPDATE muster_credential AS t
SET rev = v.rev, created_at = v.created_at, updated_at = v.updated_at, attendee_id = v.attendee_id, type_id = v.type_id, medium = v.medium, value = v.value, unique_value = v.unique_value, status = v.status, issued_by = v.issued_by, revoked_at = v.revoked_at, revoked_by = v.revoked_by, reason = v.reason, medium_fold = v.medium_fold, status_fold = v.status_fold
FROM unnest($2::uuid[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::uuid[], $7::uuid[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[], $13::timestamptz[], $14::text[], $15::text[], $16::text[], $17::text[]) AS v (id, rev, created_at, updated_at, attendee_id, type_id, medium, value, unique_value, status, issued_by, revoked_at, revoked_by, reason, medium_fold, status_fold)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev - 1;

-- release credential
UPDATE muster_credential AS t
SET unique_value = NULL
FROM unnest($2::uuid[], $3::bigint[]) AS v (id, rev)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev;

-- delete credential
DELETE FROM muster_credential AS t
USING unnest($2::uuid[], $3::bigint[]) AS v (id, rev)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev;

-- revisions of credential
SELECT t.id, t.rev
FROM muster_credential AS t
WHERE t.scope = $1 AND t.id = ANY($2::uuid[])
ORDER BY t.id
FOR SHARE;

-- load credential by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.type_id, t.medium, t.value, t.unique_value, t.status, t.issued_by, t.revoked_at, t.revoked_by, t.reason
FROM muster_credential AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = ANY($3::uuid[]);

-- load one credential by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.type_id, t.medium, t.value, t.unique_value, t.status, t.issued_by, t.revoked_at, t.revoked_by, t.reason
FROM muster_credential AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = $3;

-- load credential by attendee_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.type_id, t.medium, t.value, t.unique_value, t.status, t.issued_by, t.revoked_at, t.revoked_by, t.reason
FROM muster_credential AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.attendee_id = ANY($3::uuid[]);

-- load one credential by attendee_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.type_id, t.medium, t.value, t.unique_value, t.status, t.issued_by, t.revoked_at, t.revoked_by, t.reason
FROM muster_credential AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.attendee_id = $3;

-- load credential by unique_value
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.type_id, t.medium, t.value, t.unique_value, t.status, t.issued_by, t.revoked_at, t.revoked_by, t.reason
FROM muster_credential AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.unique_value = ANY($3::text[]);

-- load one credential by unique_value
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.type_id, t.medium, t.value, t.unique_value, t.status, t.issued_by, t.revoked_at, t.revoked_by, t.reason
FROM muster_credential AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.unique_value = $3;

-- load credential by id or attendee_id or unique_value
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.type_id, t.medium, t.value, t.unique_value, t.status, t.issued_by, t.revoked_at, t.revoked_by, t.reason
FROM muster_credential AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = ANY($3::uuid[])
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.type_id, t.medium, t.value, t.unique_value, t.status, t.issued_by, t.revoked_at, t.revoked_by, t.reason
FROM muster_credential AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.attendee_id = ANY($4::uuid[])
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.type_id, t.medium, t.value, t.unique_value, t.status, t.issued_by, t.revoked_at, t.revoked_by, t.reason
FROM muster_credential AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.unique_value = ANY($5::text[]);

-- insert access_point
INSERT INTO muster_access_point (scope, id, rev, created_at, updated_at, name, slug, unique_slug, zone_id, list_id, direction, active, readers, name_fold, slug_fold)
SELECT $1::bigint, v.id, v.rev, v.created_at, v.updated_at, v.name, v.slug, v.unique_slug, v.zone_id, v.list_id, v.direction, v.active, v.readers, v.name_fold, v.slug_fold
FROM unnest($2::uuid[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::text[], $8::text[], $9::uuid[], $10::uuid[], $11::text[], $12::boolean[], $13::json[], $14::text[], $15::text[]) AS v (id, rev, created_at, updated_at, name, slug, unique_slug, zone_id, list_id, direction, active, readers, name_fold, slug_fold);

-- update access_point
UPDATE muster_access_point AS t
SET rev = v.rev, created_at = v.created_at, updated_at = v.updated_at, name = v.name, slug = v.slug, unique_slug = v.unique_slug, zone_id = v.zone_id, list_id = v.list_id, direction = v.direction, active = v.active, readers = v.readers, name_fold = v.name_fold, slug_fold = v.slug_fold
FROM unnest($2::uuid[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::text[], $8::text[], $9::uuid[], $10::uuid[], $11::text[], $12::boolean[], $13::json[], $14::text[], $15::text[]) AS v (id, rev, created_at, updated_at, name, slug, unique_slug, zone_id, list_id, direction, active, readers, name_fold, slug_fold)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev - 1;

-- release access_point
UPDATE muster_access_point AS t
SET unique_slug = NULL
FROM unnest($2::uuid[], $3::bigint[]) AS v (id, rev)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev;

-- delete access_point
DELETE FROM muster_access_point AS t
USING unnest($2::uuid[], $3::bigint[]) AS v (id, rev)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev;

-- revisions of access_point
SELECT t.id, t.rev
FROM muster_access_point AS t
WHERE t.scope = $1 AND t.id = ANY($2::uuid[])
ORDER BY t.id
FOR SHARE;

-- load access_point by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.slug, t.unique_slug, t.zone_id, t.list_id, t.direction, t.active, t.readers
FROM muster_access_point AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = ANY($3::uuid[]);

-- load one access_point by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.slug, t.unique_slug, t.zone_id, t.list_id, t.direction, t.active, t.readers
FROM muster_access_point AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = $3;

-- load access_point by unique_slug
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.slug, t.unique_slug, t.zone_id, t.list_id, t.direction, t.active, t.readers
FROM muster_access_point AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.unique_slug = ANY($3::text[]);

-- load one access_point by unique_slug
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.slug, t.unique_slug, t.zone_id, t.list_id, t.direction, t.active, t.readers
FROM muster_access_point AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.unique_slug = $3;

-- load access_point by id or unique_slug
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.slug, t.unique_slug, t.zone_id, t.list_id, t.direction, t.active, t.readers
FROM muster_access_point AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = ANY($3::uuid[])
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.name, t.slug, t.unique_slug, t.zone_id, t.list_id, t.direction, t.active, t.readers
FROM muster_access_point AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.unique_slug = ANY($4::text[]);

-- insert check_in
INSERT INTO muster_check_in (scope, id, rev, created_at, updated_at, attendee_id, credential_id, point_id, zone_id, direction, reason, at, actor, device, unique_nonce, forced, ended_by, ends, reverted_at, reverted_by, unique_presence, present_id, present_zone_id, direction_fold, reason_fold, device_fold)
SELECT $1::bigint, v.id, v.rev, v.created_at, v.updated_at, v.attendee_id, v.credential_id, v.point_id, v.zone_id, v.direction, v.reason, v.at, v.actor, v.device, v.unique_nonce, v.forced, v.ended_by, v.ends, v.reverted_at, v.reverted_by, v.unique_presence, v.present_id, v.present_zone_id, v.direction_fold, v.reason_fold, v.device_fold
FROM unnest($2::uuid[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::uuid[], $7::uuid[], $8::uuid[], $9::uuid[], $10::text[], $11::text[], $12::timestamptz[], $13::text[], $14::text[], $15::text[], $16::boolean[], $17::uuid[], $18::uuid[], $19::timestamptz[], $20::text[], $21::text[], $22::uuid[], $23::uuid[], $24::text[], $25::text[], $26::text[]) AS v (id, rev, created_at, updated_at, attendee_id, credential_id, point_id, zone_id, direction, reason, at, actor, device, unique_nonce, forced, ended_by, ends, reverted_at, reverted_by, unique_presence, present_id, present_zone_id, direction_fold, reason_fold, device_fold);

-- update check_in
UPDATE muster_check_in AS t
SET rev = v.rev, created_at = v.created_at, updated_at = v.updated_at, attendee_id = v.attendee_id, credential_id = v.credential_id, point_id = v.point_id, zone_id = v.zone_id, direction = v.direction, reason = v.reason, at = v.at, actor = v.actor, device = v.device, unique_nonce = v.unique_nonce, forced = v.forced, ended_by = v.ended_by, ends = v.ends, reverted_at = v.reverted_at, reverted_by = v.reverted_by, unique_presence = v.unique_presence, present_id = v.present_id, present_zone_id = v.present_zone_id, direction_fold = v.direction_fold, reason_fold = v.reason_fold, device_fold = v.device_fold
FROM unnest($2::uuid[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::uuid[], $7::uuid[], $8::uuid[], $9::uuid[], $10::text[], $11::text[], $12::timestamptz[], $13::text[], $14::text[], $15::text[], $16::boolean[], $17::uuid[], $18::uuid[], $19::timestamptz[], $20::text[], $21::text[], $22::uuid[], $23::uuid[], $24::text[], $25::text[], $26::text[]) AS v (id, rev, created_at, updated_at, attendee_id, credential_id, point_id, zone_id, direction, reason, at, actor, device, unique_nonce, forced, ended_by, ends, reverted_at, reverted_by, unique_presence, present_id, present_zone_id, direction_fold, reason_fold, device_fold)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev - 1;

-- release check_in
UPDATE muster_check_in AS t
SET unique_nonce = NULL, unique_presence = NULL
FROM unnest($2::uuid[], $3::bigint[]) AS v (id, rev)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev;

-- delete check_in
DELETE FROM muster_check_in AS t
USING unnest($2::uuid[], $3::bigint[]) AS v (id, rev)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev;

-- revisions of check_in
SELECT t.id, t.rev
FROM muster_check_in AS t
WHERE t.scope = $1 AND t.id = ANY($2::uuid[])
ORDER BY t.id
FOR SHARE;

-- load check_in by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM muster_check_in AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = ANY($3::uuid[]);

-- load one check_in by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM muster_check_in AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = $3;

-- load check_in by attendee_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM muster_check_in AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.attendee_id = ANY($3::uuid[]);

-- load one check_in by attendee_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM muster_check_in AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.attendee_id = $3;

-- load check_in by unique_nonce
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM muster_check_in AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.unique_nonce = ANY($3::text[]);

-- load one check_in by unique_nonce
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM muster_check_in AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.unique_nonce = $3;

-- load check_in by unique_presence
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM muster_check_in AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.unique_presence = ANY($3::text[]);

-- load one check_in by unique_presence
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM muster_check_in AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.unique_presence = $3;

-- load check_in by present_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM muster_check_in AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.present_id = ANY($3::uuid[]);

-- load one check_in by present_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM muster_check_in AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.present_id = $3;

-- load check_in by id or attendee_id or unique_nonce or unique_presence or present_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM muster_check_in AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = ANY($3::uuid[])
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM muster_check_in AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.attendee_id = ANY($4::uuid[])
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM muster_check_in AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.unique_nonce = ANY($5::text[])
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM muster_check_in AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.unique_presence = ANY($6::text[])
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.attendee_id, t.credential_id, t.point_id, t.zone_id, t.direction, t.reason, t.at, t.actor, t.device, t.unique_nonce, t.forced, t.ended_by, t.ends, t.reverted_at, t.reverted_by, t.unique_presence
FROM muster_check_in AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.present_id = ANY($7::uuid[]);

-- insert association
INSERT INTO muster_association (scope, id, rev, created_at, updated_at, entry_id, attendee_id, position, version, amount, digits, currency, year, approved, has_approved, edited, unnamed, travelling, custom)
SELECT $1::bigint, v.id, v.rev, v.created_at, v.updated_at, v.entry_id, v.attendee_id, v.position, v.version, v.amount, v.digits, v.currency, v.year, v.approved, v.has_approved, v.edited, v.unnamed, v.travelling, v.custom
FROM unnest($2::uuid[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::uuid[], $7::uuid[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::text[], $13::bigint[], $14::bigint[], $15::boolean[], $16::boolean[], $17::bigint[], $18::text[], $19::json[]) AS v (id, rev, created_at, updated_at, entry_id, attendee_id, position, version, amount, digits, currency, year, approved, has_approved, edited, unnamed, travelling, custom);

-- update association
UPDATE muster_association AS t
SET rev = v.rev, created_at = v.created_at, updated_at = v.updated_at, entry_id = v.entry_id, attendee_id = v.attendee_id, position = v.position, version = v.version, amount = v.amount, digits = v.digits, currency = v.currency, year = v.year, approved = v.approved, has_approved = v.has_approved, edited = v.edited, unnamed = v.unnamed, travelling = v.travelling, custom = v.custom
FROM unnest($2::uuid[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::uuid[], $7::uuid[], $8::bigint[], $9::bigint[], $10::bigint[], $11::bigint[], $12::text[], $13::bigint[], $14::bigint[], $15::boolean[], $16::boolean[], $17::bigint[], $18::text[], $19::json[]) AS v (id, rev, created_at, updated_at, entry_id, attendee_id, position, version, amount, digits, currency, year, approved, has_approved, edited, unnamed, travelling, custom)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev - 1;

-- delete association
DELETE FROM muster_association AS t
USING unnest($2::uuid[], $3::bigint[]) AS v (id, rev)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev;

-- revisions of association
SELECT t.id, t.rev
FROM muster_association AS t
WHERE t.scope = $1 AND t.id = ANY($2::uuid[])
ORDER BY t.id
FOR SHARE;

-- load association by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.entry_id, t.attendee_id, t.position, t.version, t.amount, t.digits, t.currency, t.year, t.approved, t.has_approved, t.edited, t.unnamed, t.travelling, t.custom
FROM muster_association AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = ANY($3::uuid[]);

-- load one association by id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.entry_id, t.attendee_id, t.position, t.version, t.amount, t.digits, t.currency, t.year, t.approved, t.has_approved, t.edited, t.unnamed, t.travelling, t.custom
FROM muster_association AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = $3;

-- load association by entry_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.entry_id, t.attendee_id, t.position, t.version, t.amount, t.digits, t.currency, t.year, t.approved, t.has_approved, t.edited, t.unnamed, t.travelling, t.custom
FROM muster_association AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.entry_id = ANY($3::uuid[]);

-- load one association by entry_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.entry_id, t.attendee_id, t.position, t.version, t.amount, t.digits, t.currency, t.year, t.approved, t.has_approved, t.edited, t.unnamed, t.travelling, t.custom
FROM muster_association AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.entry_id = $3;

-- load association by attendee_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.entry_id, t.attendee_id, t.position, t.version, t.amount, t.digits, t.currency, t.year, t.approved, t.has_approved, t.edited, t.unnamed, t.travelling, t.custom
FROM muster_association AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.attendee_id = ANY($3::uuid[]);

-- load one association by attendee_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.entry_id, t.attendee_id, t.position, t.version, t.amount, t.digits, t.currency, t.year, t.approved, t.has_approved, t.edited, t.unnamed, t.travelling, t.custom
FROM muster_association AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.attendee_id = $3;

-- load association by id or entry_id or attendee_id
SELECT t.id, t.rev, t.created_at, t.updated_at, t.entry_id, t.attendee_id, t.position, t.version, t.amount, t.digits, t.currency, t.year, t.approved, t.has_approved, t.edited, t.unnamed, t.travelling, t.custom
FROM muster_association AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.id = ANY($3::uuid[])
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.entry_id, t.attendee_id, t.position, t.version, t.amount, t.digits, t.currency, t.year, t.approved, t.has_approved, t.edited, t.unnamed, t.travelling, t.custom
FROM muster_association AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.entry_id = ANY($4::uuid[])
UNION ALL
SELECT t.id, t.rev, t.created_at, t.updated_at, t.entry_id, t.attendee_id, t.position, t.version, t.amount, t.digits, t.currency, t.year, t.approved, t.has_approved, t.edited, t.unnamed, t.travelling, t.custom
FROM muster_association AS t
WHERE t.scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND t.attendee_id = ANY($5::uuid[]);

-- count who is inside
SELECT present_zone_id, COUNT(*) FROM muster_check_in WHERE scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND present_zone_id = ANY($3::uuid[]) GROUP BY present_zone_id;

-- add up what was spent
SELECT attendee_id, year, currency, digits, SUM(amount) FROM muster_association WHERE scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND attendee_id = ANY($3::uuid[]) AND year = ANY($4::bigint[]) GROUP BY attendee_id, year, currency, digits;

-- count credential by type_id
SELECT type_id, COUNT(*) FROM muster_credential WHERE scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND type_id = ANY($3::uuid[]) GROUP BY type_id;

-- count access_point by zone_id
SELECT zone_id, COUNT(*) FROM muster_access_point WHERE scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND zone_id = ANY($3::uuid[]) GROUP BY zone_id;

-- count access_point by list_id
SELECT list_id, COUNT(*) FROM muster_access_point WHERE scope = (SELECT id FROM muster_scope WHERE tenant = $1 AND event = $2) AND list_id = ANY($3::uuid[]) GROUP BY list_id;

-- insert event
INSERT INTO muster_event (scope, id, type, subject_kind, subject_id, subject_rev, at, data)
SELECT $1::bigint, v.id, v.type, v.subject_kind, v.subject_id, v.subject_rev, v.at, v.data
FROM unnest($2::uuid[], $3::text[], $4::bigint[], $5::uuid[], $6::bigint[], $7::timestamptz[], $8::json[]) AS v (id, type, subject_kind, subject_id, subject_rev, at, data);

