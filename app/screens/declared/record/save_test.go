package record

import (
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"heyi/app/rigs/viewtest"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	model "heyi/app/view/declared/record"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
)

// control finds the input of a field on screen.
func (p *edit) control(t *testing.T, name string) *control {
	t.Helper()
	for _, c := range p.controls {
		if c.in.Name == name {
			return c
		}
	}
	t.Fatalf("the form has no input %s", name)
	return nil
}

// press taps the visible button with a label.
func press(t *testing.T, o fyne.CanvasObject, label string) {
	t.Helper()
	if b := button(o, label); b != nil {
		test.Tap(b)
		return
	}
	t.Fatalf("there is no button %q", label)
}

func button(o fyne.CanvasObject, label string) *widget.Button {
	if o == nil || !o.Visible() {
		return nil
	}
	if b, ok := widgets.ButtonOf(o); ok && b.Text == label {
		return b
	}
	var children []fyne.CanvasObject
	switch o := o.(type) {
	case *fyne.Container:
		children = o.Objects
	case fyne.Widget:
		children = test.WidgetRenderer(o).Objects()
	}
	for _, c := range children {
		if b := button(c, label); b != nil {
			return b
		}
	}
	return nil
}

func company(t *testing.T, desk *view.Desk, id kernel.ID) *party.Party {
	t.Helper()
	p, err := view.Load(desk, func(r *view.Reader) (*party.Party, error) { return view.Get(r, party.Parties, id) })
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// Two people change the credit limit: the second sees both figures and settles it
// with one tap, whichever way; what else he typed is saved with it.
func TestClashIsOneTap(t *testing.T) {
	s := viewtest.Trading(t)
	desk := s.Desk(viewtest.Boss)
	site := siteOf(desk, window(t))
	id := s.Customer("深圳龙岗万悦家居有限公司").ID()
	for tap, want := range map[string]kernel.Money{"用我的": 520_000_00, "保留现有": 450_000_00} {
		const before = "400000.00"
		if now := company(t, desk, id).Limit.String(); now != before { // the round before
			if err := desk.Edit("party", id, []kernel.Change{{Field: "limit", Was: now, Becomes: before}}); err != nil {
				t.Fatal(err)
			}
		}
		site.Router.Go(EditRoute("party", id))
		p := site.Router.Page().(*edit)
		site.Window.SetContent(p.Content())
		if err := desk.Edit("party", id, []kernel.Change{{Field: "limit", Was: before, Becomes: "450000.00"}}); err != nil {
			t.Fatal(err)
		}
		p.control(t, "limit").field.(*widgets.NumberField).Input.SetText("52万")
		press(t, p.Content(), "保存")
		if p.control(t, "limit").field.ErrorText() == "" {
			t.Fatal("52万 is taken for a number")
		}
		p.control(t, "limit").field.(*widgets.NumberField).Input.SetText("520,000")
		p.control(t, "note").set("续签" + tap)
		press(t, p.Content(), "保存")
		if len(p.clashes.Objects) != 1 {
			t.Fatalf("%d clashes on screen", len(p.clashes.Objects))
		}
		press(t, p.clashes, tap)
		got := company(t, desk, id)
		if got.Limit != want || got.Note != "续签"+tap {
			t.Errorf("%s: limit %s, note %q", tap, got.Limit, got.Note)
		}
		if site.Router.Current().Name != "start" {
			t.Errorf("%s: the form is still open", tap)
		}
	}
}

// A refusal stands at its field and what was typed stays; leaving asks.
func TestNothingTypedIsLost(t *testing.T) {
	desk := viewtest.Trading(t).Desk(viewtest.Boss)
	site := siteOf(desk, window(t))
	site.Router.Go(RowRoute("product", kernel.ID{}))
	p := site.Router.Page().(*edit)
	site.Window.SetContent(p.Content())
	for name, text := range map[string]string{"code": "HY-C201", "name": "餐椅", "unit": "把", "retail": "12.5", "tax_class": "farm", "purchase": "7"} {
		p.control(t, name).set(text)
	}
	press(t, p.Content(), "保存")
	if p.control(t, "code").field.ErrorText() == "" {
		t.Fatal("the code is in use and the field does not say so")
	}
	site.Router.Back()
	if site.Router.Page() != nav.Page(p) || site.Window.Canvas().Overlays().Top() == nil {
		t.Fatal("unsaved input is left without a question")
	}
	site.Window.Canvas().Overlays().Remove(site.Window.Canvas().Overlays().Top())
	site.Router.Rebuild() // as a change of language does
	p = site.Router.Page().(*edit)
	site.Window.SetContent(p.Content())
	p.control(t, "code").set("HY-C299")
	press(t, p.Content(), "保存")
	err := desk.Read(func(r *view.Reader) error {
		made, _ := product.ByCode.Find(r.Tx, "HY-C299")
		if made == nil {
			t.Fatal("the product was not saved")
		}
		cost, _ := product.Products.Guarded("cost").Get(r.Tx, kernel.Ref[product.Product](made.ID))
		if made.Name != "餐椅" || made.Retail != 12_500_000 || made.TaxClass != "farm" || !made.Active || cost == nil || cost.Purchase != 7_000_000 {
			t.Errorf("%+v %+v", made, cost)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// A reference is chosen by name among the rows of its entity.
func TestPickerShowsNames(t *testing.T) {
	s := viewtest.Trading(t)
	desk := s.Desk(viewtest.Boss)
	site := siteOf(desk, window(t))
	p := show(site, RowRoute("contact", kernel.ID{})).(*edit)
	pick := p.control(t, "party").field.(*widgets.PickerField[model.Choice])
	test.Type(pick.Input, "万悦")
	pick.Input.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
	if pick.Input.Text != "深圳龙岗万悦家居有限公司" || p.control(t, "party").text() != s.Customer(pick.Input.Text).String() {
		t.Errorf("picked %q", pick.Input.Text)
	}
}

// Rates are typed in percent or as a ratio and never lose a digit.
func TestRates(t *testing.T) {
	for text, want := range map[string]int64{"13%": 130_000, "0.6%": 6_000, "0.13": 130_000, "0.385％": 3_850, "100%": 1_000_000} {
		if got, err := parseRate(text); err != nil || got != want {
			t.Errorf("%s is %d: %v", text, got, err)
		}
	}
	for _, text := range []string{"", "%", "a%", "0.00005%"} {
		if got, err := parseRate(text); err == nil {
			t.Errorf("%q is taken for %d", text, got)
		}
	}
	if n, err := parseInt("1,200"); err != nil || n != 1200 {
		t.Errorf("%d %v", n, err)
	}
	if _, err := parseInt("1.5"); err == nil {
		t.Error("1.5 is taken for a whole number")
	}
}
