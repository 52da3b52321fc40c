{{- /* TiDB has no JSON_TABLE. A statement takes 16 rows, and NULL in place of
those that there are not. */ -}}
{{- define "param"}}{{if .IsID}}UNHEX(?){{else}}?{{end}}{{end -}}
{{- define "row"}}SELECT ? AS scope{{range .Columns}}, {{template "param" .}} AS {{.Name}}{{end}}{{end -}}
{{- define "rows"}}(
{{- range $i := 16}}{{if $i}} UNION ALL {{end}}{{template "row" $}}{{end}}) j{{end -}}
{{- define "refs"}}(
{{- range $i := 16}}{{if $i}} UNION ALL {{end}}SELECT ? AS scope, UNHEX(?) AS id, ? AS rev{{end}}) j{{end -}}
{{- define "numbers"}}(WITH RECURSIVE x (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM x WHERE i < 31) SELECT i FROM x){{end -}}
{{- /* The limits keep the server from taking the array apart once for every
column that it needs of it. */ -}}
{{- define "elements"}}(SELECT JSON_UNQUOTE(JSON_EXTRACT(b.v, CONCAT('$[', n.i, ']'))) AS v
FROM (SELECT JSON_EXTRACT(b.v, CONCAT('$[', n.i, ']')) AS v
FROM (SELECT JSON_EXTRACT(CAST(? AS JSON), CONCAT('$[', i, ']')) AS v FROM {{template "numbers"}} a LIMIT 32) b
STRAIGHT_JOIN {{template "numbers"}} n WHERE b.v IS NOT NULL LIMIT 1024) b
STRAIGHT_JOIN {{template "numbers"}} n WHERE b.v IS NOT NULL LIMIT 32768) j{{end -}}
