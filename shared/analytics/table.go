// Package analytics is the reports: typed tables that screens, spreadsheets, paper
// and the API all show, worked out from the rows a reader may see.
//
// The functions run on a device and on the server with equal results at equal
// versions. What a replica does not hold because it is old is never needed: figures
// of the past are the present ones less what has happened since.
package analytics

import (
	"sort"

	"heyi/shared/kernel"
)

// Books are the rows of a company as one reader sees them; without a viewer all.
type Books struct {
	Catalog *kernel.Catalog
	All     kernel.Scanner
	Viewer  *kernel.Viewer
}

// Column is one column of a report. Kind says how its cells are shown and summed.
type Column struct {
	Name   string // stable: the heading in the API
	Zh, En string
	Kind   kernel.Kind
}

// Row is one line of a report with the row that it opens.
type Row struct {
	Cells  []kernel.Value // one for each column
	Level  int            // depth below a group; 0 is counted in the totals
	Entity string
	ID     kernel.ID
}

// Table is a report.
type Table struct {
	Zh, En  string
	Columns []Column
	Rows    []Row
	Totals  []kernel.Value // one for each column, empty where nothing is summed; nil without totals
}

func column(name, zh, en string, kind kernel.Kind) Column { return Column{name, zh, en, kind} }

func text(name, zh, en string) Column { return column(name, zh, en, kernel.KindText) }

func money(name, zh, en string) Column { return column(name, zh, en, kernel.KindMoney) }

func quantity(name, zh, en string) Column { return column(name, zh, en, kernel.KindQty) }

// Column finds a column's position by its name, -1 for none.
func (t *Table) Column(name string) int {
	for i, c := range t.Columns {
		if c.Name == name {
			return i
		}
	}
	return -1
}

// Cell is the content of a row in a named column.
func (t *Table) Cell(row int, name string) kernel.Value { return t.Rows[row].Cells[t.Column(name)] }

// add appends a row of cells; plain strings and figures become values.
func (t *Table) add(entity string, id kernel.ID, level int, cells ...any) {
	row := Row{Entity: entity, ID: id, Level: level}
	for _, c := range cells {
		row.Cells = append(row.Cells, kernel.Of(c))
	}
	t.Rows = append(t.Rows, row)
}

// sum fills the totals of the money columns;
// quantities of different products have no sum worth showing.
func (t *Table) sum() {
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

// each visits the rows of an entity that the reader sees.
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

// held is Get for rows that the reader sees: what [kernel.Entity.Whole] asks.
func (b Books) held(s *kernel.Schema, id kernel.ID) kernel.Row {
	if row := b.All.Get(s, id); row != nil && b.Viewer.Sees(row, b.All.Get) {
		return row
	}
	return nil
}

// may tells whether the reader sees what an audience guards.
func (b Books) may(audience string) bool {
	return b.Viewer == nil || b.Viewer.Tags["sees:"+audience]
}

// sortBy orders rows by the text of columns, then by id.
func (t *Table) sortBy(names ...string) {
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
