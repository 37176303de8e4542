package record

import (
	"strings"

	"fyne.io/fyne/v2"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	model "heyi/app/view/declared/record"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

var (
	sightSees = i18n.Define("record.sight.sees", "看得见的人", "Who sees it")
	sightNot  = i18n.Define("record.sight.not", "看不见的人", "Who does not")
	sightBy   = i18n.Define("record.sight.by", "凭什么看见", "By what it is seen")
	nobody    = i18n.Define("record.sight.nobody", "没有人", "Nobody")
)

// newSight is the page that says who sees a row: its route carries the row's.
func newSight(site *common.Site, at string) nav.Page {
	entity, text, _ := strings.Cut(at, "/")
	id, err := kernel.ParseID(text)
	if err != nil {
		id = kernel.ID{}
	}
	return common.NewPage(site, common.Spec[*model.Sighting]{
		Title: func() string { return common.WhoSees.Text() },
		Load:  func(r *view.Reader) (*model.Sighting, error) { return model.Sight(r, entity, id) },
		Show:  func(s *model.Sighting) fyne.CanvasObject { return drawSight(site, s) },
		Of:    []string{org.Users.Name(), org.Seats.Name(), org.Roles.Name(), org.SeatPlaces.Name(), entity},
	})
}

func drawSight(site *common.Site, s *model.Sighting) fyne.CanvasObject {
	by := widgets.NewStacked()
	for _, g := range s.Grounds {
		by.Add(widgets.NewNote(g, widgets.Plain))
	}
	by.Add(widgets.NewNote(s.Change, widgets.Quiet))
	return widgets.NewSections(
		widgets.NewPanel(s.Title+" · "+sightBy.Text(), by),
		watchers(site, sightSees.Text(), s.Sees), watchers(site, sightNot.Text(), s.Not),
	)
}

// watchers list people, each of whom leads to his own page.
func watchers(site *common.Site, heading string, list []model.Watcher) fyne.CanvasObject {
	box := widgets.NewStacked()
	for _, w := range list {
		box.Add(widgets.NewLineRow(widgets.Line{Title: w.Name, Detail: w.Why}, func() { site.Open(org.Users.Name(), w.ID) }))
	}
	if len(list) == 0 {
		box.Add(widgets.NewNote(nobody.Text(), widgets.Quiet))
	}
	return widgets.NewPanel(heading, box)
}

// newSeen is the page that says what a person sees.
func newSeen(site *common.Site, text string) nav.Page {
	id, err := kernel.ParseID(text)
	if err != nil {
		id = kernel.ID{}
	}
	return common.NewPage(site, common.Spec[[]model.Seen]{
		Title: func() string { return common.SeenBy.Text() },
		Load:  func(r *view.Reader) ([]model.Seen, error) { return model.SeenBy(r, id) },
		Show: func(list []model.Seen) fyne.CanvasObject {
			box := widgets.NewStacked()
			for _, s := range list {
				box.Add(widgets.NewLineRow(widgets.Line{Title: s.Label, Detail: s.How}, nil))
				if s.Needs != "" {
					box.Add(widgets.NewNote(s.Needs, widgets.Quiet))
				}
			}
			return widgets.NewPanel("", box)
		},
		Of: []string{org.Users.Name(), org.Seats.Name(), org.Roles.Name(), org.SeatPlaces.Name()},
	})
}
