package sales

import (
	"slices"
	"strings"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

// Submit asks for a draft to be approved: credit, stock, price floor. It ends as
// approved with its delivery, or as held until finance or the boss decides.
type Submit struct {
	Order kernel.Ref[Order] `zh:"订单" en:"Order" is:"required"`
	Allow kernel.Choice     `zh:"缺货时" en:"If short" of:"sales_allow" is:"answer" hint_zh:"不填按订单" hint_en:"As the order says unless given"`
}

var (
	_ = kernel.Intent[Submit]("sales.order.submit", "提交订单", "Submit order",
		kernel.Moves(Orders, kernel.From(Draft), kernel.To(Held, Approved)), org.For(org.First, org.Sales, org.SalesManager))

	_ = org.ForArea(org.First, "sales.order", org.SalesManager)
	_ = org.ToHandOut(org.ByAdministrators, org.Admin, "sales.*")

	// NodeCredit, NodeStock and NodeFloor are the checks in an order's trail.
	NodeCredit = flow.DeclareNode("sales.check.credit", "信用检查", "Credit check", checked, flow.Says(sayCheck))
	NodeStock  = flow.DeclareNode("sales.check.stock", "库存检查", "Stock check", checked, flow.Says(sayCheck))
	NodeFloor  = flow.DeclareNode("sales.check.floor", "价格检查", "Price check", checked)

	// TaskRelease goes to finance; the boss sees every task.
	TaskRelease = flow.DeclareTask("sales.release", "{customer} 的订单 {number} {total} 元等待放行",
		"Order {number} of {customer}, {total}, is on hold: release it or send it back", flow.Kind{
			Title: flow.Words{Zh: "订单待放行", En: "Orders to release"}, Asks: deciders, Urgency: flow.Urgent,
			Opens: flow.Words{Zh: "提交的订单没有通过信用、价格或库存检查", En: "A submitted order fails a check"},
			Ends:  flow.Words{Zh: "放行、退回或订单取消", En: "It is released, refused or given up"},
		})
)

// The results of a check in the trail.
const (
	passed = "passed"
	warned = "warned"
	held   = "held"
	short  = "short"
)

// Predict runs the checks.
func (s Submit) Predict(tx *kernel.Tx) error {
	d, err := dealOf(tx, s.Order)
	if err != nil {
		return err
	}
	if err := Orders.Complete(tx, d.order); err != nil {
		return err
	}
	if s.Allow != "" {
		kernel.Set(tx, d.order, &d.order.Allow, s.Allow)
	}
	to, err := d.submit("")
	if err == nil {
		kernel.Set(tx, d.order, &d.order.State, to)
	}
	return err
}

// Settle puts the order before those who must act.
func (s Submit) Settle(tx *kernel.Tx) error { return askOthers(tx, s.Order, "") }

// submit judges the order; without a reason to hold it, it is approved.
func (d *deal) submit(policy kernel.Choice) (kernel.State, error) {
	if err := d.mustBePriced(); err != nil {
		return "", err
	}
	reasons := d.checkCredit(policy)
	floor, err := d.belowFloor()
	if err != nil {
		return "", err
	}
	stock, err := d.checkStock()
	if err != nil {
		return "", err
	}
	floor = d.report(NodeFloor, floor, policy == PolicyWarn)
	if reasons = append(reasons, floor...); len(reasons) == 0 {
		return Approved, d.approve(stock)
	}
	codes := make([]string, 0, len(reasons))
	for _, r := range reasons {
		if !slices.Contains(codes, r.Code) {
			codes = append(codes, r.Code)
		}
		flow.Ask(d.tx, d.order, r, deciders)
	}
	kernel.Set(d.tx, d.order, &d.order.HeldFor, strings.Join(codes, " "))
	return Held, nil
}

// checkCredit judges the customer on the day of judging; an import, on the
// order's own day.
func (d *deal) checkCredit(policy kernel.Choice) []*kernel.Refusal {
	s := d.standing(creditDay(d.tx, d.order, policy))
	warn := policy == PolicyWarn || policy == "" && creditPolicy.Of(d.company) == org.CreditWarn
	return d.report(NodeCredit, s.Reasons(), warn)
}

func creditDay(tx *kernel.Tx, o *Order, policy kernel.Choice) kernel.Date {
	if policy == PolicyWarn {
		return o.Date
	}
	return tx.JudgedDate()
}

// report notes the result of a check in the trail and returns the reasons to hold.
func (d *deal) report(node flow.Node, reasons []*kernel.Refusal, warn bool) []*kernel.Refusal {
	switch {
	case len(reasons) == 0:
		flow.Note(d.tx, d.order, node, passed, "")
	case warn:
		flow.Note(d.tx, d.order, node, warned, "")
		return nil
	default:
		flow.Note(d.tx, d.order, node, held, "")
	}
	return reasons
}

// askOthers puts a held order before those who may release it, and what an
// approved one waits for before purchasing.
func askOthers(tx *kernel.Tx, ref kernel.Ref[Order], policy kernel.Choice) error {
	o, err := Orders.Need(tx, ref)
	if err != nil {
		return err
	}
	if err := keepSums(tx, ref, creditDay(tx, o, policy)); err != nil {
		return err
	}
	if o.State != Held {
		return askToBuy(tx, ref)
	}
	flow.OpenTask(tx, TaskRelease, o, flow.To{}, kernel.Text("customer", o.Name),
		kernel.Text("number", o.Number), kernel.Figure("total", o.Total))
	return nil
}
