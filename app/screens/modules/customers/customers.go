// Package customers shows customers: the list, one with what he owes, the form.
package customers

import (
	"fyne.io/fyne/v2"
	base "fyne.io/fyne/v2/theme"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
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
	title      = i18n.Define("customers.title", "客户", "Customers")
	newOne     = i18n.Define("customers.new", "新建客户", "New customer")
	none       = i18n.Define("customers.none", "没有客户", "No customers")
	receivable = i18n.Define("customers.receivable", "应收", "Receivable")
	limit      = i18n.Define("customers.limit", "额度", "Limit")
	late       = i18n.Define("customers.late.amount", "其中逾期", "Overdue")
	notOne     = i18n.Define("merge.notone", "不是同一家", "Not the same")
	standing   = i18n.Define("customers.standing", "状态", "Standing")
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

func newList(site *common.Site, filter string) nav.Page {
	return common.NewList(site, common.ListSpec[model.Row]{
		Title:   func() string { return title.Text() },
		Columns: func() []widgets.DataColumn[model.Row] { return columns(site) },
		Source: func(search, filter string) widgets.Source[model.Row] {
			return model.List(site.Desk, search, filter)
		},
		Filters: model.Filters(), Filter: filter, Owner: func(r model.Row) string { return r.Owner },
		Tapped: func(r model.Row) { site.Go(PageRoute, r.ID.String()) },
		Actions: func() []nav.Action {
			if !site.May("party.add") {
				return nil
			}
			return []nav.Action{{Label: newOne.Text(), Icon: base.ContentAddIcon(), Tapped: func() { site.Go(FormRoute, "") }}}
		},
		Of: []string{party.Parties.Name(), party.Balances.Name()}, Empty: none,
	})
}

func columns(site *common.Site) []widgets.DataColumn[model.Row] {
	label := func(field string) string { return view.Label(site.Desk.Catalog, party.Parties.Name(), field) }
	return []widgets.DataColumn[model.Row]{
		{ID: "name", Title: label("name"), Width: 240, Card: widgets.CardTitle, Text: func(r model.Row) string { return r.Name }},
		{ID: "mobile", Title: label("mobile"), Width: 120, Card: widgets.CardValue, Text: func(r model.Row) string { return r.Mobile }},
		{ID: "region", Title: label("region"), Width: 110, Card: widgets.CardHidden, Text: func(r model.Row) string { return r.Region }},
		{
			ID: "standing", Title: standing.Text(), Width: 120, Card: widgets.CardBadge, Badge: true,
			Text: func(r model.Row) string { return r.Badge.Text }, Tone: func(r model.Row) widgets.Tone { return common.Tone(r.Badge.Tone) },
		},
		{ID: "limit", Title: limit.Text(), Width: 120, Align: fyne.TextAlignTrailing, Card: widgets.CardHidden, Text: func(r model.Row) string { return r.Limit }},
		{ID: "late", Title: late.Text(), Width: 120, Align: fyne.TextAlignTrailing, Text: func(r model.Row) string { return r.Overdue }},
		{ID: "receivable", Title: receivable.Text(), Width: 130, Align: fyne.TextAlignTrailing, Card: widgets.CardFigure, Text: func(r model.Row) string { return r.Receivable }},
	}
}
