// Package export takes a list out of the program as a spreadsheet or as CSV: the
// columns and rows that stand on the screen, with amounts as numbers and dates as
// dates, after the record of it was kept.
package export

import (
	"context"
	"encoding/csv"
	"fmt"
	"io"
	"strings"

	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/analytics"
	"heyi/shared/tools/sheet"
)

// Column is a column of the list.
type Column struct {
	Title  string
	Figure bool // stands at the right: an amount, a quantity with its unit
}

// List is what is taken out. Cells are as they stand on the screen.
type List struct {
	Report  string // the code in the record of the export
	Title   string
	Filter  string // what was searched for and chosen, "" for everything
	Columns []Column
	Count   func(context.Context) (int, error)
	// Page reads rows of the list and gives the lines of the file that they are, mostly one
	// each.
	Page func(ctx context.Context, offset, limit int) (lines [][]string, rows int, err error)
}

// pageSize is how many rows are read at once.
const pageSize = 200

// file takes rows; text marks cells that are no figures.
type file interface {
	head(l *List) error
	row(cells []string) error
	close() error
}

// Write keeps the record of the export and then writes the file: nobody without the
// right gets one, and no file is without its record, also without a network. It
// returns how many lines were written; on an error or a cancelled context the file is
// worth nothing. told, which may be nil, hears how far it is.
func (l *List) Write(ctx context.Context, d *view.Desk, format kernel.Choice, w io.Writer, told func(done, total int)) (rows int, err error) {
	total, err := l.Count(ctx)
	if err != nil {
		return 0, err
	}
	if _, err := d.Do(&analytics.Export{Report: l.Report, Title: l.Title, Filter: l.Filter, Format: format, Rows: int64(total)}); err != nil {
		return 0, err
	}
	var out file = &textFile{w: w}
	if format == analytics.FormatXLSX {
		out = &workbook{w: w}
	}
	if err := out.head(l); err != nil {
		return 0, err
	}
	for done := 0; done < total; {
		if err := ctx.Err(); err != nil {
			return rows, err
		}
		page, read, err := l.Page(ctx, done, min(pageSize, total-done))
		if err != nil {
			return rows, err
		}
		for _, cells := range page {
			if err := out.row(cells); err != nil {
				return rows, err
			}
		}
		rows += len(page)
		if done += read; told != nil {
			told(done, total)
		}
		if read == 0 {
			break // rows have gone meanwhile
		}
	}
	return rows, out.close()
}

// FileName is what the file is called: 订单-20261119.xlsx.
func (l *List) FileName(today kernel.Date, format kernel.Choice) string {
	return fmt.Sprintf("%s-%08d.%s", strings.NewReplacer("/", "-", "\\", "-", ":", "-").Replace(l.Title), int64(today), format)
}

// workbook writes a spreadsheet.
type workbook struct {
	w       io.Writer
	columns []Column
	out     *sheet.Writer
}

func (b *workbook) head(l *List) (err error) {
	b.columns = l.Columns
	layout := sheet.Layout{Sheet: l.Title, Title: view.Join(l.Title, l.Filter)}
	for _, c := range l.Columns {
		kind := sheet.Text
		if c.Figure {
			kind = sheet.Quantity
		}
		layout.Columns = append(layout.Columns, sheet.Column{Title: c.Title, Kind: kind})
	}
	b.out, err = sheet.NewWriter(b.w, layout)
	return err
}

func (b *workbook) row(cells []string) error {
	values := make([]any, len(cells))
	for i, text := range cells {
		values[i] = typed(text, b.columns[i].Figure)
	}
	return b.out.Row(values...)
}

func (b *workbook) close() error { return b.out.Close() }

// typed is a cell of a spreadsheet: a figure that is nothing but a number becomes
// one, a date becomes one, everything else stays the text it is. A quantity with its
// unit stays text, since the number without its unit is a wrong one.
func typed(text string, figure bool) any {
	if text == "" {
		return nil
	}
	if figure {
		if f, ok := number(text); ok {
			return f
		}
		return text
	}
	if day, err := kernel.ParseDate(text); err == nil && day.String() == text {
		return sheet.Date(day)
	}
	return text
}

// number reads 1,234,567.80 exactly.
func number(text string) (f sheet.Fixed, ok bool) {
	whole, fraction, dotted := strings.Cut(strings.ReplaceAll(text, ",", ""), ".")
	negative := strings.HasPrefix(whole, "-")
	digits := strings.TrimPrefix(whole, "-") + fraction
	const most = 18 // digits of an int64
	if digits == "" || len(digits) > most || dotted && fraction == "" {
		return f, false
	}
	for _, r := range digits {
		if r < '0' || r > '9' {
			return f, false
		}
		f.Int = f.Int*10 + int64(r-'0')
	}
	if negative {
		f.Int = -f.Int
	}
	f.Scale = len(fraction)
	return f, true
}

// textFile writes CSV that the office programs of Windows open as Unicode.
type textFile struct {
	w       io.Writer
	columns []Column
	out     *csv.Writer
}

// mark tells those programs that the text is Unicode.
const mark = "\ufeff"

func (t *textFile) head(l *List) error {
	t.columns = l.Columns
	if _, err := io.WriteString(t.w, mark); err != nil {
		return err
	}
	t.out = csv.NewWriter(t.w)
	t.out.UseCRLF = true
	titles := make([]string, len(l.Columns))
	for i, c := range l.Columns {
		titles[i] = harmless(c.Title)
	}
	return t.out.Write(titles)
}

func (t *textFile) row(cells []string) error {
	values := make([]string, len(cells))
	for i, text := range cells {
		values[i] = harmless(text)
		if t.columns[i].Figure {
			if _, ok := number(text); ok {
				values[i] = strings.ReplaceAll(text, ",", "")
			}
		}
	}
	return t.out.Write(values)
}

func (t *textFile) close() error {
	t.out.Flush()
	return t.out.Error()
}

// harmless keeps a spreadsheet from running a text as a formula.
func harmless(text string) string {
	if text != "" && strings.ContainsRune("=+-@\t\r", rune(text[0])) {
		return "'" + text
	}
	return text
}

// Asked is the filter in words, for the record and the head of the file.
func Asked(search, filter string) string {
	if search == "" {
		return filter
	}
	return view.Join(filter, searched.Text(search))
}

var searched = i18n.Define("export.searched", "搜索「{0}」", "search “{0}”")
