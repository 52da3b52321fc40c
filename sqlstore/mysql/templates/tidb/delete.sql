DELETE t
FROM {{template "refs" .}}
STRAIGHT_JOIN {{.Table}} t FORCE INDEX (PRIMARY) ON t.scope = j.scope AND t.id = j.id AND t.rev = j.rev
