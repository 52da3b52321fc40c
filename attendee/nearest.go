package attendee

// nearest returns the name that is at most a third of its length away from
// what was written, "" when there is none: for "did you mean".
func nearest(written string, names []string) string {
	best, distance := "", 1<<30
	for _, name := range names {
		if d := editDistance(written, name); d < distance && d <= (len(name)+2)/3 {
			best, distance = name, d
		}
	}
	return best
}

// editDistance counts the insertions, deletions and replacements of bytes that
// lead from a to b. Long texts are taken for far from everything.
func editDistance(a, b string) int {
	const long = 100
	if len(a) > long || len(b) > long {
		return 1 << 30
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
