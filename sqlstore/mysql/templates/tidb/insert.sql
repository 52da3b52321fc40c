INSERT INTO {{.Table}} (scope, {{list "$name" .Columns}})
SELECT j.scope, {{list "j.$name" .Columns}}
FROM {{template "rows" .}}
WHERE j.id IS NOT NULL
