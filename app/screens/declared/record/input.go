package record

import (
	"context"
	"strconv"
	"strings"
	"time"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	model "heyi/app/view/declared/record"
	"heyi/shared/kernel"
)

// control is an input on screen: the field and its content as canonical text.
type control struct {
	in    model.Input
	field widgets.FormField
	text  func() string // meaningful when the field's Check finds nothing wrong
	set   func(text string)
	wide  bool
	// picked is told of the row that a reference names now, of a page that says how it stands.
	picked func(kernel.ID)
	keep   func() error // what was chosen, before the command; nil for nothing
}

// longLines is how many lines of a long text show.
const longLines = 3

// newControl draws an input with what was read.
func newControl(site *common.Site, in model.Input) *control {
	c := &control{in: in}
	switch {
	case in.Many:
		f := newManyField(in.Name, in.Label, in.Required, in.Hint, in.Options)
		c.field, c.text, c.set, c.wide = f, f.Text, f.SetText, true
	case in.Kind == kernel.KindChoice || len(in.Options) > 0:
		f := newSelectField(in.Name, in.Label, in.Required, in.Hint, in.Options)
		c.field, c.text, c.set = f, f.Text, f.SetText
	case in.Kind == kernel.KindBool:
		f := newCheckField(in.Name, in.Label, in.Hint)
		c.field, c.set = f, f.SetText
		c.text = func() string { return orEmpty(in, f.Text(), "false") }
	case in.Kind == kernel.KindID:
		c.pick(site)
	case in.Kind == kernel.KindFile:
		c.file(site)
	case in.Kind == kernel.KindDate:
		c.date(site)
	case in.Kind == kernel.KindMoney:
		c.number(widgets.NewMoneyField(in.Name, in.Label))
	case in.Kind == kernel.KindQty:
		qty := widgets.NewQtyField(in.Name, in.Label)
		qty.SetUnit(in.Unit)
		c.number(qty)
	case in.Kind == kernel.KindPrice:
		c.number(widgets.NewPriceField(in.Name, in.Label))
	case in.Kind == kernel.KindRate:
		c.typed(parseRate, func(n int64) string { return view.Rate(kernel.Rate(n)) })
	case in.Month:
		if in.Hint == "" {
			c.in.Hint = monthHint.Text()
		}
		c.typed(parseMonth, kernel.MonthText)
	case in.Kind == kernel.KindInt:
		c.typed(parseInt, func(n int64) string { return strconv.FormatInt(n, 10) })
	case in.Suggest != nil:
		c.suggested(site)
	default:
		c.plain()
	}
	c.set(in.Was)
	return c
}

// orEmpty gives a field of the company's own its nothing.
func orEmpty(in model.Input, text, nothing string) string {
	if in.Own && text == nothing && in.Was == "" {
		return ""
	}
	return text
}

func (c *control) plain() {
	f := widgets.NewField(c.in.Name, c.in.Label)
	if c.in.Long {
		f = widgets.NewTextField(c.in.Name, c.in.Label, longLines)
		c.wide = true
	}
	f.SetRequired(c.in.Required)
	f.SetHint(c.in.Hint)
	c.field, c.text, c.set = f, f.Text, f.SetText
}

// suggested is a text that is chosen among what it suggests while it is typed.
func (c *control) suggested(site *common.Site) {
	f := common.NewSuggested(site, view.Input{Name: c.in.Name, Label: c.in.Label, Hint: c.in.Hint, Suggest: c.in.Suggest})
	f.SetRequired(c.in.Required)
	c.field = f
	c.text = func() string {
		o, _ := f.Picked()
		return o.Code
	}
	c.set = func(text string) {
		if text == "" {
			f.Clear()
			return
		}
		f.SetPicked(view.Option{Code: text})
	}
}

var notNegative = i18n.Define("record.negative", "不能为负数", "Must not be negative")

func (c *control) sign(n int64) string {
	if n < 0 && !c.in.Negative {
		return notNegative.Text()
	}
	return ""
}

// number is a figure with a field of its own kind.
func (c *control) number(f *widgets.NumberField) {
	f.SetRequired(c.in.Required)
	f.SetHint(c.in.Hint)
	f.Validate = c.sign
	c.field = f
	c.text = func() string {
		n, ok := f.Value()
		if !ok {
			return c.in.Empty()
		}
		return kernel.Value{Kind: c.in.Kind, Int: n}.String()
	}
	c.set = func(text string) {
		v, err := kernel.ParseValue(c.in.Kind, text)
		if err != nil || v.Int == 0 && text == c.in.Empty() {
			f.Clear()
			return
		}
		f.SetValue(v.Int)
	}
}

// typed is a figure in a text box that reads and writes it in a way of its own.
func (c *control) typed(parse func(string) (int64, error), format func(int64) string) {
	f := widgets.NewField(c.in.Name, c.in.Label)
	f.Input.Numeric = true
	f.SetRequired(c.in.Required)
	f.SetHint(c.in.Hint)
	f.Validate = func(text string) string {
		n, err := parse(text)
		if err != nil {
			return i18n.Explain(err)
		}
		if c.in.Kind == kernel.KindInt {
			return ""
		}
		return c.sign(n)
	}
	c.field = f
	c.text = func() string {
		n, err := parse(f.Text())
		if err != nil {
			return c.in.Empty()
		}
		return kernel.Value{Kind: c.in.Kind, Int: n}.String()
	}
	c.set = func(text string) {
		v, err := kernel.ParseValue(c.in.Kind, text)
		if err != nil || v.Int == 0 && text == c.in.Empty() {
			f.SetText("")
			return
		}
		f.SetText(format(v.Int))
	}
}

// parseRate reads 13%, 13％ or 0.13 into millionths.
func parseRate(text string) (int64, error) {
	bare := strings.TrimRight(strings.TrimSpace(text), "%％")
	n, err := i18n.ParseQuantity(bare)
	if err != nil || bare == strings.TrimSpace(text) {
		return n, err
	}
	if n%100 != 0 {
		return 0, i18n.ErrDecimals
	}
	return n / 100, nil
}

var monthHint = i18n.Define("record.month", "如 2026-11", "For example 2026-11")

// parseMonth reads a month as people write it; nothing is none.
func parseMonth(text string) (int64, error) {
	if strings.TrimSpace(text) == "" {
		return 0, nil
	}
	return i18n.ParseMonth(text)
}

// parseInt reads a whole number.
func parseInt(text string) (int64, error) {
	const scale = 1_000_000
	n, err := i18n.ParseQuantity(text)
	if err == nil && n%scale != 0 {
		return 0, i18n.ErrDecimals
	}
	return n / scale, err
}

func (c *control) date(site *common.Site) {
	f := widgets.NewDateField(c.in.Name, c.in.Label, site.Day)
	f.SetRequired(c.in.Required)
	f.SetHint(c.in.Hint)
	c.field = f
	c.text = func() string {
		day, ok := f.Date()
		if !ok {
			return ""
		}
		return day.Format(time.DateOnly)
	}
	c.set = func(text string) {
		day, err := time.Parse(time.DateOnly, text)
		if err != nil {
			f.Input.SetText("")
			return
		}
		f.SetDate(day)
	}
}

// pick is a reference: it searches the entity it points to and shows titles.
func (c *control) pick(site *common.Site) {
	f := widgets.NewPickerField(site.Dispatcher, c.in.Name, c.in.Label, widgets.PickerConfig[model.Choice]{
		Search: func(_ context.Context, search string, limit int) ([]model.Choice, error) {
			return view.Load(site.Desk, func(r *view.Reader) ([]model.Choice, error) {
				return c.in.Find(r, search, limit)
			})
		},
		Title:  func(o model.Choice) string { return o.Title },
		Detail: func(o model.Choice) string { return o.Detail },
		OnPicked: func(o model.Choice) {
			if c.picked != nil {
				c.picked(o.ID)
			}
		},
	})
	f.SetRequired(c.in.Required)
	f.SetHint(c.in.Hint)
	c.field = f
	c.text = func() string {
		if o, ok := f.Picked(); ok {
			return o.ID.String()
		}
		return ""
	}
	c.set = func(text string) {
		id, err := kernel.ParseID(text)
		if err != nil || id.IsZero() {
			f.Clear()
			return
		}
		f.SetPicked(model.Choice{ID: id, Title: c.titleOf(site, id)})
	}
}

// titleOf is what people call the row: the form has read it, unless the person
// came back with another choice.
func (c *control) titleOf(site *common.Site, id kernel.ID) string {
	if id.String() == c.in.Was && c.in.Title != "" {
		return c.in.Title
	}
	title, err := view.Load(site.Desk, func(r *view.Reader) (string, error) {
		return model.TitleOf(r, c.in.Target, id), nil
	})
	if err != nil {
		return ""
	}
	return title
}
