{{- /* STRAIGHT_JOIN pins the order, from the scope over the array into the index. */ -}}
WITH s AS (SELECT id AS scope FROM {{.Scopes}} WHERE tenant = ? AND event = ?)
{{- range $i, $arm := .Arms}}
{{- if $i}}
UNION ALL
{{- end}}
SELECT {{list "t.$name" $.Stored}}
FROM s
STRAIGHT_JOIN JSON_TABLE({{template "document"}}, '$[*]' COLUMNS (v {{template "type" $arm}} PATH '$' ERROR ON ERROR)) j
STRAIGHT_JOIN {{$.Table}} t FORCE INDEX ({{if eq $arm.Name "id"}}PRIMARY{{else}}{{$arm.Name}}{{end}}) ON t.scope = s.scope AND t.{{$arm.Name}} = {{if $arm.IsID}}UNHEX(j.v){{else}}j.v{{end}}
{{- end}}
