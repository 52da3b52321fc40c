{{- /* Without numbers: the driver looks a numbered parameter up by name. */ -}}
INSERT INTO {{.Table}} (scope, {{list "$name" .Columns}})
VALUES (?, {{list "?" .Columns}})
