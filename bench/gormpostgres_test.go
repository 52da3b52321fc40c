package bench

import (
	"database/sql"
	"strconv"
	"strings"

	"gorm.io/gorm"
	"gorm.io/gorm/callbacks"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/logger"
	"gorm.io/gorm/schema"
)

// gormPostgres is as much of a GORM dialect as this takes, over a pool that
// counts.
type gormPostgres struct{ db *sql.DB }

func newGORMPostgres(db *sql.DB) gorm.Dialector { return gormPostgres{db} }

func (gormPostgres) Name() string { return "postgres" }

func (d gormPostgres) Initialize(db *gorm.DB) error {
	db.ConnPool = d.db
	callbacks.RegisterDefaultCallbacks(db, &callbacks.Config{})
	return nil
}

func (gormPostgres) Migrator(*gorm.DB) gorm.Migrator   { return nil }
func (gormPostgres) DataTypeOf(f *schema.Field) string { return string(f.DataType) }
func (gormPostgres) Explain(text string, vars ...any) string {
	return logger.ExplainSQL(text, nil, `'`, vars...)
}

func (gormPostgres) DefaultValueOf(*schema.Field) clause.Expression {
	return clause.Expr{SQL: "DEFAULT"}
}

func (gormPostgres) BindVarTo(w clause.Writer, st *gorm.Statement, _ any) {
	_, _ = w.WriteString("$" + strconv.Itoa(len(st.Vars)))
}

func (gormPostgres) QuoteTo(w clause.Writer, name string) {
	_, _ = w.WriteString(`"` + strings.ReplaceAll(name, ".", `"."`) + `"`)
}
