package flow

import (
	"heyi/shared/kernel"
	"heyi/shared/org"
)

// Approval is a decision that a document waits for, once and for one reason.
type Approval struct {
	kernel.Record
	RootEntity string               `zh:"单据类型" en:"Document type" text:"word" is:"required,derived" max:"60"`
	Root       kernel.ID            `zh:"单据" en:"Document" is:"required,derived" ref:"root_entity"`
	Reason     string               `zh:"原因" en:"Reason" is:"required,derived,listed,title" max:"80"` // code of a refusal
	Figures    string               `zh:"数据" en:"Figures" text:"raw" is:"derived" max:"4000"`         // its arguments
	RoleA      kernel.Ref[org.Role] `zh:"可由角色" en:"Decided by" is:"derived,listed"`
	RoleB      kernel.Ref[org.Role] `zh:"或由角色" en:"Or by" is:"derived,listed"`
	Decision   kernel.Choice        `zh:"决定" en:"Decision" of:"decision" is:"required,derived,listed"`
	By         kernel.Ref[org.User] `zh:"决定人" en:"By" is:"derived,listed"`
	At         kernel.Time          `zh:"决定时间" en:"At" is:"derived,listed"`
	Note       string               `zh:"理由" en:"Why" text:"lines" is:"derived,listed" max:"500"`
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
		},
	})
	ApprovalsOf = kernel.Find(Approvals, func(a *Approval) *kernel.ID { return &a.Root })
)

// Ask makes a document wait for a decision. reason is the refusal that would
// have been its answer; holders of roleA, and of roleB unless it is "", may decide.
func Ask(tx *kernel.Tx, row kernel.Row, reason *kernel.Refusal, roleA, roleB string) *Approval {
	a := &Approval{
		RootEntity: entityOf(row), Root: row.Base().ID, Reason: reason.Code, Figures: keepFigures(reason.Args),
		Decision: Pending, RoleA: org.RoleRef(roleA),
	}
	if roleB != "" {
		a.RoleB = org.RoleRef(roleB)
	}
	return Approvals.Insert(tx, a, a.Root, reason.Code, nth(tx, Approvals))
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

// Decide writes the decision.
func Decide(tx *kernel.Tx, a *Approval, decision kernel.Choice, note string) {
	kernel.Set(tx, a, &a.Decision, decision)
	kernel.Set(tx, a, &a.By, kernel.Ref[org.User](tx.Author.User))
	kernel.Set(tx, a, &a.At, tx.At())
	kernel.Set(tx, a, &a.Note, note)
}

// DecidableBy tells whether the author holds one of the roles that may decide.
func (a *Approval) DecidableBy(author *kernel.Author) bool {
	if author.System {
		return true
	}
	for _, code := range author.Roles {
		if ref := org.RoleRef(code); ref == a.RoleA || ref == a.RoleB {
			return true
		}
	}
	return false
}

// Why is the reason with its figures as a refusal, whose sentence people read.
func (a *Approval) Why() *kernel.Refusal {
	return &kernel.Refusal{Code: a.Reason, Args: figuresOf(a.Figures)}
}
