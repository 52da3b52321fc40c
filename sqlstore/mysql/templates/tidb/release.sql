{{- /* The time changes so that the row counts as reached where it had no key. */ -}}
UPDATE /*+ INL_JOIN(t) */ {{template "scope"}}
STRAIGHT_JOIN {{template "rows" (slice .Columns 0 2)}}
STRAIGHT_JOIN {{template "record" .}} AND t.rev = j.rev
SET {{list "t.$name = NULL" .Keys}}, t.updated_at = COALESCE(t.updated_at, 0) + 1
