package flow

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// Detach takes a file away from a row. Who has put it there may, and whoever has the
// right for those of others.
type Detach struct {
	Attachment kernel.Ref[Attachment] `zh:"附件" en:"Attachment" is:"required"`
	Note       string                 `zh:"说明" en:"Note" text:"lines" max:"500"`
}

var (
	_ = kernel.Intent[Detach]("flow.detach", "移除附件", "Detach file", kernel.AlongWith(),
		org.For(70, org.Sales, org.SalesManager, org.Storekeeper, org.Finance, org.Purchase, org.Admin))

	detachOthers = org.DeclareRight("flow.detach.others", "移除别人添加的附件", "Detach files that others have attached").
			For(70, org.SalesManager, org.Finance, org.Admin)

	// Detached is the refusal of a file that is gone.
	Detached = kernel.Refuse("flow.detached", "附件「{name}」已经移除", "{name} is detached already")
)

// MayDetach tells whether somebody may take a file away.
func MayDetach(who *kernel.Author, a *Attachment) bool {
	return who.May("flow.detach") && (a.Author.ID() == who.User || who.May(detachOthers.Name))
}

// Predict takes the file out of the row, so that nobody is given its bytes any more.
func (d Detach) Predict(tx *kernel.Tx) error {
	a, err := Attachments.Need(tx, d.Attachment)
	if err != nil {
		return err
	}
	if a.File.IsZero() {
		return Detached.With(kernel.Text("name", a.Name))
	}
	if a.Author.ID() != tx.Author.User {
		if err := detachOthers.Check(tx); err != nil {
			return err
		}
	}
	kernel.Set(tx, a, &a.File, "")
	kernel.Set(tx, a, &a.DetachedBy, kernel.Ref[org.User](tx.Author.User))
	kernel.Set(tx, a, &a.DetachedAt, tx.At())
	row, p := tx.GetRow(tx.Catalog.Schema(a.RootEntity), a.Root)
	if p != kernel.Found {
		return kernel.ErrNeedsServer
	}
	text := a.Name
	if d.Note != "" {
		text += "：" + d.Note
	}
	Note(tx, row, Node(tx.Call.Name), "", text)
	return nil
}
