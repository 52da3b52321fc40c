{{- /* The time changes so that the row counts as reached where it had no key:
servers count what they changed. It is written anew, or the row deleted, in the
same transaction. */ -}}
UPDATE {{template "refs"}}
STRAIGHT_JOIN {{.Table}} t FORCE INDEX (PRIMARY) ON t.scope = ? AND t.id = UNHEX(j.id) AND t.rev = j.rev
SET {{list "t.$name = NULL" .Keys}}, t.updated_at = COALESCE(t.updated_at, 0) + 1
