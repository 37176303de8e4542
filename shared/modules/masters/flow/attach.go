package flow

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// Attachment is a file that somebody has put to a document or a master: a contract, a
// photo of damaged goods. It is seen by those who see the row, and its bytes go to nobody
// else. What is detached stays as a note of who did it; its file goes.
type Attachment struct {
	kernel.Record
	RootEntity string               `zh:"资料类型" en:"Entity" text:"word" is:"required,derived" max:"60"`
	Root       kernel.ID            `zh:"资料" en:"Row" is:"required,derived" ref:"root_entity"`
	Name       string               `zh:"文件名" en:"File name" is:"derived,title" max:"120"`
	File       kernel.File          `zh:"文件" en:"File" is:"derived,listed"`
	Note       string               `zh:"说明" en:"Note" text:"lines" is:"derived,listed" max:"500"`
	Author     kernel.Ref[org.User] `zh:"添加人" en:"Attached by" is:"derived,listed"`
	At         kernel.Time          `zh:"添加时间" en:"Attached at" is:"derived,listed"`
	DetachedBy kernel.Ref[org.User] `zh:"移除人" en:"Detached by" is:"derived"`
	DetachedAt kernel.Time          `zh:"移除时间" en:"Detached at" is:"derived"`
}

// Attachments, and those of one row in the order in which they came.
var (
	Attachments = kernel.Define[Attachment]("attachment", kernel.Spec{
		Zh: "附件", En: "Attachment", Kept: true,
		Scope: kernel.Scope{kernel.FollowsAny(
			func(a *Attachment) *kernel.ID { return &a.Root }, func(a *Attachment) *string { return &a.RootEntity })},
	})
	AttachmentsOf = kernel.Find(Attachments, func(a *Attachment) *kernel.ID { return &a.Root },
		func(a *Attachment) any { return &a.At })
)

// Attach puts a file to a row that its author sees. The bytes follow by themselves.
type Attach struct {
	Entity string      `zh:"资料类型" en:"Entity" text:"word" is:"required" max:"60"`
	Row    kernel.ID   `zh:"资料" en:"Row" is:"required" ref:"entity"`
	File   kernel.File `zh:"文件" en:"File" is:"required"`
	Note   string      `zh:"说明" en:"Note" text:"lines" max:"500"`
}

// attachmentsMost is how many files a row may have.
const attachmentsMost = 100

var (
	_ = kernel.Intent[Attach]("flow.attach", "添加附件", "Attach file", kernel.AlongWith(), // on the page of every row that takes files
		org.For(70, org.Sales, org.SalesManager, org.Storekeeper, org.Finance, org.Purchase, org.Admin))

	// NoAttachments is the refusal of a row to which no files belong.
	NoAttachments = kernel.Refuse("flow.no_attachments", "「{entity}」不能添加附件，请添加到它所属的单据或资料上", "No files are attached to {entity}; attach them to the document or master that it belongs to")
	// ManyAttachments is the refusal of too many.
	ManyAttachments = kernel.Refuse("flow.many_attachments", "一张单据最多 {most} 个附件，请先移除不用的，或打包成一个文件", "A row has at most {most} files; detach some, or pack several into one")
)

// Attaches tells whether files may be attached to rows of an entity: documents and
// masters, which have a page of their own.
func Attaches(s *kernel.Schema) bool {
	return s != nil && s.Main == nil && s.Name != Attachments.Name() && (s.Prefix != "" || !s.Kept)
}

// Predict enters the file.
func (a Attach) Predict(tx *kernel.Tx) error {
	s := tx.Catalog.Schema(a.Entity)
	if !Attaches(s) {
		label := kernel.Text("entity", a.Entity)
		if s != nil {
			label = kernel.Words("entity", s.Zh, s.En)
		}
		return NoAttachments.With(label)
	}
	row, p := tx.GetRow(s, a.Row)
	switch p {
	case kernel.Unknown:
		return kernel.ErrNeedsServer
	case kernel.Absent:
		return kernel.NotThere.With(kernel.Words("entity", s.Zh, s.En))
	}
	there, _ := AttachmentsOf.Of(tx, a.Row)
	standing := 0
	for _, other := range there {
		if !other.File.IsZero() {
			standing++
		}
	}
	if standing >= attachmentsMost {
		return ManyAttachments.With(kernel.Int("most", attachmentsMost))
	}
	n := a.File.Named()
	Attachments.Insert(tx, &Attachment{
		RootEntity: a.Entity, Root: a.Row, Name: n.Name, File: a.File, Note: a.Note,
		Author: kernel.Ref[org.User](tx.Author.User), At: tx.At(),
	}, a.Row, n.Content.String())
	Note(tx, row, Node(tx.Call.Name), "", n.Name)
	return nil
}
