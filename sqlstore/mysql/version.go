package mysql

import (
	"strconv"
	"strings"
)

// supported reports whether a server of this version has what the statements
// need.
func supported(version string) bool {
	if strings.Contains(version, "MariaDB") {
		// Servers before 11 begin with 5.5.5- for clients that know no higher.
		return !before(strings.TrimPrefix(version, "5.5.5-"), "10.6")
	}
	if _, own, ok := strings.Cut(version, "-TiDB-v"); ok { // 8.0.11-TiDB-v8.5.4
		return !before(own, "8.0")
	}
	return !before(version, "8.0.17")
}

// before compares two versions number by number. What follows the numbers does
// not count.
func before(a, b string) bool {
	as, bs := numbers(a), numbers(b)
	for i := range min(len(as), len(bs)) {
		if as[i] != bs[i] {
			return as[i] < bs[i]
		}
	}
	return len(as) < len(bs)
}

func numbers(version string) (list []int) {
	version, _, _ = strings.Cut(version, "-")
	for part := range strings.SplitSeq(version, ".") {
		n, err := strconv.Atoi(part)
		if err != nil {
			break
		}
		list = append(list, n)
	}
	return list
}
