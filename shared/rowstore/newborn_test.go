package rowstore_test

import (
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/rowstore"
)

// company is a store as a server's: no row is ever deleted, and a reference is to
// a row that was there before it.
type company struct {
	dice
	*counting
	c   *kernel.Catalog
	ids map[*kernel.Schema][]kernel.ID
	n   int
}

// grow makes the writes of one commit, new rows and changes of old ones.
func (w *company) grow() []kernel.Write {
	var writes []kernel.Write
	for range 1 + w.IntN(6) {
		schema := w.c.Schemas[w.IntN(len(w.c.Schemas))]
		id := w.some(schema)
		if id.IsZero() || w.IntN(3) > 0 {
			w.n++
			id = kernel.DeriveID("born", w.n)
		}
		if schema.Main != nil { // has the id of its main row
			if id = w.some(schema.Main); id.IsZero() {
				continue
			}
		}
		row := w.row(schema, id)
		for _, f := range schema.Fields {
			if target := schema.Target(f); f.Kind == kernel.KindID && target != nil {
				f.Put(row, kernel.Of(w.some(target)))
			}
		}
		if n, ok := row.(*note); ok {
			n.Of = w.some(items.In(w.c))
		}
		row.Base().ID = id
		write := kernel.Write{Schema: schema, Before: w.Memory.Get(schema, id), After: row}
		write.Born = write.Before == nil && schema.Main == nil
		if write.Before == nil {
			w.ids[schema] = append(w.ids[schema], id)
		}
		w.Put(row)
		writes = append(writes, write)
	}
	return writes
}

// some is the id of a row that is there, a young one more often than not.
func (w *company) some(s *kernel.Schema) kernel.ID {
	ids := w.ids[s]
	if len(ids) == 0 {
		return kernel.ID{}
	}
	if young := len(ids) - 1 - w.IntN(4); young >= 0 && w.IntN(3) > 0 {
		return ids[young]
	}
	return ids[w.IntN(len(ids))]
}

// TestACacheOfAllIsItsStore holds what the cache says of newborn rows without
// asking against the store, while it has to forget much, little and nothing.
func TestACacheOfAllIsItsStore(t *testing.T) {
	for _, limit := range []int{1, 20, 150, 1000, 100_000} {
		w := &company{
			dice: newDice(uint64(limit)), counting: &counting{Memory: kernel.NewMemory()}, c: catalog(),
			ids: map[*kernel.Schema][]kernel.ID{},
		}
		cache := rowstore.NewCacheOfAll(w.counting, limit)
		for range 400 {
			cache.Commit(w.grow())
			for range 5 {
				schema := w.c.Schemas[w.IntN(len(w.c.Schemas))]
				id := w.some(schema)
				if id.IsZero() {
					continue
				}
				if got, want := show(cache.Get(schema, id)), show(w.Memory.Get(schema, id)); got != want {
					t.Fatalf("limit %d: %s is %s, want %s", limit, schema.Name, got, want)
				}
				for _, ix := range schema.Indexes {
					key := ix.KeyOf(w.row(schema, id))
					if target := schema.Target(ix.Fields[0]); target != nil {
						key[0] = kernel.Of(w.some(target))
					}
					if ix.AtHand {
						key[0] = kernel.Of(w.some(items.In(w.c)))
					}
					if got, want := showAll(cache.Range(ix, key)), showAll(w.Memory.Range(ix, key)); got != want {
						t.Fatalf("limit %d: %s:\ngot\n%swant\n%s", limit, ix.Name, got, want)
					}
				}
			}
			if cache.Len() > limit {
				t.Fatalf("limit %d: %d rows held", limit, cache.Len())
			}
		}
	}
}

// What belongs to a newborn row is known without asking.
func TestNewbornRowsAreKnown(t *testing.T) {
	c, store := catalog(), &counting{Memory: kernel.NewMemory()}
	put := func(e *kernel.Schema, row kernel.Row, n int) kernel.Write {
		row.Base().ID = kernel.DeriveID("born", e.Name, n)
		e.Adopt(row)
		store.Put(row)
		return kernel.Write{Schema: e, After: row, Born: true}
	}
	who := &buyer{Name: "甲"}
	cache := rowstore.NewCacheOfAll(store, 1000)
	first := put(buyers.In(c), who, 1)
	cache.Commit([]kernel.Write{first, put(bills.In(c), &bill{Buyer: kernel.Ref[buyer](who.ID)}, 1)})
	cache.Commit([]kernel.Write{put(bills.In(c), &bill{Buyer: kernel.Ref[buyer](who.ID)}, 2)})
	for _, ix := range bills.In(c).Indexes {
		if ix.Fields[0].Name != "buyer" {
			continue
		}
		if got := cache.Range(ix, []kernel.Value{kernel.Of(who.ID)}); len(got) != 2 {
			t.Errorf("%s lists %d bills, want 2", ix.Name, len(got))
		}
	}
	for _, ix := range items.In(c).Indexes {
		if ix.Fields[0].Name == "bill" {
			cache.Range(ix, []kernel.Value{kernel.Of(kernel.DeriveID("born", "bill", 1))})
		}
	}
	if cost := c.Schema("buyer__cost"); cache.Get(cost, who.ID) != nil {
		t.Error("a cost out of nothing")
	}
	if store.reads != 0 {
		t.Errorf("the store was asked %d times", store.reads)
	}
}
