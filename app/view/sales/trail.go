package sales

import (
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/app/view/record"
	"heyi/shared/flow"
	"heyi/shared/kernel"
	"heyi/shared/org"
	"heyi/shared/sales"
)

// Event is one node of an order's trail: what was done with what result, by whom, on
// which device and when.
type Event struct {
	Title  string
	Result view.Badge
	Who    string // and on which device
	When   string
	Note   string // figures of a check, or what the person said
}

// Hold is one reason why an order waits, with its figures, and who may let it pass.
type Hold struct{ Why, By string }

var (
	onDevice  = i18n.Define("order.device", "设备 {0}", "Device {0}")
	effective = i18n.Define("order.effective", "生效 {0}", "Effective {0}")
	mayPass   = i18n.Define("order.maypass", "可由{0}放行", "{0} may release it")
	orWho     = i18n.Define("order.or", "或", " or ")
)

func eventOf(r *view.Reader, e *flow.ProcessEvent) Event {
	zh, en := flow.NodeLabel(r.Catalog, e.Node)
	made := Event{
		Title: view.Say(zh, en), Result: result(r, e), Who: e.AuthorName, When: view.DateTime(e.At, r.Author.Zone), Note: view.TrailNote(r, e),
	}
	if dev, has := org.Devices.Get(r.Tx, kernel.Ref[org.Device](e.Origin)); has == kernel.Found {
		made.Who = view.Join(made.Who, onDevice.Text(dev.Series))
	}
	if e.Judged != 0 && e.Judged/minute != e.At/minute {
		made.Note = view.Join(made.Note, effective.Text(view.DateTime(e.Judged, r.Author.Zone)))
	}
	return made
}

// checkRank puts an act before the nodes that it led to.
func checkRank(c *kernel.Catalog, e *flow.ProcessEvent) int {
	if c.Command(e.Node) != nil {
		return 0
	}
	return 1
}

// minute is in milliseconds; what took effect within it needs no word.
const minute = 60_000

// results are what a check or a payment may say; states have their own labels.
var results = map[string]struct {
	text i18n.Key
	tone view.Tone
}{
	"passed": {i18n.Define("order.result.passed", "通过", "Passed"), view.Good},
	"warned": {i18n.Define("order.result.warned", "提醒", "Warned"), view.Caution},
	"held":   {i18n.Define("order.result.held", "待放行", "Held"), view.Caution},
	"short":  {i18n.Define("order.result.short", "缺货", "Short"), view.Alert},
	"part":   {i18n.Define("order.result.part", "部分", "Part"), view.Caution},
	"all":    {i18n.Define("order.result.all", "全部", "All"), view.Good},
}

func result(r *view.Reader, e *flow.ProcessEvent) view.Badge {
	if known, ok := results[e.Result]; ok {
		return view.Badge{Text: known.text.Text(), Tone: known.tone}
	}
	if e.Node == string(sales.NodeRated) {
		return view.Badge{Text: scores.Text(e.Result), Tone: view.Good}
	}
	if e.Result == "" {
		return view.Badge{}
	}
	if spec := r.Catalog.Command(e.Result); spec != nil { // the person's words about an act
		return view.Badge{Text: view.Say(spec.Zh, spec.En), Tone: view.Info}
	}
	for _, o := range r.Catalog.Schema(Entity).States {
		if o.Code == e.Result {
			return view.StateBadge(r.Catalog, Entity, kernel.State(e.Result))
		}
	}
	return view.Badge{Text: view.Choice(r.Catalog, flow.Approvals.Name(), "decision", e.Result), Tone: view.Info}
}

func (m *Order) holds(r *view.Reader) {
	for _, a := range flow.PendingOf(r.Tx, m.Order.ID) {
		h := Hold{Why: view.ExplainRefusal(a.Why(r.Tx.Held)).Text}
		names := record.AskedOf(r, a.Asked)
		for _, ref := range []kernel.Ref[org.Role]{a.RoleA, a.RoleB} {
			if role, has := org.Roles.Get(r.Tx, ref); has == kernel.Found {
				if names != "" {
					names += orWho.Text()
				}
				names += role.Name
			}
		}
		if names != "" {
			h.By = mayPass.Text(names)
		}
		m.Holds = append(m.Holds, h)
	}
}
