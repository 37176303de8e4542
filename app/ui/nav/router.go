package nav

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"heyi/app/ui/i18n"
)

// livePages is how many pages of the history keep their widgets. Older ones
// are disposed of and made again on the way back.
const livePages = 6

// Route names a place: a kind of page, and the thing it shows. It is
// comparable.
type Route struct {
	Name string // registered name, e.g. "sales.order"
	ID   string // what the page shows; "" for lists and new things
}

// Make makes the page of a route.
type Make func(Route) Page

// Subject tells whose page a route opens, e.g. a customer's name or an order's
// number, and what may be done with it besides what the page itself offers: now or
// when it is known, and again when it changes, until stop is called. All calls are on
// the UI thread.
type Subject func(at Route, told func(Told)) (stop func())

// Told is what is known of the subject of a page.
type Told struct {
	Name string // "" for none, or one that is not there
	Kind string // what it is, for a page that is nothing but its subject
	Acts []Action
}

type visit struct {
	route   Route
	page    Page // nil when disposed of
	state   any
	subject Told
	stop    func() // following the subject
}

// Router holds the history of one window. All methods belong to the UI thread.
type Router struct {
	makers   map[string]Make
	subjects map[string]Subject
	history  []*visit
	onChange func()
	onHead   func()
}

// NewRouter returns a router without pages.
func NewRouter() *Router { return &Router{makers: map[string]Make{}, subjects: map[string]Subject{}} }

// Register says how pages of a name are made.
func (r *Router) Register(name string, make Make) { r.makers[name] = make }

// RegisterSubject says whose the pages of a name are.
func (r *Router) RegisterSubject(name string, of Subject) { r.subjects[name] = of }

// Names are those of the pages that can be made, sorted.
func (r *Router) Names() []string { return slices.Sorted(maps.Keys(r.makers)) }

// Knows tells whether pages of a name can be made.
func (r *Router) Knows(name string) bool { return r.makers[name] != nil }

// OnChange sets what is called after every move.
func (r *Router) OnChange(f func()) { r.onChange = f }

// OnHead sets what is called when the present page has another title or other
// actions than before.
func (r *Router) OnHead(f func()) { r.onHead = f }

// Heading is what stands above the present page: what it is, and whose.
func (r *Router) Heading() string {
	if len(r.history) == 0 {
		return ""
	}
	top := r.history[len(r.history)-1]
	return heading(r.Page().Title(), top.subject)
}

// Actions are the buttons of the present page: its own, then those about its subject
// that it does not have.
func (r *Router) Actions() []Action {
	if len(r.history) == 0 {
		return nil
	}
	list := slices.Clip(ActionsOf(r.Page()))
	for _, act := range r.history[len(r.history)-1].subject.Acts {
		if !slices.ContainsFunc(list, func(a Action) bool { return a.Label == act.Label }) {
			list = append(list, act)
		}
	}
	return list
}

// heading puts the subject behind a title that does not say it already. A page without a
// title is its subject, or of the kind of it; until that is known it is being loaded.
func heading(title string, subject Told) string {
	if title == "" {
		return cmp.Or(subject.Name, subject.Kind, i18n.Loading.Text())
	}
	if strings.Contains(title, subject.Name) {
		return title
	}
	return title + " " + subject.Name
}

// Go opens a place on top of the history. Going where one is does nothing.
func (r *Router) Go(to Route) {
	r.known(to)
	if len(r.history) > 0 && r.Current() == to {
		return
	}
	r.leave(func() {
		r.history = append(r.history, &visit{route: to})
		r.moved()
	})
}

// Replace opens a place instead of the present one, e.g. the order just saved
// instead of its form. It does not ask a Leaver.
func (r *Router) Replace(to Route) {
	r.known(to)
	if n := len(r.history); n > 0 {
		r.history[n-1].drop()
		r.history = r.history[:n-1]
	}
	r.history = append(r.history, &visit{route: to})
	r.moved()
}

// Reset opens a place and forgets the history, as destinations do.
func (r *Router) Reset(to Route) {
	r.known(to)
	r.leave(func() {
		r.dropAll()
		r.history = []*visit{{route: to}}
		r.moved()
	})
}

// Back returns to the place before; without one it does nothing.
func (r *Router) Back() {
	if !r.CanBack() {
		return
	}
	r.leave(func() {
		top := len(r.history) - 1
		r.history[top].drop()
		r.history = r.history[:top]
		r.moved()
	})
}

// CanBack reports whether there is a place to go back to.
func (r *Router) CanBack() bool { return len(r.history) > 1 }

// From is the route that Back leads to, the zero route where there is none.
func (r *Router) From() Route {
	if n := len(r.history); n > 1 {
		return r.history[n-2].route
	}
	return Route{}
}

// Current returns the present place, the zero Route before the first move.
func (r *Router) Current() Route {
	if len(r.history) == 0 {
		return Route{}
	}
	return r.history[len(r.history)-1].route
}

// Root returns the place at the bottom of the history: the destination that
// the present place belongs to.
func (r *Router) Root() Route {
	if len(r.history) == 0 {
		return Route{}
	}
	return r.history[0].route
}

// Page returns the present page, made now if need be; nil before the first move.
func (r *Router) Page() Page {
	if len(r.history) == 0 {
		return nil
	}
	top := r.history[len(r.history)-1]
	if top.page == nil {
		top.page = r.makers[top.route.Name](top.route)
		top.page.OnHead(func() { r.headOf(top) })
		if of := r.subjects[top.route.Name]; of != nil {
			top.stop = of(top.route, func(subject Told) {
				top.subject = subject
				r.headOf(top) // the bar leaves what has not changed
			})
		}
		if keeper, ok := top.page.(Keeper); ok && top.state != nil {
			keeper.Restore(top.state)
		}
	}
	return top.page
}

// headOf says that a visit's title or actions have changed; those of pages below the
// present one are asked for when one comes back to them.
func (r *Router) headOf(v *visit) {
	if n := len(r.history); r.onHead != nil && n > 0 && r.history[n-1] == v {
		r.onHead()
	}
}

// Rebuild makes all pages anew with their state kept, as a change of language
// needs.
func (r *Router) Rebuild() {
	for _, v := range r.history {
		v.drop()
	}
	r.moved()
}

// Dispose ends all pages.
func (r *Router) Dispose() {
	r.dropAll()
	r.history = nil
}

func (r *Router) dropAll() {
	for _, v := range r.history {
		v.drop()
	}
}

// known stops a misspelt name where it is written, not where it is shown.
func (r *Router) known(to Route) {
	if r.makers[to.Name] == nil {
		panic(fmt.Sprintf("nav: no page is registered for route %q", to.Name))
	}
}

func (r *Router) leave(proceed func()) {
	if n := len(r.history); n > 0 {
		if leaver, ok := r.history[n-1].page.(Leaver); ok {
			leaver.Leave(proceed)
			return
		}
	}
	proceed()
}

func (r *Router) moved() {
	for i := range max(0, len(r.history)-livePages) {
		r.history[i].drop()
	}
	if r.onChange != nil {
		r.onChange()
	}
}

// drop disposes of the page and keeps its state.
func (v *visit) drop() {
	if v.page == nil {
		return
	}
	if keeper, ok := v.page.(Keeper); ok {
		v.state = keeper.Keep()
	}
	v.page.OnHead(nil)
	if v.stop != nil {
		v.stop()
		v.stop = nil
	}
	v.page.Dispose()
	v.page = nil
}
