package storetest

import (
	"bytes"
	"errors"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/sync/authority"
)

// What a device sends as a command's name need be no text. It is refused, and the
// operation log and the chain keep it as it came.
func (h Harness) strange(t *testing.T) {
	o := h.found(t)
	names := []string{"", "\x00", "\xff\xfe", "a\x00b", "沙发", "\xe6\xb2", `\x41`, string(bytes.Repeat([]byte{0}, 5000))}
	for _, name := range names {
		call := o.encoded(name, []byte{0, 0xff})
		if j := o.Judge(call); j[0].Refusal == nil || j[0].Call.Name != name {
			t.Errorf("%q was judged as %+v", name, j[0])
		}
		h.restart(o)
		j, err := o.Store.Verdict(call.Origin, call.Key)
		if err != nil || j == nil || j.Call.Name != name {
			t.Fatalf("%q is kept as %+v, %v", name, j, err)
		}
	}
	v := o.view()
	defer o.done(v)
	var chain authority.Chain
	if err := v.CommandsOf(kernel.ID{}, chain.Check); err != nil {
		t.Fatal(err)
	}
	if err := chain.End(o.State()); err != nil {
		t.Fatal(err)
	}
}

// An edit brings a removed row back, unless another has its key by now: that is a
// refusal and no failure of the store, which would stop everybody.
func (h Harness) back(t *testing.T) {
	o := h.found(t)
	remove := func(row kernel.ID) kernel.Call {
		spec := o.Catalog.Command("seat.remove")
		return o.encoded(spec.Name, spec.Encode(&kernel.RemoveRow{Row: row}))
	}
	named := func(name string) kernel.ID {
		for _, row := range o.all(org.Seats.In(o.Catalog)) {
			if seat := row.(*org.Seat); seat.Name == name && !seat.Removed {
				return seat.ID
			}
		}
		t.Fatalf("no seat %s", name)
		return kernel.ID{}
	}
	o.Judge(o.Add("seat", "name", "会计"))
	first := named("会计")
	if j := o.Judge(remove(first)); j[0].Refusal != nil {
		t.Fatal(j[0].Refusal)
	}
	o.Judge(o.Add("seat", "name", "会计"))
	dept := o.all(org.Departments.In(o.Catalog))[0].Base().ID.String()
	edit := func() kernel.Call { return o.edit("seat", first, "dept", kernel.ID{}.String(), dept) }
	if j := o.Judge(edit()); !errors.Is(j[0].Refusal, kernel.Taken.With()) {
		t.Errorf("a row came back over its key: %v", j[0].Refusal)
	}
	o.Judge(remove(named("会计")))
	if j := o.Judge(edit()); j[0].Refusal != nil || named("会计") != first {
		t.Errorf("a row did not come back to its key: %v", j[0].Refusal)
	}
	o.equal(o.Store)
}
