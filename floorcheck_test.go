package muster_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// This file is how the floors of floors_test.go are checked. Faults come in
// the order of the files, as texts that name the place and the mistake.

const module = "github.com/muster-go/muster"

type floor struct {
	folder string
	may    string // folders of the table and modules, separated by spaces; "*" for all
	marks  mark
}

type mark uint8

const (
	domain mark = 1 << iota
	store
	core
)

// floorOf returns the line that a folder belongs to: its own, or that of the
// nearest folder above it that has one. The root's line is the root's alone.
func floorOf(folder string) (floor, bool) {
	for at := folder; ; at = path.Dir(at) {
		i := slices.IndexFunc(floors, func(f floor) bool { return f.folder == at })
		if i >= 0 && (at != "." || folder == ".") {
			return floors[i], true
		}
		if at == "." {
			return floor{}, false
		}
	}
}

// allows reports whether the line names an import path.
func (f floor) allows(imported string) bool {
	if folder, ours := folderOf(imported); ours {
		to, ok := floorOf(folder)
		return ok && (to.folder == f.folder || f.may == "*" || slices.Contains(strings.Fields(f.may), to.folder))
	}
	return f.may == "*" || slices.ContainsFunc(strings.Fields(f.may), func(m string) bool { return below(imported, m) })
}

// folderOf turns an import path of Muster into a folder.
func folderOf(imported string) (string, bool) {
	if imported == module {
		return ".", true
	}
	return strings.CutPrefix(imported, module+"/")
}

// below reports whether p is q or a path below it.
func below(p, q string) bool {
	return p == q || strings.HasPrefix(p, q+"/")
}

// standard reports whether an import path is the standard library's: the
// first element of all others holds a dot.
func standard(imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	return !strings.Contains(first, ".")
}

// source is one file that is not a test, whatever its build constraints.
type source struct {
	name string // from the root, with slashes
	set  *token.FileSet
	tree *ast.File
}

func (s source) folder() string { return path.Dir(s.name) }

// readPackages parses every source below dir. Opening the files here also
// tells the go command's test cache what the result depends on.
func readPackages(t *testing.T, dir string) []source {
	t.Helper()
	var list []source
	walk(t, dir, func(name string) {
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return
		}
		set := token.NewFileSet()
		tree, err := parser.ParseFile(set, filepath.Join(dir, name), nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, source{filepath.ToSlash(name), set, tree})
	})
	return list
}

// walk visits the files that the go command would look at, by their names
// from dir.
func walk(t *testing.T, dir string, visit func(name string)) {
	t.Helper()
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := d.Name()
		switch {
		case p == dir:
			return nil
		case d.IsDir() && (name == "testdata" || name == "vendor" || name[0] == '.' || name[0] == '_'):
			return filepath.SkipDir
		case d.IsDir():
			return nil
		}
		rel, err := filepath.Rel(dir, p)
		visit(rel)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

func checkPackages(sources []source) []string {
	var faults []string
	folders := make(map[string]bool)
	for _, s := range sources {
		line, ok := floorOf(s.folder())
		if first := !folders[s.folder()]; first {
			folders[s.folder()] = true
			faults = append(faults, checkFolder(s, ok)...)
		}
		if ok {
			faults = append(faults, checkImports(s, line)...)
			faults = append(faults, checkClock(s, line)...)
		}
		faults = append(faults, checkInit(s)...)
	}
	return faults
}

func checkFolder(s source, known bool) []string {
	var faults []string
	if !known {
		faults = append(faults, s.folder()+": no line in the table of floors")
	}
	for _, name := range slices.Compact([]string{path.Base(s.folder()), s.tree.Name.Name}) {
		if slices.Contains(vagueNames, name) {
			faults = append(faults, s.folder()+": vague name "+name)
		}
	}
	return faults
}

func checkImports(s source, line floor) []string {
	var faults []string
	for _, imported := range importsOf(s) {
		switch {
		case imported == "C":
			faults = append(faults, s.name+": cgo")
		case !standard(imported) && !line.allows(imported):
			shown := imported
			if folder, ours := folderOf(imported); ours {
				shown = folder
			}
			faults = append(faults, fmt.Sprintf("%s: %s may not import %s", s.name, line.folder, shown))
		case line.marks&domain != 0 && !line.allows(imported) && !(s.name == clockFile && impure(imported, "")) &&
			slices.ContainsFunc(notInDomain, func(no string) bool { return below(imported, no) }):
			faults = append(faults, fmt.Sprintf("%s: no %s in the domain", s.name, imported))
		}
	}
	return faults
}

func importsOf(s source) []string {
	list := make([]string, len(s.tree.Imports))
	for i, spec := range s.tree.Imports {
		list[i] = importPath(spec)
	}
	return list
}

func importPath(spec *ast.ImportSpec) string {
	p, _ := strconv.Unquote(spec.Path.Value) // the parser has checked it
	return p
}

// impure reports whether a package-level name reads a clock or draws a number.
// A timer is neither, and an ID made from a name is the same every time.
func impure(imported, name string) bool {
	switch imported {
	case "time":
		return name == "Now" || name == "Since" || name == "Until"
	case "github.com/google/uuid":
		pure := name == "NewSHA1" || name == "NewMD5" || name == "NewHash"
		return strings.HasPrefix(name, "New") && !pure || name == "GetTime"
	case "math/rand", "math/rand/v2", "crypto/rand":
		return true
	}
	return false
}

// checkClock finds what impure names, under whatever name a file imports it.
func checkClock(s source, line floor) []string {
	if line.marks&(domain|store) == 0 || s.name == clockFile {
		return nil
	}
	var faults []string
	names := make(map[string]string) // as used in this file -> import path
	for _, spec := range s.tree.Imports {
		imported := importPath(spec)
		name := strings.TrimSuffix(imported, "/v2")
		name = path.Base(name)
		if spec.Name != nil {
			name = spec.Name.Name
		}
		if name == "." {
			faults = append(faults, fmt.Sprintf("%s: dot import of %s", s.name, imported))
		}
		names[name] = imported
	}
	ast.Inspect(s.tree, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := sel.X.(*ast.Ident); ok && impure(names[x.Name], sel.Sel.Name) {
			shown := path.Base(strings.TrimSuffix(names[x.Name], "/v2"))
			faults = append(faults, fmt.Sprintf("%s:%d: %s.%s", s.name, s.set.Position(sel.Pos()).Line, shown, sel.Sel.Name))
		}
		return true
	})
	return faults
}

func checkInit(s source) []string {
	var faults []string
	for _, d := range s.tree.Decls {
		if f, ok := d.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
			faults = append(faults, fmt.Sprintf("%s:%d: init", s.name, s.set.Position(f.Pos()).Line))
		}
	}
	return faults
}

// compiled is a package that go list -deps names.
type compiled struct {
	ImportPath string
	Standard   bool
}

// listCompiled asks what a program compiles that imports every core package.
func listCompiled(t *testing.T, sources []source) []compiled {
	t.Helper()
	args := []string{"list", "-deps", "-json=ImportPath,Standard"}
	for _, s := range sources {
		if line, _ := floorOf(s.folder()); line.marks&core != 0 && !slices.Contains(args, "./"+s.folder()) {
			args = append(args, "./"+s.folder())
		}
	}
	out := goCommand(t, args...)
	var list []compiled
	for d := json.NewDecoder(strings.NewReader(out)); d.More(); {
		var c compiled
		if err := d.Decode(&c); err != nil {
			t.Fatal(err)
		}
		list = append(list, c)
	}
	return list
}

func checkCompiled(list []compiled) []string {
	var faults []string
	for _, c := range list {
		named := slices.ContainsFunc(floors, func(f floor) bool {
			if folder, ours := folderOf(c.ImportPath); ours {
				of, ok := floorOf(folder)
				return ok && of.marks&core != 0
			}
			return f.marks&core != 0 && f.allows(c.ImportPath)
		})
		if !c.Standard && !named {
			faults = append(faults, "embedders would compile "+c.ImportPath)
		}
	}
	return faults
}

// modFile is what go mod edit -json says of a go.mod.
type modFile struct {
	folder  string
	Module  struct{ Path string }
	Go      string
	Require []struct{ Path string }
	Replace []struct{ Old, New struct{ Path string } }
}

// workFile is what go work edit -json says of go.work.
type workFile struct {
	Go  string
	Use []struct{ DiskPath string }
}

func readModules(t *testing.T, dir string) []modFile {
	t.Helper()
	var list []modFile
	walk(t, dir, func(name string) {
		if filepath.Base(name) == "go.mod" {
			m := modFile{folder: path.Dir(filepath.ToSlash(name))}
			readEdit(t, "mod", filepath.Join(dir, name), &m)
			list = append(list, m)
		}
	})
	return list
}

func readWork(t *testing.T, dir string) workFile {
	t.Helper()
	var w workFile
	readEdit(t, "work", filepath.Join(dir, "go.work"), &w)
	return w
}

func readEdit(t *testing.T, kind, file string, into any) {
	t.Helper()
	// The go command reads the file, in a process of its own. Reading it here
	// too tells the test cache that the result depends on it.
	if _, err := os.ReadFile(file); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(goCommand(t, kind, "edit", "-json", file)), into); err != nil {
		t.Fatalf("%s: %v", file, err)
	}
}

func goCommand(t *testing.T, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", args...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %v\n%s", cmd.Args, err, stderr.String())
	}
	return string(out)
}

func checkModules(modules []modFile, work workFile) []string {
	folders := make(map[string]string) // module path -> folder
	rootGo := ""
	for _, m := range modules {
		folders[m.Module.Path] = m.folder
		if m.folder == "." {
			rootGo = m.Go
		}
	}
	var faults []string
	fault := func(format string, args ...any) { faults = append(faults, fmt.Sprintf(format, args...)) }
	used := make(map[string]bool)
	for _, u := range work.Use {
		used[path.Clean(filepath.ToSlash(u.DiskPath))] = true
	}
	for _, m := range modules {
		file := path.Join(m.folder, "go.mod")
		if want := path.Join(module, m.folder); m.Module.Path != want {
			fault("%s: module %s, its folder says %s", file, m.Module.Path, want)
		}
		if m.Go != rootGo {
			fault("%s: go %s, the root says %s", file, m.Go, rootGo)
		}
		for _, r := range m.Require {
			if m.folder == "." && slices.ContainsFunc(notInRoot, func(no string) bool { return strings.HasPrefix(r.Path, no) }) {
				fault("%s: requires %s", file, r.Path)
			}
			if sibling, ours := folders[r.Path]; ours && !m.replaces(r.Path, sibling) {
				fault("%s: no replace of %s with %s", file, r.Path, relative(m.folder, sibling))
			}
		}
		switch outside := slices.Contains(notInWork, m.folder); {
		case outside && used[m.folder]:
			fault("go.work: uses ./%s", m.folder)
		case !outside && !used[m.folder]:
			fault("go.work: does not use ./%s", m.folder)
		}
	}
	if work.Go != rootGo {
		fault("go.work: go %s, the root says %s", work.Go, rootGo)
	}
	return faults
}

// replaces reports whether the module takes a sibling from its folder.
func (m modFile) replaces(sibling, folder string) bool {
	for _, r := range m.Replace {
		if r.Old.Path == sibling && path.Join(m.folder, filepath.ToSlash(r.New.Path)) == folder {
			return true
		}
	}
	return false
}

// relative returns the way between two folders as go.mod spells it.
func relative(from, to string) string {
	rel, err := filepath.Rel(filepath.FromSlash(from), filepath.FromSlash(to))
	if err != nil {
		return to
	}
	if rel = filepath.ToSlash(rel); !strings.HasPrefix(rel, ".") {
		rel = "./" + rel
	}
	return rel
}
