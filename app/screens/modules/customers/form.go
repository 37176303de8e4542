package customers

import (
	"fyne.io/fyne/v2"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	model "heyi/app/view/modules/customers"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
)

var (
	editTitle = i18n.Define("customer.edit", "修改客户", "Edit customer")
	credit    = i18n.Define("customer.credit", "信用与结算", "Credit and terms")
	abandon   = i18n.Define("customer.abandon", "放弃已填写的内容？", "Leave what you have typed?")
	abandonIs = i18n.Define("customer.abandon.text", "还没有保存", "It is not saved yet")
	leaveIt   = i18n.Define("customer.leave", "放弃", "Leave")
)

// form is the page that makes or changes a customer.
type form struct {
	*common.Page[*model.Form]
	site   *common.Site
	id     kernel.ID
	page   *widgets.FormPage
	fields *common.Fields
	saved  bool
}

func newForm(site *common.Site, text string) nav.Page {
	f := &form{site: site}
	var wrong error
	if text != "" {
		f.id, wrong = kernel.ParseID(text)
	}
	f.Page = common.NewPage(site, common.Spec[*model.Form]{
		Title: func() string {
			if f.id.IsZero() {
				return newOne.Text()
			}
			return editTitle.Text()
		},
		Load: func(r *view.Reader) (*model.Form, error) {
			if wrong != nil {
				return nil, wrong
			}
			return model.NewForm(r, f.id)
		},
		Show: f.show, Fixed: true, Once: true, Newer: f.newer, Of: formOf(site), Ageless: text == "", Begin: f.begin,
	})
	return f
}

// formOf are the entities whose rows the form shows: the customer, who sells, and what the
// company has defined.
func formOf(site *common.Site) []string {
	return append(view.WholeOf(site.Desk.Catalog, party.Parties.Name()), org.Seats.Name(), org.Users.Name(), org.CustomFields.Name())
}

// newer tells that another has changed the customer, while nobody has typed.
func (f *form) newer(m *model.Form) bool {
	shown, ok := f.Model()
	return ok && f.page != nil && !f.page.Busy() && !f.saved && !f.id.IsZero() && !f.touched(shown) && shown.Differs(m)
}

func (f *form) show(m *model.Form) fyne.CanvasObject {
	f.page = widgets.NewFormPage(i18n.Save.Text(), func() { f.save(m) })
	f.page.OnCancel = f.site.Router.Back
	f.fields = common.NewFields(f.site, append(append([]view.Input(nil), m.Inputs...), m.Credit...))
	n := len(m.Inputs)
	var short, long []widgets.FormField
	for i, in := range m.Inputs {
		if in.Long {
			long = append(long, f.fields.All[i])
		} else {
			short = append(short, f.fields.All[i])
		}
	}
	f.page.Add(short...)
	f.page.AddWide(long...)
	if len(m.Credit) > 0 {
		f.page.AddHeading(credit.Text())
		f.page.Add(f.fields.All[n:]...)
	}
	f.watchTwins(m)
	return f.page
}

// begin puts the keyboard into the name of a customer who is new.
func (f *form) begin(*model.Form) {
	if f.id.IsZero() {
		f.page.Begin()
	}
}

// watchTwins warns below name and phone while they are typed.
func (f *form) watchTwins(m *model.Form) {
	var name, mobile *widgets.Field
	for _, field := range f.fields.All {
		switch field.Name() {
		case "name":
			name, _ = field.(*widgets.Field)
		case "mobile":
			mobile, _ = field.(*widgets.Field)
		}
	}
	if name == nil || mobile == nil {
		return
	}
	look := func(string) {
		var warning string
		asked, phone := name.Text(), mobile.Text()
		f.site.Do(func() error {
			return f.site.Desk.Read(func(r *view.Reader) error {
				warning = m.Twin(r, asked, phone)
				return nil
			})
		}, func(err error) {
			if err == nil && asked == name.Text() && phone == mobile.Text() {
				mobile.SetHint(warning)
			}
		})
	}
	name.OnChanged, mobile.OnChanged = look, look
}

func (f *form) save(m *model.Form) {
	texts := f.fields.Texts()
	f.page.SetBusy(true)
	var id kernel.ID
	f.site.Do(func() (err error) {
		id, err = m.Save(f.site.Desk, texts)
		return err
	}, func(err error) {
		f.page.SetBusy(false)
		if t := view.Explain(err); t != nil {
			if rest := f.page.SetErrors(t.OnFields(f.site.Desk.Catalog.Schema(party.Parties.Name()))); rest != "" || t.Field == "" {
				f.page.Banner().Set(widgets.Alert, t.Whole(), "", nil)
			}
			return
		}
		f.saved = true
		f.site.Toast(f.site.Saved())
		if f.id.IsZero() {
			f.site.Router.Replace(nav.Route{Name: PageRoute, ID: id.String()})
			return
		}
		f.site.Router.Back()
	})
}

// Leave implements nav.Leaver: what was typed is not lost by a stray tap.
func (f *form) Leave(proceed func()) {
	m, shown := f.Model()
	if f.saved || !shown || !f.touched(m) {
		proceed()
		return
	}
	f.site.Confirm(abandon.Text(), abandonIs.Text(), leaveIt.Text(), true, proceed)
}

func (f *form) touched(m *model.Form) bool { return m.Typed(f.fields.Texts()) }
