UPDATE {{.Table}}
SET {{list "$name = ?$next" .Plain}}
WHERE scope = ?1 AND id = ?2 AND rev = ?3 - 1
  AND {{and "$name IS ?$n" .Indexed}}
