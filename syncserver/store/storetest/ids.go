package storetest

import (
	"testing"

	"heyi/shared/kernel"
)

// The ids of commands and rows are known once they are durable, however many are
// asked for, and no other ones are.
func (h Harness) ids(t *testing.T) {
	o := h.found(t)
	o.Work(40)
	h.restart(o)
	o.Work(10)
	for _, n := range []int{0, 1, 7, 8, 33, len(o.log)} {
		var ids []kernel.ID
		want := map[kernel.ID]bool{}
		for i := range n {
			id := o.log[i*len(o.log)/n].Call.ID
			ids, want[id] = append(ids, id, kernel.DeriveID("nobody's", i)), true
		}
		used, err := o.Store.Commands(ids)
		if err != nil {
			t.Fatal(err)
		}
		for _, id := range used {
			if !want[id] {
				t.Errorf("of %d: %s is no command's", n, id)
			}
			delete(want, id)
		}
		if len(want) > 0 {
			t.Errorf("of %d: %d commands are not known", n, len(want))
		}
	}
	var none []kernel.Key
	for _, s := range o.Catalog.Schemas {
		for i := range 70 {
			none = append(none, kernel.Key{Schema: s, ID: kernel.DeriveID("nobody's", i)})
		}
	}
	taken := func(keys []kernel.Key, want bool) {
		t.Helper()
		if got, err := o.Store.Taken(keys); err != nil || got != want {
			t.Errorf("of %d rows: taken %v, %v", len(keys), got, err)
		}
	}
	taken(nil, false)
	taken(none, false)
	for _, s := range o.Catalog.Schemas {
		for _, row := range o.all(s) {
			key := kernel.Key{Schema: s, ID: row.Base().ID}
			taken([]kernel.Key{key}, true)
			taken(append(none[:len(none):len(none)], key), true)
		}
	}
}
