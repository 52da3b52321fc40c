UPDATE /*+ INL_JOIN(e) */ {{template "ids"}}
STRAIGHT_JOIN {{.Table}} e FORCE INDEX ({{.Table}}_id) ON e.id = j.id
SET e.claimed_until = ?
WHERE e.claimed_until IS NULL OR e.claimed_until <= ?
