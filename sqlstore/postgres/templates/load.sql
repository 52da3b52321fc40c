{{- range $i, $arm := .Arms}}
{{- if $i}}
UNION ALL
{{end}}SELECT {{list "t.$name" $.Stored}}
FROM {{$.Table}} AS t
WHERE t.scope = (SELECT id FROM {{$.Scopes}} WHERE tenant = $1 AND event = $2) AND t.{{$arm.Name}} = ANY(${{$arm.N}}::{{template "type" $arm}}[])
{{- end}}
