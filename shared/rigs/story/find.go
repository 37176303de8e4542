package story

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

func (t *teller) reader() reader { return reader{today: t.now.Date(zone), find: t.find} }

func (r reader) fillSetting(c *org.SetupCompany, p pair) error {
	if long := settings[p.key]; long != "" {
		p.key = long
	}
	return r.fill(reflect.ValueOf(c).Elem(), p)
}

// find looks up a row by what people call it. target is a Go type or the name of an
// entity, "" for any.
func (t *teller) find(target, name string) (kernel.ID, error) {
	if name == "-" {
		return kernel.ID{}, nil
	}
	if id, ok := t.rows[name]; ok {
		return id, nil
	}
	for _, s := range t.rig.Catalog().Schemas {
		if s.Main != nil || target != "" && target != s.Name && typeName(reflect.TypeOf(s.New()).Elem()) != target {
			continue
		}
		if id, err := t.findIn(s, name); err == nil || target != "" {
			return id, err
		}
	}
	return kernel.ID{}, fmt.Errorf("nothing is called %q", name)
}

// findIn looks among the rows of one entity: the name of a command means the
// first row it made, else a text that names the row, whole or in part.
func (t *teller) findIn(s *kernel.Schema, name string) (kernel.ID, error) {
	if id, ok := t.rows[name]; ok {
		return id, nil
	}
	views := []Rows{t.rig.Truth()}
	for device := range t.enrolled { // one name has one row, whichever view holds it
		if rows, _, err := t.rig.Sight(device); err == nil && rows != t.rig.Truth() {
			views = append(views, rows)
		}
	}
	for _, rows := range views {
		if id, found, err := t.among(rows, s, name); found || err != nil {
			return id, err
		}
	}
	return kernel.ID{}, fmt.Errorf("no %s is called %q", s.Name, name)
}

func (t *teller) among(rows Rows, s *kernel.Schema, name string) (id kernel.ID, found bool, err error) {
	call, isCall := t.names[name]
	var whole, part []kernel.ID
	err = rows.Scan(s, func(r kernel.Row) error {
		b := r.Base()
		switch {
		case isCall:
			if string(b.ID[:6]) == string(call[:6]) { // rows are born with their command's time
				whole = append(whole, b.ID)
			}
		case b.Removed:
		case named(r, func(text string) bool { return text == name }):
			whole = append(whole, b.ID)
		case named(r, func(text string) bool { return strings.Contains(text, name) }):
			part = append(part, b.ID)
		}
		return nil
	})
	if err != nil {
		return id, false, err
	}
	switch {
	case len(whole) > 0 && (isCall || len(whole) == 1):
		return whole[0], true, nil
	case len(whole) == 0 && len(part) == 1:
		return part[0], true, nil
	case len(whole)+len(part) > 1:
		return id, false, fmt.Errorf("several %s are called %q", s.Name, name)
	}
	return id, false, nil
}

// naming are the fields by which people call a row, beside its title.
var naming = map[string]bool{"code": true, "name": true, "number": true, "mobile": true, "series": true, "short_name": true}

func named(r kernel.Row, is func(string) bool) bool {
	for _, f := range r.Base().Schema().Fields {
		if f.Kind == kernel.KindText && (f.Title || naming[f.Name]) && is(f.Get(r).Str) {
			return true
		}
	}
	return false
}

// content is a field and its canonical text from a pair of a line; a field that
// the entity lacks is one that the company has defined.
func (t *teller) content(s *kernel.Schema, p pair) (field, text string, err error) {
	at, f := s.Takes(p.key)
	if f == nil {
		if own, is := settingNamed(s, p.key); is {
			return kernel.CustomPrefix + own.ID.String(), t.reader().word(own.Kind, p.value), nil
		}
		id, err := t.find(typeName(reflect.TypeFor[org.CustomField]()), p.key)
		if err != nil {
			return "", "", fmt.Errorf("%s has no field %s", s.Name, p.key)
		}
		return kernel.CustomPrefix + id.String(), p.value, nil
	}
	v, err := t.value(at, f, p.value)
	return f.Name, v.String(), err
}

// settingNamed is the setting of a module that a field of the company names.
func settingNamed(s *kernel.Schema, name string) (kernel.CustomField, bool) {
	fields := org.SettingFields()
	i := slices.IndexFunc(fields, func(f kernel.CustomField) bool { return f.Entity == s.Name && f.Name == name })
	if i < 0 {
		return kernel.CustomField{}, false
	}
	return fields[i], true
}

// value reads the content of an entity's field.
func (t *teller) value(s *kernel.Schema, f *kernel.Field, text string) (kernel.Value, error) {
	if f.Kind != kernel.KindID {
		return kernel.ParseValue(f.Kind, t.reader().word(f.Kind, text))
	}
	target := s.Target(f)
	if target == nil {
		id, err := t.find("", text)
		return kernel.Of(id), err
	}
	if text == "-" {
		return kernel.Of(kernel.ID{}), nil
	}
	id, err := t.findIn(target, text)
	return kernel.Of(id), err
}

// shown is a row as a device shows it.
func (t *teller) shown(device string, s *kernel.Schema, bare []string) (kernel.Row, error) {
	if len(bare) != 1 {
		return nil, fmt.Errorf("which %s?", s.Name)
	}
	main := s
	if s.Main != nil {
		main = s.Main
	}
	id, err := t.findIn(main, bare[0])
	if err != nil {
		return nil, err
	}
	rows, _, err := t.rig.Sight(device)
	if err != nil {
		return nil, err
	}
	if row := rows.Get(s, id); row != nil {
		return row, nil
	}
	return nil, fmt.Errorf("%s does not show %s", device, bare[0])
}
