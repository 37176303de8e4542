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

// shown are the columns of the language in force: of two that say the same, the one of
// English has the other's name and this at its end.
func (m *Report) shown() []int {
	var shown []int
	for i, c := range m.Table.Columns {
		hidden := m.Table.Column(c.Name+inEnglish) >= 0
		if view.Lang() != "en" {
			hidden = m.other(c) >= 0
		}
		if !hidden {
			shown = append(shown, i)
		}
	}
	return shown
}

const inEnglish = "_en"

// other is the column that a column says in English, -1 for none.
func (m *Report) other(c figures.Column) int {
	name, english := strings.CutSuffix(c.Name, inEnglish)
	if !english {
		return -1
	}
	return m.Table.Column(name)
}

// heading is what stands above a column. The one of English names is the only one of
// names where it is shown, so it need not say its language.
func (m *Report) heading(c figures.Column) string {
	if n := m.other(c); n >= 0 {
		c = m.Table.Columns[n]
	}
	return view.Say(c.Zh, c.En)
}

func (l look) place(column string) Place {
	column = strings.TrimSuffix(column, inEnglish)
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
		if other := m.other(m.Table.Columns[i]); other >= 0 && cells[i].Str == "" {
			i = other // an account that a company added may have no English name
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
