INSERT INTO {{.Table}} (scope, {{list "$name" .Columns}})
SELECT $1::bigint, {{list "v.$name" .Columns}}
FROM unnest({{template "arrays" .Columns}}) AS v ({{list "$name" .Columns}})
