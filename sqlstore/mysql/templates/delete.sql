DELETE t
FROM {{template "refs"}}
STRAIGHT_JOIN {{.Table}} t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev
