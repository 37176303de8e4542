package common

import (
	"encoding/json"

	"heyi/app/ui/i18n"
	"heyi/app/ui/widgets"
)

// Unfinished is what a page keeps on the device of work that was left before it was sent,
// until it is: half a receipt that lies on the floor is counted on when its page is opened
// again. T is what is kept, as JSON.
type Unfinished[T any] struct {
	site *Site
	page string
	done bool // it has been sent, and what is still drawn is from before
}

// NewUnfinished is what is kept of a page, named by its route and id.
func NewUnfinished[T any](site *Site, page, id string) *Unfinished[T] {
	return &Unfinished[T]{site: site, page: page + "/" + id}
}

// Was is what was kept; ok is false for nothing, and for what another release has kept in
// another form.
func (u *Unfinished[T]) Was() (kept T, ok bool) {
	data := u.site.Desk.Engine.Scratch(u.page)
	return kept, data != nil && json.Unmarshal(data, &kept) == nil
}

// Keep keeps what was typed so far, or nothing where nothing has begun.
func (u *Unfinished[T]) Keep(now T, begun bool) {
	if u.done {
		return
	}
	if !begun {
		u.site.Desk.Engine.KeepScratch(u.page, nil)
		return
	}
	if data, err := json.Marshal(now); err == nil { // nothing of it cannot be written
		u.site.Desk.Engine.KeepScratch(u.page, data)
	}
}

// Done forgets what was kept, for good: it has been sent.
func (u *Unfinished[T]) Done() {
	u.Keep(*new(T), false)
	u.done = true
}

var (
	goesOn    = i18n.Define("common.unfinished.on", "接着上次的填：本机保留了没有提交的内容", "Going on where you left: this device has kept what was not sent")
	anew      = i18n.Define("common.unfinished.anew", "重新填", "Begin anew")
	keptHere  = i18n.Define("common.unfinished.kept", "没有提交的内容保留在本机，再打开时接着填", "What is not sent is kept on this device until you come back")
	anewTitle = i18n.Define("common.unfinished.anew.ask", "重新填？", "Begin anew?")
	anewWhy   = i18n.Define("common.unfinished.anew.why", "已填的内容不再保留", "What is filled in is not kept")
)

// GoesOn says on a page's banner that it goes on with what was kept; begin is called for
// who would rather begin anew.
func (s *Site) GoesOn(banner *widgets.Banner, begin func()) {
	banner.Set(widgets.Info, goesOn.Text(), anew.Text(), func() {
		s.Confirm(anewTitle.Text(), anewWhy.Text(), anew.Text(), true, begin)
	})
}

// Leaves lets a page be left and says that what it has begun is kept.
func (s *Site) Leaves(begun bool, proceed func()) {
	proceed()
	if begun {
		s.Toast(keptHere.Text())
	}
}
