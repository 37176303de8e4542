package widgets

import (
	"runtime"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/driver/software"
)

// What fcitx5 sends on X11 while nihao is composed, corrected and committed.
func TestInputMethodKeysStayOutOfTheText(t *testing.T) {
	in := NewInput()
	w := window(t, in, 300, 60)
	w.Canvas().Focus(in)
	in.SetText("上海")
	in.CursorColumn = 2
	submitted := 0
	in.OnNext = func() { submitted++ }

	press(in, "N", "I", "X", fyne.KeyBackspace, "H", fyne.KeyLeft, fyne.KeyEscape)
	if in.Text != "上海" || in.CursorColumn != 2 {
		t.Fatalf("composing changed the text to %q, caret %d", in.Text, in.CursorColumn)
	}
	press(in, "N", "I", fyne.KeyReturn)
	if submitted != 0 {
		t.Fatal("Enter inside a composition left the field")
	}
	press(in, "N", "I", fyne.KeySpace)
	in.TypedRune('你')
	if in.Text != "上海你" {
		t.Fatalf("committed text is %q", in.Text)
	}
	press(in, fyne.KeyBackspace)
	if in.Text != "上海" {
		t.Fatalf("Backspace after the commit left %q", in.Text)
	}
	press(in, fyne.KeyReturn)
	if submitted != 1 {
		t.Fatal("Enter after the commit did not go on")
	}
}

// Every pending letter can be deleted in the composition; the next Backspace
// is the field's own again.
func TestDeletingAWholeCompositionReturnsTheKeys(t *testing.T) {
	in := NewInput()
	w := window(t, in, 300, 60)
	w.Canvas().Focus(in)
	in.SetText("上海")
	in.CursorColumn = 2
	press(in, "N", "I", fyne.KeyBackspace, fyne.KeyBackspace)
	if in.Text != "上海" {
		t.Fatalf("text %q", in.Text)
	}
	press(in, fyne.KeyBackspace)
	if in.Text != "上" {
		t.Fatalf("text %q", in.Text)
	}
	press(in, "N")
	w.Canvas().Unfocus()
	w.Canvas().Focus(in)
	press(in, fyne.KeyEnd, fyne.KeyBackspace)
	if in.Text != "" {
		t.Fatalf("a composition survived the loss of focus: %q", in.Text)
	}
}

func TestReachingABoxSelectsItsText(t *testing.T) {
	in := NewInput()
	w := window(t, in, 300, 60)
	in.SetText("12")
	w.Canvas().Focus(in)
	typed(in, "7")
	if in.Text != "7" {
		t.Fatalf("text %q, want the old text replaced", in.Text)
	}
}

// A click into a box with one value selects it; the next one puts the caret, and so does
// every click into a text.
func TestAClickIntoAValueSelectsIt(t *testing.T) {
	for _, whole := range []bool{true, false} {
		in := NewInput()
		in.Whole = whole
		window(t, in, 300, 60)
		in.SetText("12")
		click := func() {
			at := &desktop.MouseEvent{Button: desktop.MouseButtonPrimary}
			at.Position = fyne.NewPos(299, 10)
			in.MouseDown(at)
			in.MouseUp(at)
		}
		click()
		if selected := in.SelectedText() == "12"; selected != whole {
			t.Errorf("one value: %v, %q is selected", whole, in.SelectedText())
		}
		click()
		if in.SelectedText() != "" {
			t.Errorf("the second click selects %q", in.SelectedText())
		}
	}
}

func TestShortcuts(t *testing.T) {
	in := NewInput()
	w := window(t, in, 300, 60)
	w.Canvas().Focus(in)
	saved, forwarded := 0, 0
	in.OnSave = func() { saved++ }
	find := &desktop.CustomShortcut{KeyName: fyne.KeyF, Modifier: fyne.KeyModifierControl}
	taking := software.NewCanvas()
	taking.AddShortcut(find, func(fyne.Shortcut) { forwarded++ })
	old := canvasOf
	canvasOf = func(fyne.CanvasObject) fyne.Canvas { return taking }
	defer func() { canvasOf = old }()
	in.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyReturn, Modifier: fyne.KeyModifierShortcutDefault})
	in.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyEnter, Modifier: fyne.KeyModifierShortcutDefault})
	in.TypedShortcut(find)
	back := &desktop.CustomShortcut{KeyName: fyne.KeyLeft, Modifier: fyne.KeyModifierAlt}
	led := runtime.GOOS == "darwin" // where it moves by words
	taking.AddShortcut(back, func(fyne.Shortcut) { led = true })
	if in.TypedShortcut(back); !led {
		t.Error("Alt+Left does not reach the window")
	}
	if saved != 2 || forwarded != 1 {
		t.Fatalf("saved %d, forwarded %d", saved, forwarded)
	}
	in.SetText("甲乙")
	in.TypedShortcut(&fyne.ShortcutSelectAll{})
	typed(in, "x")
	if in.Text != "x" {
		t.Fatalf("the box no longer knows its own shortcuts: %q", in.Text)
	}
}

func TestEnterIsANewLineInATextBox(t *testing.T) {
	in := NewTextInput(3)
	w := window(t, in, 300, 120)
	w.Canvas().Focus(in)
	gone := false
	in.OnNext = func() { gone = true }
	typed(in, "a")
	press(in, fyne.KeyReturn)
	typed(in, "b")
	if in.Text != "a\nb" || gone {
		t.Fatalf("text %q, left %v", in.Text, gone)
	}
}
