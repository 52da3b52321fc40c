{{- /* CROSS JOIN pins the order: from the scope over the array into the index. */ -}}
WITH s (scope) AS (SELECT id FROM {{.Scopes}} WHERE tenant = ?1 AND event = ?2)
{{- range $i, $arm := .Arms}}
{{- if $i}}
UNION ALL
{{- end}}
SELECT {{list "t.$name" $.Stored}}
FROM s CROSS JOIN json_each(?{{$arm.N}}) j CROSS JOIN {{$.Table}} t ON t.scope = s.scope AND t.{{$arm.Name}} = {{if $arm.IsID}}unhex(j.value){{else}}j.value{{end}}
{{- end}}
