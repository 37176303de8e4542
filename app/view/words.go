package view

import (
	"strings"
	"time"

	"heyi/app/ui/i18n"
	"heyi/shared/kernel"
)

// zh tells whether Chinese is spoken.
func zh() bool { return i18n.Current() == i18n.Chinese }

// Lang is the language in force as the kernel names it.
func Lang() string { return i18n.Current().Tag() }

// Say chooses between the two labels that a declaration or a row carries. People
// need not write an English one; the Chinese one then serves both.
func Say(chinese, english string) string {
	if zh() || english == "" {
		return chinese
	}
	return english
}

// Entity is what people call an entity.
func Entity(c *kernel.Catalog, name string) string {
	if s := c.Schema(name); s != nil {
		return Say(s.Zh, s.En)
	}
	return name
}

// Label is what people call a field of an entity.
func Label(c *kernel.Catalog, entity, field string) string {
	if s := c.Schema(entity); s != nil {
		if guard := guardOf(s, field); guard != nil {
			s = guard
		}
		if f := s.Field(field); f != nil {
			return FieldLabel(f)
		}
	}
	return field
}

// FieldLabel is what people call a field.
func FieldLabel(f *kernel.Field) string { return Say(f.LabelZh(), f.LabelEn()) }

// Hint is the sentence below an input, "" for none: how it is filled in, else what it is.
func Hint(f *kernel.Field) string {
	if f.HintZh == "" {
		return Means(f)
	}
	return Say(f.HintZh, f.HintEn)
}

// Means is the sentence that says what a figure is, "" for none.
func Means(f *kernel.Field) string { return Say(f.MeansZh, f.MeansEn) }

// Command is what people call a command.
func Command(c *kernel.Catalog, name string) string {
	if spec := c.Command(name); spec != nil {
		return Say(spec.Zh, spec.En)
	}
	return name
}

// PaperOf is the kind of document whose number a code is by its form, such as
// CK-A07-000123; nil for none.
func PaperOf(c *kernel.Catalog, code string) *kernel.Schema {
	prefix, rest, _ := strings.Cut(code, "-")
	if _, serial, _ := strings.Cut(rest, "-"); serial == "" || strings.Trim(serial, "0123456789") != "" {
		return nil
	}
	for _, s := range c.Schemas {
		if s.Prefix == prefix {
			return s
		}
	}
	return nil
}

// Argument is a command's argument as it is declared, nil for none.
func Argument(c *kernel.Catalog, command, name string) *kernel.Field {
	if spec := c.Command(command); spec != nil {
		for _, f := range spec.Fields {
			if f.Name == name {
				return f
			}
		}
	}
	return nil
}

// Choice is the label of a state or choice of an entity's field, "" for none.
func Choice(c *kernel.Catalog, entity, field, code string) string {
	s := c.Schema(entity)
	if s == nil || s.Field(field) == nil {
		return code
	}
	for _, o := range s.ChoicesOf(s.Field(field)) {
		if o.Code == code {
			return Say(o.Zh, o.En)
		}
	}
	return code
}

// State is the label of a document's state.
func State(c *kernel.Catalog, entity string, state kernel.State) string {
	return Choice(c, entity, "state", string(state))
}

// Option is a choice that a screen offers. Options of a group stand together below
// its name.
type Option struct{ Code, Label, Group string }

// Options lists what a choice field may hold.
func Options(c *kernel.Catalog, entity, field string) []Option {
	var list []Option
	if s := c.Schema(entity); s != nil && s.Field(field) != nil {
		for _, o := range s.ChoicesOf(s.Field(field)) {
			list = append(list, Option{Code: o.Code, Label: Say(o.Zh, o.En)})
		}
	}
	return list
}

// Money writes an amount: 1,234,567.80.
func Money(m kernel.Money) string { return i18n.Money(int64(m)) }

// Price writes a unit price: 3,980.00.
func Price(p kernel.Price) string { return i18n.Price(int64(p)) }

// Date writes a civil date, "" for none.
func Date(d kernel.Date) string {
	if d == 0 {
		return ""
	}
	return d.String()
}

var beforeBooks = i18n.Define("view.month.none", "期初", "Opening")

// Month writes an accounting period, yyyymm: 2026-11. What stands before the books begin
// is in none.
func Month(month int64) string {
	if month == 0 {
		return beforeBooks.Text()
	}
	return kernel.MonthText(month)
}

// Rate writes a rate that somebody has set, exactly: 13%, 0.385%.
func Rate(r kernel.Rate) string { return i18n.Ratio(int64(r)*100) + "%" }

// Share writes a ratio that was worked out, to the hundredth of a percent: 31.58%.
func Share(r kernel.Rate) string {
	const hundredth = 100
	half := kernel.Rate(hundredth / 2)
	if r < 0 {
		half = -half
	}
	return i18n.Percent(int64(r+half) / hundredth)
}

// The words of a discount.
var (
	discounted = i18n.Define("view.discount", "{0} 折（优惠 {1}）", "{0}/10 of the price ({1} off)")
	undiscount = i18n.Define("view.discount.none", "不打折", "No discount")
)

// Discount writes a discount rate as people say it: 0.9 is 9 折(优惠 10%).
func Discount(r kernel.Rate) string {
	const whole = 1_000_000
	if r == 0 || r == whole {
		return undiscount.Text()
	}
	return discounted.Text(i18n.Ratio(int64(r)*10), Rate(whole-r))
}

var notYet = i18n.Define("view.settled.later", "上传后算出", "Once uploaded")

// Settled is a figure that the server alone works out, in words: of a row that it has not
// judged yet there is none.
func Settled(row kernel.Row, text string) string {
	if row.Base().Version == 0 {
		return NotYet()
	}
	return text
}

// NotYet stands for a figure that the server alone works out and has not yet.
func NotYet() string { return notYet.Text() }

// At is a time in the company's zone.
func At(t kernel.Time, zone int) time.Time {
	if t == 0 {
		return time.Time{}
	}
	return time.UnixMilli(int64(t)).In(time.FixedZone("", zone*60))
}

// DateTime writes a time in the company's zone.
func DateTime(t kernel.Time, zone int) string { return i18n.DateTime(At(t, zone)) }

// Ago writes how long before now a time was: 3 分钟前.
func Ago(t, now kernel.Time) string {
	return i18n.Age(time.Duration(now-t) * time.Millisecond)
}

// Stamp says of when the figures are: 截至 10:32(3 分钟前).
func (r *Reader) Stamp() string { return Stamp(r.State.AsOf, r.State.Now, r.Author.Zone) }

// NotHere stands for a row that this device does not hold.
var NotHere = i18n.Define("view.nothere", "（本机没有）", "(not on this device)")

var neverSynced = i18n.Define("view.never", "尚未同步", "Not synchronised yet")

// Stamp says of when figures are.
func Stamp(asOf, now kernel.Time, zone int) string {
	if asOf == 0 {
		return neverSynced.Text()
	}
	return i18n.AsOf(At(asOf, zone), At(now, zone))
}

// Age says how old figures are: 3 分钟前.
func Age(asOf, now kernel.Time) string {
	if asOf == 0 {
		return neverSynced.Text()
	}
	return Ago(asOf, now)
}

// Figure writes a value of a sentence as people read it.
func Figure(v kernel.Value) string {
	switch v.Kind {
	case kernel.KindMoney:
		return i18n.Money(v.Int)
	case kernel.KindQty:
		return figureOf(kernel.Qty(v.Int)) // the sentence puts the unit behind it
	case kernel.KindPrice:
		return i18n.Price(v.Int)
	case kernel.KindRate:
		return Rate(kernel.Rate(v.Int))
	case kernel.KindBool:
		if v.Int != 0 {
			return i18n.Yes.Text()
		}
		return i18n.No.Text()
	case kernel.KindTime:
		return DateTime(kernel.Time(v.Int), beijing)
	}
	return v.String()
}

// beijing is the zone of times in sentences, in minutes.
const beijing = 480

// Join puts parts that are there beside each other: 广州 · 现结.
func Join(parts ...string) string {
	kept := parts[:0:0]
	for _, p := range parts {
		if strings.TrimSpace(p) != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, " · ")
}
