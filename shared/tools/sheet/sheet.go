// Package sheet writes exports as XLSX: a title, a frozen header, typed rows
// and a line of totals, streamed to any io.Writer in bounded memory.
//
// Money and quantities stand in the file as their exact decimal text; what has
// more than the 15 digits of a spreadsheet's number becomes text. Texts stay
// texts: codes and phones keep all of their digits, and what a spreadsheet
// could run as a formula is marked as quoted text (the apostrophe that Excel
// itself puts there), so that the value is unchanged and still inert after
// somebody edits the cell. The same rows always give the same bytes.
package sheet

import (
	"fmt"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"
)

// Kind says how a column is shown; it does not force the values.
type Kind uint8

// The kinds of columns.
const (
	Text     Kind = iota
	Money         // 1,234.50, negative red
	Quantity      // 12.5 without zeros at the end
	Day           // 2026-11-03
	Percent       // 31.33%, of 0.3133
)

// Column is one column of the export.
type Column struct {
	Title string
	Kind  Kind
	// Width in characters of half width; 0 takes it from the content.
	Width int
	// Total adds the sum of the column below the rows.
	Total bool
}

// Fixed is the number Int / 10^Scale, 0 ≤ Scale ≤ 18: {12345, 2} is 123.45.
type Fixed struct {
	Int   int64
	Scale int
}

// Date is a civil date yyyymmdd; 0 is an empty cell.
type Date int64

// Layout describes the whole sheet. An empty Title leaves its line out; an
// empty TotalLabel is 合计.
type Layout struct {
	Sheet      string
	Title      string
	Columns    []Column
	TotalLabel string
}

// The limits of the file format.
const (
	MaxRows    = excelize.TotalRows
	MaxColumns = excelize.MaxColumns
	MaxText    = excelize.TotalCellChars // UTF-16 units
)

// Code names why an export cannot be written.
type Code string

// The complete list.
const (
	TooManyRows    Code = "export.rows"
	TooManyColumns Code = "export.columns"
	TooLongText    Code = "export.text"
)

var sentences = map[Code][2]string{
	TooManyRows:    {"导出超过 %d 行，请缩小范围", "the export has more than %d lines; narrow it down"},
	TooManyColumns: {"导出超过 %d 列", "the export has more than %d columns"},
	TooLongText:    {"第 %d 行「%s」的文字太长，无法写入表格", "the text of line %d, column %q, is too long for a spreadsheet"},
}

// Error is a refusal that the data of an export can cause.
type Error struct {
	Code Code
	args []any
}

// Zh is the sentence for a Chinese reader.
func (e *Error) Zh() string { return fmt.Sprintf(sentences[e.Code][0], e.args...) }

// En is the sentence for an English reader.
func (e *Error) En() string { return fmt.Sprintf(sentences[e.Code][1], e.args...) }

func (e *Error) Error() string { return string(e.Code) + ": " + e.En() }

// String is the exact decimal text with Scale decimals.
func (f Fixed) String() string { return f.decimal().StringFixed(int32(f.Scale)) }

func (f Fixed) decimal() decimal.Decimal { return decimal.New(f.Int, int32(-f.Scale)) }

func (f Fixed) valid() bool { return f.Scale >= 0 && f.Scale <= 18 }
