{{- /* MariaDB before 11.1 reads the whole table for an UPDATE with IN (SELECT …). */ -}}
UPDATE {{template "ids" .}}
STRAIGHT_JOIN {{.Table}} e FORCE INDEX ({{.Table}}_id) ON e.id = UNHEX(j.id)
SET e.claimed_until = ?
WHERE e.claimed_until IS NULL OR e.claimed_until <= ?
