package sheet

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf16"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"

	"heyi/shared/tools/habit"
)

// sample is how many rows are held back to find the column widths, which the
// format wants before the first row.
const sample = 500

// Writer writes one sheet. Row and Close must not be called concurrently.
// Rows beyond 16 MiB wait in a temporary file, which Close or an error removes.
type Writer struct {
	layout Layout
	sheet  string
	file   *excelize.File
	stream *excelize.StreamWriter
	looks  looks
	held   [][]any
	widths []int
	totals []decimal.Decimal
	row    int // last line written or held, 1-based
	first  int // first line of data
	begun  bool
	err    error
}

// NewWriter prepares an export to w. The sheet is complete after Close, which
// must be called; w itself is not closed.
func NewWriter(w io.Writer, layout Layout) (*Writer, error) {
	if len(layout.Columns) == 0 {
		return nil, errors.New("sheet: no columns")
	}
	if len(layout.Columns) > MaxColumns {
		return nil, &Error{TooManyColumns, []any{MaxColumns}}
	}
	if layout.TotalLabel == "" {
		layout.TotalLabel = "合计"
	}
	s := &Writer{
		layout: layout, sheet: sheetName(layout.Sheet), file: excelize.NewFile(),
		widths: make([]int, len(layout.Columns)), totals: make([]decimal.Decimal, len(layout.Columns)),
	}
	if layout.Title != "" {
		s.row++
	}
	s.row++
	s.first = s.row + 1
	for i, c := range layout.Columns {
		if tooLong(c.Title) || tooLong(layout.Title) {
			return nil, &Error{TooLongText, []any{s.row, columnName(i)}}
		}
		s.widths[i] = shownWidth(c.Title) + 2 // room for the filter button
	}
	// The archive goes straight to w: by itself the library would build all of
	// it in memory first.
	s.file.SetZipWriter(func(io.Writer) excelize.ZipWriter { return zip.NewWriter(w) })
	if err := s.prepare(); err != nil {
		return nil, fmt.Errorf("sheet: %w", err)
	}
	return s, nil
}

// prepare sets what holds for the sheet as a whole: printing across one page,
// the frozen header.
func (s *Writer) prepare() error {
	yes, one, none, landscape, a4 := true, 1, 0, "landscape", 9
	err := errors.Join(
		s.file.SetSheetName(s.file.GetSheetName(0), s.sheet),
		s.file.SetDefaultFont(typeface),
		s.file.SetSheetProps(s.sheet, &excelize.SheetPropsOptions{FitToPage: &yes}),
		s.file.SetPageLayout(s.sheet, &excelize.PageLayoutOptions{
			Size: &a4, Orientation: &landscape, FitToWidth: &one, FitToHeight: &none,
		}),
	)
	if err != nil {
		return err
	}
	if s.looks, err = newLooks(s.file); err != nil {
		return err
	}
	if s.stream, err = s.file.NewStreamWriter(s.sheet); err != nil {
		return err
	}
	corner := "A" + strconv.Itoa(s.first)
	return s.stream.SetPanes(&excelize.Panes{
		Freeze: true, YSplit: s.first - 1, TopLeftCell: corner, ActivePane: "bottomLeft",
		Selection: []excelize.Selection{{SQRef: corner, ActiveCell: corner, Pane: "bottomLeft"}},
	})
}

// Row adds a row. Each value is a string, Fixed, Date or nil (an empty cell);
// a string may stand in any column and stays text. Missing values at the end
// are empty. After an error every further call returns it.
func (s *Writer) Row(values ...any) error {
	if s.err == nil {
		s.fail(s.add(values))
	}
	return s.err
}

// fail keeps the first error and lets go of the temporary file.
func (s *Writer) fail(err error) {
	if err != nil {
		s.err = errors.Join(err, s.file.Close())
	}
}

func (s *Writer) add(values []any) error {
	if len(values) > len(s.layout.Columns) {
		return fmt.Errorf("sheet: %d values for %d columns", len(values), len(s.layout.Columns))
	}
	if s.row+1 >= MaxRows { // one line is kept for the totals
		return &Error{TooManyRows, []any{MaxRows - s.first}}
	}
	s.row++
	cells := make([]any, len(values))
	for i, v := range values {
		cell, shown, err := s.cell(i, v)
		if err != nil {
			return err
		}
		if cell.Value != nil {
			cells[i] = cell
		}
		s.widths[i] = max(s.widths[i], shown)
	}
	if !s.begun {
		if s.held = append(s.held, cells); len(s.held) < sample {
			return nil
		}
		return s.begin()
	}
	return s.write(s.row, cells)
}

// cell is v ready to be written and the characters of half width that it takes.
func (s *Writer) cell(i int, v any) (cell excelize.Cell, shown int, err error) {
	column := s.layout.Columns[i]
	switch v := v.(type) {
	case nil:
		return cell, 0, nil
	case string:
		if tooLong(v) {
			return cell, 0, &Error{TooLongText, []any{s.row, column.Title}}
		}
		return s.text(v), shownWidth(v), nil
	case Fixed:
		if !v.valid() {
			return cell, 0, fmt.Errorf("sheet: column %s: scale %d", column.Title, v.Scale)
		}
		if column.Total {
			s.totals[i] = s.totals[i].Add(v.decimal())
		}
		value := number(v.decimal())
		if _, isText := value.(string); isText || column.Kind == Text {
			return s.text(v.String()), len(v.String()), nil
		}
		style := s.looks.of(column.Kind)
		if column.Kind == Day {
			style = s.looks.quantity
		}
		return excelize.Cell{StyleID: style, Value: value}, numberWidth(v.String()), nil
	case Date:
		if v == 0 {
			return cell, 0, nil
		}
		serial, ok := serialOf(int64(v))
		if !ok {
			return cell, 0, fmt.Errorf("sheet: column %s: %d is no date of a spreadsheet", column.Title, int64(v))
		}
		return excelize.Cell{StyleID: s.looks.day, Value: serial}, len("2026-11-03"), nil
	}
	return cell, 0, fmt.Errorf("sheet: column %s: a value of type %T", column.Title, v)
}

func (s *Writer) text(text string) excelize.Cell {
	if text == "" {
		return excelize.Cell{}
	}
	style := s.looks.text
	if habit.Live(text) {
		style = s.looks.quoted
	}
	return excelize.Cell{StyleID: style, Value: printable(text)}
}

// serialOf is the day number of a spreadsheet for a date yyyymmdd of 1900-03-01
// or later: below lies the leap day that never was.
func serialOf(ymd int64) (int, bool) {
	_, ok := habit.Ymd(habit.Split(ymd))
	return habit.DaysBetween(18991230, ymd), ok && ymd >= 19000301
}

func tooLong(s string) bool {
	return len(s) > MaxText && len(utf16.Encode([]rune(s))) > MaxText
}

// begin writes the widths, the title, the header and the rows held back.
func (s *Writer) begin() error {
	s.begun = true
	for i, c := range s.layout.Columns {
		if err := setWidth(s.stream, i+1, columnWidth(c, s.widths[i])); err != nil {
			return fmt.Errorf("sheet: %w", err)
		}
	}
	if s.layout.Title != "" {
		title := []any{excelize.Cell{StyleID: s.looks.title, Value: printable(s.layout.Title)}}
		if err := s.write(1, title, excelize.RowOpts{Height: 24}); err != nil {
			return err
		}
	}
	header := make([]any, len(s.layout.Columns))
	for i, c := range s.layout.Columns {
		header[i] = excelize.Cell{StyleID: s.looks.header, Value: printable(c.Title)}
	}
	if err := s.write(s.first-1, header); err != nil {
		return err
	}
	for i, cells := range s.held {
		if err := s.write(s.first+i, cells); err != nil {
			return err
		}
	}
	s.held = nil
	return nil
}

func (s *Writer) write(line int, cells []any, options ...excelize.RowOpts) error {
	if err := s.stream.SetRow("A"+strconv.Itoa(line), cells, options...); err != nil {
		return fmt.Errorf("sheet: line %d: %w", line, err)
	}
	return nil
}

// Close writes the totals, completes the file and releases what was held.
func (s *Writer) Close() error {
	if s.err != nil {
		return s.err
	}
	if s.fail(s.finish()); s.err != nil {
		return s.err
	}
	s.fail(errors.New("sheet: the writer is closed"))
	return nil
}

func (s *Writer) finish() error {
	if !s.begun {
		if err := s.begin(); err != nil {
			return err
		}
	}
	last := s.row
	if err := s.writeTotals(last); err != nil {
		return err
	}
	end := columnName(len(s.layout.Columns) - 1)
	filtered := fmt.Sprintf("A%d:%s%d", s.first-1, end, last)
	if err := s.file.AutoFilter(s.sheet, filtered, nil); err != nil {
		return fmt.Errorf("sheet: %w", err)
	}
	if s.layout.Title != "" && len(s.layout.Columns) > 1 {
		if err := s.stream.MergeCell("A1", end+"1"); err != nil {
			return fmt.Errorf("sheet: %w", err)
		}
	}
	if err := s.stream.Flush(); err != nil {
		return fmt.Errorf("sheet: %w", err)
	}
	if _, err := s.file.WriteToBuffer(); err != nil {
		return fmt.Errorf("sheet: %w", err)
	}
	return nil
}

// writeTotals adds the line of sums: a formula that follows filters, with the
// exact sum beside it for programs that do not calculate.
func (s *Writer) writeTotals(last int) error {
	cells, summed := make([]any, len(s.layout.Columns)), false
	labelled := false
	for i, c := range s.layout.Columns {
		switch name := columnName(i); {
		case c.Total:
			summed = true
			cells[i] = excelize.Cell{
				StyleID: s.looks.total(c.Kind), Value: number(s.totals[i]),
				Formula: fmt.Sprintf("SUBTOTAL(109,%s%d:%s%d)", name, s.first, name, last),
			}
		case !labelled:
			labelled = true
			cells[i] = excelize.Cell{StyleID: s.looks.totalText, Value: s.layout.TotalLabel}
		default:
			cells[i] = excelize.Cell{StyleID: s.looks.totalText}
		}
	}
	if !summed || last < s.first {
		return nil
	}
	return s.write(last+1, cells)
}

// columnName is the letter name of column i, counted from 0: A … Z, AA …
func columnName(i int) string {
	name, err := excelize.ColumnNumberToName(i + 1)
	if err != nil {
		return "?" // beyond the last column; NewWriter has refused it
	}
	return name
}
