package syncpage

import (
	"slices"
	"strings"

	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
)

// Way is a way out that a button offers.
type Way struct {
	Name  string
	Label string
	Asks  string // a question before it is done, "" for none
}

// The names of the ways out.
const (
	Mine   = "mine"         // overwrite what somebody else has written
	Theirs = "theirs"       // give way
	Draft  = kernel.AsDraft // keep it as a draft and open that
	Again  = "again"        // open the form with what was typed
	Resend = "resend"       // the same once more
	Open   = "open"         // look at the document
	GiveUp = "giveup"       // forget the command
	Seen   = "seen"         // it has been looked at
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
	saidTheirs = i18n.Define("sync.said.theirs", "已保留现有内容", "Theirs was kept")
	saidGiveUp = i18n.Define("sync.said.giveup", "已放弃", "Given up")
)

// ways are what can be done about an entry: what the refusal itself offers first,
// then to change it or send it again, and last to let it go.
func ways(c *kernel.Catalog, e Entry) []Way {
	switch e.Item.Standing {
	case client.Adjusted:
		return []Way{{Name: Seen, Label: waySeen.Text()}}
	case client.Refused:
	default:
		return nil // it waits: the server has the next word
	}
	var list []Way
	for _, r := range e.Item.Repairs {
		if repairs(c, e.Item, r) {
			list = append(list, Way{Name: r.Name, Label: view.Say(r.Zh, r.En)})
		}
	}
	switch args := e.Item.Args.(type) {
	case nil: // a command of a newer release
	case *kernel.AddRow:
		list = append(list, Way{Name: Again, Label: wayAgain.Text()})
	case *kernel.EditRow:
		if len(list) == 0 && len(args.Changes) > 0 {
			list = append(list, Way{Name: Again, Label: wayAgain.Text()})
		}
	default:
		if _, drafts := mendOf(e.Item, Draft); drafts {
			list = append(list, Way{Name: Draft, Label: wayDraft.Text()})
			break
		}
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
func repairs(c *kernel.Catalog, i client.Item, repair kernel.Repair) bool {
	if spec := c.Command(i.Command); spec != nil && i.Args != nil && spec.Takes(repair.Answers) {
		return true
	}
	if _, can := mendOf(i, repair.Name); can {
		return true
	}
	_, edits := i.Args.(*kernel.EditRow)
	return edits && (repair.Name == Mine || repair.Name == Theirs)
}

// mendOf is the way out of a name that the command itself knows.
func mendOf(i client.Item, way string) (kernel.Mend, bool) {
	if args, knows := i.Args.(kernel.Mendable); knows {
		return args.Mend(way, i.Refusal)
	}
	return kernel.Mend{}, false
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
	case Again:
		entity, _, _ := strings.Cut(e.Item.Command, ".")
		return Outcome{Form: entity}, nil
	case Open:
		return Outcome{Opens: e.Opens}, nil
	}
	mend, knows := mendOf(e.Item, way)
	if knows && mend.Draft != nil {
		return asDraft(d, e, mend)
	}
	if knows {
		_, err := d.Engine.Retry(e.Item, mend.Again)
		return Outcome{Said: saidAgain.Text()}, err
	}
	args, err := changed(d, e, way)
	if err != nil {
		return Outcome{}, err
	}
	_, err = d.Engine.Retry(e.Item, args)
	return Outcome{Said: saidAgain.Text()}, err
}

// changed is the command of the entry as a way out wants it: with the answer to the question
// of its refusal, or over what somebody else has written.
func changed(d *view.Desk, e Entry, way string) (kernel.Command, error) {
	spec := d.Catalog.Command(e.Item.Command)
	for _, r := range e.Item.Repairs {
		if r.Name != way {
			continue
		}
		if again, can := spec.Answered(e.Item.Args, r.Answers); can {
			return again, nil
		}
	}
	if args, edits := e.Item.Args.(*kernel.EditRow); edits && way == Mine {
		return mine(d, e, args)
	}
	return e.Item.Args, nil
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

// asDraft keeps what was refused as a draft, so that it can be worked on, asks for what goes
// with it, and takes the refusal off the page.
func asDraft(d *view.Desk, e Entry, mend kernel.Mend) (Outcome, error) {
	saved, err := d.Do(mend.Draft)
	if err != nil {
		return Outcome{}, err
	}
	var kept Outcome
	var wants []kernel.Command
	err = d.Read(func(r *view.Reader) error {
		if kept.Opens = made(r, saved.Call.ID); kept.Opens == nil {
			return kernel.BadArguments.With(kernel.Text("command", e.Item.Command))
		}
		kept.Opens.Draft = true
		if mend.Then != nil {
			wants = mend.Then(r.Tx, kept.Opens.ID)
		}
		return nil
	})
	if err != nil {
		return kept, err
	}
	kept.Said = view.Say(mend.Zh, mend.En)
	for _, want := range wants {
		if _, err := d.Do(want); err != nil {
			return kept, err
		}
	}
	return kept, d.Engine.MarkSeen(e.Item.Key)
}
