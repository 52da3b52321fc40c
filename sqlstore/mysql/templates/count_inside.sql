{{- /* From the array into the index, which also holds everybody who ever left: a
server that chooses may read all of it. */ -}}
SELECT t.present_zone_id, COUNT(*)
FROM (SELECT id AS scope FROM {{.Scopes}} WHERE tenant = ? AND event = ?) s
STRAIGHT_JOIN {{template "ids"}}
STRAIGHT_JOIN {{.Table}} t FORCE INDEX (present_zone_id) ON t.scope = s.scope AND t.present_zone_id = UNHEX(j.id)
GROUP BY t.present_zone_id
