package reports

import (
	"slices"
	"strings"

	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/figures"
	"heyi/shared/kernel"
)

// look says how a report stands on a phone and on paper: columns by their names.
type look struct {
	title, figure string
	details       []string
	blank         bool // figures of nothing are left out, as in account books
}

// Place says where a column stands on the card of a phone.
type Place int

// The places.
const (
	Hidden Place = iota
	Title
	Figure
	Detail
)

// Heading is a column.
type Heading struct {
	Name   string
	Text   string
	Number bool
	Card   Place
}

// Row is a line with the row that it opens.
type Row struct {
	Cells  []string
	Level  int
	Keys   []kernel.Value // of a group
	Entity string
	ID     kernel.ID
	Total  bool
}

// dress puts the table into words. Columns of the other language are left out.
func (m *Report) dress() {
	m.Headings, m.Rows, m.Totals = nil, nil, nil
	shown := m.shown()
	for _, i := range shown {
		c := m.Table.Columns[i]
		m.Headings = append(m.Headings, Heading{c.Name, m.heading(c), numeric(c.Kind), m.Spec.look.place(c.Name)})
	}
	for _, row := range m.Table.Rows {
		cells := m.pick(row.Cells, shown)
		for n := range cells {
			if m.Headings[n].Card == Title {
				if cells[n] == "" && m.Spec.declared != nil {
					cells[n] = unnamed.Text()
				}
				cells[n] = strings.Repeat(indent, row.Level) + cells[n]
			}
		}
		m.Rows = append(m.Rows, Row{Cells: cells, Level: row.Level, Keys: row.Keys, Entity: row.Entity, ID: row.ID})
	}
	if m.Table.Totals == nil {
		return
	}
	m.Totals = m.pick(m.Table.Totals, shown)
	for n := range m.Totals {
		if m.Headings[n].Card == Title {
			m.Totals[n] = totals.Text()
		}
	}
}

var unnamed = i18n.Define("reports.unnamed", "（未填写）", "(none)")

// indent sets what belongs to a group off from it, by the width of one character.
const indent = "\u3000"

// shown are the columns of the language in force.
func (m *Report) shown() []int {
	hidden := "name_en"
	if view.Lang() == "en" && m.Table.Column("name_en") >= 0 {
		hidden = "name"
	}
	var shown []int
	for i, c := range m.Table.Columns {
		if c.Name != hidden {
			shown = append(shown, i)
		}
	}
	return shown
}

// heading is what stands above a column. The one of English names is the only one of
// names where it is shown, so it need not say its language.
func (m *Report) heading(c figures.Column) string {
	if n := m.Table.Column("name"); c.Name == "name_en" && n >= 0 {
		c = m.Table.Columns[n]
	}
	return view.Say(c.Zh, c.En)
}

func (l look) place(column string) Place {
	if column == "name_en" {
		column = "name"
	}
	switch {
	case column == l.title:
		return Title
	case column == l.figure:
		return Figure
	case slices.Contains(l.details, column):
		return Detail
	}
	return Hidden
}

func numeric(k kernel.Kind) bool {
	return k == kernel.KindMoney || k == kernel.KindQty || k == kernel.KindPrice || k == kernel.KindInt || k == kernel.KindRate
}

func (m *Report) pick(cells []kernel.Value, shown []int) []string {
	list := make([]string, len(shown))
	for n, i := range shown {
		if m.Table.Columns[i].Name == "name_en" && cells[i].Str == "" {
			i = m.Table.Column("name") // an account that a company added may have no English name
		}
		if cells[i].Kind != 0 {
			list[n] = m.say(m.Table.Columns[i], cells[i])
		}
	}
	return list
}

// say puts a cell into words.
func (m *Report) say(c figures.Column, v kernel.Value) string {
	switch {
	case m.Spec.look.blank && v.IsZero() && numeric(c.Kind):
		return ""
	case c.Name == figures.Kind && m.Spec.declared != nil:
		for _, part := range m.Spec.declared.Fact.Parts {
			if part.Zh == v.Str {
				return view.Say(part.Zh, part.En)
			}
		}
	case c.Name == "period":
		return monthText(kernel.Date(v.Int*100 + 1))
	case v.Kind == kernel.KindRate: // of nothing there is none
		return view.Share(kernel.Rate(v.Int))
	}
	return view.Figure(v)
}
