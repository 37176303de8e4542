package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/i18n"
)

// EmptyState fills a place that has nothing to show and says what to do.
type EmptyState struct {
	widget.BaseWidget
	icon        fyne.Resource
	title, hint string
	action      string
	tapped      func()
}

// NewEmptyState returns an empty state. icon may be nil, hint and action "";
// the action is a button that calls tapped.
func NewEmptyState(icon fyne.Resource, title, hint, action string, tapped func()) *EmptyState {
	e := &EmptyState{icon: icon, title: title, hint: hint, action: action, tapped: tapped}
	e.ExtendBaseWidget(e)
	return e
}

// CreateRenderer implements fyne.Widget.
func (e *EmptyState) CreateRenderer() fyne.WidgetRenderer {
	icon := e.icon
	if icon == nil {
		icon = base.DocumentIcon()
	}
	rows := []fyne.CanvasObject{centredIcon(base.NewDisabledResource(icon)), centred(e.title, widget.MediumImportance)}
	if e.hint != "" {
		rows = append(rows, centred(e.hint, widget.LowImportance))
	}
	if e.action != "" {
		button := NewButton(e.action, e.tapped)
		button.Importance = widget.HighImportance
		rows = append(rows, container.NewCenter(button))
	}
	return widget.NewSimpleRenderer(container.New(middle{}, container.NewVBox(rows...)))
}

// ErrorState fills a place whose content could not be loaded.
type ErrorState struct {
	widget.BaseWidget
	title  string
	detail *widget.Label
	retry  func()
}

// NewErrorState returns an error state with a button that calls retry.
func NewErrorState(title string, retry func()) *ErrorState {
	e := &ErrorState{title: title, detail: centred("", widget.LowImportance), retry: retry}
	e.detail.Hide()
	e.ExtendBaseWidget(e)
	return e
}

// SetDetail shows a second line, e.g. a code that support asks for.
func (e *ErrorState) SetDetail(text string) {
	e.detail.SetText(text)
	if text == "" {
		e.detail.Hide()
	} else {
		e.detail.Show()
	}
	e.Refresh()
}

// CreateRenderer implements fyne.Widget.
func (e *ErrorState) CreateRenderer() fyne.WidgetRenderer {
	retry := NewButtonWithIcon(i18n.Retry.Text(), base.ViewRefreshIcon(), e.retry)
	return widget.NewSimpleRenderer(container.New(middle{}, container.NewVBox(
		centredIcon(base.NewErrorThemedResource(base.ErrorIcon())),
		centred(e.title, widget.MediumImportance), e.detail, container.NewCenter(retry))))
}

func centred(text string, importance widget.Importance) *widget.Label {
	l := widget.NewLabelWithStyle(text, fyne.TextAlignCenter, fyne.TextStyle{})
	l.Wrapping = wrapping()
	l.Importance = importance
	return l
}

func centredIcon(icon fyne.Resource) fyne.CanvasObject {
	return container.NewCenter(container.NewGridWrap(fyne.NewSquareSize(40), widget.NewIcon(icon)))
}

// middle centres one object vertically and gives it the width up to a limit
// that can be read comfortably.
type middle struct{}

func (middle) MinSize(objects []fyne.CanvasObject) fyne.Size { return objects[0].MinSize() }

func (middle) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	o := objects[0]
	width := min(size.Width, 420)
	o.Resize(fyne.NewSize(width, o.MinSize().Height))
	// Wrapped text knows its height only once it has a width.
	height := o.MinSize().Height
	o.Resize(fyne.NewSize(width, height))
	o.Move(fyne.NewPos((size.Width-width)/2, max(0, (size.Height-height)/2)))
}
