package importer

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"strings"

	"heyi/shared/kernel"
	"heyi/syncserver/store"
)

// The lines that an import has taken are kept as they were read, beside the
// company's rows and out of sync: the exact figures of the source stand in them.

var lineTable = store.Declare(store.Table{
	Name: "_import_line",
	Columns: []store.Column{
		{Name: "origin", Kind: store.Bytes},
		{Name: "file", Kind: store.Text},
		{Name: "line", Kind: store.Int},
		{Name: "document", Kind: store.Text},
		{Name: "content", Kind: store.Text},
	},
	Key: []string{"origin", "file", "line"}, Clustered: true,
})

// Keep writes the lines of every document that was imported, in a transaction on
// tables that only the server has.
func (p *Plan) Keep(tx *sql.Tx) error {
	stmt, err := tx.Prepare(`INSERT INTO _import_line (origin, file, line, document, content) VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (origin, file, line) DO UPDATE SET document = excluded.document, content = excluded.content`)
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
			if _, err := stmt.Exec(origin[:], keepable(l.file), l.number, keepable(s.doc.key), string(content)); err != nil {
				return fmt.Errorf("importer: keep lines: %w", err)
			}
		}
	}
	return nil
}

// keepable is a text as a column takes it: what a source calls a file or a document
// may hold anything.
func keepable(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "\uFFFD")
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
// one place of a company to another that nobody has open, except the lines of an
// import. It does not touch what belongs to the company's history.
func CarryOver(from, to store.Database, without kernel.ID) error {
	err := store.CopySides(from, to)
	if err != nil {
		return fmt.Errorf("importer: carry over: %w", err)
	}
	return store.Beside(to, func(tx *sql.Tx) error {
		for _, t := range []*store.Table{lineTable, beforeTable} {
			if _, err := tx.Exec(`DELETE FROM `+t.Name+` WHERE origin = $1`, without[:]); err != nil {
				return fmt.Errorf("importer: carry over: %w", err)
			}
		}
		return nil
	})
}
