package widgets

import (
	"slices"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"

	"heyi/app/ui/uithread"
)

func scanner(t *testing.T, config ScanConfig) (*uithread.Queue, *ScanField, *[]string) {
	q := uithread.NewQueue()
	var codes []string
	config.OnScan = func(code string) { codes = append(codes, code) }
	s := NewScanField(q, config)
	window(t, s, 300, 60)
	s.Focus()
	return q, s, &codes
}

func want(t *testing.T, codes *[]string, expected ...string) {
	t.Helper()
	if !slices.Equal(*codes, expected) {
		t.Fatalf("codes %q, want %q", *codes, expected)
	}
}

func TestScanWithEnter(t *testing.T) {
	_, s, codes := scanner(t, ScanConfig{})
	typed(s, "6901234567892")
	press(s, fyne.KeyReturn)
	typed(s, "6901234567893")
	press(s, fyne.KeyEnter, fyne.KeyEnter)
	want(t, codes, "6901234567892", "6901234567893")
}

// An input method takes the letters: keys come, characters do not, and after
// the suffix it commits what it had collected.
func TestScanWhileAnInputMethodIsOn(t *testing.T) {
	_, s, codes := scanner(t, ScanConfig{})
	press(s, "A", "B", "C", "1", "2")
	s.TypedRune('啊') // candidate chosen by the digit
	press(s, fyne.KeyReturn)
	for _, r := range "abc" {
		s.TypedRune(r)
	}
	typed(s, "42")
	press(s, fyne.KeyReturn)
	want(t, codes, "abc12", "42")
}

// The character knows about Caps Lock and layout, which the key does not.
func TestScanCapitalsAndSigns(t *testing.T) {
	_, s, codes := scanner(t, ScanConfig{})
	press(s, "A")
	s.TypedRune('A')
	press(s, fyne.KeyReturn)
	s.KeyDown(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	press(s, "B", "4")
	s.KeyUp(&fyne.KeyEvent{Name: desktop.KeyShiftLeft})
	press(s, "C", fyne.KeyMinus, "7", fyne.KeyReturn)
	want(t, codes, "A", "B$c-7")
}

func TestScanOnAPhoneHasCharactersOnly(t *testing.T) {
	_, s, codes := scanner(t, ScanConfig{Prefix: "]C1"})
	for _, r := range "]C1HEYI-7" {
		s.TypedRune(r)
	}
	press(s, fyne.KeyReturn)
	want(t, codes, "HEYI-7")
}

func TestScanWithTab(t *testing.T) {
	_, s, codes := scanner(t, ScanConfig{Suffix: SuffixTab})
	if !s.AcceptsTab() {
		t.Fatal("Tab would move the focus")
	}
	typed(s, "77")
	press(s, fyne.KeyTab)
	want(t, codes, "77")
	if _, other, _ := scanner(t, ScanConfig{}); other.AcceptsTab() {
		t.Fatal("a scanner with Enter traps the Tab key")
	}
}

func TestScanWithoutSuffix(t *testing.T) {
	q, s, codes := scanner(t, ScanConfig{Suffix: SuffixNone})
	typed(s, "123")
	q.Advance(scanPause / 2)
	typed(s, "45")
	q.Advance(scanPause / 2)
	want(t, codes)
	q.Advance(scanPause)
	want(t, codes, "12345")
}

func TestScanCanBeTypedAndCorrected(t *testing.T) {
	_, s, codes := scanner(t, ScanConfig{})
	typed(s, "128")
	press(s, fyne.KeyBackspace)
	typed(s, "3")
	if s.text.Text != "123" {
		t.Fatalf("on screen %q", s.text.Text)
	}
	press(s, fyne.KeyReturn)
	want(t, codes, "123")
	typed(s, "9")
	press(s, fyne.KeyEscape, fyne.KeyReturn)
	want(t, codes, "123")
	if s.text.Text != "上次：123" {
		t.Fatalf("on screen %q", s.text.Text)
	}
}

// Enter without a code leaves the scanner for the keyboard; Ctrl+Enter saves.
func TestScanFieldKeys(t *testing.T) {
	left, saved := 0, 0
	f := NewScanField(uithread.Immediate{}, ScanConfig{OnScan: func(string) {}, OnEmpty: func() { left++ }, OnSave: func() { saved++ }})
	window(t, f, 390, 80)
	f.Focus()
	typed(f, "2000000003012")
	if press(f, fyne.KeyReturn); left != 0 {
		t.Error("a code is not nothing")
	}
	if press(f, fyne.KeyReturn); left != 1 {
		t.Errorf("left %d times", left)
	}
	f.TypedShortcut(&desktop.CustomShortcut{KeyName: fyne.KeyReturn, Modifier: fyne.KeyModifierShortcutDefault})
	if saved != 1 {
		t.Errorf("saved %d times", saved)
	}
}
