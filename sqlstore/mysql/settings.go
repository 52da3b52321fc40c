package mysql

import (
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// pinned are what the connections of [Connector] set where the server's own value
// would have statements do something else, or fail. One statement sets all of them
// and whatever the data source name sets.
var pinned = map[string]string{
	"autocommit":         "1",
	"foreign_key_checks": "1",
	"unique_checks":      "1",
	"sql_select_limit":   noLimit,
	"max_sort_length":    strconv.Itoa(sorted),
	"sql_safe_updates":   "0",
	"sql_big_selects":    "1", // whatever max_join_size is
}

const (
	noLimit = "18446744073709551615"
	sorted  = 1024 // bytes of a text by which lists sort
)

// pin adds to the variables that a data source name sets those that it does not.
func pin(set map[string]string) map[string]string {
	all := maps.Clone(pinned)
	for name, value := range set {
		own := strings.ToLower(name)
		for _, prefix := range []string{"@@", "session.", "session ", "local.", "local "} {
			own = strings.TrimPrefix(own, prefix)
		}
		delete(all, own)
		if own == "max_join_size" {
			delete(all, "sql_big_selects") // one sets the other
		}
		all[name] = value
	}
	return all
}

// needed is what the settings of a connection must be for the store to do what it
// says. A wrong one is not noticed by any statement. A server has the one or the
// other name of the isolation level.
var needed = map[string]struct {
	is   func(value string) bool
	want string
}{
	"autocommit":            {on, "ON"},
	"foreign_key_checks":    {on, "ON"},
	"unique_checks":         {on, "ON"},
	"sql_select_limit":      {func(v string) bool { return v == noLimit }, noLimit},
	"max_sort_length":       {func(v string) bool { n, err := strconv.Atoi(v); return err == nil && n >= sorted }, strconv.Itoa(sorted) + " or more"},
	"completion_type":       {func(v string) bool { return v == "NO_CHAIN" || v == "0" }, "NO_CHAIN"},
	"tx_isolation":          {committed, "READ-COMMITTED or a stronger one"},
	"transaction_isolation": {committed, "READ-COMMITTED or a stronger one"},
}

func on(value string) bool { return value == "ON" || value == "1" }

func committed(level string) bool { return level != "READ-UNCOMMITTED" }

// checkSettings reports which settings of a connection are not what the store
// needs. It asks one connection of the pool.
func checkSettings(ctx context.Context, db *sql.DB) error {
	names := slices.Sorted(maps.Keys(needed))
	rows, err := db.QueryContext(ctx, "SHOW SESSION VARIABLES WHERE Variable_name IN ('"+strings.Join(names, "', '")+"')")
	if err != nil {
		return fmt.Errorf("mysql: settings of the connection: %w", err)
	}
	defer rows.Close()
	var wrong []string
	cut := true // a small limit hides itself
	for rows.Next() {
		var name, value string
		if err := rows.Scan(&name, &value); err != nil {
			return fmt.Errorf("mysql: settings of the connection: %w", err)
		}
		name = strings.ToLower(name)
		cut = cut && name != "sql_select_limit"
		if need, ok := needed[name]; ok && !need.is(value) {
			wrong = append(wrong, name+" is "+value+" and has to be "+need.want)
		}
	}
	if err := rows.Err(); err != nil {
		return fmt.Errorf("mysql: settings of the connection: %w", err)
	}
	if cut {
		wrong = append(wrong, "sql_select_limit has to be "+noLimit)
	}
	if len(wrong) > 0 {
		return fmt.Errorf("mysql: settings of the connection: %s", strings.Join(wrong, "; "))
	}
	return nil
}
