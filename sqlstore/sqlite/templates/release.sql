UPDATE {{.Table}}
SET {{list "$name = NULL" .Keys}}
WHERE scope = ?1 AND id = ?2 AND rev = ?3
