SELECT {{list "t.$name" .Stored}}
FROM {{.Table}} AS t
WHERE t.scope = (SELECT id FROM {{.Scopes}} WHERE tenant = $1 AND event = $2) AND {{and "t.$name = $$n" .Arms}}
