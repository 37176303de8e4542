package widgets

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"heyi/app/ui/uithread"
)

// answers is a source whose every search waits for the test to let it go.
type answers struct {
	release map[string]chan struct{}
	err     error
}

func (a *answers) search(_ context.Context, query string, limit int) ([]string, error) {
	if gate, ok := a.release[query]; ok {
		<-gate
	}
	if a.err != nil {
		return nil, a.err
	}
	var found []string
	for _, name := range []string{"杭州明亮", "杭州远山", "上海镕喆", "重庆长沙路"} {
		if strings.Contains(name, query) && len(found) < limit {
			found = append(found, name)
		}
	}
	return found, nil
}

func picker(t *testing.T, a *answers) (*uithread.Queue, *PickerField[string], fyne.Window) {
	q := uithread.NewQueue()
	p := NewPickerField(q, "customer", "客户", PickerConfig[string]{
		Search: a.search, Title: func(s string) string { return s }, Detail: func(s string) string { return s + " 详情" },
	})
	w := window(t, p, 400, 600)
	p.Focus()
	return q, p, w
}

func enter(p *PickerField[string], q *uithread.Queue, text string) {
	p.Input.SetText(text)
	q.Advance(pickerDelay)
}

func TestPickerByKeyboard(t *testing.T) {
	q, p, _ := picker(t, &answers{})
	next, heard := 0, ""
	p.Bind(func() { next++ }, nil)
	p.config.OnPicked = func(s string) { heard = s }
	enter(p, q, "杭州")
	q.Next()
	if !p.panel.Visible() || len(p.choices) != 2 {
		t.Fatalf("choices %q", p.choices)
	}
	press(p.Input, fyne.KeyDown, fyne.KeyDown, fyne.KeyUp, fyne.KeyDown, fyne.KeyReturn)
	if got, ok := p.Picked(); !ok || got != "杭州远山" || heard != got || next != 1 {
		t.Fatalf("picked %q, heard %q, next %d", got, heard, next)
	}
	if p.panel.Visible() || p.Input.Text != "杭州远山" {
		t.Fatalf("list open or text %q", p.Input.Text)
	}
	enter(p, q, "上海")
	q.Next()
	press(p.Input, fyne.KeyEscape)
	if p.panel.Visible() {
		t.Fatal("Escape left the list open")
	}
	if _, ok := p.Picked(); ok {
		t.Fatal("typing kept the old choice")
	}
	press(p.Input, fyne.KeyReturn)
	if next != 1 || p.ErrorText() != "请从列表中选择客户" {
		t.Fatalf("Enter went on with free text: next %d, objection %q", next, p.ErrorText())
	}
}

// The answer to an older query arrives last and must not be shown.
func TestPickerIgnoresLateAnswers(t *testing.T) {
	a := &answers{release: map[string]chan struct{}{"杭": make(chan struct{})}}
	q, p, _ := picker(t, a)
	enter(p, q, "杭")
	enter(p, q, "上海")
	q.Next()
	close(a.release["杭"])
	q.Next()
	if len(p.choices) != 1 || p.choices[0] != "上海镕喆" {
		t.Fatalf("choices %q", p.choices)
	}
}

func TestPickerTellsOfNothingAndOfFailure(t *testing.T) {
	a := &answers{}
	q, p, _ := picker(t, a)
	enter(p, q, "南京")
	q.Next()
	if p.message.Text != "没有找到「南京」" || !p.message.Visible() {
		t.Fatalf("message %q", p.message.Text)
	}
	a.err = errors.New("disk")
	enter(p, q, "杭州")
	q.Next()
	if p.message.Text != "搜索失败，请重试" || len(p.choices) != 0 {
		t.Fatalf("message %q, choices %q", p.message.Text, p.choices)
	}
}

// A click on a choice takes the focus from the box before it is a tap.
func TestPickerByPointer(t *testing.T) {
	q, p, w := picker(t, &answers{})
	p.Input.Tapped(&fyne.PointEvent{})
	q.Next()
	if len(p.choices) != 4 {
		t.Fatalf("a tap offers %q", p.choices)
	}
	w.Canvas().Unfocus()
	if !p.panel.Visible() {
		t.Fatal("the list closed before the tap arrived")
	}
	test.Tap(p.rows[2])
	if got, _ := p.Picked(); got != "上海镕喆" {
		t.Fatalf("picked %q", got)
	}
	enter(p, q, "杭州")
	q.Next()
	w.Canvas().Focus(p.Input)
	w.Canvas().Unfocus()
	q.Advance(time.Second)
	if p.panel.Visible() || p.ErrorText() == "" {
		t.Fatal("a list that was left stays open, or free text is accepted")
	}
}

// Enter in a box that was emptied chooses nothing: the usual choices come when they are
// asked for.
func TestAnEmptiedPickerChoosesNothing(t *testing.T) {
	q, p, _ := picker(t, &answers{})
	enter(p, q, "杭州")
	q.Next()
	enter(p, q, "")
	if p.panel.Visible() {
		t.Error("the list stays open")
	}
	press(p.Input, fyne.KeyReturn)
	if got, ok := p.Picked(); ok {
		t.Errorf("%q was chosen", got)
	}
}

// What was typed and is not there can be made where the picker says so: by a tap, or by
// moving to it; Enter alone makes nothing.
func TestPickerMakes(t *testing.T) {
	q, p, _ := picker(t, &answers{})
	next, made := 0, []string(nil)
	p.Bind(func() { next++ }, nil)
	p.config.Maker = &PickerMaker[string]{
		Label: func(typed string) string { return "新建「" + typed + "」" },
		Make: func(typed string, done func(string)) {
			made = append(made, typed)
			done(typed)
		},
	}
	enter(p, q, "杭州")
	q.Next()
	if p.making.Visible() {
		t.Fatal("offers to make what there is")
	}
	enter(p, q, " 南京 ")
	q.Next()
	if !p.making.Visible() || p.making.title.Text != "新建「南京」" {
		t.Fatalf("offers %q", p.making.title.Text)
	}
	press(p.Input, fyne.KeyReturn)
	if len(made) > 0 || next > 0 {
		t.Fatalf("Enter alone made %q", made)
	}
	press(p.Input, fyne.KeyDown)
	press(p.Input, fyne.KeyUp)
	press(p.Input, fyne.KeyReturn)
	if len(made) > 0 {
		t.Fatalf("made %q", made)
	}
	press(p.Input, fyne.KeyDown, fyne.KeyReturn)
	if got, ok := p.Picked(); !ok || got != "南京" || next != 1 || p.panel.Visible() {
		t.Fatalf("picked %q, next %d", got, next)
	}
	enter(p, q, "苏州")
	q.Next()
	p.making.Tapped(&fyne.PointEvent{})
	if got, ok := p.Picked(); !ok || got != "苏州" || next != 2 {
		t.Fatalf("picked %q, next %d", got, next)
	}
}
