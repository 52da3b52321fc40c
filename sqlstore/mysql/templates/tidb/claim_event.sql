UPDATE /*+ INL_JOIN(e) */ {{template "elements"}}
STRAIGHT_JOIN {{.Table}} e FORCE INDEX ({{.Table}}_id) ON e.id = UNHEX(j.v)
SET e.claimed_until = ?
WHERE e.claimed_until IS NULL OR e.claimed_until <= ?
