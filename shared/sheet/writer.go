package sheet

import (
	"archive/zip"
	"bufio"
	"errors"
	"fmt"
	"io"
	"strconv"
	"unicode/utf16"
)

// sample is how many rows are held back to find the column widths, which the
// format wants before the first row.
const sample = 500

// Writer writes one sheet. Row and Close must not be called concurrently.
type Writer struct {
	layout Layout
	zip    *zip.Writer
	out    *bufio.Writer
	held   [][]cell
	widths []int
	totals []total
	row    int // last line written or held, 1-based
	first  int // first line of data
	begun  bool
	err    error
}

// cell is a value ready to be written: its style, and text or number.
type cell struct {
	style int
	text  string
	num   bool
	shown int // characters of half width that it takes
}

// NewWriter prepares an export to w. The sheet is complete after Close; w
// itself is not closed.
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
		layout: layout, zip: zip.NewWriter(w),
		widths: make([]int, len(layout.Columns)), totals: make([]total, len(layout.Columns)),
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
	for _, p := range fixedParts(layout) {
		part, err := s.zip.Create(p.name)
		if err == nil {
			_, err = io.WriteString(part, p.text)
		}
		if err != nil {
			return nil, fmt.Errorf("sheet: writing %s: %w", p.name, err)
		}
	}
	return s, nil
}

// Row adds a row. Each value is a string, Fixed, Date or nil (an empty cell);
// a string may stand in any column and stays text. Missing values at the end
// are empty. After an error every further call returns it.
func (s *Writer) Row(values ...any) error {
	if s.err == nil {
		s.err = s.add(values)
	}
	return s.err
}

func (s *Writer) add(values []any) error {
	if len(values) > len(s.layout.Columns) {
		return fmt.Errorf("sheet: %d values for %d columns", len(values), len(s.layout.Columns))
	}
	if s.row+1 >= MaxRows { // one line is kept for the totals
		return &Error{TooManyRows, []any{MaxRows - s.first}}
	}
	s.row++
	cells := make([]cell, len(values))
	for i, v := range values {
		c, err := s.cell(i, v)
		if err != nil {
			return err
		}
		cells[i] = c
		s.widths[i] = max(s.widths[i], c.shown)
	}
	if !s.begun {
		if s.held = append(s.held, cells); len(s.held) < sample {
			return nil
		}
		return s.begin()
	}
	return s.write(s.row, cells)
}

func (s *Writer) cell(i int, v any) (cell, error) {
	column := s.layout.Columns[i]
	switch v := v.(type) {
	case nil:
		return cell{style: styleOf(column.Kind)}, nil
	case string:
		if tooLong(v) {
			return cell{}, &Error{TooLongText, []any{s.row, column.Title}}
		}
		return textCell(v), nil
	case Fixed:
		if !v.valid() {
			return cell{}, fmt.Errorf("sheet: column %s: scale %d", column.Title, v.Scale)
		}
		if column.Total {
			s.totals[i].add(v)
		}
		text := v.String()
		if column.Kind == Text {
			return textCell(text), nil
		}
		style := styleOf(column.Kind)
		if column.Kind == Day {
			style = styleQuantity
		}
		return cell{style: style, text: text, num: true, shown: numberWidth(text)}, nil
	case Date:
		if v == 0 {
			return cell{style: styleOf(column.Kind)}, nil
		}
		serial, ok := serialOf(int64(v))
		if !ok {
			return cell{}, fmt.Errorf("sheet: column %s: %d is no date of a spreadsheet", column.Title, int64(v))
		}
		return cell{style: styleDay, text: strconv.Itoa(serial), num: true, shown: len("2026-11-03")}, nil
	}
	return cell{}, fmt.Errorf("sheet: column %s: a value of type %T", column.Title, v)
}

func textCell(text string) cell {
	style := styleText
	if live(text) {
		style = styleQuoted
	}
	return cell{style: style, text: text, shown: shownWidth(text)}
}

func tooLong(s string) bool {
	if len(s) <= MaxText {
		return false
	}
	units := 0
	for _, r := range s {
		units += max(1, utf16.RuneLen(r))
	}
	return units > MaxText
}

// Close writes the totals and completes the file.
func (s *Writer) Close() error {
	if s.err != nil {
		return s.err
	}
	s.err = s.finish()
	if s.err != nil {
		return s.err
	}
	s.err = errors.New("sheet: the writer is closed")
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
	s.tail(last)
	if err := s.out.Flush(); err != nil {
		return fmt.Errorf("sheet: %w", err)
	}
	if err := s.zip.Close(); err != nil {
		return fmt.Errorf("sheet: %w", err)
	}
	return nil
}

// writeTotals adds the line of sums: a formula that follows filters, with the
// exact sum beside it for programs that do not calculate.
func (s *Writer) writeTotals(last int) error {
	any := false
	for _, c := range s.layout.Columns {
		any = any || c.Total
	}
	if !any || last < s.first {
		return nil
	}
	line := strconv.Itoa(last + 1)
	s.out.WriteString(`<row r="` + line + `">`)
	labelled := false
	for i, c := range s.layout.Columns {
		ref := columnName(i)
		switch {
		case c.Total:
			fmt.Fprintf(s.out, `<c r="%s%s" s="%d"><f>SUBTOTAL(109,%s%d:%s%d)</f><v>%s</v></c>`,
				ref, line, totalStyle(c.Kind), ref, s.first, ref, last, s.totals[i].String())
		case !labelled:
			labelled = true
			s.writeText(ref+line, styleTotal, s.layout.TotalLabel)
		default:
			fmt.Fprintf(s.out, `<c r="%s%s" s="%d"/>`, ref, line, styleTotal)
		}
	}
	_, err := s.out.WriteString("</row>")
	return err
}
