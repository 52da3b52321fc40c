DELETE /*+ INL_JOIN(e) */ e
FROM {{template "elements"}}
STRAIGHT_JOIN {{.Table}} e FORCE INDEX ({{.Table}}_id) ON e.id = UNHEX(j.v)
