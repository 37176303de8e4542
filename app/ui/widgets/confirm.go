package widgets

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	base "fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/i18n"
)

// Question is what a ConfirmDialog asks.
type Question struct {
	Title   string // what will happen: 作废订单 SO-0012？
	Message string // what follows from it; "" for nothing more
	Yes     string // the act, not "OK": 作废
	Danger  bool   // the act cannot be undone
}

// ConfirmDialog asks before an act. Cancel has the keyboard, so a stray Enter
// or scan never confirms; Escape cancels.
type ConfirmDialog struct {
	popup  *widget.PopUp
	yes    *Button
	cancel *Button
}

// NewConfirmDialog returns a dialog for a window; Show opens it. confirmed is
// called when the user agrees.
func NewConfirmDialog(canvas fyne.Canvas, q Question, confirmed func()) *ConfirmDialog {
	d := &ConfirmDialog{}
	title := widget.NewLabelWithStyle(q.Title, fyne.TextAlignLeading, fyne.TextStyle{Bold: true})
	title.Wrapping = wrapping()
	title.SizeName = base.SizeNameSubHeadingText
	message := widget.NewLabel(q.Message)
	message.Wrapping = wrapping()
	if q.Message == "" {
		message.Hide()
	}
	leave := func() { d.popup.Hide() }
	d.cancel = newButton(i18n.Cancel.Text(), leave, leave)
	d.yes = newButton(q.Yes, func() { d.popup.Hide(); confirmed() }, leave)
	d.yes.Importance = widget.HighImportance
	if q.Danger {
		d.yes.Importance = widget.WarningImportance // red is kept for alarms
	}
	buttons := container.NewGridWithColumns(2, d.cancel, d.yes)
	width := min(420, canvas.Size().Width-64)
	content := container.New(&fixedWidth{width: width}, container.New(inset{8, 8}, container.NewVBox(title, message, buttons)))
	d.popup = widget.NewModalPopUp(content, canvas)
	return d
}

// Show opens the dialog.
func (d *ConfirmDialog) Show() {
	d.popup.Show()
	d.popup.Canvas.Focus(d.cancel)
}

// fixedWidth holds one object at a width and gives it the height its wrapped
// text then needs.
type fixedWidth struct{ width float32 }

func (f *fixedWidth) MinSize(objects []fyne.CanvasObject) fyne.Size {
	o := objects[0]
	o.Resize(fyne.NewSize(f.width, max(o.Size().Height, 1)))
	return fyne.NewSize(f.width, o.MinSize().Height)
}

func (f *fixedWidth) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	put(objects[0], 0, 0, size.Width, size.Height)
}
