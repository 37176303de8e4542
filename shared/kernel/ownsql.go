package kernel

import (
	"encoding/hex"
	"fmt"
	"strconv"
)

// A field of the company's own has no column: its pairs stand packed in one. Lists and
// figures read it out of there in SQL, as the value of its kind, so that it is filtered,
// sorted and summed like a declared one, on device and server.

// OwnAbsent is what a figure, a number or a date of the company's own is ordered by in
// rows that lack it: less than all.
const OwnAbsent = -9_000_000_000_000_000_000

// CustomFieldIn finds a customer-defined field among the rows that get reads. The module
// that owns these definitions sets it.
var CustomFieldIn func(c *Catalog, get func(*Schema, ID) Row, id ID) (CustomField, bool)

// Valued is the kind that lists compare the field's content as: an option and the id of a
// row that is named are compared as the texts that they are.
func (cf *CustomField) Valued() Kind {
	switch {
	case cf.Kind.number():
		return cf.Kind
	case cf.Kind == KindChoice, cf.Kind == KindID: // compared as the text that it is
		return KindChoice
	}
	return KindText
}

// In is the field's content in a row, in the order of lists: of [CustomField.Valued],
// with [OwnAbsent] or an empty text where the row has none. A box that nobody has ticked
// is a no.
func (cf *CustomField) In(c Custom) Value {
	kind, content := cf.Valued(), c.Get(cf.ID)
	v, err := ParseValue(kind, content)
	switch {
	case !kind.number():
		v = Value{Kind: kind, Str: content}
	case err != nil && kind == KindBool:
		v = Value{Kind: kind}
	case err != nil || content == "":
		v = Value{Kind: kind, Int: OwnAbsent}
	}
	return v
}

// scales are the decimal places of figures.
var scales = map[Kind]int{KindMoney: MoneyScale, KindQty: QtyScale, KindPrice: PriceScale, KindRate: RateScale}

// OwnColumn is [CustomField.In] in SQL, of the row with an alias. absent is what stands
// for nothing where the field is a number, in SQL.
func (d Dialect) OwnColumn(alias string, cf *CustomField, absent string) string {
	content := d.ownContent(alias+"."+Quote("custom"), cf.ID)
	kind := cf.Valued()
	if !kind.number() {
		if d == Postgres {
			return content + ` COLLATE "C"`
		}
		return content
	}
	number := "CAST(%s AS BIGINT)"
	scale := scales[kind]
	dot, plain := "instr(f.v, '.')", "f.v NOT GLOB '*[^-+0-9.]*' AND f.v GLOB '*[0-9]*'"
	if d == Postgres {
		dot, plain = "strpos(f.v, '.')", "f.v ~ '^[-+]?[0-9]*[.]?[0-9]+[.]?$'"
	}
	switch kind {
	case KindBool:
		return "(SELECT CASE WHEN f.v IN ('true', 'TRUE', 'True', 't', 'T', '1') THEN 1 ELSE 0 END FROM (SELECT " + content + " AS v) f)"
	case KindDate:
		number = fmt.Sprintf(number, "replace(f.v, '-', '')")
		if d == Postgres {
			plain = "f.v ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}$'"
		}
	case KindInt:
		number = fmt.Sprintf(number, "f.v")
	default: // the digits before the point, and as many behind it as the kind has
		number = fmt.Sprintf(number, "substr(replace(f.v, '.', '') || '000000', 1, CASE "+dot+" WHEN 0 THEN length(f.v) ELSE "+dot+" - 1 END + "+strconv.Itoa(scale)+")")
	}
	return "(SELECT CASE WHEN " + plain + " THEN " + number + " ELSE " + absent + " END FROM (SELECT " + content + " AS v) f)"
}

// OwnReferred is the row that a field of the company's own names, as an id in SQL; none
// where it names nothing.
func (d Dialect) OwnReferred(alias string, cf *CustomField) string {
	content := d.ownContent(alias+"."+Quote("custom"), cf.ID)
	if d == Postgres {
		return "(SELECT CASE WHEN f.v ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN decode(replace(f.v, '-', ''), 'hex') ELSE ''::bytea END FROM (SELECT " + content + " AS v) f)"
	}
	return "(SELECT CASE WHEN length(f.v) = 36 THEN COALESCE(unhex(f.v, '-'), x'') ELSE x'' END FROM (SELECT " + content + " AS v) f)"
}

// ownContent is the text behind a field's id in a packed column. Its length stands in one
// byte, or in two with seven bits each.
func (d Dialect) ownContent(column string, id ID) string {
	name := hex.EncodeToString(id[:])
	if d == Postgres {
		cut := func(from, length string) string {
			return "convert_from(substring(" + column + " FROM o.at + " + from + " FOR " + length + "), 'UTF8')"
		}
		short := "get_byte(" + column + ", o.at + 15)"
		return "(SELECT CASE WHEN o.at = 0 THEN '' WHEN " + short + " < 128 THEN " + cut("17", short) +
			" ELSE " + cut("18", short+" - 128 + 128 * get_byte("+column+", o.at + 16)") + " END FROM (SELECT position('\\x" + name + "'::bytea IN " + column + ") AS at) o)"
	}
	size := func(at string) string {
		return "instr(" + bytesInOrder + ", substr(" + column + ", " + at + ", 1)) - 1"
	}
	return "(SELECT CASE WHEN o.at = 0 THEN '' WHEN " + size("o.at + 16") + " < 128 THEN CAST(substr(" + column + ", o.at + 17, " + size("o.at + 16") +
		") AS TEXT) ELSE CAST(substr(" + column + ", o.at + 18, " + size("o.at + 16") + " - 128 + 128 * (" + size("o.at + 17") +
		")) AS TEXT) END FROM (SELECT instr(" + column + ", x'" + name + "') AS at) o)"
}

// bytesInOrder is how SQLite makes a number of a byte: its place among all bytes.
var bytesInOrder = func() string {
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	return "x'" + hex.EncodeToString(all) + "'"
}()
