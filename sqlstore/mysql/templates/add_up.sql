SELECT t.attendee_id, t.year, t.currency, t.digits, SUM(t.amount)
FROM (SELECT id AS scope FROM {{.Scopes}} WHERE tenant = ? AND event = ?) s
STRAIGHT_JOIN {{template "ids"}}
STRAIGHT_JOIN JSON_TABLE({{template "document"}}, '$[*]' COLUMNS (v BIGINT PATH '$' ERROR ON ERROR)) y
STRAIGHT_JOIN {{.Table}} t FORCE INDEX (attendee_id) ON t.scope = s.scope AND t.attendee_id = UNHEX(j.id) AND t.year = y.v
GROUP BY t.attendee_id, t.year, t.currency, t.digits
