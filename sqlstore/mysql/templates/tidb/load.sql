WITH s AS (SELECT id AS scope FROM {{.Scopes}} WHERE tenant = ? AND event = ?)
{{- range $i, $arm := .Arms}}
{{- if $i}}
UNION ALL
{{- end}}
SELECT /*+ INL_JOIN(t) */ {{list "t.$name" $.Stored}}
FROM s
STRAIGHT_JOIN {{template "elements"}}
STRAIGHT_JOIN {{$.Table}} t FORCE INDEX ({{if eq $arm.Name "id"}}PRIMARY{{else}}{{$arm.Name}}{{end}}) ON t.scope = s.scope AND t.{{$arm.Name}} = {{if $arm.IsID}}UNHEX(JSON_UNQUOTE(b.v)){{else}}CAST(JSON_UNQUOTE(b.v) AS BINARY){{end}}
{{- end}}
