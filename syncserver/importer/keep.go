package importer

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"

	"heyi/shared/kernel"
)

// The lines that an import has taken are kept as they were read, beside the
// company's rows and out of sync: the exact figures of the source stand in them.

// keptTables hold the kept lines.
const keptTable = `CREATE TABLE IF NOT EXISTS _import_line (
  origin   BLOB NOT NULL,
  file     TEXT NOT NULL,
  line     INTEGER NOT NULL,
  document TEXT NOT NULL,
  content  TEXT NOT NULL,
  PRIMARY KEY (origin, file, line)
) WITHOUT ROWID`

// Keep writes the lines of every document that was imported, in a transaction on
// tables that only the server has.
func (p *Plan) Keep(tx *sql.Tx) error {
	if _, err := tx.Exec(keptTable); err != nil {
		return fmt.Errorf("importer: keep lines: %w", err)
	}
	stmt, err := tx.Prepare(`INSERT OR REPLACE INTO _import_line (origin, file, line, document, content) VALUES (?, ?, ?, ?, ?)`)
	if err != nil {
		return fmt.Errorf("importer: keep lines: %w", err)
	}
	defer stmt.Close()
	origin, seen := p.Mapping.Origin(), map[*document]bool{}
	for _, s := range p.events {
		if s.doc.refused || seen[s.doc] {
			continue
		}
		seen[s.doc] = true
		for _, l := range s.doc.lines {
			content, err := json.Marshal(l.contents())
			if err != nil {
				return fmt.Errorf("importer: keep lines: %w", err)
			}
			if _, err := stmt.Exec(origin[:], l.file, l.number, s.doc.key, string(content)); err != nil {
				return fmt.Errorf("importer: keep lines: %w", err)
			}
		}
	}
	return nil
}

// contents are the cells of a line by their column.
func (l *line) contents() map[string]string {
	cells := make(map[string]string, len(l.cells))
	for i, c := range l.table.sheet.Columns {
		cells[c.Name] = l.cells[i]
	}
	return cells
}

// CarryOver copies what only the server has, such as passwords and tokens, from
// one file of a company into another that nobody has open, except the lines of an
// import. It does not touch what belongs to the company's history.
func CarryOver(from, to string, without kernel.ID) (err error) {
	uri := func(path string) string { return (&url.URL{Path: filepath.ToSlash(path)}).EscapedPath() }
	db, err := sql.Open("sqlite3", "file:"+uri(to)+"?mode=rw&_synchronous=FULL")
	if err != nil {
		return fmt.Errorf("importer: carry over: %w", err)
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	db.SetMaxOpenConns(1) // what is attached belongs to a connection
	if _, err := db.Exec(`ATTACH ? AS old`, "file:"+uri(from)+"?mode=ro"); err != nil {
		return fmt.Errorf("importer: carry over: %w", err)
	}
	tables, err := serverTables(db)
	if err != nil {
		return err
	}
	tx, err := db.Begin()
	if err != nil {
		return fmt.Errorf("importer: carry over: %w", err)
	}
	for name, create := range tables {
		err = copyTable(tx, name, create)
		if err == nil && (name == "_import_line" || name == "_import_before") {
			_, err = tx.Exec(`DELETE FROM `+name+` WHERE origin = ?`, without[:])
		}
		if err != nil {
			return errors.Join(fmt.Errorf("importer: carry over %s: %w", name, err), tx.Rollback())
		}
	}
	return tx.Commit()
}

// serverTables are the tables beside the company's history, with the statements
// that make them.
func serverTables(db *sql.DB) (map[string]string, error) {
	rows, err := db.Query(`SELECT name, sql FROM old.sqlite_master
  WHERE type = 'table' AND substr(name, 1, 1) = '_' AND name NOT IN ('_state', '_command', '_change')`)
	if err != nil {
		return nil, fmt.Errorf("importer: carry over: %w", err)
	}
	defer rows.Close()
	tables := map[string]string{}
	for rows.Next() {
		var name, create string
		if err := rows.Scan(&name, &create); err != nil {
			return nil, fmt.Errorf("importer: carry over: %w", err)
		}
		tables[name] = create
	}
	return tables, rows.Err()
}

// copyTable makes a table again as it stands in the old file: the other may be of a
// release before one of its columns.
func copyTable(tx *sql.Tx, name, create string) error {
	quoted := kernel.Quote(name)
	statements := []string{`DROP TABLE IF EXISTS main.` + quoted, create, `INSERT INTO main.` + quoted + ` SELECT * FROM old.` + quoted}
	indexes, err := tx.Query(`SELECT sql FROM old.sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL`, name)
	if err != nil {
		return err
	}
	defer indexes.Close()
	for indexes.Next() {
		var index string
		if err := indexes.Scan(&index); err != nil {
			return err
		}
		statements = append(statements, index)
	}
	if err := errors.Join(indexes.Err(), indexes.Close()); err != nil {
		return err
	}
	for _, text := range statements {
		if _, err := tx.Exec(text); err != nil {
			return err
		}
	}
	return nil
}
