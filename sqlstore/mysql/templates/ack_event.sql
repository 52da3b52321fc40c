DELETE e
FROM {{template "ids" .}}
STRAIGHT_JOIN {{.Table}} e FORCE INDEX ({{.Table}}_id) ON e.id = UNHEX(j.id)
