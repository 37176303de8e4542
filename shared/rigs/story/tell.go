package story

import (
	"errors"
	"fmt"
	"reflect"
	"strings"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// teller runs the steps of one story.
type teller struct {
	rig      Rig
	now      kernel.Time
	names    map[string]kernel.ID // of commands, by "as"
	rows     map[string]kernel.ID // by "name … ="
	devices  map[string]string    // of people, the one they used last
	enrolled map[string]bool
	refusals []refusal
	eyes     func(*kernel.Schema, kernel.ID) kernel.Row // of the expectation: what its device may read
}

type refusal struct {
	call   kernel.ID
	device string
	*kernel.Refusal
}

var userType = typeName(reflect.TypeFor[org.User]())

func typeName(t reflect.Type) string { return t.PkgPath() + "." + t.Name() }

// Run tells a story on a rig; the error names the scene and line that did not
// come true.
func Run(rig Rig, data []byte) error {
	steps, err := parse(data)
	if err != nil {
		return err
	}
	t := &teller{
		rig: rig, names: map[string]kernel.ID{}, rows: map[string]kernel.ID{}, devices: map[string]string{}, enrolled: map[string]bool{},
	}
	if err := t.date([]string{"2026-11-19", "09:00"}); err != nil {
		return err
	}
	for _, s := range steps {
		if len(t.refusals) > 0 && s.words[0] != "refused" {
			return s.errorf("before this, nobody expected: %s", t.refusals[0].say())
		}
		if err := t.step(s); err != nil {
			return err
		}
	}
	if len(t.refusals) > 0 {
		return fmt.Errorf("at the end, nobody expected: %s", t.refusals[0].say())
	}
	return t.sound()
}

func (r refusal) say() string {
	text := r.Code + " " + r.Sentence("zh", nil)
	for _, d := range r.Details {
		text += "; " + d.Sentence("zh", nil)
	}
	return text
}

// sound checks every invariant of every module.
func (t *teller) sound() error {
	findings, err := kernel.Verify(t.rig.Catalog(), t.rig.Truth())
	if err != nil {
		return err
	}
	for _, f := range findings {
		err = errors.Join(err, fmt.Errorf("at the end, %s does not hold: %s (%s)", f.Rule, f.Zh, f.Key))
	}
	return errors.Join(err, t.spoken())
}

// spoken checks that rows which speak to people, tasks and approvals, say all of
// their sentences.
func (t *teller) spoken() (err error) {
	for _, s := range t.rig.Catalog().Schemas {
		scan := t.rig.Truth().Scan(s, func(row kernel.Row) error {
			var faults []string
			switch r := row.(type) {
			case interface{ Faults() []string }:
				faults = r.Faults()
			case interface {
				Why(get func(*kernel.Schema, kernel.ID) kernel.Row) *kernel.Refusal
			}:
				faults = r.Why(t.rig.Truth().Get).Faults()
			}
			if len(faults) > 0 {
				return fmt.Errorf("at the end, %s: %s", s.Name, strings.Join(faults, "; "))
			}
			return nil
		})
		err = errors.Join(err, scan)
	}
	return err
}

func (t *teller) step(s *step) error {
	if len(s.after) > 0 && s.words[0] != "expect" {
		return t.act(s)
	}
	verb, rest := s.words[0], s.words[1:]
	var err error
	switch verb {
	case "company":
		return t.found(s, rest)
	case "expect":
		err = t.expect(rest, s.after)
	case "refused":
		err = t.refused(rest)
	case "date":
		err = t.date(rest)
	case "name":
		err = t.name(rest)
	case "offline", "online":
		if len(rest) != 1 {
			return s.errorf("%s needs a device", verb)
		}
		if verb == "offline" {
			err = t.rig.Offline(rest[0])
			break
		}
		if err := t.rig.Online(rest[0]); err != nil {
			return s.errorf("%w", err)
		}
		return t.collect(s, rest[0])
	default:
		if len(rest) == 2 && rest[0] == "on" { // signs in
			_, err = t.deviceOf(s.words)
			break
		}
		err = fmt.Errorf("a line begins with a person, expect, refused, date, name, offline, online or company, not %q", verb)
	}
	if err != nil {
		return s.errorf("%w", err)
	}
	return nil
}

// date sets the clocks: "2026-11-19" or "2026-11-19 10:30".
func (t *teller) date(words []string) error {
	clock := "09:00"
	if len(words) == 2 {
		clock = words[1]
	}
	if len(words) == 0 || len(words) > 2 {
		return fmt.Errorf("date takes a day and perhaps a time")
	}
	now, err := kernel.ParseTime(words[0] + "T" + clock + ":00+08:00")
	if err != nil {
		return err
	}
	t.now = now
	t.rig.Clock(now)
	return nil
}

// act lets a person send a command.
func (t *teller) act(s *step) error {
	device, err := t.deviceOf(s.words)
	if err != nil {
		return s.errorf("%w", err)
	}
	spec := t.rig.Catalog().Command(s.after[0])
	if spec == nil {
		return s.errorf("there is no command %s", s.after[0])
	}
	pairs, bare := pairsOf(s.after[1:])
	as := ""
	kept := pairs[:0]
	for _, p := range pairs {
		if p.key == "as" {
			as = p.value
		} else {
			kept = append(kept, p)
		}
	}
	args, err := t.arguments(device, spec, kept, bare, s.items)
	if err != nil {
		return s.errorf("%w", err)
	}
	id, err := t.rig.Do(device, spec, args)
	if as != "" {
		t.names[as] = id
	}
	if r, ok := kernel.AsRefusal(err); ok {
		t.refusals = append(t.refusals, refusal{id, device, r})
		if faults := r.Faults(); len(faults) > 0 {
			return s.errorf("%s", strings.Join(faults, "; "))
		}
	} else if err != nil {
		return s.errorf("%w", err)
	}
	return t.collect(s, device)
}

// deviceOf finds who acts on what: "林晓燕 on A01"; without a device it is the
// last one used, or the first of one's own.
func (t *teller) deviceOf(words []string) (string, error) {
	who := words[0]
	if who == "系统" || who == "system" {
		return "", nil
	}
	user, err := t.people(who)
	if err != nil {
		return "", err
	}
	device := t.devices[who]
	switch {
	case len(words) == 3 && words[1] == "on":
		device = words[2]
	case len(words) != 1:
		return "", fmt.Errorf("who acts is a name, or a name on a device")
	case device == "":
		device = fmt.Sprintf("P%02d", len(t.devices)+1)
	}
	t.devices[who] = device
	if !t.enrolled[device] {
		t.enrolled[device] = true
		return device, t.rig.Enrol(device, user)
	}
	return device, nil
}

// collect takes the verdicts that have come in.
func (t *teller) collect(s *step, _ string) error {
	for _, v := range t.rig.Verdicts() {
		if r, ok := kernel.AsRefusal(v.Err); ok {
			t.refusals = append(t.refusals, refusal{v.Call, v.Device, r})
			if faults := r.Faults(); len(faults) > 0 {
				return s.errorf("%s", strings.Join(faults, "; "))
			}
		} else if v.Err != nil {
			return s.errorf("%w", v.Err)
		}
	}
	return nil
}

// arguments builds what the command needs from the line.
func (t *teller) arguments(device string, spec *kernel.CommandSpec, pairs []pair, bare []string, items []item) (kernel.Command, error) {
	args := spec.New()
	switch a := args.(type) {
	case *kernel.AddRow:
		return a, t.addRow(spec.Schema, a, pairs)
	case *kernel.EditRow:
		return a, t.editRow(device, spec.Schema, a, pairs, bare)
	case *kernel.RemoveRow:
		row, err := t.shown(device, spec.Schema, bare)
		if err == nil {
			a.Row, a.Seen = row.Base().ID, row.Base().Version
		}
		return a, err
	case *kernel.RetireRow:
		row, err := t.shown(device, spec.Schema, bare)
		if err == nil {
			a.Row = row.Base().ID
		}
		return a, err
	case *kernel.RestoreRow:
		row, err := t.shown(device, spec.Schema, bare)
		if err == nil {
			a.Row = row.Base().ID
		}
		return a, err
	}
	if len(bare) > 0 {
		return nil, fmt.Errorf("%q is no field=value", bare[0])
	}
	v := reflect.ValueOf(args).Elem()
	r := t.reader()
	if err := r.fillAll(v, pairs); err != nil {
		return nil, err
	}
	for _, it := range items {
		if err := r.add(v, it); err != nil {
			return nil, err
		}
	}
	return args, nil
}

func (t *teller) addRow(s *kernel.Schema, a *kernel.AddRow, pairs []pair) error {
	for _, p := range pairs {
		field, text, err := t.content(s, p)
		if err != nil {
			return err
		}
		a.Values = append(a.Values, kernel.FieldValue{Field: field, Value: text})
	}
	return nil
}

// editRow says what the device shows as what its author saw.
func (t *teller) editRow(device string, s *kernel.Schema, a *kernel.EditRow, pairs []pair, bare []string) error {
	row, err := t.shown(device, s, bare)
	if err != nil {
		return err
	}
	a.Row = row.Base().ID
	for _, p := range pairs {
		field, text, err := t.content(s, p)
		if err != nil {
			return err
		}
		of := row
		if at, _ := s.Takes(field); at != nil && at != s {
			if of, err = t.shown(device, at, bare); err != nil {
				return err
			}
		}
		a.Changes = append(a.Changes, kernel.Change{Field: field, Was: textOf(of, field), Becomes: text})
	}
	return nil
}

func textOf(row kernel.Row, field string) string {
	if f := row.Base().Schema().Field(field); f != nil {
		return f.Get(row).String()
	}
	id, _ := kernel.ParseID(strings.TrimPrefix(field, kernel.CustomPrefix))
	text := row.Base().Custom.Get(id)
	for _, f := range org.SettingFields() {
		if f.ID == id && text == "" {
			text = f.Usual
		}
	}
	return text
}
