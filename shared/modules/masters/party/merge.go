package party

import (
	"strings"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

// Merge makes one of two parties that are the same company (合并往来单位): Keep gets
// what it lacks and everything that is owed, Gone is retired and points to it.
// Documents stay as they were written. Given again for the same two it takes over
// what has come to Gone since.
type Merge struct {
	Keep kernel.Ref[Party] `zh:"保留" en:"Keep" is:"required"`
	Gone kernel.Ref[Party] `zh:"并入并停用" en:"Merge into it and retire" is:"required,itself"`
	Note string            `zh:"说明" en:"Note" text:"lines" max:"500"`
}

var (
	merges  = org.UpgradeRoles(46, "party.merge", "财务可以合并往来单位", "Finance may merge partners")
	command = kernel.Intent[Merge]("party.merge", "合并往来单位", "Merge partners", org.For(merges, org.Finance), org.Duty(org.SalesManager))

	merging = kernel.Merges(Parties, func(p *Party) *kernel.Ref[Party] { return &p.MergedInto })

	// OnMerged is emitted by the server once a party is merged, so that whoever keeps
	// something of Gone gives it to Keep.
	OnMerged = kernel.NewEvent[Merged]("party.merged")

	// The refusals of a merger.
	SameParty    = kernel.Refuse("party.same", "「{name}」已经是同一家，不用再合并", "{name} is one already; there is nothing to merge")
	Elsewhere    = kernel.Refuse("party.merged_elsewhere", "「{name}」已并入「{into}」；如果三家是同一家，请合并「{into}」", "{name} was merged into {into}; if all three are one, merge {into}")
	KeepNotInUse = kernel.Refuse("party.keep_retired", "「{name}」已停用，不能作为保留的一方，请先恢复", "{name} is retired and cannot be the one that stays; restore it first",
		kernel.Repair{Name: "restore", Zh: "恢复", En: "Restore"})
	TwoCompanies = kernel.Refuse("party.two_companies", "「{keep}」和「{gone}」的税号不同（{a}、{b}），是两家单位；确是同一家的，请先改正税号",
		"{keep} and {gone} have different tax numbers ({a} and {b}), so they are two companies; if they are one, correct the wrong number first")
	OpenWork = kernel.Refuse("party.open_work", "「{name}」还有没办完的单据，请先办完或作废，再合并：{documents}",
		"{name} has work that is not finished; finish or cancel it first: {documents}")
	openDocument = kernel.Refuse("party.open_document", "{entity} {number}：{state}", "{entity} {number}: {state}")
	TooMuch      = kernel.Refuse("party.merge_too_much", "「{name}」有 {count} 笔{what}，一次最多转 {max} 笔；可以反过来把「{keep}」并入「{name}」",
		"{name} has {count} {what}; {max} can be moved at once. You can merge {keep} into {name} instead")
	NotRestored = kernel.Refuse("party.merged", "「{name}」已并入「{into}」，不能恢复使用", "{name} was merged into {into} and cannot come back into use")
)

// Merged tells that what Gone was is Keep now.
type Merged struct{ Keep, Gone *Party }

// Fits refuses more rows of Gone than one command can move.
func (m Merged) Fits(count, most int, zh, en string) error {
	if count <= most {
		return nil
	}
	return TooMuch.With(kernel.Text("name", m.Gone.Name), kernel.Int("count", int64(count)), kernel.Words("what", zh, en),
		kernel.Int("max", int64(most)), kernel.Text("keep", m.Keep.Name))
}

// Survivor is the party that stands for one that may have been merged.
func Survivor(tx *kernel.Tx, ref kernel.Ref[Party]) kernel.Ref[Party] {
	return merging.Survivor(tx, ref)
}

func init() {
	Parties.GuardRow(NotRestored, func(tx *kernel.Tx, p *Party) error {
		if p.MergedInto.IsZero() || p.Retired {
			return nil
		}
		return NotRestored.With(kernel.Text("name", p.Name), kernel.Text("into", nameOf(tx, p.MergedInto)))
	})
}

func nameOf(tx *kernel.Tx, ref kernel.Ref[Party]) string {
	if p, found := Parties.Get(tx, ref); found == kernel.Found {
		return p.Name
	}
	return ""
}

// Check refuses what is no merger of two, and one of a party with open documents.
func (m Merge) Check(tx *kernel.Tx) error {
	keep, found := Parties.Get(tx, m.Keep)
	gone, also := Parties.Get(tx, m.Gone)
	if found != kernel.Found || also != kernel.Found {
		return nil // Predict says it
	}
	if err := m.two(tx, keep, gone); err != nil {
		return err
	}
	open, hidden := tx.OpenHolders(gone)
	if len(open)+hidden == 0 {
		return nil
	}
	return unfinished(gone, open, hidden)
}

// two refuses parties of which one cannot become the other.
func (m Merge) two(tx *kernel.Tx, keep, gone *Party) error {
	into := Survivor(tx, m.Gone)
	switch {
	case keep.ID == gone.ID:
		return SameParty.With(kernel.Text("name", keep.Name))
	case into != m.Gone && into != m.Keep:
		return Elsewhere.With(kernel.Text("name", gone.Name), kernel.Text("into", nameOf(tx, into)))
	case keep.Removed || gone.Removed:
		s := Parties.In(tx.Catalog)
		return kernel.NotThere.With(kernel.Words("entity", s.Zh, s.En))
	case keep.Retired:
		return KeepNotInUse.With(kernel.Text("name", keep.Name))
	}
	mine, its := taxNoOf(tx, m.Keep), taxNoOf(tx, m.Gone)
	if mine == "" || its == "" || mine == its {
		return nil
	}
	return TwoCompanies.With(kernel.Text("keep", keep.Name), kernel.Text("gone", gone.Name), kernel.Text("a", mine), kernel.Text("b", its))
}

// taxNoOf is a party's tax number, as far as the reader sees it.
func taxNoOf(tx *kernel.Tx, ref kernel.Ref[Party]) string {
	if p, found := Parties.Guarded(org.SeesDebt).Get(tx, ref); found == kernel.Found {
		return p.TaxNo
	}
	return ""
}

// unfinished lists the documents, by name as far as one sentence holds them.
func unfinished(gone *Party, open []kernel.Row, hidden int) error {
	const named = 5
	var details []kernel.Refusal
	var zhs, ens []string
	for _, row := range open {
		s := row.Base().Schema()
		title := kernel.TitleOf(row)
		if len(zhs) < named {
			zhs, ens = append(zhs, s.Zh+" "+title), append(ens, s.En+" "+title)
		}
		details = append(details, *openDocument.With(kernel.Words("entity", s.Zh, s.En), kernel.Text("number", title), stateOf(row)))
	}
	if len(open) > named {
		zhs, ens = append(zhs, "……"), append(ens, "…")
	}
	if hidden > 0 {
		zhs, ens = append(zhs, "你看不到的其他单据"), append(ens, "others that you cannot see")
	}
	r := OpenWork.With(kernel.Text("name", gone.Name), kernel.Words("documents", strings.Join(zhs, "、"), strings.Join(ens, ", ")))
	r.Details = details
	return r
}

func stateOf(row kernel.Row) kernel.Arg {
	s := row.Base().Schema()
	code := s.StateField().Get(row).Str
	for _, o := range s.States {
		if o.Code == code {
			return kernel.Words("state", o.Zh, o.En)
		}
	}
	return kernel.Text("state", code)
}

// Predict gives Keep what it lacks and retires Gone.
func (m Merge) Predict(tx *kernel.Tx) error {
	keep, err := Parties.Need(tx, m.Keep)
	if err != nil {
		return err
	}
	gone, err := Parties.Need(tx, m.Gone)
	if err != nil {
		return err
	}
	if err := unite(tx, append(unitings(keep, gone), customs(keep, gone)...)); err != nil {
		return err
	}
	if err := takeContacts(tx, keep, gone); err != nil {
		return err
	}
	derive(tx, keep)
	if err := merging.Into(tx, gone, keep); err != nil {
		return err
	}
	flow.Note(tx, keep, flow.Node(tx.Call.Name), gone.Code, m.Note)
	flow.Note(tx, gone, flow.Node(tx.Call.Name), keep.Code, m.Note)
	return nil
}

// TaskMerged tells who looked after a party that it is another seat's now.
var TaskMerged = flow.DeclareTask("party.merged", "你负责的「{name}」已并入「{keep}」，由「{seat}」负责",
	"{name}, which you look after, was merged into {keep}; {seat} looks after it", flow.Kind{
		Title: flow.Words{Zh: "客户被合并", En: "Customers merged"}, Asks: org.Ask("", "party.merge", "sales.order.place"), Urgency: flow.Notice,
		Opens: flow.Words{Zh: "你负责的往来单位并入了另一家", En: "A partner whom you look after was merged"},
	})

// Settle has everyone hand over what he keeps of Gone, and ends the question whether
// the two are one.
func (m Merge) Settle(tx *kernel.Tx) error {
	keep, err := Parties.Need(tx, m.Keep)
	if err != nil {
		return err
	}
	gone, err := Parties.Need(tx, m.Gone)
	if err != nil {
		return err
	}
	for _, part := range guarded(tx, keep, gone) { // its author need not see them
		if err := unite(tx, unitings(part[0], part[1])); err != nil {
			return err
		}
	}
	if err := OnMerged.Emit(tx, Merged{keep, gone}); err != nil {
		return err
	}
	closeTwins(tx, keep, gone)
	closeTwins(tx, gone, keep)
	flow.CloseTasks(tx, TaskEdited, gone.ID)
	if !gone.Owner.IsZero() && gone.Owner != keep.Owner {
		seat, _ := org.Seats.Get(tx, keep.Owner)
		if seat == nil {
			seat = &org.Seat{}
		}
		flow.OpenTask(tx, TaskMerged, gone, flow.To{Seat: gone.Owner}, kernel.Text("name", gone.Name),
			kernel.Text("keep", keep.Name), kernel.Text("seat", seat.Name))
	}
	return nil
}
