SELECT {{list "t.$name" .Stored}}
FROM {{.Scopes}} s CROSS JOIN {{.Table}} t ON t.scope = s.id AND {{and "t.$name = ?$n" .Arms}}
WHERE s.tenant = ?1 AND s.event = ?2
