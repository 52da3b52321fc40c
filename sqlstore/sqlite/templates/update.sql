UPDATE {{.Table}}
SET {{list "$name = ?$next" .Values}}
WHERE scope = ?1 AND id = ?2 AND rev = ?3 - 1
