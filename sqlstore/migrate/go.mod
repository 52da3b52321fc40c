module github.com/muster-go/muster/sqlstore/migrate

go 1.26.0

require (
	github.com/muster-go/muster v0.0.0-00010101000000-000000000000
	github.com/pressly/goose/v3 v3.29.0
)

require (
	github.com/google/uuid v1.6.0 // indirect
	github.com/mfridman/interpolate v0.0.2 // indirect
	github.com/sethvargo/go-retry v0.5.0 // indirect
	go.uber.org/multierr v1.11.0 // indirect
	golang.org/x/sync v0.24.0 // indirect
	golang.org/x/text v0.43.0 // indirect
)

replace github.com/muster-go/muster => ../..
