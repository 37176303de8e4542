package common

import (
	"fyne.io/fyne/v2"

	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
)

// FormPage is a page that is a form: it has a title, says what went wrong, and sends.
// A page embeds it and adds its fields.
type FormPage struct {
	nav.Head
	Site    *Site
	Form    *widgets.FormPage
	Trouble *TroublePanel // to be put at the foot
	Failed  func()        // called when what was sent is refused; may be nil
	sent    bool
	title   func() string
}

// NewFormPage returns a page without fields. save is called for a form that objects to
// nothing.
func NewFormPage(site *Site, title func() string, saveLabel string, save func()) FormPage {
	return FormPage{Site: site, Form: widgets.NewFormPage(saveLabel, save), Trouble: NewTroublePanel(), title: title}
}

// Send does the work away from the screen, once at a time. What was refused is said with
// its ways out, see [TroublePanel.Set]; else said is told and done called, which goes on.
func (f *FormPage) Send(work func() error, ways map[string]func(), said string, done func()) {
	f.Form.SetBusy(true)
	f.Trouble.Set(nil, nil)
	f.Site.Do(work, func(err error) {
		f.Form.SetBusy(false)
		if err != nil {
			f.Trouble.Set(view.Explain(err), ways)
			if f.Failed != nil {
				f.Failed()
			}
			return
		}
		f.sent = true
		f.Site.Toast(said)
		done()
	})
}

// Sent tells whether the form has been sent, so that it may be left.
func (f *FormPage) Sent() bool { return f.sent }

// Title implements nav.Page.
func (f *FormPage) Title() string { return f.title() }

// Content implements nav.Page.
func (f *FormPage) Content() fyne.CanvasObject { return f.Form }

// Dispose implements nav.Page; nothing is followed.
func (*FormPage) Dispose() {}
