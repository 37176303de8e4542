package common

import (
	base "fyne.io/fyne/v2/theme"

	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/view/declared/record"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// The pages that say who sees a row, whose id stands in the route behind its entity, and
// what somebody sees.
const (
	SightRoute = "record.sight"
	SeenRoute  = "record.seen"
)

// What these pages are called.
var (
	WhoSees = i18n.Define("record.sight", "谁能看到", "Who sees it")
	SeenBy  = i18n.Define("record.seen", "能看到什么", "What is seen")
)

// whoSees leads from the page of a row to who sees it, and from that of a person to what
// he sees, for those who keep the roles.
func (s *Site) whoSees(entity string, row kernel.ID) (list []nav.Action) {
	if !record.MaySight(s.Person()) || !s.Router.Knows(SightRoute) {
		return nil
	}
	if entity == org.Users.Name() {
		list = append(list, nav.Action{Label: SeenBy.Text(), Icon: base.AccountIcon(), Tapped: func() { s.Go(SeenRoute, row.String()) }})
	}
	return append(list, nav.Action{Label: WhoSees.Text(), Icon: base.VisibilityIcon(), Tapped: func() { s.Go(SightRoute, entity+"/"+row.String()) }})
}
