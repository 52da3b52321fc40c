INSERT INTO {{.Table}} (scope, {{list "$name" .Columns}})
SELECT s.id{{range .Columns}}, {{template "value" .}}{{end}}
FROM {{template "rows" .}}
STRAIGHT_JOIN {{.Scopes}} s ON s.id = ?
