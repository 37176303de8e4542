package demo

import (
	"fmt"
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/module"
	"heyi/shared/modules/masters/org"
)

// planModules has every module play its scene.
func (f *founder) planModules() {
	for _, m := range module.All() {
		if m.Scene != nil {
			m.Scene(stage{f})
		}
	}
}

// stage is the company for the scene of a module.
type stage struct{ f *founder }

func (s stage) Workday(ago int) kernel.Date {
	day := workday(s.f.Today)
	for range ago {
		day = workday(day.AddDays(-1))
	}
	return day
}

func (s stage) On(day kernel.Date, minute int, act func() error) { s.f.on(day, minute, act) }

func (s stage) Tx() *kernel.Tx { return s.f.tx() }

func (s stage) Do(role string, args kernel.Command) (*kernel.Call, error) {
	return s.f.do(playing(role), args)
}

func (s stage) Add(role, entity string, pairs ...string) (kernel.ID, error) {
	id := s.f.add(playing(role), entity, pairs...)
	return id, s.f.flush()
}

func (s stage) Seat(role string) kernel.ID {
	user, p := org.UserByMobile.Find(s.f.tx(), s.f.Members[playing(role)].Mobile)
	if p != kernel.Found {
		panic("demo: nobody sits where " + role + " does") // he was entered at the founding
	}
	return user.Seat.ID()
}

func (s stage) Named(entity, title string) (found kernel.ID) {
	schema := s.f.desk.Catalog.Schema(entity)
	if schema == nil {
		panic("demo: a scene names the entity " + entity) // it stands in the program
	}
	err := s.f.rows.Scan(schema, func(row kernel.Row) error {
		if kernel.TitleOf(row) == title {
			found = row.Base().ID
		}
		return nil
	})
	if err != nil || found.IsZero() {
		panic(fmt.Sprintf("demo: a scene names %s %s, which is not there: %v", entity, title, err))
	}
	return found
}

// playing is who has a role here; the first of several.
func playing(role string) string {
	i := slices.IndexFunc(staff, func(p person) bool { return slices.Contains(p.roles, role) })
	if i < 0 {
		panic("demo: nobody has the role " + role) // it stands in the program
	}
	return staff[i].name
}
