module github.com/muster-go/muster/sqlstore/sqlite

go 1.26.0

require (
	github.com/muster-go/muster v0.0.0-00010101000000-000000000000
	github.com/muster-go/muster/sqlstore/migrate v0.0.0-00010101000000-000000000000
)

replace (
	github.com/muster-go/muster => ../..
	github.com/muster-go/muster/sqlstore/migrate => ../migrate
)

exclude github.com/google/pprof v0.0.0-20261016150608-1facf8f91b50
