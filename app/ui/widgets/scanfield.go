package widgets

import (
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/driver/desktop"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/i18n"
	"heyi/app/ui/theme"
	"heyi/app/ui/uithread"
)

// ScanSuffix is what the scanner sends after a code.
type ScanSuffix int

const (
	// SuffixEnter is the setting scanners are sold with.
	SuffixEnter ScanSuffix = iota
	// SuffixTab ends a code with the Tab key.
	SuffixTab
	// SuffixNone ends a code when the keys cease for a moment.
	SuffixNone
)

// scanPause ends a code without suffix. Scanners send a key every few
// milliseconds; people need longer.
const scanPause = 80 * time.Millisecond

// scanCalm is how long after a code an Enter is still the scanner's, as of one that
// is set to send both carriage return and line feed.
const scanCalm = 250 * time.Millisecond

// ScanConfig says how the scanner is set up.
type ScanConfig struct {
	Suffix ScanSuffix
	// Prefix is removed from the front of each code if it is there.
	Prefix string
	// OnScan is called with each code, never with an empty one.
	OnScan func(code string)
	// OnEmpty is called for Enter without a code: the hands leave the scanner.
	OnEmpty func()
	// OnSave is called for Ctrl+Enter.
	OnSave func()
}

// ScanField receives bar codes from a scanner that types like a keyboard, also
// while a Chinese input method is on. It keeps the keyboard until the user
// taps elsewhere, so that one code can follow another. A code can be typed by
// hand as well and ended with Enter.
type ScanField struct {
	widget.BaseWidget

	config  ScanConfig
	decoder scanDecoder
	pause   *uithread.Debounce
	calm    *uithread.Debounce
	recent  bool // a code has just ended: scanners may send a second Enter
	focused bool
	last    string
	text    *EllipsisLabel
	box     *canvas.Rectangle
}

var (
	_ fyne.Focusable    = (*ScanField)(nil)
	_ fyne.Tappable     = (*ScanField)(nil)
	_ fyne.Tabbable     = (*ScanField)(nil)
	_ desktop.Keyable   = (*ScanField)(nil)
	_ fyne.Shortcutable = (*ScanField)(nil)
)

// NewScanField returns a field that waits for codes once it has focus.
func NewScanField(d uithread.Dispatcher, config ScanConfig) *ScanField {
	s := &ScanField{config: config, pause: uithread.NewDebounce(d, scanPause), calm: uithread.NewDebounce(d, scanCalm)}
	s.text = NewEllipsisLabel("")
	s.box = canvas.NewRectangle(nil)
	s.ExtendBaseWidget(s)
	s.show()
	return s
}

// CreateRenderer implements fyne.Widget.
func (s *ScanField) CreateRenderer() fyne.WidgetRenderer {
	icon := widget.NewIcon(base.SearchIcon())
	row := container.New(iconRow{}, container.New(lead{}, icon), s.text)
	s.paint()
	return &groundRenderer{WidgetRenderer: widget.NewSimpleRenderer(container.NewStack(s.box, row)), paint: s.paint}
}

// Focus moves the keyboard to the field.
func (s *ScanField) Focus() { focus(s, s) }

// Tapped implements fyne.Tappable.
func (s *ScanField) Tapped(*fyne.PointEvent) { s.Focus() }

// FocusGained implements fyne.Focusable.
func (s *ScanField) FocusGained() { s.focused = true; s.show() }

// FocusLost implements fyne.Focusable.
func (s *ScanField) FocusLost() {
	s.focused = false
	s.pause.Cancel()
	s.decoder = scanDecoder{}
	s.show()
}

// AcceptsTab implements fyne.Tabbable: the Tab of a scanner is not navigation.
func (s *ScanField) AcceptsTab() bool { return s.config.Suffix == SuffixTab }

// KeyDown implements desktop.Keyable.
func (s *ScanField) KeyDown(key *fyne.KeyEvent) { s.decoder.setShift(key.Name, true) }

// KeyUp implements desktop.Keyable.
func (s *ScanField) KeyUp(key *fyne.KeyEvent) { s.decoder.setShift(key.Name, false) }

// TypedKey implements fyne.Focusable.
func (s *ScanField) TypedKey(key *fyne.KeyEvent) {
	switch {
	case isReturn(key.Name), key.Name == fyne.KeyTab:
		s.finish()
		return
	case key.Name == fyne.KeyEscape && s.decoder.empty():
		unused(s, key)
		return
	case key.Name == fyne.KeyEscape:
		s.decoder = scanDecoder{}
	case !s.decoder.key(key.Name):
		return
	}
	s.typed()
}

// TypedRune implements fyne.Focusable.
func (s *ScanField) TypedRune(r rune) {
	s.decoder.character(r)
	s.typed()
}

func (s *ScanField) typed() {
	s.show()
	if s.config.Suffix == SuffixNone {
		s.pause.Call(s.finish)
	}
}

func (s *ScanField) finish() {
	s.pause.Cancel()
	code := strings.TrimPrefix(s.decoder.take(), s.config.Prefix)
	if code != "" {
		s.last = code
	}
	s.show()
	switch {
	case code != "":
		s.recent = true
		s.calm.Call(func() { s.recent = false })
		if s.config.OnScan != nil {
			s.config.OnScan(code)
		}
	case !s.recent && s.config.OnEmpty != nil:
		s.config.OnEmpty()
	}
}

// TypedShortcut implements fyne.Shortcutable.
func (s *ScanField) TypedShortcut(shortcut fyne.Shortcut) {
	if c, ok := shortcut.(*desktop.CustomShortcut); ok && isReturn(c.KeyName) && c.Modifier == fyne.KeyModifierShortcutDefault {
		if s.config.OnSave != nil {
			s.config.OnSave()
		}
		return
	}
	if window, ok := canvasOf(s).(fyne.Shortcutable); ok {
		window.TypedShortcut(shortcut)
	}
}

func (s *ScanField) show() {
	text := s.decoder.text()
	importance := widget.MediumImportance
	if text == "" {
		importance = widget.LowImportance
		switch {
		case !s.focused:
			text = i18n.ScanHint.Text()
		case s.last != "":
			text = i18n.ScanLast.Text(s.last)
		default:
			text = i18n.ScanReady.Text()
		}
	}
	s.text.Importance = importance
	s.text.SetText(text)
	s.Refresh()
}

func (s *ScanField) paint() {
	s.box.FillColor = theme.Get(base.ColorNameInputBackground)
	s.box.StrokeColor = theme.Get(base.ColorNameInputBorder)
	s.box.StrokeWidth = 1
	if s.focused {
		s.box.StrokeColor = theme.Get(base.ColorNamePrimary)
		s.box.StrokeWidth = 2
	}
	s.box.CornerRadius = base.InputRadiusSize()
	s.box.Refresh()
}
