package syncpage

import (
	"reflect"
	"slices"
	"strings"

	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
)

// Way is a way out that a button offers.
type Way struct {
	Name  string
	Label string
	Asks  string // a question before it is done, "" for none
}

// The names of the ways out.
const (
	ShipRest = "ship_rest" // ship what is there, drop the rest
	Wait     = "wait"      // ship what is there, the rest when it comes
	Buy      = "buy"       // ask purchasing, and keep the order as a draft
	Mine     = "mine"      // overwrite what somebody else has written
	Theirs   = "theirs"    // give way
	Draft    = "draft"     // keep the order as a draft and open it
	Again    = "again"     // open the form with what was typed
	Resend   = "resend"    // the same once more
	Open     = "open"      // look at the document
	GiveUp   = "giveup"    // forget the command
	Seen     = "seen"      // it has been looked at
)

var (
	wayDraft  = i18n.Define("sync.way.draft", "修改后重发", "Edit and send again")
	wayAgain  = i18n.Define("sync.way.again", "修改后重发", "Edit and send again")
	wayResend = i18n.Define("sync.way.resend", "原样重发", "Send again as it is")
	wayOpen   = i18n.Define("sync.way.open", "打开单据", "Open the document")
	wayGiveUp = i18n.Define("sync.way.giveup", "放弃", "Give up")
	waySeen   = i18n.Define("sync.way.seen", "知道了", "Dismiss")
	askGiveUp = i18n.Define("sync.giveup.ask", "放弃后，这次操作的内容不再保留", "What was entered is not kept after that")

	saidAgain  = i18n.Define("sync.said.again", "已重新提交", "Sent again")
	saidBuy    = i18n.Define("sync.said.buy", "已请采购补货，订单已存为草稿", "Purchasing has been asked; the order is kept as a draft")
	saidTheirs = i18n.Define("sync.said.theirs", "已保留现有内容", "Theirs was kept")
	saidGiveUp = i18n.Define("sync.said.giveup", "已放弃", "Given up")
)

// ways are what can be done about an entry: what the refusal itself offers first,
// then to change it or send it again, and last to let it go.
func ways(e Entry) []Way {
	switch e.Item.Standing {
	case client.Adjusted:
		return []Way{{Name: Seen, Label: waySeen.Text()}}
	case client.Refused:
	default:
		return nil // it waits: the server has the next word
	}
	var list []Way
	for _, r := range e.Item.Repairs {
		if repairs(e.Item.Args, r.Name) {
			list = append(list, Way{Name: r.Name, Label: view.Say(r.Zh, r.En)})
		}
	}
	switch args := e.Item.Args.(type) {
	case nil: // a command of a newer release
	case *sales.Place:
		list = append(list, Way{Name: Draft, Label: wayDraft.Text()})
	case *kernel.AddRow:
		list = append(list, Way{Name: Again, Label: wayAgain.Text()})
	case *kernel.EditRow:
		if len(list) == 0 && len(args.Changes) > 0 {
			list = append(list, Way{Name: Again, Label: wayAgain.Text()})
		}
	default:
		if e.over { // the document is past it, and stays so
			if e.Opens != nil {
				list = append(list, Way{Name: Open, Label: wayOpen.Text()})
			}
			return append(list, Way{Name: GiveUp, Label: waySeen.Text()})
		}
		if len(list) == 0 {
			list = append(list, Way{Name: Resend, Label: wayResend.Text()})
		}
	}
	if slices.ContainsFunc(list, func(w Way) bool { return w.Name == Theirs }) {
		return list // to give way is to give up
	}
	return append(list, Way{Name: GiveUp, Label: wayGiveUp.Text(), Asks: askGiveUp.Text()})
}

// isOver tells whether a command was refused because of the state of its document, and the
// document is still in one from which it cannot be given: to send it again is refused again.
func isOver(r *view.Reader, e Entry) bool {
	spec := r.Catalog.Command(e.Item.Command)
	if e.Item.Refusal == nil || e.Item.Refusal.Code != kernel.WrongState.Name || spec == nil || spec.Moves == nil || e.Opens == nil || e.Opens.Entity != spec.Moves.Entity {
		return false
	}
	s := r.Catalog.Schema(e.Opens.Entity)
	row, found := r.Tx.GetRow(s, e.Opens.ID)
	return found == kernel.Found && !slices.Contains(spec.Moves.From, kernel.State(s.StateField().Get(row).Str))
}

// repairs tells whether a repair that a refusal offers can be done to a command.
func repairs(args kernel.Command, name string) bool {
	if _, can := answered(args, name); can {
		return true
	}
	switch args.(type) {
	case *sales.Place:
		return name == ShipRest || name == Wait || name == Buy
	case *sales.Submit:
		return name == ShipRest || name == Wait
	case *kernel.EditRow:
		return name == Mine || name == Theirs
	}
	return false
}

// Outcome is what a way out has led to.
type Outcome struct {
	Said  string  // for the person, "" when a page says it
	Opens *Target // the page to go on with, nil for none
	Form  string  // the entity whose form takes the entry up again, "" for none
}

// Take goes a way out. A refusal of the device itself leaves the entry as it is.
func Take(d *view.Desk, e Entry, way string) (Outcome, error) {
	switch way {
	case Seen:
		return Outcome{}, d.Engine.MarkSeen(e.Item.Key)
	case GiveUp:
		return Outcome{Said: saidGiveUp.Text()}, d.Engine.MarkSeen(e.Item.Key)
	case Theirs:
		return Outcome{Said: saidTheirs.Text()}, d.Engine.MarkSeen(e.Item.Key)
	case Draft:
		return asDraft(d, e)
	case Again:
		entity, _, _ := strings.Cut(e.Item.Command, ".")
		return Outcome{Form: entity}, nil
	case Open:
		return Outcome{Opens: e.Opens}, nil
	case Buy:
		return want(d, e)
	}
	args, err := changed(d, e, way)
	if err != nil {
		return Outcome{}, err
	}
	_, err = d.Engine.Retry(e.Item, args)
	return Outcome{Said: saidAgain.Text()}, err
}

// changed is the command of the entry as a way out wants it.
func changed(d *view.Desk, e Entry, way string) (kernel.Command, error) {
	if again, can := answered(e.Item.Args, way); can {
		return again, nil
	}
	allow := map[string]kernel.Choice{ShipRest: sales.OrLess, Wait: sales.Backorder}[way]
	switch args := e.Item.Args.(type) {
	case *sales.Place:
		again := *args
		if allow != "" {
			again.Allow = allow
		}
		return &again, nil
	case *sales.Submit:
		again := *args
		if allow != "" {
			again.Allow = allow
		}
		return &again, nil
	case *kernel.EditRow:
		if way == Mine {
			return mine(d, e, args)
		}
	}
	return e.Item.Args, nil
}

// answered is a command with what its author says to the question of its refusal: of a late
// document whether it was before the count of its day, of an opening balance that it is
// another one, of a module that it is switched off with what is unfinished in it.
func answered(args kernel.Command, way string) (kernel.Command, bool) {
	if args == nil {
		return nil, false
	}
	again := reflect.New(reflect.TypeOf(args).Elem())
	again.Elem().Set(reflect.ValueOf(args).Elem())
	var asked reflect.Value
	switch way {
	case string(stock.BeforeCount), string(stock.AfterCount):
		if asked = again.Elem().FieldByName("When"); asked.IsValid() {
			asked.SetString(way)
		}
	case org.Anyway.Name:
		if asked = again.Elem().FieldByName("Anyway"); asked.IsValid() {
			asked.SetBool(true)
		}
	case ledger.AddMore.Name:
		if asked = again.Elem().FieldByName("More"); asked.IsValid() {
			asked.SetBool(true)
		}
	}
	if !asked.IsValid() {
		return nil, false
	}
	return again.Interface().(kernel.Command), true
}

// mine is the edit again, over what the fields hold now.
func mine(d *view.Desk, e Entry, args *kernel.EditRow) (kernel.Command, error) {
	entity := strings.TrimSuffix(e.Item.Command, ".edit")
	again := &kernel.EditRow{Row: args.Row}
	err := d.Read(func(r *view.Reader) error {
		s := r.Catalog.Schema(entity)
		row, p := r.Tx.GetRow(s, args.Row)
		if p != kernel.Found {
			return kernel.NotThere.With(kernel.Words("entity", s.Zh, s.En))
		}
		for _, c := range args.Changes {
			c.Was = current(r, row, c.Field)
			again.Changes = append(again.Changes, c)
		}
		return nil
	})
	return again, err
}

// current is the canonical text that an edit has to give as seen: unlike
// view.Texts it has the nothing of figures too, and what is guarded.
func current(r *view.Reader, row kernel.Row, field string) string {
	s := row.Base().Schema()
	at, f := s.Takes(field)
	if f == nil {
		return view.Texts(row)[field]
	}
	if at != s {
		companion, p := r.Tx.GetRow(at, row.Base().ID)
		if p != kernel.Found {
			return kernel.Value{Kind: f.Kind}.String()
		}
		row = companion
	}
	return f.Get(row).String()
}

// want asks purchasing for what the refusal says is short. What is asked for belongs to an
// order, so the refused one is kept as a draft.
func want(d *view.Desk, e Entry) (Outcome, error) {
	place, ok := e.Item.Args.(*sales.Place)
	if !ok || e.Item.Refusal == nil {
		return Outcome{}, kernel.BadArguments.With(kernel.Text("command", e.Item.Command))
	}
	buyer, err := view.Load(d, func(r *view.Reader) (string, error) { return customerName(r, place.Customer), nil })
	if err != nil {
		return Outcome{}, err
	}
	kept, err := asDraft(d, e)
	if err != nil {
		return Outcome{}, err
	}
	kept.Said = saidBuy.Text()
	for i := range e.Item.Refusal.Details {
		line := &e.Item.Refusal.Details[i]
		n, short := line.Arg("line").Int, kernel.Qty(line.Arg("short").Int)
		if n < 1 || int(n) > len(place.Lines) || short <= 0 {
			continue
		}
		want := &sales.Want{Product: place.Lines[n-1].Product, Qty: short, By: place.Due, For: buyer, Order: kernel.Ref[sales.Order](kept.Opens.ID)}
		if _, err := d.Do(want); err != nil {
			return kept, err
		}
	}
	return kept, nil
}

func customerName(r *view.Reader, id kernel.Ref[party.Party]) string {
	if p, found := party.Parties.Get(r.Tx, id); found == kernel.Found {
		return p.Name
	}
	return ""
}

// asDraft keeps the refused order as a draft, so that it can be worked on, and
// takes the refusal off the page.
func asDraft(d *view.Desk, e Entry) (Outcome, error) {
	args, ok := e.Item.Args.(*sales.Place)
	if !ok {
		return Outcome{}, kernel.BadArguments.With(kernel.Text("command", e.Item.Command))
	}
	saved, err := d.Do(&sales.Save{Wish: args.Wish})
	if err != nil {
		return Outcome{}, err
	}
	made := &Target{Entity: sales.Orders.Name(), ID: kernel.AddedID(saved.Call.ID, sales.Orders.Name()), Draft: true}
	return Outcome{Opens: made}, d.Engine.MarkSeen(e.Item.Key)
}
