// Package home puts the screens of a person together: the areas his roles bring,
// his home first, in one shell.
package home

import (
	"context"
	"slices"
	"time"

	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"

	"heyi/app/device/client"
	"heyi/app/screens/common"
	"heyi/app/screens/declared/tasks"
	"heyi/app/screens/system/settings"
	"heyi/app/screens/system/syncpage"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/uithread"
	"heyi/app/view"
	todo "heyi/app/view/declared/tasks"
	"heyi/shared/kernel"
)

// Setting is what a home is opened in.
type Setting struct {
	Desk       *view.Desk
	Dispatcher uithread.Dispatcher
	Window     fyne.Window
	Data       client.Home
	SignedOut  func()
	Still      bool // for pictures: do not follow the data
}

// Open builds the shell of a person. end must be called when it is left.
func Open(in Setting) (shell *nav.Shell, end func(), err error) {
	shell, _, end, err = OpenAt(in)
	return shell, end, err
}

// OpenAt is Open for who moves between pages from outside: pictures and tests.
func OpenAt(in Setting) (shell *nav.Shell, router *nav.Router, end func(), err error) {
	who, err := view.Load(in.Desk, func(r *view.Reader) (*kernel.Author, error) { return r.Author, nil })
	if err != nil {
		return nil, nil, nil, err
	}
	site := &common.Site{
		Desk: in.Desk, Dispatcher: in.Dispatcher, Router: nav.NewRouter(), Window: in.Window, Still: in.Still,
		SignedOut: in.SignedOut, Toast: func(string) {},
		Day: func() time.Time {
			now := view.At(in.Desk.Engine.State().Now, who.Zone)
			return time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, time.UTC)
		},
	}
	site.Know(who)
	serve := func(who *kernel.Author) []nav.Destination {
		own, others, places := destinations(site, who)
		site.Serve(slices.Concat(own, others, []common.Area{syncpage.Area(site), settings.Area(site, in.Data)})...)
		places = slices.DeleteFunc(places, func(d nav.Destination) bool { return !site.Leads(d.Route.Name, d.Route.ID) })
		return append(places, nav.Destination{Route: nav.Route{Name: settings.Route}, Label: i18n.Settings, Icon: base.SettingsIcon()})
	}
	places := serve(who)
	shell = nav.NewShell(in.Dispatcher, site.Router, places, func() {
		in.Desk.Engine.Redial() // who asks how it stands wants it to stand well
		site.Go(common.SyncRoute, "")
	})
	site.Toast = shell.Snackbar().Toast
	site.Jobs = shell.Jobs()
	shell.Keys(in.Window.Canvas())
	site.Router.Reset(places[0].Route)
	return shell, site.Router, follow(site, shell, serve), nil
}

// follow keeps the shell's status line true, and its places those that the person's
// rights lead to now, and leaves when the company's data is taken away.
func follow(site *common.Site, shell *nav.Shell, serve func(*kernel.Author) []nav.Destination) (end func()) {
	loader := uithread.NewLoader[standing](site.Dispatcher)
	show := func() {
		st := site.Desk.Engine.State()
		shell.SetStatus(common.Status(st))
		if st.Wiped && site.SignedOut != nil {
			site.SignedOut()
			return
		}
		loader.Load(func(context.Context) (standing, error) { return view.Load(site.Desk, stand) }, func(now standing, err error) {
			if err != nil {
				return // the list says what is wrong
			}
			before := site.Person()
			site.Know(now.who)
			if !slices.Equal(before.Grants, now.who.Grants) || !slices.Equal(before.Sees, now.who.Sees) || !before.SameModules(now.who) {
				shell.SetDestinations(serve(now.who))
			}
			shell.SetCount(nav.Route{Name: tasks.ListRoute}, now.waits)
		})
	}
	show()
	stop := site.Tick(show)
	return func() {
		stop()
		loader.Cancel()
		site.Leave()
		shell.Dispose()
	}
}

// standing is what the shell follows: who works here, and how much waits for him.
type standing struct {
	who   *kernel.Author
	waits int
}

func stand(r *view.Reader) (standing, error) {
	list, err := todo.Waits(r)
	return standing{r.Author, len(list)}, err
}

// destinations are the areas that a person's rights lead to, all others, since documents
// lead to each other, and the places of the former, each once.
func destinations(site *common.Site, who *kernel.Author) (own, others []common.Area, places []nav.Destination) {
	seen := map[nav.Route]bool{}
	first := true
	for _, e := range common.Entries() {
		area := e.Make(site)
		if !e.Serves(who) || who.Lacks(e.Module) {
			others = append(others, area)
			continue
		}
		own = append(own, area)
		for n, d := range area.Destinations {
			home := n == 0 && e.First
			if seen[d.Route] || home && !first {
				continue // one home is enough: that of the first area
			}
			seen[d.Route] = true
			places = append(places, d)
			first = first && !home
		}
	}
	return own, others, places
}
