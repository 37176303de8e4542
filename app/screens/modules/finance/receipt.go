package finance

import (
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/modules/finance"
	"heyi/shared/kernel"
	core "heyi/shared/modules/documents/finance"
	"heyi/shared/modules/masters/party"
)

var (
	checkIt = i18n.Define("finance.receipt.check", "核对到账", "Has the money come in?")
	mendIt  = i18n.Define("finance.receipt.mend", "更正", "Correct it")

	receivedIn = i18n.Define("finance.receipt.parts", "收款账户", "Received into")
)

// newReceipt is a receipt: one that waits is confirmed or refused, one that counts
// can settle something else or be taken back.
func newReceipt(site *common.Site, id kernel.ID) nav.Page {
	var page *common.Page[*finance.Receipt]
	cancelling := false
	d := newDecision(site, func() {
		cancelling = false
		page.Reload()
	})
	page = common.NewPage(site, common.Spec[*finance.Receipt]{
		Title: func() string { return view.Entity(site.Desk.Catalog, core.Receipts.Name()) }, Load: finance.LoadReceipt(id), Trouble: d.trouble, About: id,
		Show: func(r *finance.Receipt) fyne.CanvasObject {
			d.fresh()
			parts := []fyne.CanvasObject{receiptHead(site, r)}
			cancel := func(why string) error { return finance.Cancel(site.Desk, id, why) }
			switch {
			case r.MayDecide:
				d.why.Offer(finance.Refused()...)
				parts = append(parts, d.panel(
					checkIt.Text(),
					d.because("finance.receipt.refuse", widget.MediumImportance, finance.Refused(), func(why string) error { return finance.Refuse(site.Desk, id, why) }),
					d.button("finance.receipt.approve", widget.HighImportance, func() error { return finance.Confirm(site.Desk, id) }),
				))
			case r.MayCancel && cancelling:
				parts = append(parts, d.panel(
					view.Command(site.Desk.Catalog, "finance.receipt.cancel"),
					widgets.NewButton(i18n.Cancel.Text(), func() { cancelling = false; page.Redraw() }),
					d.because("finance.receipt.cancel", widget.WarningImportance, finance.Cancelled(), cancel),
				))
			case r.MayCancel || r.MayChange:
				parts = append(parts, widgets.NewPanel(mendIt.Text(), mending(site, r, func() {
					cancelling = true
					d.why.Offer(finance.Cancelled()...)
					page.Redraw()
					d.why.Field.Focus()
				})))
			}
			return widgets.NewSections(slices.Concat(parts, receiptParts(site, r), []fyne.CanvasObject{site.Attached(core.Receipts.Name(), id)}, site.Chain(r.Chain), common.Trail(r.Trail))...)
		},
	})
	return page
}

// mending are the ways to correct a receipt that counts.
func mending(site *common.Site, r *finance.Receipt, cancel func()) fyne.CanvasObject {
	var buttons []*widgets.Button
	if r.MayCancel {
		buttons = append(buttons, widgets.NewButton(view.Command(site.Desk.Catalog, "finance.receipt.cancel"), cancel))
	}
	if r.MayChange {
		buttons = append(buttons, widgets.NewButton(view.Command(site.Desk.Catalog, "finance.receipt.reallocate"), func() { site.Go(RouteSettle, r.Row.ID.String()) }))
	}
	return widgets.NewActions(buttons...)
}

func receiptHead(site *common.Site, r *finance.Receipt) fyne.CanvasObject {
	label := func(field string) string { return view.Label(site.Desk.Catalog, core.Receipts.Name(), field) }
	money := func(m kernel.Money) string {
		if m == 0 {
			return ""
		}
		return view.Money(m)
	}
	return widgets.NewPanel(
		"",
		common.Head(widgets.Line{
			Title: r.Row.Name, Detail: view.Join(r.Row.Number, view.Date(r.Row.Date)), Figure: view.Money(r.Row.Total),
		}, opener(site, party.Parties.Name(), r.Row.Customer.ID()), r.State, r.Sync),
		widgets.NewFacts(append([]widgets.Fact{
			{Label: label("author"), Value: r.Author},
			{Label: label("fee"), Value: money(r.Row.Fee)},
			discountFact(label, money, r.Row),
			{Label: label("allocated"), Value: money(r.Row.Allocated)},
			{Label: label("prepaid"), Value: money(r.Row.Prepaid)},
			{Label: label("note"), Value: r.Row.Note},
		}, common.OwnFacts(r.Own)...)...),
	)
}

// receiptParts are the funds that the money went into and what it settled.
func receiptParts(site *common.Site, r *finance.Receipt) []fyne.CanvasObject {
	label := func(field string) string { return view.Label(site.Desk.Catalog, core.Receipts.Name(), field) }
	funds, settled := widgets.NewStacked(), widgets.NewStacked()
	for _, p := range r.Parts {
		line := widgets.Line{Title: p.Fund, Figure: p.Amount}
		if p.Fee != "" {
			line.Under = label("fee") + " " + p.Fee
		}
		funds.Add(widgets.NewLineRow(line, nil))
	}
	for _, s := range r.Settles {
		row := widgets.Line{Title: s.Number, Detail: view.Join(entityWord(site, s.Entity), s.Day), Figure: s.Amount}
		settled.Add(widgets.NewLineRow(row, opener(site, s.Entity, s.Src)))
	}
	parts := []fyne.CanvasObject{widgets.NewPanel(receivedIn.Text(), funds)}
	if len(r.Settles) > 0 {
		parts = append(parts, widgets.NewPanel(label("allocated"), settled))
	}
	return parts
}

// entityWord is what people call an entity, "" for none.
func entityWord(site *common.Site, entity string) string {
	if entity == "" {
		return ""
	}
	return view.Entity(site.Desk.Catalog, entity)
}

// opener opens a document, nil for one that no page shows.
func opener(site *common.Site, entity string, id kernel.ID) func() {
	if entity == "" || id.IsZero() || !site.Opens(entity) {
		return nil
	}
	return func() { site.Open(entity, id) }
}

// discountFact is the discount that was posted; before finance has confirmed the
// receipt, what was offered.
func discountFact(label func(string) string, money func(kernel.Money) string, r *core.Receipt) widgets.Fact {
	if r.State == core.Pending {
		return widgets.Fact{Label: label("discount"), Value: money(r.Discount)}
	}
	return widgets.Fact{Label: label("granted"), Value: money(r.Granted)}
}
