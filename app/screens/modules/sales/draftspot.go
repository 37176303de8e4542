package sales

import (
	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	model "heyi/app/view/modules/sales"
	"heyi/shared/kernel"
)

// handover is the command that says that the goods are gone.
const handover = "sales.handover"

var (
	handedOver = i18n.Define("draft.spot.done", "已交货", "Handed over")
	spotAsk    = i18n.Define("draft.spot.ask", "货物现在就从「{0}」交给 {1}", "The goods go from {0} to {1} now")
	spotText   = i18n.Define("draft.spot.text", "保存后库存和应收立即变动，不再经仓库拣货；交错了只能办理退货。",
		"Stock and what the customer owes change at once, and no warehouse picks. What was handed over wrongly comes back as a return.")
	spotHeld = i18n.Define("draft.spot.held", "按信用或最低售价规则这张单应先放行；交货后会通知财务跟进。",
		"By the rules for credit and lowest prices this would have to be released first; finance will be told.")
	spotWhere = i18n.Define("draft.spot.where", "从本岗位的车载仓交货不受拦截；从仓库交货要先通过信用、最低售价和库存检查。别人的车载仓不在此列：哪辆车归哪个岗位，由系统管理员在「岗位仓库」里登记。",
		"Nothing stops what you hand over from the vans of your seat; from a warehouse credit, lowest prices and stock are checked first. Vans of others are not listed: an administrator adds a van to the warehouses of a seat.")
	spotForeign = i18n.Define("draft.spot.foreign", "「{0}」没有登记在您的岗位名下，交货要先通过信用、最低售价和库存检查", "{0} is not a van of your seat: credit, lowest prices and stock are checked first")
	spotNot     = i18n.Define("draft.spot.not", "先要放行或补货，不能现场交货，请提交订单",
		"It has to be released or restocked first: the goods cannot be handed over now, place an order instead")
)

// newSpot writes what is handed over on the spot: an order whose goods leave now.
func newSpot(site *common.Site, customer string) nav.Page {
	return openDraft(site, customer, "", true)
}

// loadSpot begins with what was left half typed, or with what the customer usually takes.
func (p *draftPage) loadSpot(r *view.Reader, customer kernel.ID) (*model.Draft, error) {
	was, begun := p.kept.Was()
	if p.goesOn = begun; !begun {
		d, err := startWithBasket(r, customer, kernel.ID{})
		if err == nil {
			d.OnSpot(r)
		}
		return d, err
	}
	d, err := model.Start(r, kernel.ID{}, kernel.ID{})
	if err != nil {
		return nil, err
	}
	d.OnSpot(r)
	return d, d.GoOn(r, was)
}

// sayGoesOn tells that the page goes on with what was left, and begins anew for who would
// rather do that.
func (p *draftPage) sayGoesOn() {
	p.site.GoesOn(p.note, func() {
		p.kept.Done()
		p.site.Router.Replace(p.site.Router.Current())
	})
}

// touch notes that somebody has changed something.
func (p *draftPage) touch() {
	p.touched = true
	p.keepTyped()
}

// keepTyped keeps what was typed of a hand-over, which outlives the page: the goods may be
// on the pavement. It tells whether there is anything.
func (p *draftPage) keepTyped() bool {
	if p.kept == nil || p.saved || p.draft == nil || p.own == nil || !p.touched {
		return p.goesOn && !p.saved
	}
	now, begun := p.draft.Keep(p.own.Texts())
	p.kept.Keep(now, begun)
	return begun
}

// spotButton makes the button that hands the goods over, for those who may.
func (p *draftPage) spotButton() {
	p.spot = widgets.NewButton(view.Command(p.site.Desk.Catalog, handover), p.askSpot)
	p.spot.Hide()
}

// mayGo shows what the judgement says of handing over.
func (p *draftPage) mayGo(j *model.Judgement) {
	p.spot.Hidden = !j.Spot.Offered
	p.spot.Refresh()
	if j.Spot.Offered && j.Spot.Foreign {
		p.sums.Add(widgets.NewNote(spotForeign.Text(j.Spot.Place), widgets.Info))
	}
	if j.Spot.Offered && !j.Spot.May && len(j.Lines) > 0 {
		p.sums.Add(widgets.NewNote(spotNot.Text(), widgets.Caution))
	}
}

// askSpot says what is about to happen before it does. What may not go now is given at
// once: the rules answer why, and with the ways out.
func (p *draftPage) askSpot() {
	if !p.faults.Check() {
		return
	}
	var going model.Spot
	p.work(func(r *view.Reader) error {
		j, err := p.draft.Judge(r)
		if err == nil {
			going = j.Spot
		}
		return err
	}, func() {
		text := spotText.Text()
		if going.Held {
			text += "\n" + spotHeld.Text()
		}
		if !going.May {
			p.handOver()
			return
		}
		p.site.Confirm(spotAsk.Text(going.Place, p.draft.Customer.Name), text, p.spot.Text, true, p.handOver)
	})
}

func (p *draftPage) handOver() {
	p.send(func() (kernel.ID, error) { return p.draft.HandOver(p.site.Desk) }, handedOver)
}
