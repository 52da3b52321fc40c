package sqltest

// Table is one table as the database describes it. Names are in lower case.
type Table struct {
	Name    string
	Columns []TableColumn
	Primary []string // the columns of the primary key, in its order
	Indexes []Index  // without the primary key
	Foreign []ForeignKey
}

// TableColumn is one column of a [Table].
type TableColumn struct {
	Name    string
	NotNull bool
}

// Index is one index of a [Table].
type Index struct {
	Name    string
	Columns []string // those that are searched, in order
	Unique  bool
}

// ForeignKey is one foreign key of a [Table].
type ForeignKey struct {
	Columns  []string
	Table    string // that it points to
	OnDelete string // "RESTRICT", "NO ACTION", "CASCADE", …
}
