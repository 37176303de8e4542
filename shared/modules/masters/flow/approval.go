package flow

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// Approval is a decision that a document waits for, once and for one reason.
type Approval struct {
	kernel.Record
	RootEntity string                `zh:"单据类型" en:"Document type" text:"word" is:"required,derived" max:"60"`
	Root       kernel.ID             `zh:"单据" en:"Document" is:"required,derived,listed" ref:"root_entity"`
	Reason     string                `zh:"原因" en:"Reason" is:"required,derived,listed,title" max:"80"`               // code of a refusal
	Figures    string                `zh:"数据" en:"Figures" text:"raw" is:"derived" max:"4000"`                       // its arguments, without those of Owed
	Owed       string                `zh:"往来数据" en:"Figures of debt" text:"raw" is:"derived" max:"4000" sees:"debt"` // those that tell what somebody owes
	Asked      kernel.Ref[org.Asked] `zh:"可由有权的人" en:"Decided by those who may" is:"derived"`
	RoleA      kernel.Ref[org.Role]  `zh:"可由角色" en:"Decided by" is:"derived,listed"`
	RoleB      kernel.Ref[org.Role]  `zh:"或由角色" en:"Or by" is:"derived,listed"`
	Decision   kernel.Choice         `zh:"决定" en:"Decision" of:"decision" is:"required,derived,listed"`
	By         kernel.Ref[org.User]  `zh:"决定人" en:"By" is:"derived,listed"`
	At         kernel.Time           `zh:"决定时间" en:"At" is:"derived,listed"`
	Note       string                `zh:"理由" en:"Why" text:"lines" is:"derived,listed" max:"500"`
}

// What can become of an approval.
const (
	Pending   kernel.Choice = "pending"
	Released  kernel.Choice = "released"
	Declined  kernel.Choice = "declined"
	Withdrawn kernel.Choice = "withdrawn" // the document was changed or given up
)

var _ = kernel.Choices("decision",
	kernel.Option{Code: "pending", Zh: "待放行", En: "Pending"},
	kernel.Option{Code: "released", Zh: "已放行", En: "Released"},
	kernel.Option{Code: "declined", Zh: "已拒绝", En: "Declined"},
	kernel.Option{Code: "withdrawn", Zh: "已撤回", En: "Withdrawn"})

// Approvals are seen by those who see the document and those who may decide.
var (
	Approvals = kernel.Define[Approval]("approval", kernel.Spec{
		Zh: "放行", En: "Approval", Kept: true,
		Scope: kernel.Scope{
			kernel.FollowsAny(func(a *Approval) *kernel.ID { return &a.Root }, func(a *Approval) *string { return &a.RootEntity }),
			kernel.By("as", func(a *Approval) *kernel.Ref[org.Role] { return &a.RoleA }),
			kernel.By("as", func(a *Approval) *kernel.Ref[org.Role] { return &a.RoleB }),
			kernel.By("asked", func(a *Approval) *kernel.Ref[org.Asked] { return &a.Asked }),
		},
	})
	ApprovalsOf = kernel.Find(Approvals, func(a *Approval) *kernel.ID { return &a.Root })
	ApprovalsIn = kernel.Find(Approvals, func(a *Approval) *kernel.Choice { return &a.Decision })
	owed        = Approvals.Guarded(org.SeesDebt)
)

// Ask makes a document wait for a decision. reason is the refusal that would
// have been its answer; those who are asked may decide, and the owner.
func Ask(tx *kernel.Tx, row kernel.Row, reason *kernel.Refusal, asks *org.Asked) *Approval {
	a := &Approval{
		RootEntity: entityOf(row), Root: row.Base().ID, Reason: reason.Code, Decision: Pending, RoleB: owners.Was(),
	}
	if tx.Since(org.AskedByRight) {
		a.Asked = asks.Ref()
	} else {
		a.RoleA = asks.Was()
	}
	open, guarded := apart(reason)
	a.Figures = keepFigures(open)
	Approvals.Insert(tx, a, a.Root, reason.Code, nth(tx, Approvals))
	owed.Insert(tx, &Approval{Record: kernel.Record{ID: a.ID}, Owed: keepFigures(guarded)})
	return a
}

// apart parts the arguments of a reason into those that whoever sees the document may
// read, and those that tell what somebody owes.
func apart(reason *kernel.Refusal) (open, guarded []kernel.Arg) {
	for _, a := range reason.Args {
		if reason.Guarded(a.Name) == org.SeesDebt {
			guarded = append(guarded, a)
			a = kernel.NotShown(a.Name)
		}
		open = append(open, a)
	}
	return open, guarded
}

// PendingOf lists what a document still waits for.
func PendingOf(tx *kernel.Tx, root kernel.ID) []*Approval {
	all, _ := ApprovalsOf.Of(tx, root)
	var pending []*Approval
	for _, a := range all {
		if a.Decision == Pending {
			pending = append(pending, a)
		}
	}
	return pending
}

// LastDecision is the decision about a document that was made last, nil where there was
// none.
func LastDecision(tx *kernel.Tx, root kernel.ID) (last *Approval) {
	all, _ := ApprovalsOf.Of(tx, root)
	for _, a := range all {
		if a.Decision != Pending && (last == nil || a.At > last.At) {
			last = a
		}
	}
	return last
}

// Decide writes the decision.
func Decide(tx *kernel.Tx, a *Approval, decision kernel.Choice, note string) {
	kernel.Set(tx, a, &a.Decision, decision)
	kernel.Set(tx, a, &a.By, kernel.Ref[org.User](tx.Author.User))
	kernel.Set(tx, a, &a.At, tx.At())
	kernel.Set(tx, a, &a.Note, note)
}

// DecidableBy tells whether the author is one of those who may decide.
func (a *Approval) DecidableBy(author *kernel.Author) bool {
	if author.System || author.Viewer == nil {
		return author.System
	}
	tags := author.Viewer.Tags
	return tags["asked:"+a.Asked.String()] || tags["as:"+a.RoleA.String()] || tags["as:"+a.RoleB.String()]
}

// Decidable tells whether the author may decide on all that a document waits for.
func Decidable(tx *kernel.Tx, root kernel.ID) bool {
	for _, a := range PendingOf(tx, root) {
		if !a.DecidableBy(tx.Author) {
			return false
		}
	}
	return true
}

// Why is the reason with its figures as a refusal, whose sentence people read. It has
// the guarded ones as far as get finds them for the reader, see [kernel.Entity.Whole].
func (a *Approval) Why(get func(*kernel.Schema, kernel.ID) kernel.Row) *kernel.Refusal {
	why := &kernel.Refusal{Code: a.Reason, Args: figuresOf(a.Figures)}
	for _, known := range figuresOf(Approvals.Whole(get, a).Owed) {
		for i := range why.Args {
			if why.Args[i].Name == known.Name {
				why.Args[i] = known
			}
		}
	}
	return why
}

// Approvals of earlier releases told everybody who saw the document what its customer
// owes.
func init() {
	kernel.UpgradeRows(47, "flow.approvals_apart", "放行原因中的往来数据单独授权", "What an approval says of debts has a right of its own", Approvals,
		func(a *Approval) bool {
			for _, arg := range figuresOf(a.Figures) {
				if arg.Value.Kind != 0 && (&kernel.Refusal{Code: a.Reason}).Guarded(arg.Name) == org.SeesDebt {
					return true
				}
			}
			return false
		},
		func(tx *kernel.Tx, a *Approval) error {
			part, err := owed.Need(tx, kernel.Ref[Approval](a.ID))
			if err != nil {
				return err
			}
			open, guarded := apart(&kernel.Refusal{Code: a.Reason, Args: figuresOf(a.Figures)})
			kernel.Set(tx, part, &part.Owed, keepFigures(guarded))
			kernel.Set(tx, a, &a.Figures, keepFigures(open))
			return nil
		})
}
