DELETE /*+ INL_JOIN(t) */ t
FROM {{template "scope"}}
STRAIGHT_JOIN {{template "rows" (slice .Columns 0 2)}}
STRAIGHT_JOIN {{template "record" .}} AND t.rev = j.rev
