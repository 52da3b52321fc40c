SELECT {{list "t.$name" .Stored}}
FROM {{.Scopes}} s
STRAIGHT_JOIN {{.Table}} t ON t.scope = s.id
WHERE s.tenant = ? AND s.event = ? AND {{and "t.$name = ?" .Arms}}
