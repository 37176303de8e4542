package record

import (
	"testing"

	"heyi/app/device/client"
	"heyi/app/rigs/viewtest"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/party"
)

// An edit that the server has refused is settled either way without losing the
// fields that did not clash.
func TestSettle(t *testing.T) {
	s := viewtest.Trading(t)
	desk := s.Desk(viewtest.Boss)
	id := s.Customer("深圳龙岗万悦家居有限公司").ID()
	for _, mine := range []bool{false, true} {
		limit, note := kernel.Money(400_000_00), "保留"
		if mine {
			limit, note = 520_000_00, "我的"
		}
		before, err := view.Load(desk, func(r *view.Reader) (*party.Party, error) { return view.Get(r, party.Parties, id) })
		if err != nil {
			t.Fatal(err)
		}
		edit := &kernel.EditRow{Row: id, Changes: []kernel.Change{
			{Field: "limit", Was: "1.00", Becomes: "520000.00"}, {Field: "note", Was: before.Note, Becomes: note},
		}}
		err = desk.Edit("party", id, edit.Changes)
		refusal, refused := kernel.AsRefusal(err)
		if !refused {
			t.Fatalf("not refused: %v", err)
		}
		f, err := view.Load(desk, func(r *view.Reader) (*Form, error) { return Load(desk, r, "party", id, Part{}) })
		if err != nil {
			t.Fatal(err)
		}
		c := f.ClashOf(desk, refusal)
		if c == nil || c.Theirs != "400,000.00" {
			t.Fatalf("%+v", c)
		}
		c.Item, c.edit = &client.Item{Command: "party.edit", Key: 1}, edit
		if err := c.Settle(desk, mine); err != nil {
			t.Fatal(err)
		}
		after, err := view.Load(desk, func(r *view.Reader) (*party.Party, error) { return view.Get(r, party.Parties, id) })
		if err != nil {
			t.Fatal(err)
		}
		if after.Limit != limit || after.Note != note {
			t.Errorf("mine %t: limit %s, note %q", mine, after.Limit, after.Note)
		}
	}
}
