DELETE FROM {{.Table}}
WHERE scope = ?1 AND id = ?2 AND rev = ?3
