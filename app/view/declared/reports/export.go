package reports

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/analytics"
	"heyi/shared/tools/sheet"
)

// tellEvery is after how many rows written the person is told how far it is.
const tellEvery = 500

// Export leaves the record of the export and writes the file: nobody without the
// right gets one, and no file is without its record. It ends with the context's
// error when the person cancels; the file is worth nothing then. told may be nil.
func (m *Report) Export(ctx context.Context, d *view.Desk, layout Layout, w io.Writer, told func(done, total int)) error {
	if _, err := d.Do(&analytics.Export{
		Report: m.Spec.Name, Title: m.Spec.Title(), Filter: m.Subject, Format: analytics.FormatXLSX, Rows: int64(len(m.Table.Rows)),
	}); err != nil {
		return err
	}
	if told == nil {
		told = func(int, int) {}
	}
	return m.Write(ctx, layout, w, told)
}

// Write writes the report as a spreadsheet: money, quantities and dates as such,
// everything else as text.
func (m *Report) Write(ctx context.Context, layout Layout, w io.Writer, told func(done, total int)) error {
	out, err := sheet.NewWriter(w, m.sheet(layout))
	if err != nil {
		return err
	}
	before, after := m.frame(layout)
	rows := before
	for n := range m.Table.Rows {
		if n%tellEvery == 0 {
			told(n, len(m.Table.Rows))
			if err := ctx.Err(); err != nil {
				return errors.Join(err, out.Close())
			}
		}
		rows = append(rows, m.line(layout, n))
		if err := write(out, rows); err != nil {
			return err
		}
		rows = rows[:0]
	}
	if err := write(out, append(rows, after...)); err != nil {
		return err
	}
	told(len(m.Table.Rows), len(m.Table.Rows))
	return out.Close()
}

func write(out *sheet.Writer, rows [][]any) error {
	for _, row := range rows {
		if err := out.Row(row...); err != nil {
			return err
		}
	}
	return nil
}

// sheet is the head of the spreadsheet. What other programs import has no title
// line and no totals.
func (m *Report) sheet(layout Layout) sheet.Layout {
	head := sheet.Layout{Sheet: m.Spec.Title(), Title: view.Join(m.Spec.Title(), m.Subject), TotalLabel: totals.Text()}
	if m.Spec.Name == Vouchers {
		head.Title = ""
	}
	for _, c := range layout.columns {
		head.Columns = append(head.Columns, sheet.Column{Title: c.title, Kind: c.kind})
	}
	if layout.columns != nil {
		return head
	}
	for _, i := range m.shown() {
		c := m.Table.Columns[i]
		head.Columns = append(head.Columns, sheet.Column{
			Title: view.Say(c.Zh, c.En), Kind: sheetKinds[c.Kind],
			Total: c.Kind == kernel.KindMoney && m.Table.Totals != nil && m.Spec.Name != TrialBalance && m.Spec.Name != Vouchers && m.Spec.Name != StockCard && (m.Spec.declared == nil || m.Spec.declared.Lines),
		})
	}
	return head
}

func (m *Report) line(layout Layout, n int) []any {
	if layout.columns == nil {
		return m.group(m.Table.Rows[n].Cells)
	}
	row := make([]any, len(layout.columns))
	for i, c := range layout.columns {
		row[i] = c.cell(m.Table, n)
	}
	return row
}

// frame are the lines before and after the rows: what was owed before and is owed
// now around a statement, and totals where the rows hold subtotals and must not be
// added up.
func (m *Report) frame(layout Layout) (before, after [][]any) {
	switch {
	case layout.columns != nil:
	case m.Statement != nil:
		s := m.Statement
		money := func(a kernel.Money) any { return sheet.Fixed{Int: int64(a), Scale: i18n.MoneyDecimals} }
		before = [][]any{{nil, opening.Text(), nil, nil, money(s.Opening)}}
		after = [][]any{
			{nil, sums.Text(), money(s.Charged), money(s.Settled), nil},
			{nil, closing.Text(), nil, nil, money(s.Closing)},
			{nil, prepaid.Text(), nil, nil, money(s.Prepaid)},
		}
	case m.Spec.Name == Ledger || m.Spec.Name == StockCard:
		for _, f := range m.Facts {
			before = append(before, []any{nil, nil, f.Label + " " + f.Value})
		}
	case (m.Spec.Name == TrialBalance || m.Spec.declared != nil && !m.Spec.declared.Lines) && m.Table.Totals != nil:
		after = [][]any{append([]any{totals.Text()}, m.cells(m.Table.Totals)[1:]...)}
	}
	return before, after
}

var sums = i18n.Define("reports.sums", "本次合计", "Total of the span")

var sheetKinds = map[kernel.Kind]sheet.Kind{
	kernel.KindMoney: sheet.Money, kernel.KindQty: sheet.Quantity, kernel.KindDate: sheet.Day, kernel.KindInt: sheet.Quantity, kernel.KindRate: sheet.Percent,
}

func (m *Report) cells(values []kernel.Value) []any {
	var list []any
	for _, i := range m.shown() {
		switch v := values[i]; v.Kind {
		case 0:
			list = append(list, nil)
		case kernel.KindText:
			if v.Str == "" { // also a figure that there is none of
				list = append(list, nil)
				break
			}
			list = append(list, m.say(m.Table.Columns[i], v))
		case kernel.KindMoney:
			list = append(list, sheet.Fixed{Int: v.Int, Scale: i18n.MoneyDecimals})
		case kernel.KindQty:
			list = append(list, sheet.Fixed{Int: v.Int, Scale: i18n.QuantityDecimals})
		case kernel.KindRate:
			list = append(list, sheet.Fixed{Int: v.Int, Scale: kernel.RateScale})
		case kernel.KindDate:
			list = append(list, sheet.Date(v.Int))
		case kernel.KindInt:
			list = append(list, sheet.Fixed{Int: v.Int})
		default:
			list = append(list, m.say(m.Table.Columns[i], v))
		}
	}
	return list
}

// group are the cells of a row. A group that nothing names is said to be that, as on
// screen.
func (m *Report) group(values []kernel.Value) []any {
	list := m.cells(values)
	for n, i := range m.shown() {
		if list[n] == nil && m.Spec.declared != nil && m.Spec.look.place(m.Table.Columns[i].Name) == Title {
			list[n] = unnamed.Text()
		}
	}
	return list
}

// FileName is what the file is called: 销售明细-20261119.xlsx, and with the name of the
// partner that it is about, who gets it.
func (m *Report) FileName(layout Layout, today kernel.Date) string {
	name := m.Spec.Title()
	if m.Whose != "" {
		name += "-" + strings.Map(func(r rune) rune {
			if strings.ContainsRune(`/\:*?"<>|`, r) {
				return '_'
			}
			return r
		}, m.Whose)
	}
	if layout.columns != nil {
		name += "-" + layout.Label()
	}
	return fmt.Sprintf("%s-%08d.xlsx", name, int64(today))
}
