{{- range .Arms -}}
SELECT t.{{.Name}}, COUNT(*)
FROM (SELECT id AS scope FROM {{$.Scopes}} WHERE tenant = ? AND event = ?) s
STRAIGHT_JOIN {{template "ids"}}
STRAIGHT_JOIN {{$.Table}} t FORCE INDEX ({{.Name}}) ON t.scope = s.scope AND t.{{.Name}} = UNHEX(j.id)
GROUP BY t.{{.Name}}
{{- end}}
