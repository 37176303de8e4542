package figures

import "heyi/shared/kernel"

// Column is one column of a table. Kind says how its cells are shown and summed.
type Column struct {
	Name   string // stable: the heading in the API
	Zh, En string
	Kind   kernel.Kind
}

// Row is one line of a table with the row that it opens.
type Row struct {
	Cells  []kernel.Value // one for each column
	Keys   []kernel.Value // of a row of groups: what it is the group of, one for each dimension
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
	Next    string         // the mark of the next page; empty on the last
	Part    bool           // it counts what the reader may see, and there may be more
	Since   kernel.Date    // days before this one are not all held here; 0 for none
}

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
