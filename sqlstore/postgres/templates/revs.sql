{{- /* Sorted, so that two writers lock the rows in one order. */ -}}
SELECT t.id, t.rev
FROM {{.Table}} AS t
WHERE t.scope = $1 AND t.id = ANY($2::uuid[])
ORDER BY t.id
FOR SHARE
