package sqlite_test

import "flag"

var update = flag.Lookup("update").Value.(flag.Getter)
