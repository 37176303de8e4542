package tabular

import (
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"

	"heyi/shared/habit"
)

// cellReader reads <row> and <c> elements of a worksheet one after another.
type cellReader struct {
	book       *workbook
	xml        *xml.Decoder
	maxColumns int
	line       int
	done       bool
}

// row returns the next row of the worksheet, io.EOF behind the last.
func (c *cellReader) row() (record, error) {
	for !c.done {
		token, err := c.xml.RawToken()
		if err != nil {
			return record{}, cutShort(err)
		}
		if end, ok := token.(xml.EndElement); ok && end.Name.Local == "sheetData" {
			c.done = true
			break
		}
		start, ok := token.(xml.StartElement)
		if !ok || start.Name.Local != "row" {
			continue
		}
		c.line++
		if n := rowNumber(attr(start, "r")); n >= c.line {
			c.line = n
		}
		return c.cells()
	}
	return record{}, io.EOF
}

// cells reads up to </row>.
func (c *cellReader) cells() (record, error) {
	rec := record{line: c.line, last: c.line}
	column := -1
	for {
		token, err := c.xml.RawToken()
		if err != nil {
			return record{}, cutShort(err)
		}
		switch t := token.(type) {
		case xml.EndElement:
			if t.Name.Local == "row" {
				return rec, nil
			}
		case xml.StartElement:
			if t.Name.Local != "c" {
				continue
			}
			column++
			if at := columnIndex(strings.TrimRight(attr(t, "r"), "0123456789")); at >= column {
				column = at
			}
			cell, err := c.cell(t)
			if err != nil {
				return record{}, err
			}
			if cell.Text == "" && cell.Kind == Text {
				continue // formatted but empty cells may reach far to the right
			}
			if column >= c.maxColumns {
				return record{}, refuse(LimitColumns, c.line, c.maxColumns)
			}
			for len(rec.cells) <= column {
				rec.cells = append(rec.cells, Cell{})
			}
			rec.cells[column] = cell
		}
	}
}

// cell reads up to </c>: the value <v>, the inline text <is>, whether there is
// a formula <f>.
func (c *cellReader) cell(start xml.StartElement) (Cell, error) {
	var value, inline strings.Builder
	computed, reading := false, (*strings.Builder)(nil)
	phonetic := false
	for {
		token, err := c.xml.RawToken()
		if err != nil {
			return Cell{}, cutShort(err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "f":
				computed = true
			case "v":
				reading = &value
			case "rPh":
				phonetic = true
			case "t":
				if !phonetic {
					reading = &inline
				}
			}
		case xml.CharData:
			if reading != nil {
				reading.Write(t)
			}
		case xml.EndElement:
			reading = nil
			switch t.Name.Local {
			case "rPh":
				phonetic = false
			case "c":
				return c.value(attr(start, "t"), attr(start, "s"), value.String(), inline.String(), computed)
			}
		}
	}
}

func (c *cellReader) value(kind, style, value, inline string, computed bool) (Cell, error) {
	switch kind {
	case "s":
		i, err := strconv.Atoi(strings.TrimSpace(value))
		if err != nil || i < 0 || i >= len(c.book.strings) {
			return Cell{}, refuse(FileDamaged, c.line, "shared string "+value)
		}
		return Cell{Text: c.book.strings[i]}, nil
	case "inlineStr":
		return Cell{Text: unescaped(inline)}, nil
	case "str":
		return Cell{Text: unescaped(value)}, nil
	case "b":
		return Cell{Text: map[bool]string{true: "TRUE", false: "FALSE"}[strings.TrimSpace(value) == "1"]}, nil
	case "e":
		return Cell{Text: value, Kind: fault}, nil
	case "d":
		return Cell{Text: strings.Replace(value, "T", " ", 1), Kind: Date}, nil
	}
	value = strings.TrimSpace(value)
	if value == "" {
		if computed {
			return Cell{Kind: formula}, nil
		}
		return Cell{}, nil
	}
	return c.number(style, value), nil
}

// number keeps the digits of the file; only the exponent is written out.
func (c *cellReader) number(style, value string) Cell {
	text := value
	if strings.ContainsAny(value, "eE+") {
		if f, err := habit.Number(value); err == nil && f.Unit == "" {
			text = f.Dec
		}
	}
	if s, err := strconv.Atoi(style); err == nil && s >= 0 && s < len(c.book.dates) && c.book.dates[s] {
		if date, ok := moment(text, c.book.base1904); ok {
			return Cell{Text: date, Kind: Date}
		}
	}
	return Cell{Text: text, Kind: Number}
}

// moment turns a serial into date and time, without floats: the fraction is
// taken to nine digits, which is finer than a second.
func moment(serial string, base1904 bool) (string, bool) {
	whole, fraction, _ := strings.Cut(serial, ".")
	days, err := strconv.Atoi(whole)
	if err != nil || days < 0 {
		return "", false
	}
	billionths, err := strconv.ParseInt((fraction + "000000000")[:9], 10, 64)
	if err != nil {
		return "", false
	}
	seconds := (billionths*86400 + 500_000_000) / 1_000_000_000
	if seconds >= 86400 {
		days, seconds = days+1, 0
	}
	clock := two(seconds/3600) + ":" + two(seconds/60%60) + ":" + two(seconds%60)
	if days == 0 && !base1904 {
		return clock, true
	}
	ymd, ok := habit.Serial(days, base1904)
	if !ok {
		return "", false
	}
	y, m, d := habit.Split(ymd)
	date := strconv.Itoa(y) + "-" + two(int64(m)) + "-" + two(int64(d))
	if seconds == 0 {
		return date, true
	}
	return date + " " + clock, true
}

func two(n int64) string {
	if n < 10 {
		return "0" + strconv.FormatInt(n, 10)
	}
	return strconv.FormatInt(n, 10)
}

// cutShort marks an end of the text inside an element.
func cutShort(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name && a.Name.Space == "" {
			return a.Value
		}
	}
	return ""
}

// columnIndex is 0 for A, -1 when it is no column.
func columnIndex(name string) int {
	n := 0
	for _, r := range name {
		if r < 'A' || r > 'Z' || n > 1_000_000 {
			return -1
		}
		n = n*26 + int(r-'A') + 1
	}
	return n - 1
}

func rowNumber(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil || n > 1<<30 {
		return 0
	}
	return n
}

var escapeMark = regexp.MustCompile(`_x[0-9A-Fa-f]{4}_`)

// unescaped resolves _x000D_, by which a workbook writes control characters.
func unescaped(s string) string {
	if !strings.Contains(s, "_x") {
		return s
	}
	return escapeMark.ReplaceAllStringFunc(s, func(mark string) string {
		n, err := strconv.ParseUint(mark[2:6], 16, 16)
		if err != nil || n == 0 {
			return ""
		}
		return string(rune(n))
	})
}
