{{- /* Whoever guards a record keeps writers off it, and nobody else who guards it.
MariaDB has no FOR SHARE. */ -}}
SELECT t.id, t.rev
FROM (SELECT CAST(? AS SIGNED) AS scope) s
STRAIGHT_JOIN {{template "ids"}}
STRAIGHT_JOIN {{.Table}} t FORCE INDEX (PRIMARY) ON t.scope = s.scope AND t.id = UNHEX(j.id)
LOCK IN SHARE MODE
