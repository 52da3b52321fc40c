INSERT INTO {{.Table}} (scope, {{list "$name" .Columns}})
VALUES (?1, {{list "?$n" .Columns}})
