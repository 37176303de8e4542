package flow

import (
	"slices"
	"strings"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// FieldChange is one field that someone edited: the trail of a master's row.
type FieldChange struct {
	kernel.Record
	RootEntity string               `zh:"资料类型" en:"Entity" text:"word" is:"required,derived" max:"60"`
	Root       kernel.ID            `zh:"资料" en:"Row" is:"required,derived,listed" ref:"root_entity"`
	Field      string               `zh:"字段" en:"Field" is:"required,derived,listed,title" max:"80"`
	Was        string               `zh:"原值" en:"Was" text:"raw" is:"derived,listed" max:"4000"`
	Becomes    string               `zh:"新值" en:"Becomes" text:"raw" is:"derived,listed" max:"4000"`
	Overruled  bool                 `zh:"覆盖了他人" en:"Overruled someone" is:"derived"`
	Author     kernel.Ref[org.User] `zh:"修改人" en:"By" is:"derived,listed"`
	At         kernel.Time          `zh:"修改时间" en:"At" is:"derived,listed"`
}

// FieldChanges, those of one row, and those of one of its fields.
var (
	FieldChanges = kernel.Define[FieldChange]("field_change", kernel.Spec{
		Zh: "修改记录", En: "Field change", Kept: true, Once: true,
		Scope: kernel.Scope{kernel.FollowsAny(
			func(c *FieldChange) *kernel.ID { return &c.Root }, func(c *FieldChange) *string { return &c.RootEntity })},
	})
	ChangesOf = kernel.Find(FieldChanges, func(c *FieldChange) *kernel.ID { return &c.Root },
		func(c *FieldChange) any { return &c.At })
	changesOfField = kernel.Find2(FieldChanges, func(c *FieldChange) *kernel.ID { return &c.Root },
		func(c *FieldChange) *string { return &c.Field })
)

// owners are asked where nobody else is known.
var owners = org.Ask(org.Boss, "*")

// TaskOverruled tells the author of a value that a later edit replaced it.
var TaskOverruled = DeclareTask("flow.overruled", "{title} 的「{field}」：你填的「{yours}」已被 {winner} 改为「{theirs}」",
	"{field} of {title}: {winner} replaced your {yours} with {theirs}", Kind{
		Title: Words{Zh: "修改被覆盖", En: "Changes overruled"}, Asks: org.Ask("", "*"), Urgency: Notice,
		Opens: Words{Zh: "别人的修改覆盖了你离线时的修改", En: "Somebody's change replaced one of yours"},
	})

// TaskBroughtBack tells who removed a row that an edit or a document has brought it
// back.
var TaskBroughtBack = DeclareTask("flow.brought_back", "你删除的{entity}「{title}」已恢复：{who}离线时修改或使用了它，请核对",
	"{title} ({entity}), which you deleted, is back: {who} changed or used it while offline; please check", Kind{
		Title: Words{Zh: "删除的资料已恢复", En: "Deleted rows back"}, Asks: owners, Urgency: Notice,
		Opens: Words{Zh: "删除的资料被别人离线时的操作恢复", En: "What was deleted is back, because somebody used it while offline"},
	})

func init() {
	kernel.OnEdited.On("flow", func(tx *kernel.Tx, e kernel.Edited) error {
		FieldChanges.Insert(tx, &FieldChange{
			RootEntity: entityOf(e.Row), Root: e.Row.Base().ID, Field: e.Field, Was: e.Was, Becomes: e.Becomes,
			Overruled: e.Overruled, Author: kernel.Ref[org.User](tx.Author.User), At: tx.At(),
		}, e.Row.Base().ID, e.Field, nth(tx, FieldChanges))
		return nil
	})
	kernel.AfterSettle(tellLosers)
}

// UpgradeChanges declares the step that has the trail of fields which got an audience
// follow the companion that they have moved to.
func UpgradeChanges[T any](number int, name, zh, en string, e *kernel.Entity[T], fields ...string) {
	kernel.UpgradeRows(number, name, zh, en, FieldChanges,
		func(c *FieldChange) bool { return c.RootEntity == e.Name() && slices.Contains(fields, c.Field) },
		func(tx *kernel.Tx, c *FieldChange) error {
			at, _ := tx.Catalog.Schema(e.Name()).Takes(c.Field)
			kernel.Set(tx, c, &c.RootEntity, at.Name)
			return nil
		})
}

func tellLosers(tx *kernel.Tx) error {
	for _, w := range tx.Writes() {
		c, ok := w.After.(*FieldChange)
		if !ok || w.Before != nil {
			continue
		}
		if c.Field == "removed" && c.Becomes == "false" {
			tellRemover(tx, c)
		}
		if !c.Overruled {
			continue
		}
		loser := loserOf(tx, c)
		row, p := tx.GetRow(tx.Catalog.Schema(c.RootEntity), c.Root)
		if loser.IsZero() || loser == c.Author || p != kernel.Found {
			continue
		}
		OpenTask(tx, TaskOverruled, row, To{User: loser},
			kernel.Text("title", kernel.TitleOf(row)), fieldLabel(tx, row, c.Field), kernel.Text("yours", c.Was),
			kernel.Text("theirs", c.Becomes), kernel.Text("winner", tx.Author.Name))
	}
	return nil
}

// tellRemover opens a task for whoever removed a row that came back, the boss when
// nobody knows who it was.
func tellRemover(tx *kernel.Tx, c *FieldChange) {
	remover := loserOf(tx, c)
	row, p := tx.GetRow(tx.Catalog.Schema(c.RootEntity), c.Root)
	if p != kernel.Found || remover == c.Author && !remover.IsZero() {
		return
	}
	s := row.Base().Schema()
	OpenTask(tx, TaskBroughtBack, row, To{User: remover}, kernel.Words("entity", s.Zh, s.En), kernel.Text("title", kernel.TitleOf(row)),
		kernel.Text("who", tx.Author.Name))
}

// loserOf is who wrote the value that a change replaced; the last of them when
// several did, nobody when the row was born with it.
func loserOf(tx *kernel.Tx, c *FieldChange) kernel.Ref[org.User] {
	var loser kernel.Ref[org.User]
	changes, _ := changesOfField.Of(tx, kernel.Key2[kernel.ID, string]{A: c.Root, B: c.Field})
	latest := int64(-1)
	for _, earlier := range changes {
		if earlier.ID != c.ID && earlier.Becomes == c.Was && earlier.Version > latest {
			loser, latest = earlier.Author, earlier.Version
		}
	}
	return loser
}

func fieldLabel(tx *kernel.Tx, row kernel.Row, name string) kernel.Arg {
	if f := row.Base().Schema().Field(name); f != nil {
		return kernel.Label("field", f)
	}
	id, _ := kernel.ParseID(strings.TrimPrefix(name, kernel.CustomPrefix))
	custom, _ := kernel.CustomFieldOf(tx, id)
	return kernel.Words("field", custom.Zh, custom.En)
}
