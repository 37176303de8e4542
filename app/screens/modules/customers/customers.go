// Package customers shows customers: the list, one with what he owes, the form.
package customers

import (
	base "fyne.io/fyne/v2/theme"

	"heyi/app/screens/common"
	"heyi/app/screens/declared/record"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	fields "heyi/app/view/declared/record"
	model "heyi/app/view/modules/customers"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/party"
)

// The pages' names.
const (
	ListRoute = "customers"
	PageRoute = "customer"
	FormRoute = "customer.form" // with an id to change one, without for a new one
)

var (
	title  = i18n.Define("customers.title", "客户", "Customers")
	newOne = i18n.Define("customers.new", "新建客户", "New customer")
	notOne = i18n.Define("merge.notone", "不是同一家", "Not the same")
)

// Whom purchasing buys from stands among the records.
var _ = common.Enter(common.Entry{Rank: 90, Make: Area, Needs: []string{
	"sales.order.place", common.Everything, "finance.receipt.approve", "party.merge", common.Sees(common.Everything), common.Sees("party.all"),
}})

// Area tells the routes and the destination.
func Area(site *common.Site) common.Area {
	return common.Declare(
		site,
		common.Place{Route: ListRoute, Make: newList, Label: &title, Icon: base.AccountIcon()},
		common.RowPlace(PageRoute, party.Parties.Name(), newPage).Leading("sales.order.place", "sales.order.save", "finance.receive").WorkOf("sales.order.place"),
		common.Place{Route: MergeRoute, Of: mergeOf, Make: newMerge}.Starting(command, "").
			Answering(party.TaskTwin.Name, command, olderFirst, notOne).
			Answering(party.TaskEdited.Name, command, func(t *flow.Task) string { return t.Root.String() + "/" + t.Root.String() }, i18n.Key{}),
		common.Place{Route: FormRoute, Of: common.RowOf(party.Parties.Name()), Make: newForm},
	)
}

// olderFirst is the merger that a task about a new record asks for: into the one that
// was there before.
func olderFirst(t *flow.Task) string {
	if twin := party.TwinOf(t); !twin.IsZero() {
		return twin.String() + "/" + t.Root.String()
	}
	return t.Root.String()
}

func newList(site *common.Site, preset string) nav.Page {
	return record.NewList(site, record.ListSpec{
		Listing: model.Listing(), Title: title, Preset: preset, Follows: []string{party.Balances.Name()},
		Tapped: func(r fields.Row) { site.Go(PageRoute, r.ID.String()) },
		Actions: func() []nav.Action {
			if !site.May("party.add") {
				return nil
			}
			return []nav.Action{{Label: newOne.Text(), Icon: base.ContentAddIcon(), Tapped: func() { site.Go(FormRoute, "") }}}
		},
	})
}
