package nav

import "fyne.io/fyne/v2"

// Page is one screen.
type Page interface {
	// Title stands in the app bar, with the subject of the route behind it. A page
	// that is nothing but its subject, a customer's, has none.
	Title() string
	// Content is built once per page.
	Content() fyne.CanvasObject
	// OnHead sets what is called when the title or the actions are others than
	// before, e.g. because the data has arrived; a page embeds Head for it.
	OnHead(changed func())
	// Dispose ends subscriptions and loading; the page is not used again.
	Dispose()
}

// Head tells the shell that title or actions have to be asked for again. Pages load
// after they are shown, so what they are called is known later: every page embeds
// one, and says HeadChanged after what its title or its actions depend on.
type Head struct{ changed func() }

// OnHead implements Page.
func (h *Head) OnHead(changed func()) { h.changed = changed }

// HeadChanged says that title or actions may be others than before.
func (h *Head) HeadChanged() {
	if h.changed != nil {
		h.changed()
	}
}

// Action is a button of the app bar.
type Action struct {
	Label  string
	Icon   fyne.Resource // needed on narrow windows, where labels have no room
	Tapped func()
}

// Actor is a Page with buttons in the app bar.
type Actor interface{ Actions() []Action }

// ActionsOf are the buttons of a page as it is now.
func ActionsOf(p Page) []Action {
	if actor, ok := p.(Actor); ok {
		return actor.Actions()
	}
	return nil
}

// Starter is a Page that says where the keyboard begins. Start is called whenever the
// page comes into sight, also on the way back, perhaps before its data has come.
type Starter interface{ Start() }

// Keeper is a Page whose state (search text, scroll place) survives being
// disposed of and made again.
type Keeper interface {
	Keep() any
	Restore(state any)
}

// Leaver is a Page that may hold the user back, e.g. with unsaved input. Leave
// calls proceed now, later or never.
type Leaver interface{ Leave(proceed func()) }
