package main

import (
	"log/slog"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	signinpage "heyi/app/screens/system/signin"
	"heyi/app/ui/nav"
	"heyi/app/ui/picture"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	parties "heyi/app/view/modules/customers"
	"heyi/app/view/modules/sales"
	"heyi/shared/rigs/trial/await"
)

// visible walks what is on screen until visit is satisfied.
func visible(o fyne.CanvasObject, visit func(fyne.CanvasObject) bool) bool {
	if o == nil || !o.Visible() {
		return false
	}
	if visit(o) {
		return true
	}
	var children []fyne.CanvasObject
	switch o := o.(type) {
	case *fyne.Container:
		children = o.Objects
	case fyne.Widget:
		children = test.WidgetRenderer(o).Objects()
	}
	return slices.ContainsFunc(children, func(c fyne.CanvasObject) bool { return visible(c, visit) })
}

func find[T fyne.CanvasObject](root fyne.CanvasObject, right func(T) bool) (found T, ok bool) {
	ok = visible(root, func(o fyne.CanvasObject) bool {
		t, is := o.(T)
		if is && right(t) {
			found = t
		}
		return is && right(t)
	})
	return found, ok
}

func shows(root fyne.CanvasObject, word string) bool {
	_, ok := find(root, func(b *widgets.Badge) bool { return b.Text() == word })
	return ok
}

// The real window against a real server: the owner signs in, writes an order
// without a network, and its badge changes when the server has it.
func TestOrderReachesTheServerFromTheWindow(t *testing.T) {
	if testing.Short() {
		t.Skip("starts a server")
	}
	address, password := serve(t)
	q := uithread.NewQueue()
	p := newProgram(options{server: address, data: t.TempDir()}, slog.New(slog.NewTextHandler(t.Output(), nil)), q)
	p.app = test.NewTempApp(t)
	p.build()
	t.Cleanup(p.end)
	page := p.askWho()
	signIn(t, q, p, page, "wrong-password")
	until(t, q, "a wrong password is refused", func() bool { return strings.Contains(page.Form().Banner().Text(), "密码不对") })
	signIn(t, q, p, page, password)
	until(t, q, "the home is shown", func() bool { _, home := p.window.Content().(*nav.Shell); return home })
	picture.Settle(p.window, picture.Desktop.Size)

	desk := &view.Desk{Engine: p.engine, Catalog: p.catalog}
	if _, err := desk.Add("party", "name", "深圳万悦家居", "is_customer", "true", "mobile", "19900000202"); err != nil {
		t.Fatal(err)
	}
	if _, err := desk.Add("product", "code", "HY-S301", "name", "实木沙发", "unit", "套", "tax_class", "goods", "retail", "4980", "active", "true"); err != nil {
		t.Fatal(err)
	}
	if err := p.engine.SetFlight(true); err != nil {
		t.Fatal(err)
	}
	p.router.Go(nav.Route{Name: "sales.new"})
	pick[parties.Choice](t, q, p, "wanyue")
	pick[sales.Choice](t, q, p, "hy-s301")
	tap(t, q, p, "存为草稿")
	until(t, q, "the draft waits", func() bool { return shows(p.window.Content(), "待上传") })
	if err := p.engine.SetFlight(false); err != nil {
		t.Fatal(err)
	}
	until(t, q, "the server has the draft", func() bool { return p.engine.State().Waiting == 0 && !shows(p.window.Content(), "待上传") })
	if st := p.engine.State(); st.Waiting != 0 || st.Attention != 0 {
		t.Errorf("%d wait, %d need attention", st.Waiting, st.Attention)
	}
}

// until lets the UI thread work, its time pass, and the engine answer, until
// something holds.
func until(t *testing.T, q *uithread.Queue, what string, done func() bool) {
	t.Helper()
	await.Until(t, what, func() bool {
		q.Advance(uithread.RefreshInterval)
		q.Drain()
		return done()
	})
}

func signIn(t *testing.T, q *uithread.Queue, p *program, page *signinpage.Screen, password string) {
	t.Helper()
	picture.Settle(p.window, picture.Desktop.Size)
	for _, f := range page.Form().Fields() {
		field := f.(*widgets.Field)
		switch field.Name() {
		case "mobile":
			field.SetText(bossMobile)
		case "password":
			field.SetText(password)
		case "server":
			if field.Text() == "" {
				t.Error("the address of the command line is lost")
			}
		}
	}
	page.Form().Save()
}

// pick types into the first picker of a kind and takes the first choice.
func pick[T any](t *testing.T, q *uithread.Queue, p *program, text string) {
	t.Helper()
	var field *widgets.PickerField[T]
	until(t, q, "there is a picker", func() bool {
		f, ok := find(p.window.Content(), func(*widgets.PickerField[T]) bool { return true })
		field = f
		return ok
	})
	picture.Settle(p.window, picture.Desktop.Size)
	field.Focus()
	field.Input.SetText(text)
	until(t, q, text+" is found and chosen", func() bool {
		field.Input.TypedKey(&fyne.KeyEvent{Name: fyne.KeyDown})
		field.Input.TypedKey(&fyne.KeyEvent{Name: fyne.KeyReturn})
		_, chosen := field.Picked()
		return chosen
	})
}

func tap(t *testing.T, q *uithread.Queue, p *program, label string) {
	t.Helper()
	until(t, q, label+" can be tapped", func() bool {
		o, ok := find(p.window.Content(), func(o fyne.CanvasObject) bool {
			b, ok := widgets.ButtonOf(o)
			return ok && !b.Disabled() && b.Text == label
		})
		if b, ok := widgets.ButtonOf(o); ok {
			b.Tapped(&fyne.PointEvent{})
		}
		return ok
	})
}
