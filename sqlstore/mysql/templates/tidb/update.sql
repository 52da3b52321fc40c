{{- /* Small chunks, since each level of a document holds one of copies. */ -}}
UPDATE /*+ INL_JOIN(t) SET_VAR(tidb_max_chunk_size=32) */ {{template "scope"}}
STRAIGHT_JOIN {{template "rows" .Columns}}
STRAIGHT_JOIN {{template "record" .}} AND t.rev = j.rev - 1
SET {{list "t.$name = j.$name" .Values}}
