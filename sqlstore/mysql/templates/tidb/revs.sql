SELECT /*+ INL_JOIN(t) */ t.id, t.rev
FROM (SELECT CAST(? AS SIGNED) AS scope) s
STRAIGHT_JOIN {{template "elements"}}
STRAIGHT_JOIN {{.Table}} t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.v)
FOR UPDATE
