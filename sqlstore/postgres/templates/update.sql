UPDATE {{.Table}} AS t
SET {{list "$name = v.$name" .Values}}
FROM unnest({{template "arrays" .Columns}}) AS v ({{list "$name" .Columns}})
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev - 1
