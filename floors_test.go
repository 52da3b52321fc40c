package muster_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The architecture as a table. Each package imports the standard library and
// what its line names, and nothing else: a folder of this table with those
// below it that have no line of their own, or a module. A folder without a
// line is a mistake; give it a floor.
//
// The marks, which hold outside tests:
//
//	domain  decides and does no I/O: none of the imports in notInDomain,
//	        and no clock and no chance but through batch/option.go
//	store   is handed the time, and draws no IDs: no clock and no chance
//	core    reaches whoever embeds Muster: what it compiles, directly or not,
//	        is named by the lines marked core and by no other
var floors = []floor{
	// Floor 4: rules and services on top of attendees.
	{"credential", "storage batch attendee attendee/patch " + uuid + lo, domain | core},
	{"expense", "storage batch attendee attendee/money attendee/patch " + uuid + lo, domain | core},

	// Floor 3: identity, resolution, cascade, service.
	{"attendee", "storage batch attendee/money attendee/patch " + uuid + lo + text + net, domain | core},

	// Floor 2: commands, drafts, decisions; the one loop with I/O is the runner.
	{"batch", "storage " + uuid + lo, domain | core},
	{"attendee/patch", "", domain | core},
	{"attendee/money", iso4217, domain | core}, // and nobody else knows where the list of currencies is from

	// Floor 1: records and the port. It imports slog for LogValue alone.
	{"storage", "log/slog " + uuid + text, domain | core},

	// What leaves the house: a pure function of events.
	{"webhook", "storage", domain | core},

	// Adapters stand on the port, beside the domain: they know no rule.
	{"memstore", "storage " + uuid + btree, store | core},
	{"sqlstore", "storage " + uuid, store | core},

	// What needs a driver or goose is a module of its own.
	{"sqlstore/migrate", "storage sqlstore " + goose, 0},
	{"sqlstore/mysql", "storage sqlstore sqlstore/migrate " + mysql, 0},
	{"sqlstore/postgres", "storage sqlstore sqlstore/migrate " + pgx, 0},
	{"sqlstore/sqlite", "storage sqlstore sqlstore/migrate " + uuid + sqlite, 0},

	// Test aids, public, above the port alone.
	{"storage/storagetest", "storage " + uuid + text + testify + rapid, 0},
	{"storage/storagemock", "storage " + gomock, 0},

	// The rules as tests, which every store's own tests run.
	{"internal/ruletest", "storage storage/storagetest batch attendee attendee/money attendee/patch credential expense " + uuid + testify, 0},

	// Database servers for tests; no driver.
	{"internal/testserver", "", 0},

	// What every SQL dialect passes, which the modules' own tests run.
	{"internal/sqltest", "storage storage/storagetest sqlstore batch attendee attendee/patch internal/ruletest " + uuid + testify, 0},

	// The root package is documentation; programs may import what they like.
	{".", "", 0},
	{"examples", "*", 0},
	{"bench", "*", 0},
}

const (
	uuid    = "github.com/google/uuid "
	lo      = "github.com/samber/lo "
	text    = "golang.org/x/text "
	net     = "golang.org/x/net "
	iso4217 = "github.com/bojanz/currency github.com/cockroachdb/apd/v3 "
	btree   = "github.com/tidwall/btree "
	goose   = "github.com/pressly/goose/v3 "
	mysql   = "github.com/go-sql-driver/mysql "
	pgx     = "github.com/jackc/pgx/v5 "
	sqlite  = "modernc.org/sqlite "
	testify = "github.com/stretchr/testify "
	gomock  = "go.uber.org/mock "
	rapid   = "pgregory.net/rapid "
)

// notInDomain are imports that would let a rule do I/O, log, or lean on a
// test. Each stands for the packages below it, too.
var notInDomain = []string{"database/sql", "log", "math/rand", "net/http", "os", "testing"}

// clockFile is the only file of the domain that reads a clock or draws IDs:
// the defaults of the options that inject them.
const clockFile = "batch/option.go"

// notInRoot are modules that the root go.mod never requires, because they
// would enter the module graph of everyone who embeds Muster.
var notInRoot = []string{
	"github.com/glebarez/", "github.com/go-sql-driver/", "github.com/jackc/", "github.com/lib/pq",
	"github.com/mattn/go-sqlite3", "github.com/microsoft/go-mssqldb", "github.com/ncruces/go-sqlite3",
	"github.com/pressly/goose", "modernc.org/", "zombiezen.com/", module + "/",
}

// vagueNames say nothing about what a package is for.
var vagueNames = []string{"common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}

// notInWork are modules that go.work leaves out: the tools' versions of
// golang.org/x/tools must not mix with those that the library is built with.
var notInWork = []string{"tools"}

func TestFloors(t *testing.T) {
	if _, err := os.Stat("go.work"); err != nil {
		t.Skip("the floors are those of the repository, and this is a copy of one module")
	}
	packages := readPackages(t, ".")
	report(t, checkPackages(packages))
	report(t, checkCompiled(listCompiled(t, packages)))
	report(t, checkModules(readModules(t, "."), readWork(t, ".")))
}

func report(t *testing.T, faults []string) {
	t.Helper()
	for _, f := range faults {
		t.Error(f)
	}
}

// The checks below are worth their keep only while they bite: each case is a
// tree with one mistake and what must be said about it.

func TestFloorsBiteOnSources(t *testing.T) {
	for _, c := range []struct{ name, file, source, want string }{
		{"above the floor", "storage/a.go", `import "github.com/muster-go/muster/batch"`, "storage/a.go: storage may not import batch"},
		{"beside the floor", "batch/a.go", `import _ "github.com/muster-go/muster/attendee/patch"`, "batch/a.go: batch may not import attendee/patch"},
		{"adapter on rules", "memstore/a.go", `import "github.com/muster-go/muster/attendee"`, "memstore/a.go: memstore may not import attendee"},
		{"rules on adapter", "attendee/a.go", `import "github.com/muster-go/muster/memstore"`, "attendee/a.go: attendee may not import memstore"},
		{"foreign module", "storage/a.go", `import "github.com/samber/lo"`, "storage/a.go: storage may not import github.com/samber/lo"},
		{"a module's namesake", "storage/a.go", `import "github.com/google/uuidx"`, "storage/a.go: storage may not import github.com/google/uuidx"},
		{"leaf on uuid", "attendee/patch/a.go", `import "github.com/google/uuid"`, "attendee/patch/a.go: attendee/patch may not import github.com/google/uuid"},
		{"driver", "sqlstore/a.go", `import _ "modernc.org/sqlite"`, "sqlstore/a.go: sqlstore may not import modernc.org/sqlite"},
		{"behind a build tag", "sqlstore/a_plan9.go", `import _ "github.com/lib/pq"`, "sqlstore/a_plan9.go: sqlstore may not import github.com/lib/pq"},
		{"folder below a line", "sqlstore/render/a.go", `import "github.com/muster-go/muster/batch"`, "sqlstore/render/a.go: sqlstore may not import batch"},
		{"folder without a line", "queue/a.go", ``, "queue: no line in the table of floors"},
		{"import of such a folder", "attendee/a.go", `import "github.com/muster-go/muster/queue"`, "attendee/a.go: attendee may not import queue"},
		{"C", "storage/a.go", `import "C"`, "storage/a.go: cgo"},

		{"database", "attendee/a.go", `import "database/sql/driver"`, "attendee/a.go: no database/sql/driver in the domain"},
		{"testing", "batch/a.go", `import "testing"`, "batch/a.go: no testing in the domain"},
		{"testify", "batch/a.go", `import "github.com/stretchr/testify/assert"`, "batch/a.go: batch may not import github.com/stretchr/testify/assert"},
		{"log", "attendee/a.go", `import "log/slog"`, "attendee/a.go: no log/slog in the domain"},
		{"web", "expense/a.go", `import "net/http"`, "expense/a.go: no net/http in the domain"},
		{"files", "credential/a.go", `import "os"`, "credential/a.go: no os in the domain"},
		{"chance", "batch/runner.go", `import "math/rand/v2"`, "batch/runner.go: no math/rand/v2 in the domain"},

		{"now", "batch/runner.go", `import "time"; var _ = time.Now()`, "batch/runner.go:2: time.Now"},
		{"now as a value", "attendee/a.go", `import "time"; var now = time.Now`, "attendee/a.go:2: time.Now"},
		{"now renamed", "attendee/a.go", `import clock "time"; func f(t clock.Time) any { return clock.Since(t) }`, "attendee/a.go:2: time.Since"},
		{"now without a name", "attendee/a.go", `import . "time"; var _ = Now()`, "attendee/a.go: dot import of time"},
		{"drawn ID", "storage/a.go", `import "github.com/google/uuid"; var _ = uuid.Must(uuid.NewV7())`, "storage/a.go:2: uuid.NewV7"},
		{"chance in the core", "batch/a.go", `import "crypto/rand"; var _ = rand.Text()`, "batch/a.go:2: rand.Text"},
		{"clock in a store", "memstore/a.go", `import "time"; var _ = time.Now()`, "memstore/a.go:2: time.Now"},

		{"init", "examples/quickstart/a.go", `func init() {}`, "examples/quickstart/a.go:2: init"},
		{"vague folder", "sqlstore/util/a.go", ``, "sqlstore/util: vague name util"},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, c.file, "package "+filepath.Base(filepath.Dir(c.file))+"\n"+c.source)
			requireFaults(t, checkPackages(readPackages(t, dir)), c.want)
		})
	}
}

func TestFloorsAllow(t *testing.T) {
	for file, source := range map[string]string{
		"batch/option.go":             `import ("math/rand/v2"; "time"; "github.com/google/uuid"); var now, id, n = time.Now, uuid.NewV7, rand.IntN`,
		"batch/runner.go":             `import ("time"; "github.com/samber/lo"); var wait = time.NewTimer; var _ = lo.Uniq[[]int]`,
		"batch/runner_test.go":        `import ("os"; "testing"; "time"; "github.com/muster-go/muster/memstore"); func init() { time.Now() }`,
		"storage/a.go":                `import ("log/slog"; "github.com/google/uuid"); type id = uuid.UUID; func at(id) slog.Value { return slog.Value{} }`,
		"storage/b.go":                `import "github.com/google/uuid"; var id = uuid.NewSHA1(uuid.NameSpaceURL, nil)`,
		"storage/storagetest/a.go":    `import ("testing"; "github.com/stretchr/testify/require"; "github.com/muster-go/muster/storage")`,
		"sqlstore/render/a.go":        `import ("database/sql"; "github.com/muster-go/muster/storage")`,
		"sqlstore/a.go":               `import "github.com/muster-go/muster/sqlstore/render"`,
		"attendee/a.go":               `type init struct{}; func (init) init() {}`,
		"examples/quickstart/main.go": `import ("log"; "time"; "github.com/muster-go/muster/sqlstore/sqlite"); func main() { log.Print(time.Now()) }`,
		"storage/testdata/bad.go":     `import "net/http"`,
	} {
		t.Run(file, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, file, "package "+filepath.Base(filepath.Dir(file))+"\n"+source)
			requireFaults(t, checkPackages(readPackages(t, dir)))
		})
	}
}

func TestFloorsBiteOnCompiled(t *testing.T) {
	for _, path := range []string{
		"modernc.org/sqlite/lib", "github.com/jackc/pgx/v5/stdlib", "github.com/stretchr/testify/assert", "go.uber.org/mock/gomock",
		"go.uber.org/goleak", "pgregory.net/rapid", "github.com/pressly/goose/v3", module + "/storage/storagetest", module + "/sqlstore/sqlite",
	} {
		requireFaults(t, checkCompiled([]compiled{{ImportPath: path}}), "embedders would compile "+path)
	}
	requireFaults(t, checkCompiled([]compiled{
		{ImportPath: "database/sql", Standard: true},
		{ImportPath: "golang.org/x/text/cases"},
		{ImportPath: "github.com/google/uuid"},
		{ImportPath: module + "/storage"},
	}))
}

func TestFloorsBiteOnModules(t *testing.T) {
	const (
		work   = "go 1.26.0\n\nuse (\n\t.\n\t./sqlstore/sqlite\n)\n"
		root   = "module " + module + "\n\ngo 1.26.0\n"
		nested = "module " + module + "/sqlstore/sqlite\n\ngo 1.26.0\n\nrequire " + module + " v0.0.0\n"
		points = "\nreplace " + module + " => ../..\n"
	)
	for _, c := range []struct {
		name, work, root, nested string
		want                     []string
	}{
		{"sound", work, root, nested + points, nil},
		{"driver in the root", work, root + "\nrequire modernc.org/sqlite v1.61.1\n", nested + points, []string{"go.mod: requires modernc.org/sqlite"}},
		{"indirect driver", work, root + "\nrequire github.com/jackc/pgx/v5 v5.12.0 // indirect\n", nested + points, []string{"go.mod: requires github.com/jackc/pgx/v5"}},
		{"goose in the root", work, root + "\nrequire github.com/pressly/goose/v3 v3.29.0\n", nested + points, []string{"go.mod: requires github.com/pressly/goose/v3"}},
		{"nested in the root", work, root + "\nrequire " + module + "/sqlstore/sqlite v0.0.0\n", nested + points, []string{
			"go.mod: requires " + module + "/sqlstore/sqlite", "go.mod: no replace of " + module + "/sqlstore/sqlite with ./sqlstore/sqlite",
		}},
		{"no replace", work, root, nested, []string{"sqlstore/sqlite/go.mod: no replace of " + module + " with ../.."}},
		{"wrong replace", work, root, nested + "\nreplace " + module + " => ..\n", []string{"sqlstore/sqlite/go.mod: no replace of " + module + " with ../.."}},
		{"other go", work, root, strings.Replace(nested, "1.26.0", "1.26.1", 1) + points, []string{"sqlstore/sqlite/go.mod: go 1.26.1, the root says 1.26.0"}},
		{"other go of the work", strings.Replace(work, "1.26.0", "1.26.1", 1), root, nested + points, []string{"go.work: go 1.26.1, the root says 1.26.0"}},
		{"other path", work, root, strings.Replace(nested, "sqlite", "lite", 1) + points, []string{"sqlstore/sqlite/go.mod: module " + module + "/sqlstore/lite, its folder says " + module + "/sqlstore/sqlite"}},
		{"not in the work", "go 1.26.0\n\nuse .\n", root, nested + points, []string{"go.work: does not use ./sqlstore/sqlite"}},
		{"tools in the work", work + "\nuse ./tools\n", root, nested + points, []string{"go.work: uses ./tools"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			write(t, dir, "go.work", c.work)
			write(t, dir, "go.mod", c.root)
			write(t, dir, "sqlstore/sqlite/go.mod", c.nested)
			write(t, dir, "tools/go.mod", "module "+module+"/tools\n\ngo 1.26.0\n")
			requireFaults(t, checkModules(readModules(t, dir), readWork(t, dir)), c.want...)
		})
	}
}

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	name = filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func requireFaults(t *testing.T, got []string, want ...string) {
	t.Helper()
	if !slices.Equal(got, want) {
		t.Errorf("faults:\n\t%s\nwant:\n\t%s", strings.Join(got, "\n\t"), strings.Join(want, "\n\t"))
	}
}
