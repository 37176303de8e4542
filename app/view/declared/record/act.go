package record

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// Act is a command that the person may give.
type Act struct{ Command, Label string }

// AtOnce tells whether a command about a row asks for nothing but the row, so that a button
// gives it: it has no form.
func AtOnce(r *view.Reader, command string) bool {
	spec := r.Catalog.Command(command)
	if spec == nil || spec.Asks != [2]string{} || spec.About() == nil {
		return false
	}
	for _, f := range spec.Fields {
		if _, item := f.Item(); f != spec.About() && (item != nil || len(argumentInputs(r, []*kernel.Field{f})) > 0) {
			return false
		}
	}
	s := spec.Owns(r.Catalog)
	return s == nil || len(ownInputs(r, s, nil)) == 0
}

// ActGroup is the acts of one area of the business.
type ActGroup struct {
	Label string
	Acts  []Act
}

// gives tells whether the person may give a command by hand. Adding, editing and
// removing rows have pages of their own.
func gives(r *view.Reader, spec *kernel.CommandSpec) bool {
	return !spec.System && !spec.Along && spec.Schema == nil && !r.Author.Lacks(spec.Module) && (spec.Open || r.Author.May(spec.Name))
}

// ActsAbout lists the commands about a row that its state allows.
func ActsAbout(r *view.Reader, entity string, id kernel.ID) []Act {
	s := r.Catalog.Schema(entity)
	if s == nil || id.IsZero() {
		return nil
	}
	row, p := r.Tx.GetRow(s, id)
	if p != kernel.Found || row.Base().Removed || !kernel.MergedInto(row).IsZero() {
		return nil
	}
	var list []Act
	for _, spec := range r.Catalog.Commands {
		about := spec.About()
		if about == nil || r.Catalog.TargetOf(about) != s || !gives(r, spec) {
			continue
		}
		if m := spec.Moves; m != nil && !slices.Contains(m.From, kernel.State(s.StateField().Get(row).Str)) {
			continue
		}
		if spec.Could != nil && spec.Could(r.Tx, id) != nil {
			continue
		}
		list = append(list, Act{spec.Name, view.Say(spec.Zh, spec.En)})
	}
	return list
}

// Acts lists every command that the person may give, by area.
func Acts(r *view.Reader) []ActGroup {
	byArea := map[string][]Act{}
	for _, spec := range r.Catalog.Commands {
		if area, _, _ := strings.Cut(spec.Name, "."); gives(r, spec) && !spec.Open { // those of everybody stand where they are needed
			byArea[area] = append(byArea[area], Act{spec.Name, view.Say(spec.Zh, spec.En)})
		}
	}
	areas := make([]string, 0, len(byArea))
	for area := range byArea {
		areas = append(areas, area)
	}
	slices.SortFunc(areas, func(a, b string) int { return areaOrder(r, a, b) })
	groups := make([]ActGroup, len(areas))
	for i, area := range areas {
		groups[i] = ActGroup{areaLabel(r, area), byArea[area]}
	}
	return groups
}

// ActForm asks for the arguments of a command.
type ActForm struct {
	Act
	About  Fact      // the row that it is about; without an entity it is still to be chosen
	Stands string    // how things stand, "" where there is nothing to say
	Asks   string    // what nobody can take back; "" for what needs no question
	Facts  []Fact    // what tells the row that it is about from others of its name
	Holds  []Related // what hangs on the person or the seat that it is about
	Inputs []Input
	Lists  []ActList

	spec *kernel.CommandSpec
}

// ActSubject is the row that a command's page is about, out of its route's id,
// "command/row"; the zero id where the row is chosen on the page.
func ActSubject(c *kernel.Catalog, id string) (entity string, row kernel.ID) {
	name, text, _ := strings.Cut(id, "/")
	row, err := kernel.ParseID(text)
	spec := c.Command(name)
	if err != nil || spec == nil || spec.About() == nil {
		return "", kernel.ID{}
	}
	return c.TargetOf(spec.About()).Name, row
}

// ActList is a list of lines among the arguments.
type ActList struct {
	Name, Label string
	Required    bool
	Inputs      []Input // of one line
}

// LoadAct makes the form of a command, about a row or about one that is still to be
// chosen.
func LoadAct(r *view.Reader, command string, about kernel.ID) (*ActForm, error) {
	spec := r.Catalog.Command(command)
	if spec == nil || spec.System || spec.Schema != nil {
		return nil, kernel.NoSuchCommand.With(kernel.Text("command", command))
	}
	if !gives(r, spec) {
		return nil, kernel.NotAllowed.With(kernel.Words("command", spec.Zh, spec.En))
	}
	f := &ActForm{Act: Act{spec.Name, view.Say(spec.Zh, spec.En)}, spec: spec}
	f.Asks = view.Say(spec.Asks[0], spec.Asks[1])
	f.Stands = f.standing(r, about)
	for _, field := range spec.Fields {
		if subject := spec.About(); subject != nil && field.Name == subject.Name && !about.IsZero() {
			target := r.Catalog.TargetOf(field)
			f.About = Fact{Label: view.FieldLabel(field), Text: TitleOf(r, target.Name, about), Entity: target.Name, ID: about}
			f.Facts = subjectFacts(r, target, about)
			var err error
			if f.Holds, err = holdings(r, target, about); err != nil {
				return nil, err
			}
			continue
		}
		if _, item := field.Item(); field.Kind == kernel.KindList && item != nil {
			f.Lists = append(f.Lists, ActList{field.Name, view.FieldLabel(field), field.Required, argumentInputs(r, item.Fields)})
			continue
		}
		inputs := argumentInputs(r, []*kernel.Field{field})
		if field == spec.About() {
			for i := range inputs {
				if spec.Moves != nil {
					inputs[i].Among = spec.Moves.From
				} else {
					inputs[i].Could = spec.Could
				}
			}
		}
		f.Inputs = append(f.Inputs, inputs...)
	}
	return f, f.ownOf(r, about)
}

// standing says how things stand for the command about a row, "" for nothing to say.
func (f *ActForm) standing(r *view.Reader, about kernel.ID) string {
	if f.spec.Stands == nil {
		return ""
	}
	stands := f.spec.Stands(r.Tx, about)
	if stands == nil {
		return ""
	}
	return view.ExplainRefusal(stands).Text
}

// Subject names the input by which the row is chosen that the command is about; "" where
// it is known, or where nothing stands in any way.
func (f *ActForm) Subject() string {
	if subject := f.spec.About(); subject != nil && f.spec.Stands != nil && f.About.Entity == "" {
		return subject.Name
	}
	return ""
}

// Standing says how things stand for the command about the row that was chosen.
func (f *ActForm) Standing(d *view.Desk, about kernel.ID) (string, error) {
	return view.Load(d, func(r *view.Reader) (string, error) { return f.standing(r, about), nil })
}

// ownOf asks for the company's own fields of the document that the command makes or
// goes on with.
func (f *ActForm) ownOf(r *view.Reader, about kernel.ID) error {
	s := f.spec.Owns(r.Catalog)
	if s == nil {
		return nil
	}
	var row kernel.Row
	if subject := f.spec.About(); subject != nil && r.Catalog.TargetOf(subject) == s && !about.IsZero() {
		found, p := r.Tx.GetRow(s, about)
		if p != kernel.Found {
			return r.Missing(s, about, p)
		}
		row = found
	}
	f.Inputs = append(f.Inputs, ownInputs(r, s, row)...)
	return nil
}

// subjectFacts tell a row from others of its name: of a line the document, and how much
// it is, of any other what lists show of it.
func subjectFacts(r *view.Reader, s *kernel.Schema, id kernel.ID) []Fact {
	row, p := r.Tx.GetRow(s, id)
	if p != kernel.Found {
		return nil
	}
	var fields []*kernel.Field
	for _, field := range s.Fields {
		if field.Listed && !field.Title && (field.Kind == kernel.KindQty || !IsLine(s)) {
			fields = append(fields, field)
		}
	}
	slices.SortStableFunc(fields, func(a, b *kernel.Field) int { return cmp.Compare(tells(b), tells(a)) })
	var list []Fact
	for _, field := range fields {
		list = append(list, Fact{Label: view.FieldLabel(field), Text: Say(r, row, field)})
	}
	if of, leader := kernel.Leader(row); of != nil && IsLine(s) {
		list = append(list, Fact{Label: view.Say(of.Zh, of.En), Text: TitleOf(r, of.Name, leader), Entity: of.Name, ID: leader})
	}
	return list
}

// tells is how much a field tells of a row: whose it is, how much, where it stands.
func tells(f *kernel.Field) int {
	switch {
	case f.Kind == kernel.KindText && f.Search:
		return 3
	case f.Kind == kernel.KindMoney, f.Kind == kernel.KindQty:
		return 2
	case f.Kind == kernel.KindState:
		return 1
	}
	return 0
}

// argumentInputs are the inputs of arguments that a person can fill in.
func argumentInputs(r *view.Reader, fields []*kernel.Field) []Input {
	var inputs []Input
	for _, field := range fields {
		if Editable(field, true) && field.Zh != "" {
			inputs = append(inputs, inputOf(r, r.Catalog.Schema(org.Companies.Name()), field, nil))
		}
	}
	return inputs
}

// Lines are the texts of a list's lines, each by input name.
type Lines map[string][]map[string]string

// Do gives the command out of canonical texts by input name. Arguments go through
// their JSON form, which is how a command is made of texts.
func (f *ActForm) Do(d *view.Desk, texts map[string]string, lines Lines) error {
	args, own := map[string]any{}, map[string]string{}
	for name, text := range texts {
		if strings.HasPrefix(name, kernel.CustomPrefix) {
			own[name] = text
			continue
		}
		args[name] = text
	}
	if own = f.changed(own); len(own) > 0 {
		args["custom"] = own
	}
	for name, list := range lines {
		args[name] = list
	}
	if f.About.Entity != "" {
		args[f.spec.About().Name] = f.About.ID.String()
	}
	encoded, err := json.Marshal(args)
	if err != nil {
		return fmt.Errorf("record: %s: %w", f.Command, err)
	}
	command, err := f.spec.DecodeJSON(encoded)
	if err != nil {
		return err
	}
	_, err = d.Engine.DoNamed(f.Command, command)
	return err
}

// changed are the own fields whose content is another now.
func (f *ActForm) changed(own map[string]string) map[string]string {
	texts := map[string]string{}
	for _, in := range f.Inputs {
		if text, has := own[in.Name]; has && view.Fills(in.Was, text) {
			texts[in.Name] = text
		}
	}
	return texts
}

// OnFields maps the names of inputs to what is wrong with them; it is empty when the
// trouble is about none of them.
func (f *ActForm) OnFields(t *view.Trouble) map[string]string {
	at := map[string]string{}
	for _, in := range f.Inputs {
		if t.Field != "" && in.Label == t.Field {
			at[in.Name] = t.Text
		}
	}
	return at
}
