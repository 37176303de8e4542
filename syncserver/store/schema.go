package store

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"heyi/shared/kernel"
	"heyi/shared/rowstore"
)

// format is raised when the tables below change their meaning. 2 has a floor below
// the log of changes, 3 arguments that are not kept (authority.Left).
const format = 3

// stateTable has one row: where the company stands.
var stateTable = Declare(Table{
	Name: "_state",
	Columns: []Column{
		{"one", Int},
		{"format", Int},
		{"release", Int},
		{"company", Bytes},
		{"history", Bytes},
		{"branch", Int},
		{"before", Bytes},
		{"version", Int},
		{"chain", Bytes},
		{"saved", Int},
		{"recovering", Int},
		{"floor", Int},
		{"epoch", Int}, // of who may commit: each that takes the company over raises it
	},
	Key: []string{"one"},
})

// A command is found in four ways: by version for the audit chain, by origin
// and key for a resend, by origin and version for a device that reconnects, by id
// when another comes with it. Refused ones may share an id.
var commandTable = Declare(Table{
	Name: "_command",
	Columns: []Column{
		{"version", Int},
		{"origin", Bytes},
		{"key", Int},
		{"id", Bytes},
		{"author", Bytes},
		{"name", Raw},
		{"call_version", Int},
		{"args", Bytes},
		{"at", Int},
		{"judged", Int},
		{"digest", Int},
		{"accepted", Int},
		{"refusal", Bytes},
		{"effect", Bytes},
		{"chain", Bytes},
		{"args_len", Int},
		{"args_hash", Bytes},
	},
	Key: []string{"version"},
	Indexes: []Index{
		{"_command_key", []string{"origin", "key"}, true},
		{"_command_id", []string{"id"}, false},
		{"_command_of", []string{"origin", "version"}, false},
	},
})

var changeTable = Declare(Table{
	Name: "_change",
	Columns: []Column{
		{"version", Int},
		{"n", Int},
		{"before", Text},
		{"after", Text},
		{"rows", Bytes},
	},
	Key: []string{"version", "n"}, Clustered: true,
})

// batch inserts rows of a table many at a time.
type batch struct {
	table   *Table
	dialect kernel.Dialect
	stmts   [len(batchSizes)]*sql.Stmt
	texts   [len(batchSizes)]string
	args    []any
}

// batchSizes are the rows of a statement; a batch is cut greedily.
var batchSizes = [...]int{32, 8, 1}

// insert writes n rows; bind appends the columns of one. With later the statements are
// left to it, which copies the arguments.
func (b *batch) insert(conn *sql.Conn, later func(string, []any), n int, bind func(args []any, i int) []any) error {
	for done, size := 0, 0; done < n; done += batchSizes[size] {
		for size = 0; batchSizes[size] > n-done; {
			size++
		}
		b.args = b.args[:0]
		for i := range batchSizes[size] {
			b.args = bind(b.args, done+i)
		}
		if later != nil {
			later(b.text(size), b.args)
			continue
		}
		stmt, err := b.statement(conn, size)
		if err != nil {
			return err
		}
		if err := rowstore.Run(stmt, b.args); err != nil {
			return fmt.Errorf("store: write %s: %w", b.table.Name, err)
		}
	}
	clear(b.args[:cap(b.args)]) // hold no arguments of commands
	return nil
}

func (b *batch) statement(conn *sql.Conn, size int) (*sql.Stmt, error) {
	if b.stmts[size] != nil {
		return b.stmts[size], nil
	}
	stmt, err := conn.PrepareContext(context.Background(), b.text(size))
	if err != nil {
		return nil, fmt.Errorf("store: prepare %s: %w", b.table.Name, err)
	}
	b.stmts[size] = stmt
	return stmt, nil
}

func (b *batch) text(size int) string {
	if b.texts[size] == "" {
		b.texts[size] = b.table.insertText(batchSizes[size], b.dialect)
	}
	return b.texts[size]
}

// insertText inserts so many rows at once.
func (t *Table) insertText(rows int, d kernel.Dialect) string {
	var b strings.Builder
	b.WriteString("INSERT INTO " + kernel.Quote(t.Name) + " (" + quoted(t.names()) + ") VALUES ")
	for row := range rows {
		if row > 0 {
			b.WriteString(", ")
		}
		for i := range t.Columns {
			if i == 0 {
				b.WriteString("(")
			} else {
				b.WriteString(", ")
			}
			b.WriteString(d.Placeholder(row*len(t.Columns) + i + 1))
		}
		b.WriteString(")")
	}
	return b.String()
}

func (b *batch) close() (errs []error) {
	for i, stmt := range b.stmts {
		if stmt != nil {
			errs = append(errs, stmt.Close())
			b.stmts[i] = nil
		}
	}
	return errs
}

// blob is what a column of bytes holds; a nil slice would be NULL.
func blob(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

// orNil is what blob was given.
func orNil(b []byte) []byte {
	if len(b) == 0 {
		return nil
	}
	return b
}
