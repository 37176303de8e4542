package sqlite

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"heyi/shared/rowstore"
)

// format is raised when the system tables below change their meaning.
const format = 3

// The system tables. Their names start with an underscore, which no entity's
// name does.
//
// A command is found in four ways: by version for the audit chain, by origin
// and key for a resend, by origin and version for a device that reconnects, by id
// when another comes with it. Refused ones may share an id.
var systemTables = []string{
	`CREATE TABLE IF NOT EXISTS _state (
  one        INTEGER PRIMARY KEY CHECK (one = 1),
  format     INTEGER NOT NULL,
  release    INTEGER NOT NULL,
  company    BLOB NOT NULL,
  history    BLOB NOT NULL,
  branch     INTEGER NOT NULL,
  before     BLOB NOT NULL,
  version    INTEGER NOT NULL,
  chain      BLOB NOT NULL,
  saved      INTEGER NOT NULL,
  recovering INTEGER NOT NULL,
  floor      INTEGER NOT NULL DEFAULT 0
)`,
	`CREATE TABLE IF NOT EXISTS _command (
  version      INTEGER PRIMARY KEY,
  origin       BLOB NOT NULL,
  key          INTEGER NOT NULL,
  id           BLOB NOT NULL,
  author       BLOB NOT NULL,
  name         TEXT NOT NULL,
  call_version INTEGER NOT NULL,
  args         BLOB NOT NULL,
  at           INTEGER NOT NULL,
  judged       INTEGER NOT NULL,
  digest       INTEGER NOT NULL,
  accepted     INTEGER NOT NULL,
  refusal      BLOB NOT NULL,
  effect       BLOB NOT NULL,
  chain        BLOB NOT NULL,
  args_len     INTEGER NOT NULL DEFAULT 0,
  args_hash    BLOB NOT NULL DEFAULT x''
)`,
	`CREATE UNIQUE INDEX IF NOT EXISTS _command_key ON _command (origin, key)`,
	`CREATE INDEX IF NOT EXISTS _command_id ON _command (id)`,
	`CREATE INDEX IF NOT EXISTS _command_of ON _command (origin, version)`,
	`CREATE TABLE IF NOT EXISTS _change (
  version INTEGER NOT NULL,
  n       INTEGER NOT NULL,
  before  TEXT NOT NULL,
  after   TEXT NOT NULL,
  rows    BLOB NOT NULL,
  PRIMARY KEY (version, n)
) WITHOUT ROWID`,
}

func createSystemTables(conn *sql.Conn) error {
	for _, text := range systemTables {
		if _, err := conn.ExecContext(context.Background(), text); err != nil {
			return fmt.Errorf("sqlite: create the system tables: %w", err)
		}
	}
	return nil
}

// upgrade brings the system tables of an older format to this one.
func upgrade(conn *sql.Conn, from int) error {
	for _, step := range upgrades {
		if from >= step.to {
			continue
		}
		if _, err := conn.ExecContext(context.Background(), step.text); err != nil {
			return fmt.Errorf("sqlite: upgrade from format %d: %w", from, err)
		}
	}
	return nil
}

var upgrades = []struct {
	to   int
	text string
}{
	{2, `ALTER TABLE _state ADD COLUMN floor INTEGER NOT NULL DEFAULT 0`},
	// Arguments of refused commands that are not kept, see authority.Left.
	{3, `ALTER TABLE _command ADD COLUMN args_len INTEGER NOT NULL DEFAULT 0`},
	{3, `ALTER TABLE _command ADD COLUMN args_hash BLOB NOT NULL DEFAULT x''`},
}

// batch inserts rows of a system table many at a time.
type batch struct {
	table   string
	columns []string
	texts   [len(batchSizes)]*sql.Stmt
	args    []any
}

// batchSizes are the rows of a statement; a batch is cut greedily.
var batchSizes = [...]int{32, 8, 1}

var (
	commandColumns = []string{
		"version", "origin", "key", "id", "author", "name", "call_version", "args", "at", "judged", "digest",
		"accepted", "refusal", "effect", "chain", "args_len", "args_hash",
	}
	changeColumns = []string{"version", "n", "before", "after", "rows"}
)

// insert writes n rows; bind appends the columns of one.
func (b *batch) insert(conn *sql.Conn, n int, bind func(args []any, i int) []any) error {
	for done, size := 0, 0; done < n; done += batchSizes[size] {
		for size = 0; batchSizes[size] > n-done; {
			size++
		}
		stmt, err := b.statement(conn, size)
		if err != nil {
			return err
		}
		b.args = b.args[:0]
		for i := range batchSizes[size] {
			b.args = bind(b.args, done+i)
		}
		if err := rowstore.Run(stmt, b.args); err != nil {
			return fmt.Errorf("sqlite: write %s: %w", b.table, err)
		}
	}
	clear(b.args[:cap(b.args)]) // hold no arguments of commands
	return nil
}

func (b *batch) statement(conn *sql.Conn, size int) (*sql.Stmt, error) {
	if b.texts[size] != nil {
		return b.texts[size], nil
	}
	tuple := "(" + strings.Repeat("?, ", len(b.columns)-1) + "?)"
	text := "INSERT INTO " + b.table + " (" + strings.Join(b.columns, ", ") + ") VALUES " +
		strings.Repeat(tuple+", ", batchSizes[size]-1) + tuple
	stmt, err := conn.PrepareContext(context.Background(), text)
	if err != nil {
		return nil, fmt.Errorf("sqlite: prepare %s: %w", b.table, err)
	}
	b.texts[size] = stmt
	return stmt, nil
}

// blob is what a NOT NULL column of bytes holds; a nil slice would be NULL.
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
