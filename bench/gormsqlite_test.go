package bench

import (
	"database/sql"
	"errors"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/callbacks"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/logger"
	"gorm.io/gorm/schema"
	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

// gormSQLite is as much of a GORM dialect as this takes. GORM's own links a
// driver in C, and the one that needs no C registers a second driver under the
// name of ours.
type gormSQLite struct{ db *sql.DB }

func newGORMSQLite(db *sql.DB) gorm.Dialector { return gormSQLite{db} }

func (gormSQLite) Name() string { return "sqlite" }

func (d gormSQLite) Initialize(db *gorm.DB) error {
	db.ConnPool = d.db
	callbacks.RegisterDefaultCallbacks(db, &callbacks.Config{LastInsertIDReversed: true})
	return nil
}

func (gormSQLite) Migrator(*gorm.DB) gorm.Migrator   { return nil }
func (gormSQLite) DataTypeOf(f *schema.Field) string { return string(f.DataType) }
func (gormSQLite) Explain(text string, vars ...any) string {
	return logger.ExplainSQL(text, nil, `'`, vars...)
}

func (gormSQLite) DefaultValueOf(*schema.Field) clause.Expression { return clause.Expr{SQL: "NULL"} }

func (gormSQLite) BindVarTo(w clause.Writer, _ *gorm.Statement, _ any) { _ = w.WriteByte('?') }

func (gormSQLite) QuoteTo(w clause.Writer, name string) {
	_, _ = w.WriteString("`" + strings.ReplaceAll(name, ".", "`.`") + "`")
}

// Translate implements [gorm.ErrorTranslator].
func (gormSQLite) Translate(err error) error {
	if e := (*sqlite.Error)(nil); errors.As(err, &e) && e.Code() == lib.SQLITE_CONSTRAINT_UNIQUE {
		return gorm.ErrDuplicatedKey
	}
	return err
}
