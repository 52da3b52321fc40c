UPDATE {{template "rows" .}}
STRAIGHT_JOIN {{.Table}} t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev - 1
SET {{range $i, $c := .Values}}{{if $i}}, {{end}}t.{{.Name}} = {{template "value" .}}{{end}}
