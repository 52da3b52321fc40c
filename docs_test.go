package muster_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/muster-go/muster/storage"
)

// The rules are known by codes. docs/rules.md explains each; these tests hold
// the code and the documents to each other.

var (
	ruleDefined = regexp.MustCompile(`(?m)^- \*\*([A-Z][1-9][0-9]?)\*\* `)
	// A comment may hold other things of this form, so that only the letters of
	// the sources count there.
	ruleInComment = regexp.MustCompile(`\b[PGCX][1-9][0-9]?\b`)
	ruleInName    = regexp.MustCompile(`_[A-Z][1-9][0-9]?\b`)
	fileNamed     = regexp.MustCompile("`([a-z][a-z_/0-9]*\\.(?:go|md|sql))`|\\]\\((\\.{0,2}[\\w./-]+)(?:#[\\w-]+)?\\)")
)

func TestDocsDefineEveryRuleThatIsQuoted(t *testing.T) {
	text, err := os.ReadFile("docs/rules.md")
	if err != nil {
		t.Fatal(err)
	}
	defined := make(map[string]bool)
	for _, m := range ruleDefined.FindAllStringSubmatch(string(text), -1) {
		if defined[m[1]] {
			t.Errorf("docs/rules.md: %s is defined twice", m[1])
		}
		defined[m[1]] = true
	}
	for _, m := range ruleInComment.FindAllString(string(text), -1) {
		if !defined[m] {
			t.Errorf("docs/rules.md: %s is mentioned, but not defined", m)
		}
	}
	walk(t, ".", func(name string) {
		if !strings.HasSuffix(name, ".go") {
			return
		}
		source, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range rulesQuoted(t, name, source) {
			if !defined[q.code] {
				t.Errorf("%s:%d: docs/rules.md does not define %s", name, q.line, q.code)
			}
		}
	})
}

// quoted is one mention of a rule.
type quoted struct {
	code string
	line int
}

// rulesQuoted finds the codes in comments, in the names of functions and in
// texts that are such a name, as the names of subtests are. Other texts are
// data.
func rulesQuoted(t *testing.T, name string, source []byte) (list []quoted) {
	t.Helper()
	set := token.NewFileSet()
	tree, err := parser.ParseFile(set, name, source, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	find := func(in *regexp.Regexp, text string, at token.Pos) {
		for _, span := range in.FindAllStringIndex(text, -1) {
			line := set.Position(at).Line + strings.Count(text[:span[0]], "\n")
			list = append(list, quoted{strings.TrimPrefix(text[span[0]:span[1]], "_"), line})
		}
	}
	// An underscore is part of a word, so that it would hide the end of a code.
	inName := func(text string, at token.Pos) { find(ruleInName, strings.ReplaceAll(text, "_", " _"), at) }
	for _, group := range tree.Comments {
		for _, c := range group.List {
			find(ruleInComment, c.Text, c.Pos())
		}
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.FuncDecl:
			inName(n.Name.Name, n.Name.Pos())
		case *ast.BasicLit:
			if text, err := strconv.Unquote(n.Value); err == nil && token.IsIdentifier(text) {
				inName(text, n.Pos())
			}
		}
		return true
	})
	return list
}

func TestDocsNameFilesThatExist(t *testing.T) {
	if _, err := os.Stat("go.work"); err != nil {
		t.Skip("the documents are those of the repository, and this is a copy of one module")
	}
	for _, doc := range []string{"docs/rules.md", "docs/guarantees.md"} {
		text, err := os.ReadFile(doc)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range fileNamed.FindAllStringSubmatch(string(text), -1) {
			file := m[1] // from the root
			if file == "" {
				file = path.Join(path.Dir(doc), m[2])
			}
			if _, err := os.Stat(file); err != nil {
				t.Errorf("%s names %s: %v", doc, file, err)
			}
		}
	}
}

// A line of the table of errors: its codes and their kind.
var errorRow = regexp.MustCompile("(?m)^\\| (`[a-z_`, ]+`) \\| ([a-z ]+) \\|")

func TestDocsListEveryCode(t *testing.T) {
	text, err := os.ReadFile("docs/rules.md")
	if err != nil {
		t.Fatal(err)
	}
	listed := make(map[string]string) // the kind of a code
	_, table, _ := strings.Cut(string(text), "\n## Errors\n")
	for _, row := range errorRow.FindAllStringSubmatch(table, -1) {
		for code := range strings.SplitSeq(row[1], ", ") {
			code = strings.Trim(code, "`")
			if _, twice := listed[code]; twice {
				t.Errorf("docs/rules.md lists %s twice", code)
			}
			listed[code] = row[2]
		}
	}
	used := make(map[string]string)
	walk(t, ".", func(name string) {
		if strings.HasSuffix(name, ".go") && !strings.HasSuffix(name, "_test.go") && !strings.HasPrefix(name, "examples/") {
			codesOf(t, name, used)
		}
	})
	for code, kind := range used {
		if listed[code] != kind {
			t.Errorf("docs/rules.md says that %s is %q, the code that it is %q", code, listed[code], kind)
		}
	}
	for code := range listed {
		if used[code] == "" {
			t.Errorf("docs/rules.md lists %s, which nothing answers", code)
		}
	}
}

// codesOf notes the codes that a file declares, by the calls of NewCode.
func codesOf(t *testing.T, name string, used map[string]string) {
	t.Helper()
	tree, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	note := func(lit ast.Expr, kind string) bool {
		text, ok := lit.(*ast.BasicLit)
		if !ok {
			return false
		}
		code, err := strconv.Unquote(text.Value)
		if err != nil {
			t.Fatal(err)
		}
		if other, there := used[code]; there && other != kind {
			t.Errorf("%s: %s is %q here and %q elsewhere", name, code, kind, other)
		}
		used[code] = kind
		return true
	}
	ast.Inspect(tree, func(n ast.Node) bool {
		call, ok := n.(*ast.CallExpr)
		if ok && nameOf(call.Fun) == "NewCode" && !note(call.Args[1], kindText(nameOf(call.Args[0]))) {
			t.Errorf("%s: a code that is no literal cannot be looked up in docs/rules.md", name)
		}
		return true
	})
}

// A line of the table of fields, and a field in it with its type.
var (
	fieldsRow = regexp.MustCompile("(?m)^\\| `([a-z_]+)` \\| (`[^|]+) \\|$")
	fieldIn   = regexp.MustCompile("`([a-z_]+)`(?: \\((ID|number|time)\\))?")
)

func TestDocsListEveryField(t *testing.T) {
	text, err := os.ReadFile("docs/searching.md")
	if err != nil {
		t.Fatal(err)
	}
	_, table, _ := strings.Cut(string(text), "\n## Fields of other records\n")
	table, _, _ = strings.Cut(table, "\n## ")
	types := map[string]storage.FieldType{"ID": storage.IDField, "number": storage.IntField, "time": storage.TimeField, "": storage.TextField}
	listed := make(map[string][]storage.FieldInfo)
	for _, row := range fieldsRow.FindAllStringSubmatch(table, -1) {
		for _, f := range fieldIn.FindAllStringSubmatch(row[2], -1) {
			listed[row[1]] = append(listed[row[1]], storage.FieldInfo{Name: f[1], Type: types[f[2]]})
		}
	}
	head := storage.Fields(storage.KindGroup)[:3] // which the text tells of all
	for kind := storage.KindType; kind.Known(); kind++ {
		fields := storage.Fields(kind)
		if fields != nil && !slices.Equal(fields[:len(head)], head) {
			t.Errorf("docs/searching.md says that every kind has %v", head)
		}
		if has := listed[kind.String()]; !slices.Equal(has, fields[min(len(head), len(fields)):]) {
			t.Errorf("docs/searching.md lists of a %s %v, and its fields are %v", kind, has, fields)
		}
	}
}

// nameOf is the name at the end of an expression such as batch.NotFound.
func nameOf(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.SelectorExpr:
		return e.Sel.Name
	case *ast.Ident:
		return e.Name
	}
	return ""
}

var innerCapital = regexp.MustCompile(`([a-z])([A-Z])`)

// kindText writes the name of a batch.Kind as the table does.
func kindText(name string) string {
	return strings.ToLower(innerCapital.ReplaceAllString(name, "$1 $2"))
}

func TestDocsFindWhatIsQuoted(t *testing.T) {
	const source = `package p

// f does P7 (X1, C28), not XC61, P0, P777 or a_G3.
func TestF_X10_P4(t *T) { run("Sub_S7", "C2", "E1 X3", 0xC3) }
`
	want := []quoted{{"P7", 3}, {"X1", 3}, {"C28", 3}, {"X10", 4}, {"P4", 4}, {"S7", 4}}
	if got := rulesQuoted(t, "p.go", []byte(source)); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}
