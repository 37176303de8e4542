package reports

import (
	"context"
	"strings"
	"unicode"

	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"

	"heyi/app/ui/widgets"
	"heyi/app/view/declared/reports"
)

// rows gives the table to the grid, the totals last. The grid draws those on screen.
type rows []reports.Row

func (r rows) Count(context.Context) (int, error) { return len(r), nil }

func (r rows) Page(_ context.Context, offset, limit int) ([]reports.Row, error) {
	return r[min(offset, len(r)):min(offset+limit, len(r))], nil
}

// show draws the report.
func (p *reportPage) show() {
	if p.grid != nil {
		p.grid.List().Dispose()
	}
	list := rows(p.report.Rows)
	if len(list) > 0 && p.report.Totals != nil {
		list = append(list[:len(list):len(list)], reports.Row{Cells: p.report.Totals, Total: true})
	}
	p.grid = widgets.NewDataGrid[reports.Row](p.site.Dispatcher, list, p.columns())
	p.grid.List().Empty = widgets.NewEmptyState(nil, noRows.Text(), "", "", nil)
	p.grid.List().OnTapped = p.open
	p.body.Objects = []fyne.CanvasObject{widgets.NewBorder(p.facts(), nil, nil, nil, p.grid)}
	p.body.Refresh()
}

// facts are the figures above a statement; nil for other reports.
func (p *reportPage) facts() fyne.CanvasObject {
	if len(p.report.Facts) == 0 {
		return nil
	}
	facts := make([]widgets.Fact, len(p.report.Facts))
	for i, f := range p.report.Facts {
		facts[i] = widgets.Fact{Label: f.Label, Value: f.Value}
	}
	return widgets.NewPanel(p.report.Subject, widgets.NewFacts(facts...))
}

// open shows the document that a line comes from.
func (p *reportPage) open(r reports.Row) {
	behind, filter, opens := p.report.Behind(r)
	switch {
	case r.Total:
	case opens:
		p.site.Go(RouteReport, behind.Name+"/"+filter.String())
	case r.Entity == "":
	default:
		p.site.Open(r.Entity, r.ID)
	}
}

var places = map[reports.Place]widgets.CardPlace{
	reports.Hidden: widgets.CardHidden, reports.Title: widgets.CardTitle, reports.Figure: widgets.CardFigure, reports.Detail: widgets.CardDetail,
}

func (p *reportPage) columns() []widgets.DataColumn[reports.Row] {
	var columns []widgets.DataColumn[reports.Row]
	for i, h := range p.report.Headings {
		c := widgets.DataColumn[reports.Row]{
			ID: h.Name, Title: h.Text, Width: p.width(i), Card: places[h.Card],
			Text: func(r reports.Row) string { return r.Cells[i] }, Tone: tone(i, h.Number),
		}
		if h.Number {
			c.Align = fyne.TextAlignTrailing
		} else if c.Card == widgets.CardDetail {
			c.Card = widgets.CardValue // words speak for themselves
		}
		columns = append(columns, c)
	}
	return columns
}

// tone marks what is less than nothing.
func tone(column int, number bool) func(reports.Row) widgets.Tone {
	return func(r reports.Row) widgets.Tone {
		if number && strings.HasPrefix(r.Cells[column], "-") {
			return widgets.Alert
		}
		return widgets.Plain
	}
}

// width is the room that a column wants: figures all they need, since a figure that
// is cut is a wrong one, and words within reason.
func (p *reportPage) width(column int) float32 {
	const narrowest, widest, sample = 56, 210, 300
	h := p.report.Headings[column]
	most := cells(h.Text)
	texts := p.report.Rows
	if !h.Number {
		texts = texts[:min(sample, len(texts))]
	}
	for _, r := range texts {
		most = max(most, cells(r.Cells[column]))
	}
	if p.report.Totals != nil {
		most = max(most, cells(p.report.Totals[column]))
	}
	width := most*base.TextSize()*halfWidth + 2*base.InnerPadding()
	if h.Number {
		return max(narrowest, width)
	}
	return min(max(narrowest, width), widest)
}

// halfWidth is a digit's share of the size of letters in the font of the app, with a
// little to spare.
const halfWidth = 0.59

// cells is the width of a text in digits; Chinese characters are nearly twice as
// wide.
func cells(text string) float32 {
	width := float32(0)
	for _, r := range text {
		switch {
		case r > unicode.MaxLatin1:
			width += 1.75
		case unicode.IsUpper(r):
			width += 1.25
		default:
			width++
		}
	}
	return width
}
