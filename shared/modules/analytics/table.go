// Package analytics is the board, and the reports that are no declarations yet: typed
// tables that screens, spreadsheets, paper and the API all show, worked out from the
// rows a reader may see.
//
// The functions run on a device and on the server with equal results at equal
// versions. What a replica does not hold because it is old is never needed: figures
// of the past are the present ones less what has happened since.
package analytics

import (
	"sort"

	"heyi/shared/figures"
	"heyi/shared/kernel"
)

// Store is the rows of a company: read by id, row by row and by statements.
type Store interface {
	kernel.Scanner
	figures.Source
}

// Books are the rows of a company as one reader sees them; without a viewer all.
type Books struct {
	Catalog *kernel.Catalog
	All     Store
	Viewer  *kernel.Viewer
	Held    bool // see [figures.Books]

	short *kernel.Date // receives [Board.Since]; nil where nobody asks
}

// figures are the same rows for what is declared.
func (b Books) figures() figures.Books {
	return figures.Books{Catalog: b.Catalog, Rows: b.All, Viewer: b.Viewer, Held: b.Held}
}

// Tables that are worked out here are those of declared figures.
type (
	Table  = figures.Table
	Column = figures.Column
	Row    = figures.Row
)

func column(name, zh, en string, kind kernel.Kind) Column {
	return Column{Name: name, Zh: zh, En: en, Kind: kind}
}

func text(name, zh, en string) Column { return column(name, zh, en, kernel.KindText) }

func money(name, zh, en string) Column { return column(name, zh, en, kernel.KindMoney) }

func quantity(name, zh, en string) Column { return column(name, zh, en, kernel.KindQty) }

// add appends a row of cells; plain strings and figures become values.
func add(t *Table, entity string, id kernel.ID, level int, cells ...any) {
	row := Row{Entity: entity, ID: id, Level: level}
	for _, c := range cells {
		row.Cells = append(row.Cells, kernel.Of(c))
	}
	t.Rows = append(t.Rows, row)
}

// sum fills the totals of the money columns;
// quantities of different products have no sum worth showing.
func sum(t *Table) {
	t.Totals = make([]kernel.Value, len(t.Columns))
	for i, c := range t.Columns {
		if c.Kind != kernel.KindMoney {
			t.Totals[i] = kernel.Of("")
			continue
		}
		total := kernel.Money(0)
		for _, r := range t.Rows {
			if r.Level == 0 {
				total += kernel.Money(r.Cells[i].Int)
			}
		}
		t.Totals[i] = kernel.Of(total)
	}
}

// tx reads by key what the reader sees.
func (b Books) tx() *kernel.Tx {
	return kernel.NewTx(b.Catalog, b.All, b.Viewer, &kernel.Call{}, &kernel.Author{Viewer: b.Viewer, System: b.Viewer == nil})
}

// each visits the rows of an entity that the reader sees.
//
// It walks a whole table: for those that stay small, whatever the company sells.
func each[T any](b Books, e *kernel.Entity[T], visit func(*T)) error {
	s := e.In(b.Catalog)
	leader := func(of *kernel.Schema, id kernel.ID) kernel.Row { return b.All.Get(of, id) }
	return b.All.Scan(s, func(row kernel.Row) error {
		if b.Viewer.Sees(row, leader) {
			visit(any(row).(*T))
		}
		return nil
	})
}

// find is a row that the reader sees; nil when there is none for him.
func find[T any](b Books, e *kernel.Entity[T], ref kernel.Ref[T]) *T {
	row := b.All.Get(e.In(b.Catalog), ref.ID())
	leader := func(of *kernel.Schema, id kernel.ID) kernel.Row { return b.All.Get(of, id) }
	if row == nil || !b.Viewer.Sees(row, leader) {
		return nil
	}
	return any(row).(*T)
}

// may tells whether the reader sees what an audience guards.
func (b Books) may(audience string) bool {
	return b.Viewer == nil || b.Viewer.Tags["sees:"+audience]
}

// sortBy orders rows by the text of columns, then by id.
func sortBy(t *Table, names ...string) {
	at := make([]int, len(names))
	for i, n := range names {
		at[i] = t.Column(n)
	}
	sort.SliceStable(t.Rows, func(i, j int) bool {
		a, b := t.Rows[i], t.Rows[j]
		for _, c := range at {
			if order := a.Cells[c].Compare(b.Cells[c]); order != 0 {
				return order < 0
			}
		}
		return string(a.ID[:]) < string(b.ID[:])
	})
}
