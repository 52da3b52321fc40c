UPDATE {{template "rows" .}}
STRAIGHT_JOIN {{.Table}} t FORCE INDEX (PRIMARY) ON t.scope = j.scope AND t.id = j.id AND t.rev = j.rev - 1
SET {{list "t.$name = j.$name" .Values}}
