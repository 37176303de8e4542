package widgets

import (
	"testing"
	"time"

	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"heyi/app/ui/i18n"
)

// Objections appear on leaving the field, not while typing, and go with the
// next change.
func TestFieldObjectsOnlyWhenLeft(t *testing.T) {
	f := NewField("name", "名称")
	f.Validate = func(text string) string {
		if len([]rune(text)) < 2 {
			return "太短"
		}
		return ""
	}
	w := window(t, f, 300, 200)
	f.Focus()
	if w.Canvas().Focused() != f.Input {
		t.Fatal("Focus did not reach the box")
	}
	typed(f.Input, "a")
	if f.ErrorText() != "" {
		t.Fatal("objection while typing")
	}
	w.Canvas().Unfocus()
	if f.ErrorText() != "太短" {
		t.Fatalf("objection %q after leaving", f.ErrorText())
	}
	f.Focus()
	typed(f.Input, "ab")
	if f.ErrorText() != "" {
		t.Fatal("the objection outlived a change")
	}
	f.SetRequired(true)
	f.SetText("  ")
	if got := f.Check(); got != "请填写名称" {
		t.Fatalf("objection %q to blanks", got)
	}
}

func TestFieldHintGivesWayToErrors(t *testing.T) {
	f := NewField("name", "名称")
	window(t, f, 300, 200)
	f.SetHint("可留空")
	height := f.MinSize().Height
	f.SetError("重复")
	if f.ErrorText() != "重复" || f.note.Text != "重复" {
		t.Fatal("the error is not shown")
	}
	f.SetError("")
	if f.ErrorText() != "" || f.note.Text != "可留空" {
		t.Fatalf("note %q", f.note.Text)
	}
	f.SetHint("")
	if f.MinSize().Height >= height {
		t.Fatal("an empty note takes room")
	}
}

func TestNumberFieldReadsWhatPeopleType(t *testing.T) {
	f := NewQtyField("quantity", "数量")
	w := window(t, f, 300, 200)
	f.Focus()
	for _, r := range "１２。5" {
		f.Input.TypedRune(r)
	}
	w.Canvas().Unfocus()
	if f.Input.Text != "12.5" || f.ErrorText() != "" {
		t.Fatalf("text %q, objection %q", f.Input.Text, f.ErrorText())
	}
	if v, ok := f.Value(); !ok || v != 12_500_000 {
		t.Fatalf("value %d, %v", v, ok)
	}
	f.Input.SetText("十")
	if f.Check() != i18n.Explain(i18n.ErrNotANumber) {
		t.Fatalf("objection %q", f.Check())
	}
	if _, ok := f.Value(); ok {
		t.Fatal("a word is a value")
	}
	f.Clear()
	if f.Check() != "" {
		t.Fatal("an empty optional field objects")
	}
	f.SetRequired(true)
	if f.Check() != "请填写数量" {
		t.Fatal("an empty required field is silent")
	}
}

func TestMoneyFieldFormatsAndReports(t *testing.T) {
	f := NewMoneyField("amount", "金额")
	window(t, f, 300, 200)
	var heard []int64
	f.OnChanged = func(v int64) { heard = append(heard, v) }
	f.SetValue(123456780)
	f.Input.SetText("1x")
	if f.Input.Text != "1x" || len(heard) != 1 || heard[0] != 123456780 {
		t.Fatalf("text %q, heard %v", f.Input.Text, heard)
	}
	f.Validate = func(v int64) string { return map[bool]string{true: "不能为负"}[v < 0] }
	f.Input.SetText("-5")
	if f.Check() != "不能为负" {
		t.Fatalf("objection %q", f.Check())
	}
	p := NewPriceField("price", "单价")
	p.SetValue(3500)
	if p.Input.Text != "0.0035" {
		t.Fatalf("price %q", p.Input.Text)
	}
}

func november() time.Time { return time.Date(2026, 11, 21, 23, 0, 0, 0, time.UTC) }

func TestDateFieldTypedAndChosen(t *testing.T) {
	f := NewDateField("due", "到期日", november)
	w := window(t, container.NewVBox(f), 400, 700)
	f.Focus()
	typed(f.Input, "2026.11.3")
	w.Canvas().Unfocus()
	if f.Input.Text != "2026-11-03" {
		t.Fatalf("text %q", f.Input.Text)
	}
	f.Input.SetText("2026-02-30")
	if f.Check() != i18n.Explain(i18n.ErrNotADate) {
		t.Fatalf("objection %q", f.Check())
	}
	f.SetDate(time.Time{})
	if f.Check() != "" {
		t.Fatal("an empty optional date objects")
	}
	f.openCalendar()
	calendar, ok := f.popup.Content.(*Calendar)
	if !ok || calendar.title.Text != "2026-11" {
		t.Fatal("the calendar is not open at this month")
	}
	test.Tap(calendar.days[9])
	if d, ok := f.Date(); !ok || i18n.Date(d) != "2026-11-04" {
		t.Fatalf("chosen %v", d)
	}
	if w.Canvas().Overlays().Top() != nil {
		t.Fatal("the calendar stayed open")
	}
}

// The first cell is a Monday in every month, and belongs to the month before
// or is its first.
func TestCalendarBeginsOnMonday(t *testing.T) {
	var chosen time.Time
	c := NewCalendar(november(), november(), func(d time.Time) { chosen = d })
	window(t, c, 400, 500)
	for m := range 24 {
		first := time.Date(2026, time.Month(1+m), 1, 0, 0, 0, 0, time.UTC)
		c.show(first)
		c.days[0].OnTapped()
		if chosen.Weekday() != time.Monday || chosen.After(first) || first.Sub(chosen) > 6*24*time.Hour {
			t.Errorf("%s begins with %s", first.Format("2006-01"), chosen)
		}
	}
	if !c.days[41].Disabled() {
		t.Error("a day of another month can be chosen")
	}
}

// A figure that was taken out again is nothing, and the form hears of it.
func TestEmptiedNumberIsNothing(t *testing.T) {
	f := NewMoneyField("amount", "金额")
	heard := int64(-1)
	f.OnChanged = func(v int64) { heard = v }
	window(t, f, 390, 200)
	if f.Input.SetText("6400"); heard != 6400_00 {
		t.Fatalf("heard %d", heard)
	}
	if f.Input.SetText("640x"); heard != 6400_00 {
		t.Errorf("heard %d of what is no number", heard)
	}
	if f.Input.SetText(""); heard != 0 {
		t.Errorf("heard %d of an empty box", heard)
	}
}
