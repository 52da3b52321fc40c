{{- /* The parts of the other shapes. A document is ASCII, whatever the character
set of the connection; its escapes become UTF-8. A value that does not fit is an
error. MariaDB looks for each value from the beginning of its row, so that the
short ones come first. */ -}}
{{- define "type"}}{{if .IsID}}CHAR(32){{else if eq .Type.String "text" "json"}}LONGTEXT CHARACTER SET utf8mb4{{else}}BIGINT{{end}}{{end -}}
{{- define "document"}}CONVERT(? USING utf8mb4){{end -}}
{{- define "refs"}}JSON_TABLE({{template "document"}}, '$[*]' COLUMNS (id CHAR(32) PATH '$[0]' ERROR ON ERROR, rev BIGINT PATH '$[1]' ERROR ON ERROR)) j{{end -}}
{{- define "ids"}}JSON_TABLE({{template "document"}}, '$[*]' COLUMNS (id CHAR(32) PATH '$' ERROR ON ERROR)) j{{end -}}
{{- define "rows"}}JSON_TABLE({{template "document"}}, '$[*]' COLUMNS (
{{- range $i, $c := wideLast .Columns}}{{if $i}}, {{end}}{{.Name}} {{template "type" .}} PATH '$[{{$i}}]' ERROR ON ERROR{{end}})) j{{end -}}
{{- define "value"}}{{if .IsID}}UNHEX(j.{{.Name}}){{else}}j.{{.Name}}{{end}}{{end -}}
