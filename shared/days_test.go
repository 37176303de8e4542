package shared_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"heyi/shared/figures"
	"heyi/shared/kernel"
)

// Dates and figures that people give have a declared kind and bounds. Here every
// command of the catalogue is asked, so the next one cannot forget.

// given visits what a person may give: arguments of commands, and fields of rows
// that are added or edited.
func given(visit func(where string, f *kernel.Field, beside func(string) *kernel.Field)) {
	var walk func(where string, fields []*kernel.Field, field func(string) *kernel.Field)
	walk = func(where string, fields []*kernel.Field, field func(string) *kernel.Field) {
		for _, f := range fields {
			visit(where+"."+f.Name, f, field)
			if _, inner := f.Item(); inner != nil {
				walk(where+"."+f.Name, inner.Fields, inner.Field)
			}
		}
	}
	for _, c := range catalog.Commands {
		if c.Schema == nil {
			walk(c.Name, c.Fields, c.Field)
		}
	}
	for _, s := range catalog.Schemas {
		if s.Kept {
			continue
		}
		var open []*kernel.Field
		for _, f := range s.Fields {
			if !f.Derived && !ofRecord(f) {
				open = append(open, f)
			}
		}
		walk(s.Name, open, s.Field)
	}
}

func TestEveryDayHasAKind(t *testing.T) {
	days := 0
	given(func(where string, f *kernel.Field, beside func(string) *kernel.Field) {
		if f.Kind != kernel.KindDate && f.Kind != kernel.KindTime {
			if f.Day != 0 {
				t.Errorf("%s is no date, but declares a day", where)
			}
			return
		}
		days++
		if f.Day == 0 {
			t.Errorf("%s: say by the tag day what this date may be", where)
		}
		if f.After == "" {
			return
		}
		name, far, leads := strings.Cut(f.After, ".")
		other := beside(name)
		for leads && other != nil {
			s := catalog.Schemas[0].Target(other)
			if name, far, leads = strings.Cut(far, "."); s == nil {
				other = nil
			} else {
				other = s.Field(name)
			}
		}
		if other == nil || other.Kind != kernel.KindDate && other.Kind != kernel.KindTime {
			t.Errorf("%s: after %q names no date", where, f.After)
		}
	})
	if days < 15 {
		t.Errorf("only %d dates were found", days)
	}
}

func TestEveryFigureHasBounds(t *testing.T) {
	given(func(where string, f *kernel.Field, _ func(string) *kernel.Field) {
		if (f.Kind == kernel.KindInt || f.Kind == kernel.KindRate) && !f.Ranged() {
			t.Errorf("%s: say by the tag range what this figure may be", where)
		}
	})
}

// Every date of every command is tried at the borders of its kind, on a device
// that holds nothing: the form alone is wrong.
func TestEveryDayIsJudgedAtItsBorders(t *testing.T) {
	const today, start = kernel.Date(20261119), kernel.Date(20261001)
	noon, err := kernel.ParseTime(today.String() + "T04:00:00Z")
	if err != nil {
		t.Fatal(err)
	}
	author := &kernel.Author{
		User: kernel.DeriveID("somebody"), Series: "A01", Grants: []string{"*"}, Zone: 480, Start: start,
		Viewer: &kernel.Viewer{Tags: map[string]bool{}},
	}
	try := func(spec *kernel.CommandSpec, args kernel.Command) string {
		call := &kernel.Call{
			ID: kernel.NewID(noon, [10]byte{1}), Key: 1, Author: author.User, Name: spec.Name, Args: spec.Encode(args), At: noon, Judged: noon,
		}
		_, err := kernel.NewTx(catalog, kernel.NewMemory(), author.Viewer, call, author).Predict()
		if r, ok := kernel.AsRefusal(err); ok && strings.HasPrefix(r.Code, "date.") {
			for _, lang := range []string{"zh", "en"} {
				if s := r.Sentence(lang, nil); strings.Contains(s, "{") {
					t.Errorf("%s: %s", spec.Name, s)
				}
			}
			return r.Code
		}
		return ""
	}
	borders := map[kernel.DayKind][]struct {
		day  kernel.Date
		code *kernel.Code
	}{
		kernel.Happened: {{today, nil}, {today.AddDays(1), kernel.DayFuture}, {20361129, kernel.DayFuture}, {start, nil}, {start.AddDays(-1), kernel.DayTooEarly}, {19700101, kernel.DayTooEarly}},
		kernel.ToCome:   {{today.AddMonths(120), nil}, {today.AddMonths(120).AddDays(1), kernel.DayTooFar}, {21000101, kernel.DayTooFar}, {today, nil}},
		kernel.Before:   {{start.AddDays(-1), nil}, {start, kernel.DayNotOld}, {start.AddMonths(-600), nil}, {start.AddMonths(-600).AddDays(-1), kernel.DayTooOld}},
		kernel.AnyDay:   {{19500101, nil}, {20991231, nil}},
	}
	for _, spec := range catalog.Commands {
		if spec.Schema != nil || spec.System {
			continue
		}
		eachField(argType(spec), "", func(path string, f reflect.StructField) {
			kinds := map[string]kernel.DayKind{"done": kernel.Happened, "due": kernel.ToCome, "old": kernel.Before, "any": kernel.AnyDay}
			for _, b := range borders[kinds[f.Tag.Get("day")]] {
				want := ""
				if b.code != nil {
					want = b.code.Name
				}
				if got := try(spec, withDay(spec, path, b.day)); got != want {
					t.Errorf("%s: %s = %s: got %q, want %q", spec.Name, path, b.day, got, want)
				}
			}
		})
	}
}

// withDay makes arguments of which everything required is filled with something,
// and the field at the path is the day.
func withDay(spec *kernel.CommandSpec, path string, day kernel.Date) kernel.Command {
	args := spec.New()
	least(reflect.ValueOf(args).Elem(), path, "", day)
	return args
}

func least(v reflect.Value, path, at string, day kernel.Date) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.Anonymous {
			least(v.Field(i), path, at, day)
			continue
		}
		name := at + f.Name
		within := strings.HasPrefix(path, name+".")
		required := strings.Contains(f.Tag.Get("is"), "required")
		switch field := v.Field(i); {
		case name == path && f.Type == reflect.TypeFor[kernel.Time]():
			at, _ := kernel.ParseTime(day.String() + "T04:00:00Z")
			field.SetInt(int64(at))
		case name == path:
			field.SetInt(int64(day))
		case f.Type.Kind() == reflect.Slice && f.Type.Elem().Kind() == reflect.Struct && (within || required):
			item := reflect.New(f.Type.Elem()).Elem()
			least(item, path, name+".", day)
			field.Set(reflect.Append(field, item))
		case !required:
		case isRef(f.Type):
			field.Set(reflect.ValueOf(kernel.DeriveID(name)).Convert(f.Type))
		case f.Tag.Get("day") == "old":
			field.SetInt(int64(20260930))
		case f.Type == reflect.TypeFor[kernel.Choice]():
			field.SetString(optionsOf(f.Tag.Get("of"))[0].Code)
		case f.Type.Kind() == reflect.String:
			field.SetString("甲")
		case f.Type.Kind() == reflect.Int64:
			field.SetInt(1)
		default:
			panic(fmt.Sprintf("%s: nothing to fill a %s with", name, f.Type))
		}
	}
}

// What a figure counts on a day stands on devices in the month of that day: whoever holds
// the month can add it up.
func TestFiguresStandInTheirMonths(t *testing.T) {
	stand := 0
	for _, fact := range figures.Facts() {
		for _, p := range fact.Parts {
			s, day := catalog.Schema(p.Entity), p.Date
			if p.Leader != "" {
				s, day = s.Target(s.Field(p.Leader)), strings.TrimPrefix(p.Date, p.Leader+".")
			}
			if s.MonthOf() == nil || day == "" {
				continue
			}
			if stand++; s.MonthOf().Name != day {
				t.Errorf("%s counts %s by %s, which stand in the month of %s: a device that holds the month lacks some", fact.Name, s.Name, day, s.MonthOf().Name)
			}
		}
	}
	if stand < 4 {
		t.Errorf("only %d parts of facts stand in months", stand)
	}
}
