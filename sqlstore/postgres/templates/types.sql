{{define "type" -}}
{{$t := print .Type -}}
{{if eq $t "id"}}uuid{{else if eq $t "int"}}bigint{{else if eq $t "bool"}}boolean{{else if eq $t "time"}}timestamptz{{else if ne $t "json"}}text{{else if .Derived}}jsonb{{else}}json{{end}}
{{- end}}
{{- define "arrays"}}{{range $i, $c := .}}{{if $i}}, {{end}}${{$c.N}}::{{template "type" $c}}[]{{end}}{{end}}
