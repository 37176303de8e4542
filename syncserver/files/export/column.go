package export

import (
	"fmt"

	"heyi/shared/kernel"
	"heyi/shared/tools/habit"
	"heyi/shared/tools/sheet"
)

// column is one column of a file.
type column struct {
	title string
	kind  sheet.Kind
	text  func(kernel.Row) string // for CSV
	cell  func(kernel.Row) any    // for XLSX
}

// columnsOf are the columns of an entity: its fields, and beside every reference
// what people call the row that it refers to.
func columnsOf(s *kernel.Schema, own []kernel.CustomField, titles *titles, lang string) []column {
	var list []column
	for _, f := range s.Fields {
		if f.Kind == kernel.KindCustom {
			list = append(list, otherColumn(f, own, lang))
			continue
		}
		if f.Former {
			continue
		}
		list = append(list, column{
			title: heading(f, lang), kind: kindOf(f),
			text: func(row kernel.Row) string { return text(f, row) },
			cell: func(row kernel.Row) any { return cell(f, row) },
		})
		if f.Kind != kernel.KindID || s.Target(f) == nil && f.RefBy == "" {
			continue
		}
		name := func(row kernel.Row) string { return titles.of(s, f, row) }
		list = append(list, column{
			title: named(f, lang), kind: sheet.Text,
			text: func(row kernel.Row) string { return habit.Defuse(name(row)) },
			cell: func(row kernel.Row) any { return name(row) },
		})
	}
	for _, f := range own {
		list = append(list, ownColumn(&f, lang))
		if f.Kind == kernel.KindID {
			list = append(list, ownNamed(s, &f, titles, lang))
		}
	}
	return list
}

// ownColumn is a field that the company has defined.
func ownColumn(own *kernel.CustomField, lang string) column {
	f := &kernel.Field{Name: own.ID.String(), Zh: own.Zh, En: own.En, Kind: own.Kind}
	value := func(row kernel.Row) (kernel.Value, bool) {
		content := row.Base().Custom.Get(own.ID)
		v, err := kernel.ParseValue(own.Kind, content)
		if err != nil {
			v = kernel.Of(content)
		}
		return v, content != ""
	}
	return column{
		title: heading(f, lang), kind: kindOf(f),
		text: func(row kernel.Row) string {
			if v, there := value(row); there {
				return textOf(v)
			}
			return ""
		},
		cell: func(row kernel.Row) any {
			if v, there := value(row); there {
				return cellOf(v)
			}
			return nil
		},
	}
}

// ownNamed is what people call the row that such a field names.
func ownNamed(s *kernel.Schema, own *kernel.CustomField, titles *titles, lang string) column {
	name := func(row kernel.Row) string {
		id, err := kernel.ParseID(row.Base().Custom.Get(own.ID))
		if err != nil {
			return ""
		}
		return titles.named(s.Catalog().Schema(own.Target), id)
	}
	return column{
		title: named(&kernel.Field{Zh: own.Zh, En: own.En}, lang), kind: sheet.Text,
		text: func(row kernel.Row) string { return habit.Defuse(name(row)) },
		cell: func(row kernel.Row) any { return name(row) },
	}
}

// otherColumn is what rows hold in fields that nobody defines any more.
func otherColumn(f *kernel.Field, own []kernel.CustomField, lang string) column {
	others := func(row kernel.Row) string {
		rest := row.Base().Custom
		for _, known := range own {
			if rest.Get(known.ID) != "" {
				rest = rest.With(known.ID, "")
			}
		}
		return customText(rest)
	}
	return column{title: heading(f, lang), kind: sheet.Text, text: others, cell: func(row kernel.Row) any { return others(row) }}
}

func heading(f *kernel.Field, lang string) string {
	if lang == "zh" {
		return f.LabelZh()
	}
	return f.LabelEn()
}

func named(f *kernel.Field, lang string) string {
	if lang == "zh" {
		return f.LabelZh() + "（名称）"
	}
	return f.LabelEn() + " (name)"
}

// titles finds what people call rows.
type titles struct {
	from  kernel.Scanner
	known map[kernel.Key]string
}

// mostTitles bounds what is remembered.
const mostTitles = 100_000

// of is the title of the row that a field refers to; nothing for a reference to
// nothing, or to what is not there.
func (t *titles) of(s *kernel.Schema, f *kernel.Field, row kernel.Row) string {
	id := f.Get(row).ID()
	target := s.Target(f)
	if f.RefBy != "" {
		target = s.Catalog().Schema(s.Field(f.RefBy).Get(row).Str)
	}
	return t.named(target, id)
}

func (t *titles) named(target *kernel.Schema, id kernel.ID) string {
	if target == nil || id.IsZero() {
		return ""
	}
	key := kernel.Key{Schema: target, ID: id}
	title, known := t.known[key]
	if !known {
		if r := t.from.Get(target, id); r != nil {
			title = kernel.TitleOf(r)
		}
		if len(t.known) >= mostTitles {
			clear(t.known)
		}
		t.known[key] = title
	}
	return title
}

// text is a field as text.
func text(f *kernel.Field, row kernel.Row) string { return textOf(f.Get(row)) }

// textOf is a value as text. What a spreadsheet could run as a formula is defused;
// numbers are left, a minus sign runs nothing.
func textOf(v kernel.Value) string {
	switch v.Kind {
	case kernel.KindBytes:
		return fmt.Sprintf("%x", v.Str)
	case kernel.KindFile:
		return habit.Defuse(kernel.File(v.Str).Named().Name)
	case kernel.KindText, kernel.KindChoice, kernel.KindState:
		return habit.Defuse(v.Str)
	}
	if v.IsZero() && (v.Kind == kernel.KindID || v.Kind == kernel.KindDate || v.Kind == kernel.KindTime) {
		return ""
	}
	return v.String()
}

func customText(c kernel.Custom) string {
	all := ""
	for _, v := range c.Values() {
		if all != "" {
			all += "; "
		}
		all += v.Field.String() + "=" + v.Text
	}
	return habit.Defuse(all)
}

func kindOf(f *kernel.Field) sheet.Kind {
	switch f.Kind {
	case kernel.KindMoney:
		return sheet.Money
	case kernel.KindQty, kernel.KindPrice, kernel.KindRate:
		return sheet.Quantity
	case kernel.KindDate:
		return sheet.Day
	}
	return sheet.Text
}

var scales = map[kernel.Kind]int{
	kernel.KindMoney: kernel.MoneyScale, kernel.KindQty: kernel.QtyScale, kernel.KindPrice: kernel.PriceScale,
	kernel.KindRate: kernel.RateScale,
}

// cell is a field as a typed cell; the sheet itself keeps texts from running.
func cell(f *kernel.Field, row kernel.Row) any { return cellOf(f.Get(row)) }

func cellOf(v kernel.Value) any {
	scale, figure := scales[v.Kind]
	switch {
	case figure, v.Kind == kernel.KindInt:
		return sheet.Fixed{Int: v.Int, Scale: scale}
	case v.Kind == kernel.KindDate:
		return sheet.Date(v.Int)
	case v.Kind == kernel.KindText:
		return v.Str
	}
	return textOf(v)
}
