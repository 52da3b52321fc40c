module github.com/muster-go/muster

go 1.26.0

require (
	github.com/bojanz/currency v1.5.0
	github.com/google/uuid v1.6.0
	github.com/samber/lo v1.53.0
	github.com/stretchr/testify v1.12.1
	github.com/tidwall/btree v1.8.2
	go.uber.org/goleak v1.3.0
	go.uber.org/mock v0.6.0
	golang.org/x/net v0.62.0
	golang.org/x/text v0.43.0
)

require (
	github.com/cockroachdb/apd/v3 v3.2.1 // indirect
	go.yaml.in/yaml/v3 v3.0.5 // indirect
)
