{{- /* TiDB has no JSON_TABLE. What a statement is about comes in arrays of 8, five
deep, which are taken apart level by level: a join copies an array once for every
element. The limits keep the server from doing all of it once for each column
that it needs. There is no condition on the first level, where TiDB would take
the document for a text of up to 4 MiB, and none but this, which does not write
the element down as text. */ -}}
{{- define "numbers"}}(SELECT 0 AS i UNION ALL SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5 UNION ALL SELECT 6 UNION ALL SELECT 7){{end -}}
{{- define "element"}}JSON_EXTRACT(b.v, CONCAT('$[', n.i, ']')) AS v{{end -}}
{{- define "there"}}JSON_TYPE(b.v) IS NOT NULL{{end -}}
{{- define "elements"}}(SELECT {{template "element"}}
FROM (SELECT {{template "element"}}
FROM (SELECT {{template "element"}}
FROM (SELECT {{template "element"}}
FROM (SELECT {{template "element"}}
FROM (SELECT CAST(? AS JSON) AS v LIMIT 1) b STRAIGHT_JOIN {{template "numbers"}} n LIMIT 8) b STRAIGHT_JOIN {{template "numbers"}} n WHERE {{template "there"}} LIMIT 64) b STRAIGHT_JOIN {{template "numbers"}} n WHERE {{template "there"}} LIMIT 512) b STRAIGHT_JOIN {{template "numbers"}} n WHERE {{template "there"}} LIMIT 4096) b STRAIGHT_JOIN {{template "numbers"}} n WHERE {{template "there"}} LIMIT 32768) b{{end -}}
{{- define "ids"}}(SELECT UNHEX(JSON_UNQUOTE(b.v)) AS id
FROM {{template "elements"}}
WHERE {{template "there"}} LIMIT 32768) j{{end -}}
{{- /* A row is an array of values. One that there is not is an empty array, of
which [0] is NULL; [0] of a value is that value. A JSON null would be a text. */ -}}
{{- define "text"}}JSON_UNQUOTE(JSON_EXTRACT(b.v, '$[{{.}}][0]')){{end -}}
{{- define "rows"}}(SELECT {{range $i, $c := .}}{{if $i}}, {{end -}}
{{if $c.IsID}}UNHEX({{template "text" $i}}){{else}}CAST({{template "text" $i}} AS {{if eq $c.Type.String "text" "json"}}BINARY{{else}}SIGNED{{end}}){{end}} AS {{$c.Name}}{{end}}
FROM {{template "elements"}}
WHERE {{template "there"}} LIMIT 32768) j{{end -}}
{{- define "scope"}}(SELECT CAST(? AS SIGNED) AS scope) s{{end -}}
{{- define "record"}}{{.Table}} t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = j.id{{end -}}
