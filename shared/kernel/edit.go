package kernel

import (
	"strings"

	"heyi/shared/tools/text"
)

// Every entity that is not kept by events gets commands out of its
// declaration: <entity>.add, <entity>.edit and <entity>.remove, and two more to
// retire a row and bring it back.

// FieldValue is one field of a row being added, as canonical text.
type FieldValue struct {
	Field string `is:"required" text:"word"`
	Value string `max:"4000" text:"raw"` // brought into the form of the field that it is for
}

// Change is one edited field: what the author saw and what he wants.
type Change struct {
	Field   string `is:"required" text:"word"`
	Was     string `max:"4000" text:"raw"`
	Becomes string `max:"4000" text:"raw"`
}

// AddRow makes a row. Its id is the one born of the command.
type AddRow struct {
	Values []FieldValue

	spec *CommandSpec
}

// EditRow changes fields of a row. A field that has meanwhile become what is wanted
// is left; one that someone else changed is settled by its clash rule.
type EditRow struct {
	Row     ID       `is:"required"`
	Changes []Change `is:"required"`

	spec *CommandSpec
}

// Edited is one field that an edit has changed, as canonical text.
type Edited struct {
	Row          Row
	Field        string // as in [Change]
	Was, Becomes string
	Overruled    bool // the author had not seen what he replaced; its author is told
}

// OnEdited is emitted for every field that an edit changes, so that the trail of
// a row needs no code in its module.
var OnEdited = NewEvent[Edited]("kernel.edited")

func entityCommands(c *Catalog) []*CommandSpec {
	var specs []*CommandSpec
	for _, s := range c.Schemas {
		if s.Kept {
			continue
		}
		if s.Main == nil {
			specs = append(specs,
				entityCommand[AddRow](s, "add", "新增", "Add", func(spec *CommandSpec) Command { return &AddRow{spec: spec} }),
				entityCommand[RemoveRow](s, "remove", "删除", "Remove", func(spec *CommandSpec) Command { return &RemoveRow{spec: spec} }),
				entityCommand[RetireRow](s, "retire", "停用", "Retire", func(spec *CommandSpec) Command { return &RetireRow{spec: spec} }),
				entityCommand[RestoreRow](s, "restore", "恢复", "Restore", func(spec *CommandSpec) Command { return &RestoreRow{spec: spec} }))
		}
		specs = append(specs,
			entityCommand[EditRow](s, "edit", "修改", "Edit", func(spec *CommandSpec) Command { return &EditRow{spec: spec} }))
	}
	return specs
}

func entityCommand[C any](s *Schema, verb, zh, en string, make func(*CommandSpec) Command) *CommandSpec {
	c := describe[C](s.Name+"."+verb, zh+s.Zh, en+" "+strings.ToLower(s.En[:1])+s.En[1:], false)
	c.Schema, c.make, c.Since, c.Home = s, make, s.decl.spec.Since, s.Home
	return c
}

// AddedID is the id that the row of an add command will have.
func AddedID(command ID, entity string) ID { return bornID(command, entity, nil) }

func (a *AddRow) Predict(tx *Tx) error {
	s := a.spec.Schema
	row := s.New()
	row.Base().ID = AddedID(tx.Call.ID, s.Name)
	for _, f := range s.Fields {
		if !f.Default.IsZero() {
			f.Put(row, f.Default)
		}
	}
	if err := a.fill(tx, s, s, row); err != nil {
		return err
	}
	tx.insert(s, row)
	for _, part := range s.Parts {
		if tx.lacks(part) {
			continue
		}
		tx.companion(part, row)
		if err := a.fill(tx, s, part, tx.rows[Key{part, row.Base().ID}].row); err != nil {
			return err
		}
	}
	if err := s.customComplete(tx, row); err != nil {
		return err
	}
	return s.allSaved(tx, row)
}

// fill writes what the command says of a row of s, or of its companion.
func (a *AddRow) fill(tx *Tx, s, of *Schema, row Row) error {
	for _, fv := range a.Values {
		fv = tx.calledNow(s, fv)
		at, err := tx.writes(s, fv.Field)
		if err != nil {
			return err
		}
		if at != of {
			continue
		}
		f, v, err := of.editable(tx, fv.Field, fv.Value, true)
		if err != nil {
			return err
		}
		if f == nil {
			setCustom(row, fv.Field, v.Str)
			continue
		}
		f.Put(row, v)
	}
	for _, f := range of.Fields {
		if err := tx.rowDay(row, f); err != nil {
			return err
		}
	}
	return nil
}

func (e *EditRow) Predict(tx *Tx) error {
	s := e.spec.Schema
	row, p := tx.get(s, e.Row)
	switch p {
	case Unknown:
		return ErrNeedsServer
	case Absent:
		return NotThere.With(Words("entity", s.Zh, s.En))
	}
	for _, change := range e.Changes {
		change = tx.changedNow(s, change)
		at, err := tx.writes(s, change.Field)
		if err != nil {
			return err
		}
		of, p := tx.get(at, e.Row)
		if p != Found {
			return ErrNeedsServer // guarded fields that have not come yet
		}
		if err := e.apply(tx, at, of, change); err != nil {
			return err
		}
	}
	if s.Main == nil {
		if err := s.customComplete(tx, row); err != nil {
			return err
		}
	}
	if row.Base().Removed { // the edit wins against the removal
		if err := tx.mark(row, "removed", false); err != nil {
			return err
		}
	}
	return s.allSaved(tx, row)
}

func (e *EditRow) apply(tx *Tx, s *Schema, row Row, c Change) error {
	f, becomes, err := s.editable(tx, c.Field, c.Becomes, false)
	if err != nil {
		return err
	}
	current, ask := currentText(tx, row, f, c.Field)
	seen := c.Was == current || canonical(f, c.Was) == canonical(f, current)
	wanted := becomes.String()
	switch {
	case current == wanted:
		return nil
	case !seen && ask:
		return Clash.With(clashLabel(tx, f, c.Field), Text("theirs", current), Text("yours", wanted))
	}
	if f == nil {
		id, _ := ParseID(strings.TrimPrefix(c.Field, CustomPrefix))
		changed := row.Base().Custom.With(id, wanted)
		tx.SetField(row, s.Field("custom"), Value{Kind: KindCustom, Str: string(changed)})
	} else {
		tx.SetField(row, f, becomes)
		if err := tx.rowDay(row, f); err != nil {
			return err
		}
	}
	return OnEdited.Emit(tx, Edited{Row: row, Field: c.Field, Was: current, Becomes: wanted, Overruled: !seen})
}

// canonical is a text as the kernel itself would write it: "5" and "5.00" are one
// amount, and an empty input is the field's nothing.
func canonical(f *Field, content string) string {
	if f == nil {
		return text.Line.Normal(content)
	}
	v, err := f.parse(content)
	if err != nil {
		return content
	}
	return v.String()
}

// parse reads a field's content; an empty text is the field's nothing.
func (f *Field) parse(content string) (Value, error) {
	content = f.Normal(content)
	if content == "" {
		return Value{Kind: f.Kind}, nil
	}
	return ParseValue(f.Kind, content)
}

func currentText(tx *Tx, row Row, f *Field, name string) (text string, ask bool) {
	if f != nil {
		return f.Get(row).String(), f.Ask
	}
	id, _ := ParseID(strings.TrimPrefix(name, CustomPrefix))
	cf, _ := CustomFieldOf(tx, id)
	if text = row.Base().Custom.Get(id); text == "" {
		text = cf.Usual
	}
	return text, cf.Ask
}

func clashLabel(tx *Tx, f *Field, name string) Arg {
	if f != nil {
		return Label("field", f)
	}
	id, _ := ParseID(strings.TrimPrefix(name, CustomPrefix))
	cf, _ := CustomFieldOf(tx, id)
	return Arg{Name: "field", Value: Of(name), Zh: cf.Zh, En: cf.En}
}

func setCustom(row Row, name, text string) {
	id, _ := ParseID(strings.TrimPrefix(name, CustomPrefix))
	row.Base().Custom = row.Base().Custom.With(id, text)
}

// editable finds a field a person may write and reads its new content. A nil
// field without error is a customer-defined one.
func (s *Schema) editable(tx *Tx, name, content string, birth bool) (*Field, Value, error) {
	if strings.HasPrefix(name, CustomPrefix) {
		content, err := s.customEditable(tx, name, content)
		return nil, Of(content), err
	}
	f, err := s.fieldToEdit(name, birth)
	if err != nil {
		return nil, Value{}, err
	}
	v, err := f.parse(content)
	if err != nil {
		return nil, Value{}, f.Unreadable(content, err)
	}
	if err := f.check(v); err != nil {
		return nil, Value{}, err
	}
	if err := tx.inScope(s.Target(f), v); err != nil || f.ref == nil || v.IsZero() {
		return f, v, err
	}
	id := v.ID()
	tx.followOne(f, &id)
	return f, Of(id), nil
}

// fieldToEdit finds a field that a person may write.
func (s *Schema) fieldToEdit(name string, birth bool) (*Field, error) {
	switch f := s.Field(name); {
	case f == nil || f.Kind == KindCustom: // a customer-defined field has a name of its own
		return nil, NoField.With(Text("field", shortened(name)))
	case !f.Editable() && !f.Former:
		return nil, ReadOnly.With(Label("field", f))
	case f.Fixed && !birth:
		return nil, BornWith.With(Label("field", f))
	default:
		return f, nil
	}
}

// Editable tells whether a person fills the field of a row, at its birth at least.
func (f *Field) Editable() bool {
	return !f.Derived && f.Name != "id" && f.Kind != KindCustom && f.Kind != KindState
}

func (s *Schema) customEditable(tx *Tx, name, typed string) (content string, err error) {
	id, err := ParseID(strings.TrimPrefix(name, CustomPrefix))
	if err != nil || CustomFieldOf == nil {
		return "", NoField.With(Text("field", name))
	}
	cf, p := CustomFieldOf(tx, id)
	switch {
	case p == Unknown:
		return "", ErrNeedsServer
	case p == Absent || cf.Entity != s.Name:
		return "", NoField.With(Text("field", name))
	}
	label := Arg{Name: "field", Value: Of(name), Zh: cf.Zh, En: cf.En}
	if content = text.Line.Normal(typed); cf.Kind != KindText && cf.Kind != KindChoice {
		content = text.Word.Normal(typed)
	}
	if content == "" {
		if cf.Required {
			return "", Missing.With(label)
		}
		return "", nil
	}
	if err := cf.Check(content); err != nil || cf.Kind != KindID {
		return content, err
	}
	return cf.standing(tx, content)
}

func (s *Schema) saved(tx *Tx, row Row) error {
	for _, check := range s.decl.onSave {
		if err := check(tx, row); err != nil {
			return err
		}
	}
	return nil
}
