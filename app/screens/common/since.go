package common

import (
	"fyne.io/fyne/v2/widget"

	"heyi/app/device/client"
	"heyi/app/ui/widgets"
	"heyi/app/view"
)

// Since is the line above a list that says from when on the device holds its rows. It
// takes no room where it holds all, and has the list go on with what the server has as
// the device comes to be connected, and without that as it is so no more.
type Since struct {
	Label *widget.Label

	site   *Site
	entity string
	link   client.Link // as the rows were listed by
	resize func()
	relist func()
}

// NewSince returns the line above a list of an entity. resize lays out what it stands in,
// relist reads the rows again.
func NewSince(site *Site, entity string, resize, relist func()) *Since {
	s := &Since{
		Label: widgets.NewRemark("", widgets.Quiet), site: site, entity: entity, link: site.Desk.Engine.State().Link, resize: func() {}, relist: relist,
	}
	s.tell()
	s.resize = resize
	return s
}

// Passed is told that time has passed, see [Site.Tick].
func (s *Since) Passed() {
	s.tell()
	if link := s.site.Desk.Engine.State().Link; link != s.link {
		if s.link = link; !s.Label.Hidden {
			s.relist()
		}
	}
}

func (s *Since) tell() {
	text := ""
	if s.entity != "" {
		text = view.ListedSince(s.site.Desk.Catalog, s.site.Desk.Engine.State(), s.entity)
	}
	if hidden := text == ""; s.Label.Text != text || s.Label.Hidden != hidden {
		s.Label.Hidden = hidden
		s.Label.SetText(text)
		s.resize()
	}
}
