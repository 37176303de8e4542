package sales

import (
	"strings"

	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/rowstore"
)

var (
	stepsWord = i18n.Define("order.steps", "进度", "Progress")
	heldBy    = i18n.Define("order.held", "当前处理：{0}", "Now with {0}")
	nobody    = i18n.Define("order.nobody", "已结束", "Finished")
	unpaid    = i18n.Define("order.unpaid", "未收款", "Unpaid")
	partPaid  = i18n.Define("order.partpaid", "部分收款", "Partly paid")
	allPaid   = i18n.Define("order.paid", "已收清", "Paid")
	scored    = i18n.Define("order.score", "{0} 分", "{0} of 5")
	urgent    = i18n.Define("order.urgent", "加急", "Urgent")
	editDraft = i18n.Define("order.edit", "修改草稿", "Edit draft")
	takeMoney = i18n.Define("order.take", "收款", "Take money")
	backWord  = i18n.Define("order.back.word", "退货", "Returns")
	backBy    = i18n.Define("order.back", "要退货：请客户把货交给仓库，由仓管按出库单 {0} 办理「{1}」，不用另开单据",
		"For a return: the goods go back to the warehouse, which takes them in by delivery {0} ({1}); nothing else has to be written")
)

// The states of a step, as people read them.
var (
	stepToDo    = i18n.Define("step.todo", "未开始", "Not started")
	stepDoing   = i18n.Define("step.doing", "进行中", "Under way")
	stepStopped = i18n.Define("step.stopped", "待决定", "Stopped")
	stepDone    = i18n.Define("step.done", "完成", "Done")
)

var _ = record.Supply(sales.Orders.Name(), func(r *view.Reader, p *record.Page, row kernel.Row) error {
	o := row.(*sales.Order)
	deliveries, _ := sales.DeliveriesOf.Of(r.Tx, kernel.Ref[sales.Order](o.ID))
	p.Chips = append(p.Chips, badges(o)...)
	p.Begins = begins(r, o)
	process(r, p, o, deliveries)
	if back := backOf(r, deliveries); back != "" {
		p.Panels = append(p.Panels, record.Panel{Label: backWord.Text(), Notes: []record.Note{{Text: back, Tone: view.Quiet}}})
	}
	return papers(r, p, o, deliveries)
})

// badges say whether an order is urgent, and how much of it is paid.
func badges(o *sales.Order) (list []view.Badge) {
	if o.Urgent {
		list = append(list, view.Badge{Text: urgent.Text(), Tone: view.Caution})
	}
	switch {
	case o.State == sales.Draft || o.State == sales.Void:
	case o.Total != 0 && o.Paid >= o.Total:
		list = append(list, view.Badge{Text: allPaid.Text(), Tone: view.Good})
	case o.Paid > 0:
		list = append(list, view.Badge{Text: partPaid.Text(), Tone: view.Caution})
	default:
		list = append(list, view.Badge{Text: unpaid.Text(), Tone: view.Quiet})
	}
	return list
}

// begins are the commands that are begun from an order: its draft is edited, what is unpaid
// of it is taken.
func begins(r *view.Reader, o *sales.Order) (list []record.Act) {
	if o.State == sales.Draft && r.Author.May("sales.order.save") {
		list = append(list, record.Act{Command: "sales.order.save", Label: editDraft.Text()})
	}
	if r.Author.May("finance.receive") && o.State != sales.Draft && o.State != sales.Void && o.Paid < o.Total {
		list = append(list, record.Act{Command: "finance.receive", Label: takeMoney.Text()})
	}
	return list
}

// process tells the six steps of an order, and who holds it now.
func process(r *view.Reader, p *record.Page, o *sales.Order, deliveries []*sales.Delivery) {
	trail, _ := flow.TrailOf(r.Tx, o.ID)
	steps, holder := sales.Process(o, trail, deliveries)
	panel := record.Panel{Label: stepsWord.Text()}
	for n, s := range steps {
		step := record.Step{Label: view.Say(s.Zh, s.En), Stands: standsAt(s.State), By: s.By, At: view.DateTime(s.At, r.Author.Zone)}
		if n == sales.StepStock && view.Expects(r, o) {
			step.Stands.Text = view.Expected(step.Stands.Text)
		}
		if n == sales.StepRate && o.Rating != 0 {
			step.By = view.Join(scored.Text(o.Rating), step.By)
		}
		panel.Steps = append(panel.Steps, step)
	}
	p.Panels = append(p.Panels, panel)
	name := view.Holder(r, holder.Seat)
	if holder.Asks != nil {
		name = record.AskedOf(r, holder.Asks.Ref())
	}
	if name == "" {
		p.Head.Detail = view.Join(p.Head.Detail, nobody.Text())
		return
	}
	p.Head.Detail = view.Join(p.Head.Detail, heldBy.Text(name))
}

func standsAt(state sales.StepState) view.Badge {
	switch state {
	case sales.Doing:
		return view.Badge{Text: stepDoing.Text(), Tone: view.Info}
	case sales.Stopped:
		return view.Badge{Text: stepStopped.Text(), Tone: view.Caution}
	case sales.Done:
		return view.Badge{Text: stepDone.Text(), Tone: view.Good}
	}
	return view.Badge{Text: stepToDo.Text(), Tone: view.Quiet}
}

// backOf says to who may not take goods back how what has left comes back, "" to who may
// and for an order of which nothing has left.
func backOf(r *view.Reader, deliveries []*sales.Delivery) string {
	const command = "sales.return"
	var numbers []string
	for _, d := range deliveries {
		if d.Gone() {
			numbers = append(numbers, d.Number)
		}
	}
	if len(numbers) == 0 || r.Author.May(command) {
		return ""
	}
	return backBy.Text(strings.Join(numbers, i18n.ListSeparator.Text()), view.Command(r.Catalog, command))
}

// papersMost bounds each kind of documents of one order.
const papersMost = 50

// papers adds what belongs to the order beyond what came out of it itself, in the order of
// its life: what came back of its deliveries, and money that was taken for it.
func papers(r *view.Reader, p *record.Page, o *sales.Order, deliveries []*sales.Delivery) error {
	for _, d := range deliveries {
		p.Leads(r, d)
		returns, _ := sales.ReturnsOf.Of(r.Tx, kernel.Ref[sales.Delivery](d.ID))
		for _, b := range returns {
			p.Leads(r, b)
		}
	}
	page, err := r.List(client.Query{Query: rowstore.Query{
		Entity: finance.Receipts.Name(), Limit: papersMost, Where: rowstore.Is("src", rowstore.Eq, o.ID), Sort: []rowstore.Order{{Field: "date"}, {Field: "number"}},
	}})
	for _, row := range page.Rows {
		p.Leads(r, row)
	}
	return err
}
