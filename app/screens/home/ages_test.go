package home

import (
	"regexp"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/widget"

	"heyi/app/rigs/viewtest"
	reportpages "heyi/app/screens/declared/reports"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/declared/reports"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/product"
)

// texts are what is on screen, but for what stands in boxes to be typed in.
func (w *walker) texts() []string {
	var list []string
	w.each(func(o fyne.CanvasObject) bool {
		switch o := o.(type) {
		case *widget.Label:
			list = append(list, o.Text)
		case *widgets.EllipsisLabel:
			list = append(list, o.Text)
		case *canvas.Text:
			list = append(list, o.Text)
		}
		return false
	})
	return list
}

// kpis are the tiles of figures on screen.
func (w *walker) kpis() []*widgets.KPI {
	var list []*widgets.KPI
	w.each(func(o fyne.CanvasObject) bool {
		if k, ok := o.(*widgets.KPI); ok {
			list = append(list, k)
		}
		return false
	})
	return list
}

// ager looks for figures and for what says how old they are.
type ager struct {
	*walker
	figure *regexp.Regexp // an amount, or a quantity with its unit
	stamp  string
	shown  int // pages with figures
}

// check fails when a page shows a figure and not its age.
func (a *ager) check(who string, at nav.Route) {
	var figure string
	aged := false
	for _, text := range a.texts() {
		if aged = aged || strings.Contains(text, a.stamp); aged {
			break
		}
		if figure == "" && a.figure.MatchString(text) {
			figure = text
		}
	}
	if figure == "" && len(a.kpis()) > 0 {
		figure = "a tile"
	}
	switch {
	case aged:
		a.shown++
	case figure != "":
		a.t.Errorf("%s %v shows %q and not of when it is", who, at, figure)
	}
}

// R247: every page of every role that shows a figure of the replica says of when it
// is, and so does every page that a figure opens. No list says which pages those are.
func TestEveryFigureSaysOfWhenItIs(t *testing.T) {
	i18n.SetLanguage(i18n.Chinese)
	shop := viewtest.Trading(t)
	units := []string{}
	for _, p := range viewtest.Rows(shop, product.Products) {
		units = append(units, regexp.QuoteMeta(p.Unit))
	}
	figure := regexp.MustCompile(`\d\.\d\d($|[^\d%])|\d (` + strings.Join(units, "|") + `)($|[^\p{Han}])`)
	for _, role := range org.ShippedRoles() {
		t.Run(role.Code, func(t *testing.T) {
			desk := shop.DeskIn(t, holder(t, shop, role.Code))
			at := openSlowly(t, desk).places(t)
			a := &ager{walker: walk(t, desk), figure: figure}
			if err := desk.Read(func(r *view.Reader) error {
				for _, s := range reports.List(r) {
					at = append(at, nav.Route{Name: reportpages.RouteReport, ID: s.Name})
				}
				a.stamp, _, _ = strings.Cut(r.Stamp(), "\uff08") // 截至 09:00, without how long ago
				return nil
			}); err != nil {
				t.Fatal(err)
			}
			for _, route := range at {
				a.router.Reset(route)
				a.settle()
				a.check(role.Code, route)
				for n := range a.kpis() {
					a.router.Reset(route)
					a.settle()
					a.kpis()[n].Tapped(&fyne.PointEvent{})
					a.settle()
					a.check(role.Code, a.router.Current())
				}
			}
			if a.shown < 20 {
				t.Errorf("only %d pages say how old their figures are: the test looks at nothing", a.shown)
			}
		})
	}
}
