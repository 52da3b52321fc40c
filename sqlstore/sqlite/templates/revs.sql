SELECT t.id, t.rev
FROM json_each(?2) j CROSS JOIN {{.Table}} t ON t.scope = ?1 AND t.id = unhex(j.value)
