DELETE e
FROM {{template "ids" .}}
STRAIGHT_JOIN {{.Table}} e FORCE INDEX (id) ON e.id = UNHEX(j.id)
