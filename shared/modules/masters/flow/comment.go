package flow

import (
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// Comment is what somebody has said about a row: a document, a master, a task. It is seen
// by those who see the row. Nothing of it is ever changed; one that was withdrawn says so.
type Comment struct {
	kernel.Record
	RootEntity  string               `zh:"资料类型" en:"Entity" text:"word" is:"required,derived" max:"60"`
	Root        kernel.ID            `zh:"资料" en:"Row" is:"required,derived" ref:"root_entity"`
	Text        string               `zh:"评论" en:"Comment" text:"lines" is:"derived,title" max:"2000"`
	Author      kernel.Ref[org.User] `zh:"评论人" en:"By" is:"derived,listed"`
	At          kernel.Time          `zh:"评论时间" en:"At" is:"derived,listed"`
	WithdrawnBy kernel.Ref[org.User] `zh:"撤回人" en:"Withdrawn by" is:"derived"`
	WithdrawnAt kernel.Time          `zh:"撤回时间" en:"Withdrawn at" is:"derived"`
}

// Mention is somebody whom a comment names.
type Mention struct {
	kernel.Record
	RootEntity string               `zh:"资料类型" en:"Entity" text:"word" is:"required,derived" max:"60"`
	Root       kernel.ID            `zh:"资料" en:"Row" is:"required,derived" ref:"root_entity"`
	Comment    kernel.Ref[Comment]  `zh:"评论" en:"Comment" is:"required,derived,listed,title"`
	User       kernel.Ref[org.User] `zh:"提到的人" en:"Who is mentioned" is:"required,derived,listed"`
}

// Comments and mentions, and those of one row, the comments in the order in which they
// were written.
var (
	Comments = kernel.Define[Comment]("comment", kernel.Spec{
		Zh: "评论", En: "Comment", Kept: true,
		Scope: kernel.Scope{kernel.FollowsAny(
			func(c *Comment) *kernel.ID { return &c.Root }, func(c *Comment) *string { return &c.RootEntity })},
	})
	CommentsOf = kernel.Find(Comments, func(c *Comment) *kernel.ID { return &c.Root }, func(c *Comment) any { return &c.At })

	Mentions = kernel.Define[Mention]("mention", kernel.Spec{
		Zh: "评论中提到的人", En: "Mention", Kept: true, Once: true,
		Scope: kernel.Scope{kernel.FollowsAny(
			func(m *Mention) *kernel.ID { return &m.Root }, func(m *Mention) *string { return &m.RootEntity })},
	})
	MentionsOf = kernel.Find(Mentions, func(m *Mention) *kernel.ID { return &m.Root })
)

// Say writes a comment to a row that its author sees. It is a fact: people said it when
// they did, whatever the row has become meanwhile.
type Say struct {
	Entity   string                 `zh:"资料类型" en:"Entity" text:"word" is:"required" max:"60"`
	Row      kernel.ID              `zh:"资料" en:"Row" is:"required" ref:"entity"`
	Text     string                 `zh:"评论" en:"Comment" text:"lines" is:"required" max:"2000"`
	Mentions []kernel.Ref[org.User] `zh:"提到的人" en:"Who is mentioned"`
}

// mentionsMost is how many people a comment may name.
const mentionsMost = 50

// WithoutThem is the way out for who mentions somebody who does not see the row.
var WithoutThem = kernel.Repair{Name: "without", Zh: "不 @ 看不到的人，直接发送", En: "Send it without mentioning them"}

var (
	_ = kernel.Fact[Say]("flow.comment", "评论", "Comment", kernel.AlongWith(), kernel.ForAll()) // on the page of every row that takes comments

	// NoComments is the refusal of a row to which nobody writes comments.
	NoComments = kernel.Refuse("flow.no_comments", "「{entity}」不能评论，请在它所属的单据或资料上评论", "Nobody comments on {entity}; comment on the document or master that it belongs to")
	// ManyMentions is the refusal of too many people.
	ManyMentions = kernel.Refuse("flow.many_mentions", "一条评论最多 @ {most} 人，请分几条发送", "A comment mentions at most {most} people; write several")
	// NotShown is the refusal of people who would not see the comment.
	NotShown = kernel.Refuse("flow.not_shown", "{names} 看不到这条{entity}，@ 了也收不到。请去掉 @，或先请有权限的人让对方看到它",
		"{names} cannot see this {entity} and would not get the comment. Leave the mention out, or have somebody show them the row first", WithoutThem)
)

// Discussed tells whether comments are written to rows of an entity: to all that stand for
// themselves, but not to lines, to what a log keeps, and to comments.
func Discussed(s *kernel.Schema) bool {
	return s != nil && s.Main == nil && !s.Once && (!s.Kept || s.Prefix != "" || !s.Mere())
}

// Check refuses to name who does not see the row: he would never know of it.
func (s Say) Check(tx *kernel.Tx) error {
	row, p := tx.GetRow(tx.Catalog.Schema(s.Entity), s.Row)
	if p != kernel.Found {
		return nil // Predict says so
	}
	names := ""
	for _, id := range s.people() {
		u, p := org.Users.Get(tx, id)
		if p != kernel.Found || org.Shown(tx, u, row) != kernel.Absent {
			continue
		}
		if names != "" {
			names += "、"
		}
		names += u.Name
	}
	if names == "" {
		return nil
	}
	of := row.Base().Schema()
	return NotShown.With(kernel.Text("names", names), kernel.Words("entity", of.Zh, of.En))
}

// Mend is the comment again, naming nobody: people may have lost sight of the row since it was
// written.
func (s *Say) Mend(way string, _ *kernel.Refusal) (kernel.Mend, bool) {
	again := *s
	again.Mentions = nil
	return kernel.Mend{Again: &again}, way == WithoutThem.Name
}

// people are those who are mentioned, each once.
func (s Say) people() (list []kernel.Ref[org.User]) {
	for _, id := range s.Mentions {
		if !slices.Contains(list, id) {
			list = append(list, id)
		}
	}
	return list
}

// Predict enters the comment with those whom it names.
func (s Say) Predict(tx *kernel.Tx) error {
	of := tx.Catalog.Schema(s.Entity)
	if !Discussed(of) {
		label := kernel.Text("entity", s.Entity)
		if of != nil {
			label = kernel.Words("entity", of.Zh, of.En)
		}
		return NoComments.With(label)
	}
	people := s.people()
	if len(people) > mentionsMost {
		return ManyMentions.With(kernel.Int("most", mentionsMost))
	}
	switch _, p := tx.GetRow(of, s.Row); p {
	case kernel.Unknown:
		return kernel.ErrNeedsServer
	case kernel.Absent:
		return kernel.NotThere.With(kernel.Words("entity", of.Zh, of.En))
	}
	c := Comments.Insert(tx, &Comment{
		RootEntity: s.Entity, Root: s.Row, Text: s.Text, Author: kernel.Ref[org.User](tx.Author.User), At: tx.At(),
	}, s.Row)
	for _, who := range people {
		Mentions.Insert(tx, &Mention{RootEntity: s.Entity, Root: s.Row, Comment: kernel.Ref[Comment](c.ID), User: who}, c.ID, who)
	}
	return nil
}
