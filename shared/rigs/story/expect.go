package story

import (
	"fmt"
	"strconv"
	"strings"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// expectation is a parsed "expect" line.
type expectation struct {
	count  int // -1 for one row whose fields are looked at
	schema *kernel.Schema
	id     kernel.ID // of the row that is called by name
	where  []pair
	device string
}

// expect compares rows with what the story says: "no task kind=…", "2 task",
// "sales_order 单1: state=approved", each perhaps "on A02".
func (t *teller) expect(words, after []string) error {
	e, err := t.expectation(words)
	if err != nil {
		return err
	}
	rows, err := t.matching(e)
	if err != nil {
		return err
	}
	want, bare := pairsOf(after)
	if len(bare) > 0 {
		return fmt.Errorf("%q is no field=value", bare[0])
	}
	switch {
	case e.count < 0 && len(rows) != 1:
		return fmt.Errorf("there are %d such rows, not one%s", len(rows), list(rows))
	case e.count >= 0 && len(rows) != e.count:
		return fmt.Errorf("there are %d such rows%s", len(rows), list(rows))
	}
	for _, row := range rows {
		for _, p := range want {
			ok, got, err := t.holds(row, p)
			if err != nil {
				return err
			}
			if !ok {
				return fmt.Errorf("%s is %s, not %s", p.key, got, p.value)
			}
		}
	}
	return nil
}

func (t *teller) expectation(words []string) (expectation, error) {
	e := expectation{count: -1}
	pairs, bare := pairsOf(words)
	e.where = pairs
	for i := 0; i+1 < len(bare); i++ {
		if bare[i] == "on" {
			e.device = bare[i+1]
			bare = append(bare[:i:i], bare[i+2:]...)
		}
	}
	if len(bare) > 0 {
		if n, err := strconv.Atoi(bare[0]); err == nil {
			e.count, bare = n, bare[1:]
		} else if bare[0] == "no" {
			e.count, bare = 0, bare[1:]
		}
	}
	if len(bare) == 0 || len(bare) > 2 {
		return e, fmt.Errorf("expect an entity, and perhaps a row of it")
	}
	if e.schema = t.rig.Catalog().Schema(bare[0]); e.schema == nil {
		return e, fmt.Errorf("there is no entity %s", bare[0])
	}
	if len(bare) == 1 {
		return e, nil
	}
	main := e.schema
	if main.Main != nil {
		main = main.Main
	}
	id, err := t.findIn(main, bare[1])
	if err != nil && e.count == 0 {
		id, err = kernel.DeriveID("nobody"), nil // what does not exist is indeed not there
	}
	e.id = id
	return e, err
}

// matching lists the rows that an expectation is about.
func (t *teller) matching(e expectation) ([]kernel.Row, error) {
	rows, viewer := t.rig.Truth(), (*kernel.Viewer)(nil)
	if e.device != "" {
		var err error
		if rows, viewer, err = t.rig.Sight(e.device); err != nil {
			return nil, err
		}
	}
	leader := func(s *kernel.Schema, id kernel.ID) kernel.Row { return rows.Get(s, id) }
	t.eyes = func(s *kernel.Schema, id kernel.ID) kernel.Row {
		if row := rows.Get(s, id); row != nil && viewer.Sees(row, leader) {
			return row
		}
		return nil
	}
	var found []kernel.Row
	err := rows.Scan(e.schema, func(r kernel.Row) error {
		if !e.id.IsZero() && r.Base().ID != e.id || r.Base().Removed || !viewer.Sees(r, leader) {
			return nil
		}
		for _, p := range e.where {
			if ok, _, err := t.holds(r, p); err != nil || !ok {
				return err
			}
		}
		found = append(found, r)
		return nil
	})
	return found, err
}

// holds compares a field with its expected text; "says" is a part of the row's
// Chinese sentence, for tasks and approvals, "asks" a role whose holders a task asks by
// what they may do.
func (t *teller) holds(row kernel.Row, p pair) (ok bool, got string, err error) {
	if p.key == "says" {
		got = sentence(row, t.eyes)
		return strings.Contains(got, p.value), got, nil
	}
	if p.key == "asks" {
		return t.asks(row, p.value)
	}
	s := row.Base().Schema()
	f := s.Field(p.key)
	for _, part := range s.Parts {
		if companion := t.rig.Truth().Get(part, row.Base().ID); f == nil && part.Field(p.key) != nil && companion != nil {
			return t.holds(companion, p)
		}
	}
	if f == nil {
		field, _, err := t.content(s, p)
		if err != nil {
			return false, "", err
		}
		got = textOf(row, field)
		return got == p.value, got, nil
	}
	v := f.Get(row)
	if target := t.referred(row, f); target != nil {
		id, err := t.findIn(target, p.value)
		return err == nil && v.ID() == id, orNothing(v.String()), nil
	}
	want, err := t.value(s, f, p.value)
	if err != nil {
		return false, "", err
	}
	return v == want, orNothing(v.String()), nil
}

func (t *teller) asks(row kernel.Row, role string) (ok bool, got string, err error) {
	id, err := t.findIn(org.Roles.In(t.rig.Catalog()), role)
	if err != nil {
		return false, "", err
	}
	task, asking := row.(interface{ Asks() *org.Asked })
	holder, there := t.rig.Truth().Get(org.Roles.In(t.rig.Catalog()), id).(*org.Role)
	if !asking || !there || task.Asks() == nil {
		return false, "nobody", nil
	}
	return task.Asks().By(holder), strings.Join(task.Asks().Rights(), " "), nil
}

// referred is the entity of an id that another field of the row names.
func (t *teller) referred(row kernel.Row, f *kernel.Field) *kernel.Schema {
	if f.RefBy == "" {
		return nil
	}
	return t.rig.Catalog().Schema(row.Base().Schema().Field(f.RefBy).Get(row).Str)
}

func sentence(row kernel.Row, get func(*kernel.Schema, kernel.ID) kernel.Row) string {
	switch r := row.(type) {
	case interface {
		Sentence(lang string, figure func(kernel.Value) string) string
	}:
		return r.Sentence("zh", nil)
	case interface {
		Why(get func(*kernel.Schema, kernel.ID) kernel.Row) *kernel.Refusal
	}:
		return r.Why(get).Sentence("zh", nil)
	}
	return kernel.TitleOf(row)
}

func nothing(*kernel.Schema, kernel.ID) kernel.Row { return nil }

func orNothing(s string) string {
	if s == "" {
		return "empty"
	}
	return s
}

// list says what rows there are, for the reader of a failure.
func list(rows []kernel.Row) string {
	const most = 5
	var b strings.Builder
	for i, r := range rows {
		if i == most {
			b.WriteString("\n\t…")
			break
		}
		b.WriteString("\n\t" + sentence(r, nothing))
	}
	return b.String()
}

// refused takes an expected refusal off the list: "refused 单2 sales.short
// available=0", perhaps "on A02".
func (t *teller) refused(words []string) error {
	pairs, bare := pairsOf(words)
	device, call := "", kernel.ID{}
	for i := 0; i+1 < len(bare); i++ {
		if bare[i] == "on" {
			device = bare[i+1]
			bare = append(bare[:i:i], bare[i+2:]...)
		}
	}
	if len(bare) == 2 {
		named, ok := t.names[bare[0]]
		if !ok {
			return fmt.Errorf("nothing was named %s", bare[0])
		}
		call, bare = named, bare[1:]
	}
	if len(bare) != 1 {
		return fmt.Errorf("refused takes a code, and perhaps the name of a command before it")
	}
	if kernel.CodeOf(bare[0]) == nil {
		return fmt.Errorf("there is no refusal %s", bare[0])
	}
	for i, r := range t.refusals {
		if !call.IsZero() && r.call != call || device != "" && r.device != device {
			continue
		}
		if r.Code != bare[0] {
			return fmt.Errorf("it was refused for another reason: %s", r.say())
		}
		t.refusals = append(t.refusals[:i:i], t.refusals[i+1:]...)
		return r.matches(pairs)
	}
	return fmt.Errorf("it was not refused")
}

func (r refusal) matches(pairs []pair) error {
	for _, p := range pairs {
		if p.key == "says" {
			if !strings.Contains(r.say(), p.value) {
				return fmt.Errorf("it says: %s", r.say())
			}
			continue
		}
		if got := r.figure(p.key); got != p.value {
			return fmt.Errorf("%s is %s, not %s: %s", p.key, orNothing(got), p.value, r.say())
		}
	}
	return nil
}

// figure is an argument of the refusal as text, else of its first detail that
// has one of the name.
func (r refusal) figure(name string) string {
	for _, each := range append([]kernel.Refusal{*r.Refusal}, r.Details...) {
		for _, a := range each.Args {
			if a.Name == name && a.Zh != "" && a.Value.Kind != kernel.KindQty { // of a quantity that is the unit
				return a.Zh
			}
			if a.Name == name {
				return a.Value.String()
			}
		}
	}
	return ""
}

// name gives a row a name: "name 送货 = delivery order=单1".
func (t *teller) name(words []string) error {
	if len(words) < 3 || words[1] != "=" && !strings.HasPrefix(words[1], "=") {
		return fmt.Errorf("name NAME = ENTITY field=value …")
	}
	e, err := t.expectation(words[2:])
	if err != nil {
		return err
	}
	rows, err := t.matching(e)
	if err != nil {
		return err
	}
	if len(rows) != 1 {
		return fmt.Errorf("there are %d such rows, not one%s", len(rows), list(rows))
	}
	t.rows[words[0]] = rows[0].Base().ID
	return nil
}
