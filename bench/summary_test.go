package bench

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
	"testing"
)

// TestMain prints the results of benchmarks as one table, beside what the
// testing package prints.
func TestMain(m *testing.M) {
	code := m.Run()
	results.print(os.Stdout)
	os.Exit(code)
}

// results are those of this run.
var results summary

type group struct {
	engine string
	size   int
}

// summary holds the costs of every contestant, in the order of measuring.
type summary struct {
	groups []group
	names  map[group][]string
	costs  map[group]map[string][]cost
}

func (s *summary) add(g group, name string, c cost) {
	if s.costs == nil {
		s.names, s.costs = make(map[group][]string), make(map[group]map[string][]cost)
	}
	if s.costs[g] == nil {
		s.groups = append(s.groups, g)
		s.costs[g] = make(map[string][]cost)
	}
	if s.costs[g][name] == nil {
		s.names[g] = append(s.names[g], name)
	}
	s.costs[g][name] = append(s.costs[g][name], c)
}

// print writes the medians as a table in Markdown. Ratios are to the first
// contestant of the engine.
func (s *summary) print(w io.Writer) {
	if len(s.groups) == 0 {
		return
	}
	fmt.Fprintf(w, "\nmedians; %d attendees to begin with; %s %s/%s, %d CPUs\n\n", *rows, runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
	fmt.Fprintln(w, "| engine | N | contestant | CPU µs/item | ratio | wall µs/item | ratio | allocs/item | calls/batch | runs |")
	fmt.Fprintln(w, "| --- | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
	for _, g := range s.groups {
		first := median(s.costs[g][s.names[g][0]])
		for _, name := range s.names[g] {
			runs := s.costs[g][name]
			c := median(runs)
			fmt.Fprintf(w, "| %s | %d | %s | %.1f | %.2f | %.1f | %.2f | %.1f | %.0f | %d |\n",
				g.engine, g.size, name, c.cpu, c.cpu/first.cpu, c.wall, c.wall/first.wall, c.allocs, c.statements, len(runs))
		}
	}
}

// median returns the median of each figure by itself.
func median(runs []cost) cost {
	of := func(figure func(cost) float64) float64 {
		list := make([]float64, len(runs))
		for i, c := range runs {
			list[i] = figure(c)
		}
		slices.Sort(list)
		return (list[(len(list)-1)/2] + list[len(list)/2]) / 2
	}
	return cost{
		wall: of(func(c cost) float64 { return c.wall }), cpu: of(func(c cost) float64 { return c.cpu }),
		allocs: of(func(c cost) float64 { return c.allocs }), statements: of(func(c cost) float64 { return c.statements }),
	}
}
