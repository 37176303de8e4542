package record

import (
	"slices"

	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

var (
	refusedIt = i18n.Define("record.stands.refused", "有操作没有通过，去同步页处理", "Something about it was refused; see the sync page")
	sentBack  = i18n.Define("record.stands.returned", "未放行（{0}）：{1}", "Not released ({0}): {1}")
	heldFor   = i18n.Define("record.stands.held", "待放行原因", "On hold because")
	mayPass   = i18n.Define("record.stands.maypass", "可由{0}放行", "{0} may release it")
	orWho     = i18n.Define("record.stands.or", "或", " or ")
	forDays   = i18n.DefinePlural("record.stands.days", "已 {0} 天", "for {0} day", "for {0} days")
)

// stands says how the row stands: what was refused of it, by whom it was sent back, what it
// waits for and since when.
func (p *Page) stands(r *view.Reader, row kernel.Row) {
	if r.Mark(p.ID) == client.MarkRefused {
		p.Notes = append(p.Notes, Note{Text: refusedIt.Text(), Tone: view.Alert, Sync: true})
	}
	if last := view.Returned(r, row); last != nil {
		who := ""
		if u, found := org.Users.Get(r.Tx, last.By); found == kernel.Found {
			who = u.Name
		}
		p.Notes = append(p.Notes, Note{Text: sentBack.Text(view.Join(who, view.DateTime(last.At, r.Author.Zone)), last.Note), Tone: view.Caution})
	}
	if waits := approvals(r, p.ID); len(waits) > 0 {
		p.Panels = append(p.Panels, Panel{Label: heldFor.Text(), Notes: waits})
	}
	if days := p.age(r, row); days > 0 {
		p.Chips = append(p.Chips, view.Badge{Text: forDays.Text(days), Tone: view.Quiet})
	}
}

// approvals are the reasons why a row waits for a decision, with their figures, and who may
// decide; him once for all that he may.
func approvals(r *view.Reader, id kernel.ID) (notes []Note) {
	waits := flow.PendingOf(r.Tx, id)
	for n, a := range waits {
		why := Note{Tone: view.Caution}
		why.Text, why.Sum = view.WhyAndSum(a.Why(r.Tx.Held))
		notes = append(notes, why)
		by := decider(r, a)
		if by != "" && (n+1 == len(waits) || decider(r, waits[n+1]) != by) {
			notes = append(notes, Note{Text: mayPass.Text(by), Tone: view.Quiet})
		}
	}
	return notes
}

// decider names who may decide.
func decider(r *view.Reader, a *flow.Approval) string {
	names := AskedOf(r, a.Asked)
	for _, ref := range []kernel.Ref[org.Role]{a.RoleA, a.RoleB} {
		if role, has := org.Roles.Get(r.Tx, ref); has == kernel.Found {
			if names != "" {
				names += orWho.Text()
			}
			names += Title(r, role)
		}
	}
	return names
}

// age is for how many days a document is in its state, as its log tells; 0 for one that
// came there today, that nothing is to be done about any more, or whose log is not at hand.
func (p *Page) age(r *view.Reader, row kernel.Row) int {
	s := row.Base().Schema()
	f := s.StateField()
	if !s.Kept || f == nil || !movesOn(r.Catalog, s, kernel.State(f.Get(row).Str)) {
		return 0
	}
	events, _ := flow.TrailOf(r.Tx, p.ID)
	var since kernel.Time
	for _, e := range events {
		if e.Result == f.Get(row).Str {
			since = max(since, e.At)
		}
	}
	if since == 0 {
		return 0
	}
	return r.Today().DaysSince(since.Date(r.Author.Zone))
}

// movesOn tells whether some command takes a row out of a state to another that is not its
// being taken back.
func movesOn(c *kernel.Catalog, s *kernel.Schema, state kernel.State) bool {
	return slices.ContainsFunc(c.Commands, func(spec *kernel.CommandSpec) bool {
		m := spec.Moves
		return m != nil && m.Entity == s.Name && slices.Contains(m.From, state) && slices.ContainsFunc(m.To, func(to kernel.State) bool { return to != void && to != state })
	})
}

// expects prefixes the outcomes that this device expects of the server with a word that
// says so.
func (p *Page) expects(r *view.Reader, row kernel.Row) {
	if !view.Expects(r, row) {
		return
	}
	for i := range p.Trail {
		if made := &p.Trail[i]; made.Waits && made.Result.Text != "" {
			made.Result.Text = view.Expected(made.Result.Text)
		}
	}
}
