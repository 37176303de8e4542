package widgets

import (
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/theme"
	"heyi/app/ui/uithread"
)

// snackbarTime is long enough to read a line and reach "undo".
const snackbarTime = 6 * time.Second

// Snackbar tells briefly what has just happened, with at most one action such
// as undo. It stands in the page's own tree (the Shell has one), because an
// overlay would take the keyboard from the field in use. Messages shown while
// one is visible replace it.
type Snackbar struct {
	widget.BaseWidget
	text   *EllipsisLabel
	action *Button
	hide   *uithread.Debounce
	panel  *fyne.Container
}

// NewSnackbar returns a hidden snackbar.
func NewSnackbar(d uithread.Dispatcher) *Snackbar {
	s := &Snackbar{text: NewEllipsisLabel(""), action: NewButton("", nil), hide: uithread.NewDebounce(d, snackbarTime)}
	s.action.Importance = widget.HighImportance
	row := NewBorder(nil, nil, nil, container.NewCenter(s.action), s.text)
	card := container.NewStack(newGround(theme.Selected, "", 8), container.New(inset{6, 4}, row))
	s.panel = container.New(topCentre{}, card)
	s.ExtendBaseWidget(s)
	s.Hide()
	return s
}

// Toast shows a message without an action.
func (s *Snackbar) Toast(text string) { s.Offer(text, "", nil) }

// Offer shows a message with an action; choosing it hides the message.
func (s *Snackbar) Offer(text, action string, chosen func()) {
	s.text.SetText(text)
	s.action.SetText(action)
	s.action.OnTapped = func() { s.dismiss(); chosen() }
	if action == "" {
		s.action.Hide()
	} else {
		s.action.Show()
	}
	s.Show()
	s.Refresh()
	s.hide.Call(s.Hide)
}

// Text returns the message on screen, "" when hidden.
func (s *Snackbar) Text() string {
	if !s.Visible() {
		return ""
	}
	return s.text.Text
}

func (s *Snackbar) dismiss() {
	s.hide.Cancel()
	s.Hide()
}

// CreateRenderer implements fyne.Widget.
func (s *Snackbar) CreateRenderer() fyne.WidgetRenderer { return widget.NewSimpleRenderer(s.panel) }

// topCentre puts one object at the upper edge, not wider than can be read: at the lower one
// it would lie on the buttons that one presses next.
type topCentre struct{}

func (topCentre) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }

func (topCentre) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	const margin = 12
	width := min(size.Width-2*margin, 560)
	height := objects[0].MinSize().Height
	put(objects[0], (size.Width-width)/2, margin, width, height)
}
