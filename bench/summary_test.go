package bench

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// TestMain prints the results of benchmarks as tables, beside what the testing
// package prints.
func TestMain(m *testing.M) {
	code := m.Run()
	upserts.print(os.Stdout, fmt.Sprintf("%d attendees to begin with", *rows))
	growth.print(os.Stdout, fmt.Sprintf("batches of %d", aSmallBatch))
	reads.print(os.Stdout, fmt.Sprintf("%d attendees", *rows))
	os.Exit(code)
}

// The results of BenchmarkUpsert, BenchmarkSize and BenchmarkRead.
var (
	upserts = summary{heads: "| engine | N | contestant", line: "| --- | ---: | ---", figures: ofItems}
	growth  = summary{heads: "| engine | contestant | attendees", line: "| --- | --- | ---:", figures: ofItems}
	reads   = summary{heads: "| engine | read | by", line: "| --- | --- | ---", figures: []figure{
		{"wall µs", "%.1f", true},
		{"allocs", "%.0f", false},
		{"calls", "%.0f", false},
	}}
)

var ofItems = []figure{
	{"CPU µs/item", "%.1f", true},
	{"wall µs/item", "%.1f", true},
	{"allocs/item", "%.1f", false},
	{"calls/batch", "%.0f", false},
}

// summary holds what was measured of every contestant, in the order of
// measuring.
type summary struct {
	heads, line string // of the columns that name a contestant
	figures     []figure
	groups      []group
	names       map[group][]string
	runs        map[group]map[string][][]float64 // figures of each run
}

// figure is one of those that are printed, perhaps with its ratio to that of
// the first of the group.
type figure struct {
	head, format string
	ratio        bool
}

// group is what the columns before the contestant's hold.
type group [2]string

func (s *summary) add(g group, name string, figures ...float64) {
	if s.runs == nil {
		s.names, s.runs = make(map[group][]string), make(map[group]map[string][][]float64)
	}
	if s.runs[g] == nil {
		s.groups = append(s.groups, g)
		s.runs[g] = make(map[string][][]float64)
	}
	if s.runs[g][name] == nil {
		s.names[g] = append(s.names[g], name)
	}
	s.runs[g][name] = append(s.runs[g][name], figures)
}

// print writes the medians as a table in Markdown, if there are any.
func (s *summary) print(w io.Writer, what string) {
	if len(s.groups) == 0 {
		return
	}
	fmt.Fprintf(w, "\nmedians; %s; %s %s/%s, %d CPUs\n\n", what, runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
	heads, line := s.heads, s.line
	for _, f := range s.figures {
		heads, line = heads+" | "+f.head, line+" | ---:"
		if f.ratio {
			heads, line = heads+" | ratio", line+" | ---:"
		}
	}
	fmt.Fprintf(w, "%s | runs |\n%s | ---: |\n", heads, line)
	for _, g := range s.groups {
		for _, name := range s.names[g] {
			runs := s.runs[g][name]
			fmt.Fprintf(w, "| %s | %s", strings.Join(g[:], " | "), name)
			for i, f := range s.figures {
				fmt.Fprintf(w, " | "+f.format, median(runs, i))
				if f.ratio {
					fmt.Fprintf(w, " | %.2f", median(runs, i)/median(s.runs[g][s.names[g][0]], i))
				}
			}
			fmt.Fprintf(w, " | %d |\n", len(runs))
		}
	}
}

// median returns that of one figure, by itself.
func median(runs [][]float64, figure int) float64 {
	list := make([]float64, len(runs))
	for i, figures := range runs {
		list[i] = figures[figure]
	}
	return middle(list)
}

// middle sorts a list and returns its median.
func middle(list []float64) float64 {
	slices.Sort(list)
	return (list[(len(list)-1)/2] + list[len(list)/2]) / 2
}
