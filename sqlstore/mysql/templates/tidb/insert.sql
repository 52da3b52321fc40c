INSERT /*+ SET_VAR(tidb_max_chunk_size=32) */ INTO {{.Table}} (scope, {{list "$name" .Columns}})
SELECT ?, {{list "j.$name" .Columns}}
FROM {{template "rows" .Columns}}
