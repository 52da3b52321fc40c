module github.com/muster-go/muster/sqlstore/migrate

go 1.26.0

require github.com/muster-go/muster v0.0.0-00010101000000-000000000000

replace github.com/muster-go/muster => ../..
