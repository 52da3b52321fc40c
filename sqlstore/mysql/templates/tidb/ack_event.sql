DELETE /*+ INL_JOIN(e) */ e
FROM {{template "ids"}}
STRAIGHT_JOIN {{.Table}} e FORCE INDEX ({{.Table}}_id) ON e.id = j.id
