DELETE FROM {{.Table}} AS t
USING unnest($2::uuid[], $3::bigint[]) AS v (id, rev)
WHERE t.scope = $1 AND t.id = v.id AND t.rev = v.rev
