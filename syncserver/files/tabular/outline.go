package tabular

import (
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"
	"github.com/xuri/nfp"
)

// maxMerges bounds the merged areas that are kept in memory.
const maxMerges = 200_000

// mark tells what a cell is, beside its text; one byte, since there is one for
// every cell of the sheet.
type mark byte

const (
	markNumber mark = iota
	markText
	markSerial  // a number shown as a date
	markDate    // a date as text
	markBool    // 1 or 0
	markFormula // without a stored result
	markFault   // #N/A and its like
	markShown   // a number shown as a code; the format's index is added
)

// shownFormats bounds the formats of codes that a sheet may have.
const shownFormats = 200

type merge struct {
	column, first, last int
	value               Cell
}

// outline is what the library's iterator does not tell of a worksheet: the
// kinds of its cells and its merged areas. Asking cell by cell would load the
// whole sheet, every gap filled: 1.2 GB for a million cells, and any amount for
// a small file whose cells stand far apart. Reading it to the end also proves
// that the part is whole and holds no place or index that would mislead the
// iterator, which passes over errors.
type outline struct {
	last   int      // line
	marks  [][]mark // by line - 1 and column
	merges map[int][]merge
	spans  map[int][]span // cells merged to the right, by line

	hidden []int  // lines that the spreadsheet does not show, in order
	shown  []mask // formats of codes

	columns int          // limit
	strings int          // how many shared ones there are
	styles  map[int]mark // what a number of a style is, by its index
	style   func(int) (*excelize.Style, error)
}

func (x *xlsxSource) readOutline(p parts, part string, known, columns int) (*outline, error) {
	r, err := p.open(part)
	if err != nil {
		return nil, err
	}
	o := &outline{
		merges: map[int][]merge{}, spans: map[int][]span{}, columns: columns, strings: known,
		styles: map[int]mark{}, style: x.book.GetStyle,
	}
	sheet := struct {
		Rows   *rowSink   `xml:"sheetData>row"`
		Merges *mergeSink `xml:"mergeCells>mergeCell"`
	}{&rowSink{o}, &mergeSink{o, 0}}
	if err := x.decoder(r).Decode(&sheet); err != nil {
		return nil, explain(err)
	}
	return o, nil
}

func (o *outline) mark(line, column int) mark {
	if line <= len(o.marks) && column < len(o.marks[line-1]) {
		return o.marks[line-1][column]
	}
	return markNumber
}

// rowSink takes the rows one by one, so that the sheet is never in memory.
type rowSink struct{ o *outline }

func (s *rowSink) UnmarshalXML(d *xml.Decoder, start xml.StartElement) error {
	o := s.o
	line, hidden := o.last+1, false
	for _, a := range start.Attr {
		if a.Name.Local == "hidden" {
			hidden = a.Value == "1" || a.Value == "true"
		}
		if a.Name.Local != "r" {
			continue
		}
		n, err := strconv.Atoi(a.Value)
		if err != nil || n < line {
			return refuse(FileDamaged, line, "row "+a.Value)
		}
		line = n
	}
	if line > excelize.TotalRows {
		return refuse(FileDamaged, 0, fmt.Sprintf("row %d", line))
	}
	o.last = line
	if hidden {
		o.hidden = append(o.hidden, line)
	}
	cells := &cellSink{o: o, line: line, column: -1}
	row := struct {
		Cells *cellSink `xml:"c"`
	}{cells}
	if err := d.DecodeElement(&row, &start); err != nil {
		return err
	}
	for len(o.marks) < line {
		o.marks = append(o.marks, nil)
	}
	o.marks[line-1] = cells.marks
	return nil
}

// cellSink takes the cells of one row.
type cellSink struct {
	o            *outline
	line, column int
	marks        []mark
}

func (s *cellSink) UnmarshalXML(d *xml.Decoder, start xml.StartElement) error {
	var c struct {
		Ref     string    `xml:"r,attr"`
		Type    string    `xml:"t,attr"`
		Style   int       `xml:"s,attr"`
		Value   string    `xml:"v"`
		Formula *struct{} `xml:"f"`
		Inline  *struct{} `xml:"is"`
	}
	if err := d.DecodeElement(&c, &start); err != nil {
		return err
	}
	column := s.column + 1
	if c.Ref != "" {
		n, _, err := excelize.CellNameToCoordinates(c.Ref)
		if err != nil || n <= column {
			return refuse(FileDamaged, s.line, "cell "+c.Ref)
		}
		column = n - 1
	}
	s.column = column
	value := strings.TrimSpace(c.Value)
	if value == "" && c.Formula == nil && c.Inline == nil {
		return nil // formatted but empty cells may reach far to the right
	}
	if column >= s.o.columns {
		return refuse(LimitColumns, s.line, s.o.columns)
	}
	m, err := s.o.kind(c.Type, value, c.Style)
	if err != nil {
		return refuse(FileDamaged, s.line, err.Error())
	}
	for len(s.marks) < column {
		s.marks = append(s.marks, markNumber)
	}
	s.marks = append(s.marks, m)
	return nil
}

func (o *outline) kind(kind, value string, style int) (mark, error) {
	switch kind {
	case "s":
		n, err := strconv.ParseUint(value, 10, 31)
		if err != nil || int(n) >= o.strings {
			return 0, fmt.Errorf("shared string %q", value)
		}
		return markText, nil
	case "inlineStr", "str":
		return markText, nil
	case "b":
		return markBool, nil
	case "e":
		return markFault, nil
	case "d":
		return markDate, nil
	}
	if value == "" {
		return markFormula, nil
	}
	m, known := o.styles[style]
	if !known {
		m = o.numberAs(style)
		o.styles[style] = m
	}
	return m, nil
}

// numberAs tells what a style makes of a number: a day, a code as it is shown, or
// the number that it is.
func (o *outline) numberAs(style int) mark {
	if o.showsDate(style) {
		return markSerial
	}
	s, err := o.style(style)
	if err != nil || s.CustomNumFmt == nil || len(o.shown) == shownFormats {
		return markNumber
	}
	m, ok := maskOf(*s.CustomNumFmt)
	if !ok {
		return markNumber
	}
	o.shown = append(o.shown, m)
	return markShown + mark(len(o.shown)-1)
}

// showsDate tells whether a style shows a number as a date or time. The
// numbered formats 27–36 and 50–58 are the East Asian ones.
func (o *outline) showsDate(style int) bool {
	s, err := o.style(style)
	if err != nil {
		return false // a style that the file does not have: an ordinary number
	}
	if s.CustomNumFmt == nil {
		id := s.NumFmt
		return 14 <= id && id <= 22 || 27 <= id && id <= 36 || 45 <= id && id <= 47 || 50 <= id && id <= 58
	}
	parser := nfp.NumberFormatParser()
	sections := parser.Parse(*s.CustomNumFmt)
	if len(sections) == 0 {
		return false
	}
	for _, token := range sections[0].Items {
		if token.TType == nfp.TokenTypeDateTimes || token.TType == nfp.TokenTypeElapsedDateTimes {
			return true
		}
	}
	return false
}

// mergeSink takes the merged areas that reach over several lines or columns.
type mergeSink struct {
	o     *outline
	count int
}

func (s *mergeSink) UnmarshalXML(d *xml.Decoder, start xml.StartElement) error {
	var area struct {
		Ref string `xml:"ref,attr"`
	}
	if err := d.DecodeElement(&area, &start); err != nil {
		return err
	}
	if s.count++; s.count > maxMerges {
		return refuse(FileDamaged, 0, fmt.Sprintf("more than %d merged areas", maxMerges))
	}
	from, to, _ := strings.Cut(area.Ref, ":")
	column, first, err := excelize.CellNameToCoordinates(from)
	right, last, err2 := excelize.CellNameToCoordinates(to)
	if err != nil || err2 != nil {
		return nil
	}
	if right > column && last == first {
		s.o.spans[first] = append(s.o.spans[first], span{column - 1, min(right, s.o.columns) - 1})
	}
	if last > first {
		s.o.merges[first] = append(s.o.merges[first], merge{column: column - 1, first: first, last: last})
	}
	return nil
}
