package view

import (
	"cmp"
	"slices"

	"heyi/app/ui/i18n"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

// Event is what happened to a document: what, with what outcome, by whom and on which
// device, when, and what was said to it. There is one log for all pages.
type Event struct {
	What   string
	Result Badge
	Who    string // and on which device
	When   string
	Note   string // figures of a check, what the person said, and when it took effect
	Waits  bool   // the server has not judged it yet
	At     kernel.Time
}

var (
	onDevice  = i18n.Define("order.device", "设备 {0}", "Device {0}")
	effective = i18n.Define("order.effective", "生效 {0}", "Effective {0}")
)

// TrailOf lists what happened to a document, the newest first.
func TrailOf(r *Reader, root kernel.ID) []Event {
	events, _ := flow.TrailOf(r.Tx, root)
	return Events(r, events)
}

// Events words a document's log, the newest first; what a command noted together stands
// in one order, behind itself in time.
func Events(r *Reader, events []*flow.ProcessEvent) []Event {
	events = slices.Clone(events)
	slices.SortStableFunc(events, func(a, b *flow.ProcessEvent) int {
		return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(rankOf(r.Catalog, a), rankOf(r.Catalog, b)), cmp.Compare(a.Node, b.Node))
	})
	list := make([]Event, 0, len(events))
	for _, e := range slices.Backward(events) {
		list = append(list, EventOf(r, e))
	}
	return list
}

// rankOf puts an act before the nodes that it led to.
func rankOf(c *kernel.Catalog, e *flow.ProcessEvent) int {
	if c.Command(e.Node) != nil {
		return 0
	}
	return 1
}

// minute is in milliseconds; what took effect within it needs no word.
const minute = 60_000

// EventOf words one event.
func EventOf(r *Reader, e *flow.ProcessEvent) Event {
	zh, en := flow.NodeLabel(r.Catalog, e.Node)
	made := Event{What: Say(zh, en), Result: outcome(r, e), Who: e.AuthorName, When: DateTime(e.At, r.Author.Zone), Note: Noted(r, e), Waits: e.Judged == 0, At: e.At}
	if dev, has := org.Devices.Get(r.Tx, kernel.Ref[org.Device](e.Origin)); has == kernel.Found {
		made.Who = Join(made.Who, onDevice.Text(dev.Series))
	}
	if e.Judged != 0 && e.Judged/minute != e.At/minute {
		made.Note = Join(made.Note, effective.Text(DateTime(e.Judged, r.Author.Zone)))
	}
	return made
}

// Noted says what stands beside a step of a document's trail: the words of the person, or
// what its module makes of it.
func Noted(r *Reader, e *flow.ProcessEvent) string {
	if said := e.Noted(r.Tx); said != nil {
		return Sayings(said)
	}
	return e.Note
}

// Sayings joins sentences.
func Sayings(list []kernel.Saying) string {
	parts := make([]string, len(list))
	for i, s := range list {
		parts[i] = s.Sentence(Lang(), Figure)
	}
	return Join(parts...)
}

func outcome(r *Reader, e *flow.ProcessEvent) Badge {
	if o, known := e.ResultOf(); known {
		return Badge{Text: Say(o.Zh, o.En), Tone: o.Tone}
	}
	if e.Result == "" {
		return Badge{}
	}
	if spec := r.Catalog.Command(e.Result); spec != nil { // the person's words about an act
		return Badge{Text: Say(spec.Zh, spec.En), Tone: Info}
	}
	if s := r.Catalog.Schema(e.RootEntity); s != nil {
		for _, o := range s.States {
			if o.Code == e.Result {
				return stateBadge(r.Catalog, s.Name, kernel.State(e.Result))
			}
		}
	}
	return Badge{Text: Choice(r.Catalog, flow.Approvals.Name(), "decision", e.Result), Tone: Info}
}
