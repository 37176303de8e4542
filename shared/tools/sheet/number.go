package sheet

import (
	"strings"

	"github.com/shopspring/decimal"
	"github.com/xuri/excelize/v2"
)

// This is the one place of the shared code that touches floats, because the
// library takes a number only as a Go number. It is safe: every decimal of up
// to 15 significant digits has its own nearest binary number, whose shortest
// decimal form, which the library writes, is that decimal again. Nothing is
// calculated here, and TestNumbersAreExact holds the digits of the file against
// the digits that went in. A decimal with more digits would be rounded, by the
// spreadsheet too, so it becomes text.

// digits is how many significant digits a spreadsheet keeps of a number.
const digits = 15

// number is d as a value for the library: a number, or else its text.
func number(d decimal.Decimal) any {
	text := d.String()
	if len(strings.Trim(strings.NewReplacer("-", "", ".", "").Replace(text), "0")) > digits {
		return text
	}
	return d.InexactFloat64()
}

// setWidth sets the width of column i, counted from 1, in characters.
func setWidth(s *excelize.StreamWriter, i, characters int) error {
	return s.SetColWidth(i, i, float64(characters))
}
