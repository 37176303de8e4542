package widgets

import (
	"context"
	"slices"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/test"

	"heyi/app/ui/uithread"
)

func customerForm(t *testing.T) (f *FormPage, name, phone, remark *Field, saved *int, w fyne.Window) {
	saved = new(int)
	f = NewFormPage("保存", func() { *saved++ })
	name, phone = NewField("name", "名称"), NewField("phone", "手机")
	remark = NewTextField("remark", "备注", 3)
	name.SetRequired(true)
	f.Add(name, phone)
	f.AddWide(remark)
	return f, name, phone, remark, saved, window(t, f, 390, 500)
}

func TestFormSaysWhichFieldFails(t *testing.T) {
	f, name, phone, _, saved, w := customerForm(t)
	phone.Validate = func(string) string { return "号码不对" }
	phone.SetText("1")
	f.Save()
	if *saved != 0 || f.Banner().Text() != "还有 2 处要改：名称、手机" || !f.Banner().Visible() {
		t.Fatalf("saved %d, banner %q", *saved, f.Banner().Text())
	}
	if w.Canvas().Focused() != name.Input || phone.ErrorText() != "号码不对" {
		t.Fatal("the first failing field has not got the keyboard")
	}
	name.SetText("明亮")
	if f.Banner().Text() != "还有 1 处要改：手机" {
		t.Fatalf("after mending one field: %q", f.Banner().Text())
	}
	phone.SetText("")
	if f.Banner().Visible() {
		t.Fatal("the banner outlived the last mended field")
	}
	f.Save()
	if *saved != 1 || f.Banner().Visible() {
		t.Fatalf("saved %d, banner visible %v", *saved, f.Banner().Visible())
	}
}

func TestFormByKeyboard(t *testing.T) {
	f, name, phone, remark, saved, w := customerForm(t)
	name.Focus()
	typed(name.Input, "a")
	press(name.Input, fyne.KeyReturn)
	if w.Canvas().Focused() != phone.Input {
		t.Fatal("Enter did not go to the next field")
	}
	remark.Hide()
	press(phone.Input, fyne.KeyReturn)
	if w.Canvas().Focused() != f.button || *saved != 0 {
		t.Fatal("Enter in the last field saved, or went nowhere")
	}
	press(f.button, fyne.KeyReturn)
	if *saved != 1 {
		t.Fatal("Enter does not press the button that has the keyboard")
	}
	*saved = 0
	press(f.button, fyne.KeySpace)
	name.Input.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyReturn, Modifier: fyne.KeyModifierShortcutDefault})
	if *saved != 2 {
		t.Fatalf("saved %d times", *saved)
	}
	f.SetBusy(true)
	f.Save()
	if *saved != 2 || !f.button.Disabled() {
		t.Fatal("a busy form saves again")
	}
	f.SetBusy(false)
	test.Tap(f.button)
	if *saved != 3 {
		t.Fatal("the form stayed busy")
	}
}

// A notice of the page itself is not the form's to remove.
func TestFormLeavesForeignBannersAlone(t *testing.T) {
	f, name, _, _, saved, _ := customerForm(t)
	f.Banner().Set(Caution, "超信用额度", "", nil)
	name.SetText("明亮")
	f.Save()
	if *saved != 1 || !f.Banner().Visible() || f.Banner().Text() != "超信用额度" {
		t.Fatalf("saved %d, banner %q", *saved, f.Banner().Text())
	}
}

// A rejected command names fields; what the form does not show must not be lost.
func TestFormShowsRefusalsFromElsewhere(t *testing.T) {
	f, name, phone, _, _, w := customerForm(t)
	rest := f.SetErrors(map[string]string{"phone": "已有同号客户", "credit": "超额度", "owner": "无权限"})
	if phone.ErrorText() != "已有同号客户" || name.ErrorText() != "" || w.Canvas().Focused() != phone.Input {
		t.Fatal("the refusal is not at its field")
	}
	if rest != "无权限、超额度" && rest != "超额度、无权限" {
		t.Fatalf("rest %q", rest)
	}
}

// The first failing field may be far below the window.
func TestFormScrollsToTheFailingField(t *testing.T) {
	f := NewFormPage("保存", func() {})
	for range 15 {
		f.AddWide(NewField("x", "字段"))
	}
	last := NewField("last", "最后")
	last.SetRequired(true)
	f.AddWide(last)
	window(t, f, 390, 400)
	f.Save()
	top := fyne.CurrentApp().Driver().AbsolutePositionForObject(last).Y
	if top < 0 || top > 400 || f.scroll.Offset() == 0 {
		t.Fatalf("the field stands at %v, scrolled %v", top, f.scroll.Offset())
	}
}

// A form is not as wide as a desk, unless it asks for that.
func TestFormIsReadablyWide(t *testing.T) {
	for wide, most := range map[bool]float32{false: formWidth, true: 1440} {
		f := NewFormPage("保存", func() {})
		name := NewField("name", "名称")
		f.AddWide(name)
		if wide {
			f.SetWide()
		}
		w := window(t, f, 1440, 900)
		if got := name.Size().Width; got > most || got < most-2*formWidth/20 {
			t.Errorf("wide %v: a field of %v", wide, got)
		}
		settle(w, 390, 844)
		if got := name.Size().Width; got > 390 {
			t.Errorf("wide %v: a field of %v on a phone", wide, got)
		}
	}
}

// A heading longer than the page is wide does not push the fields over the edge.
func TestFormHeadingsWrap(t *testing.T) {
	f := NewFormPage("保存", func() {})
	f.AddHeading("Farm produce, transport, building and everything else that is taxed so 2018-05-01")
	name := NewField("name", "名称")
	f.AddWide(name)
	w := window(t, f, 390, 844)
	settle(w, 390, 844)
	if got := name.Size().Width; got > 390 {
		t.Errorf("a field of %v on a phone", got)
	}
}

// A banner is as high as its text from the first look on.
func TestBannerHoldsItsText(t *testing.T) {
	b := NewBanner()
	w := window(t, NewStacked(b), 390, 300)
	b.Set(Caution, "连不上服务器 https://heyi.example.cn，请检查网络和地址,也可以先在本机继续工作", "重试", func() {})
	settle(w, 390, 300)
	if b.Size().Height < b.text.MinSize().Height || b.text.MinSize().Height < 1.5*oneLine() {
		t.Errorf("a banner of %v around a text of %v", b.Size(), b.text.MinSize())
	}
}

// Enter passes over nothing that is to be filled in: from the field above the lines it
// goes to what is missing in them, and from a line that nobody has begun to the field
// below.
func TestEnterGoesThroughTheLines(t *testing.T) {
	above, below := NewField("customer", "客户"), NewField("note", "备注")
	lines := NewLineGrid([]LineColumn{{Title: "结算账户", Weight: 1}, {Title: "金额", Weight: 1}})
	var amounts []*NumberField
	lines.OnAdd = func() LineCells {
		fund, amount := NewPickerField(uithread.Immediate{}, "fund", "结算账户", PickerConfig[string]{Title: func(s string) string { return s }}), NewMoneyField("amount", "金额")
		fund.SetPicked("工行基本户")
		amounts = append(amounts, amount)
		return LineCells{Cells: []fyne.CanvasObject{fund, amount}}
	}
	f := NewFormPage("保存", func() {})
	f.AddWide(above)
	f.AddLines(lines)
	f.AddWide(below)
	lines.Add(lines.OnAdd())
	w := window(t, f, 1200, 500)
	above.Focus()
	press(above.Input, fyne.KeyReturn)
	if w.Canvas().Focused() != amounts[0].Input {
		t.Fatal("Enter passed over the lines, or stands in what is chosen already")
	}
	typed(amounts[0].Input, "20000")
	press(amounts[0].Input, fyne.KeyReturn)
	if lines.Len() != 2 || w.Canvas().Focused() != amounts[1].Input {
		t.Fatalf("Enter in the last cell makes no new line: %d", lines.Len())
	}
	press(amounts[1].Input, fyne.KeyReturn)
	if lines.Len() != 2 || w.Canvas().Focused() != below.Input {
		t.Errorf("Enter in an empty line does not go on: %d lines", lines.Len())
	}
}

// Escape gives up a question and a sheet wherever the keyboard stands in them, and
// Enter on Cancel is no yes.
func TestEscapeGivesUp(t *testing.T) {
	w := window(t, NewStacked(), 800, 600)
	top := func() fyne.CanvasObject { return w.Canvas().Overlays().Top() }
	agreed := 0
	for _, key := range []fyne.KeyName{fyne.KeyEscape, fyne.KeyReturn} {
		NewConfirmDialog(w.Canvas(), Question{Title: "删除?", Yes: "删除", Danger: true}, func() { agreed++ }).Show()
		press(w.Canvas().Focused(), key)
		if top() != nil || agreed != 0 {
			t.Fatalf("%s does not give up the question, agreed %d", key, agreed)
		}
	}
	note, more := NewField("note", "说明"), NewTextField("more", "备注", 3)
	sheet := NewSheet(w.Canvas(), "处理完成", "处理完成", func() { agreed++ }, note, more)
	for _, field := range []*Field{note, more} {
		sheet.Show()
		field.Focus()
		press(field.Input, fyne.KeyEscape)
		if top() != nil || agreed != 0 {
			t.Errorf("Escape in %s does not give up the sheet", field.Name())
		}
	}
}

// A cell that may stay empty does not end the lines: whoever has chosen the customer of
// an old debt goes on to its number, its day, its amount.
func TestEnterGoesThroughALineThatIsBegun(t *testing.T) {
	lines := NewLineGrid([]LineColumn{{Title: "往来单位", Weight: 1}, {Title: "单号", Weight: 1}, {Title: "金额", Weight: 1}})
	who := NewPickerField(uithread.Immediate{}, "party", "往来单位", PickerConfig[string]{Title: func(s string) string { return s }})
	number, amount := NewField("number", "单号"), NewMoneyField("amount", "金额")
	f := NewFormPage("保存", func() { t.Error("it is saved") })
	f.AddLines(lines)
	lines.Add(LineCells{Cells: []fyne.CanvasObject{who, number, amount}})
	w := window(t, f, 1200, 500)
	who.SetPicked("万悦家居")
	who.Focus()
	press(who.Input, fyne.KeyReturn)
	press(number.Input, fyne.KeyReturn)
	if w.Canvas().Focused() != amount.Input {
		t.Fatalf("the keyboard is in %T, not in the amount", w.Canvas().Focused())
	}
	typed(amount.Input, "12.5.5")
	number.Focus()
	if f.Check() || w.Canvas().Focused() != amount.Input {
		t.Error("the cell that objects does not get the keyboard")
	}
}

// Ctrl+Enter saves from every kind of field.
func TestEveryFieldSaves(t *testing.T) {
	saved := 0
	f := NewFormPage("保存", func() { saved++ })
	fields := []FormField{
		NewField("a", "甲"), NewTextField("b", "乙", 2), NewMoneyField("c", "丙"), NewDateField("d", "丁", time.Now),
		NewSelectField("e", "戊", []SelectOption{{"x", "子"}}), NewCheckField("f", "己"),
		NewPickerField(uithread.Immediate{}, "g", "庚", PickerConfig[string]{Search: func(context.Context, string, int) ([]string, error) { return nil, nil }}),
	}
	f.Add(fields...)
	w := window(t, f, 1200, 900)
	for n, field := range fields {
		field.Focus()
		w.Canvas().Focused().(fyne.Shortcutable).TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyReturn, Modifier: fyne.KeyModifierShortcutDefault})
		if saved != n+1 {
			t.Errorf("Ctrl+Enter in %T does not save", field)
		}
	}
	f.next(len(fields) - 1) // behind the last field Enter leads to the button
	w.Canvas().Focused().(fyne.Shortcutable).TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyReturn, Modifier: fyne.KeyModifierShortcutDefault})
	if saved != len(fields)+1 {
		t.Error("Ctrl+Enter on the button does not save")
	}
}

// Tab goes as one reads: from the head of a page into it and on to its foot.
func TestTabGoesFromTheHeadIntoThePage(t *testing.T) {
	head, page, foot := NewInput(), NewInput(), NewButton("保存", nil)
	w := window(t, NewBorder(head, foot, nil, nil, page), 400, 400)
	for _, next := range []fyne.Focusable{head, page, foot} {
		w.Canvas().FocusNext()
		if w.Canvas().Focused() != next {
			t.Fatalf("Tab goes to %T", w.Canvas().Focused())
		}
	}
	pressed := false
	foot.OnTapped = func() { pressed = true }
	if press(foot, fyne.KeyReturn); !pressed {
		t.Error("Enter does not press a button")
	}
}

// On a phone what can be done about a notice stands below it: beside it the words would
// have a column of two.
func TestBannerPutsItsButtonBelowOnAPhone(t *testing.T) {
	b := NewBanner()
	w := window(t, NewStacked(b), 390, 500)
	b.Set(Alert, "Opening balances differ by -1,023,820.00. Enter it into the account it belongs to: nothing can be closed before", "Enter the difference", func() {})
	settle(w, 390, 500)
	if b.text.Size().Width < 300 || b.Size().Height < b.text.MinSize().Height+b.action.MinSize().Height-1 {
		t.Errorf("the words have %v of %v", b.text.Size(), b.Size())
	}
	settle(w, 900, 500)
	if b.action.Position().Y > b.text.Size().Height/2 {
		t.Error("where there is room the button is not beside the words")
	}
}

// A scanner does not know where the keyboard is: its code is no quantity, and what stood
// there comes back.
func TestACodeIsNoQuantity(t *testing.T) {
	for _, c := range []struct {
		typed string
		code  bool
	}{
		{"2000000003012", true},
		{"6901234567892", true},
		{"HY-S316", true},
		{"12345", false},
		{"1,234.5", false},
		{"12。5", false},
		{"12345670", false},
		{"", false},
		{"一箱", false},
	} {
		f := NewQtyField("qty", "数量")
		window(t, f, 400, 200)
		var heard []string
		value := int64(0)
		left := 0
		f.OnCode = func(code string) { heard = append(heard, code) }
		f.OnChanged = func(v int64) { value = v }
		f.Bind(func() { left++ }, nil)
		f.SetValue(3_000_000)
		f.Focus()
		f.Input.SetText(c.typed)
		f.Input.OnNext()
		if got := len(heard) == 1 && heard[0] == c.typed && value == 3_000_000 && f.Input.Text == "3" && left == 0; got != c.code {
			t.Errorf("%q: heard %q, the box holds %q, the line %d", c.typed, heard, f.Input.Text, value)
		}
	}
}

// A line that is replaced stands where it stood, alone is made anew, and Enter goes
// through it.
func TestReplacedLines(t *testing.T) {
	for _, width := range []float32{390, 1180} {
		line := func(text string) LineCells {
			f := NewField("name", "名称")
			f.SetText(text)
			return LineCells{Cells: []fyne.CanvasObject{f}}
		}
		g := NewLineGrid([]LineColumn{{Title: "名称", Weight: 1}})
		w := window(t, g, width, 400)
		g.Set([]LineCells{line("甲"), line("乙"), line("丙")})
		settle(w, width, 400)
		before := slices.Clone(g.box.Objects)
		g.Replace(1, line("丁"))
		settle(w, width, 400)
		changed := 0
		for i, o := range g.box.Objects {
			if o != before[i] {
				changed++
			}
		}
		if changed != 1 || g.Len() != 3 {
			t.Errorf("%v wide: %d of %d lines are made anew", width, changed, g.Len())
		}
		g.Focus(1)
		w.Canvas().Focused().TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		if got := w.Canvas().Focused(); got != g.lines[2].Cells[0].(*Field).Input {
			t.Errorf("%v wide: Enter leads to %v", width, got)
		}
	}
}
