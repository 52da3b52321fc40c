SELECT /*+ INL_JOIN(t) */ t.id, t.rev
FROM {{template "scope"}}
STRAIGHT_JOIN {{template "ids"}}
STRAIGHT_JOIN {{template "record" .}}
FOR UPDATE
