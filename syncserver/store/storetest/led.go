package storetest

import (
	"testing"

	"heyi/shared/kernel"
	_ "heyi/shared/modules/all" // rows that may follow any entity: events, changes of fields
)

// led asks what follows what before there is anything, and after commands.
func (h Harness) led(t *testing.T) {
	c := Catalog()
	s := h.New(t, c)
	o := Found(t, c, s)
	named := 0
	for range 3 {
		view, err := s.View()
		if err != nil {
			t.Fatal(err)
		}
		for _, leader := range c.Schemas {
			for _, trail := range c.Trails(leader) {
				led, err := view.Led(trail)
				if err != nil {
					t.Fatal(err)
				}
				leads := false
				_ = o.model.Scan(trail.Schema, func(row kernel.Row) error { // in memory
					leads = leads || trail.Leads(row)
					return nil
				})
				if leads && !led {
					t.Errorf("%s are said to follow no %s", trail.Schema.Name, leader.Name)
				}
				if leads && trail.Schema.LeaderName() != nil {
					named++
				}
			}
		}
		if err := view.Close(); err != nil {
			t.Fatal(err)
		}
		o.Work(20)
	}
	if named == 0 {
		t.Error("nothing that may follow any entity follows one: nothing was tried")
	}
}
