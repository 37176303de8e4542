package rowstore_test

import (
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/rowstore"
)

// TestCacheIsItsStore holds a cache of several sizes against the store behind
// it under random writes, and holds its measure of itself.
func TestCacheIsItsStore(t *testing.T) {
	for _, limit := range []int{1, 9, 60, 400, 100_000} {
		d, m := newDice(uint64(limit)), kernel.NewMemory()
		c := catalog()
		store := &counting{Memory: m}
		cache := rowstore.NewCache(store, limit)
		for range 3000 {
			schema := c.Schemas[d.IntN(len(c.Schemas))]
			id := d.id(24)
			switch d.IntN(4) {
			case 0:
				cache.Commit([]kernel.Write{write(d, m, schema, id)})
			case 1:
				if got, want := show(cache.Get(schema, id)), show(m.Get(schema, id)); got != want {
					t.Fatalf("limit %d: %s is %s, want %s", limit, schema.Name, got, want)
				}
			default:
				for _, ix := range schema.Indexes {
					key := ix.KeyOf(d.row(schema, id))
					if got, want := showAll(cache.Range(ix, key)), showAll(m.Range(ix, key)); got != want {
						t.Fatalf("limit %d: %s:\ngot\n%swant\n%s", limit, ix.Name, got, want)
					}
				}
			}
			if cache.Len() > limit {
				t.Fatalf("limit %d: %d rows held", limit, cache.Len())
			}
		}
		if limit > 400 && store.reads > 700 {
			t.Errorf("a cache without need to forget read %d times", store.reads)
		}
	}
}

// write changes, adds or deletes a row in the store.
func write(d dice, m *kernel.Memory, schema *kernel.Schema, id kernel.ID) kernel.Write {
	w := kernel.Write{Schema: schema, Before: m.Get(schema, id)}
	if w.Before != nil && d.IntN(3) == 0 {
		m.Delete(schema, id)
		return w
	}
	w.After = d.row(schema, id)
	m.Put(w.After)
	return w
}

// counting counts what reaches the store.
type counting struct {
	*kernel.Memory
	reads int
}

func (c *counting) Get(s *kernel.Schema, id kernel.ID) kernel.Row {
	c.reads++
	return c.Memory.Get(s, id)
}

func (c *counting) Range(ix *kernel.Index, key []kernel.Value) []kernel.Row {
	c.reads++
	return c.Memory.Range(ix, key)
}

// TestReadersKeepTheirList: a list that was handed out does not change under its
// reader.
func TestReadersKeepTheirList(t *testing.T) {
	c, m := catalog(), kernel.NewMemory()
	ix := items.In(c).Indexes[0]
	put := func(n int64) kernel.Write {
		i := &item{Bill: kernel.Ref[bill](kernel.DeriveID("test", 1)), Line: n}
		i.ID = kernel.DeriveID("line", n)
		items.In(c).Adopt(i)
		m.Put(i)
		return kernel.Write{Schema: items.In(c), After: i}
	}
	cache := rowstore.NewCache(m, 100)
	cache.Commit([]kernel.Write{put(1), put(3)})
	key := []kernel.Value{kernel.Of(kernel.DeriveID("test", 1))}
	list := cache.Range(ix, key)
	cache.Commit([]kernel.Write{put(2)})
	if list[0].(*item).Line != 1 || list[1].(*item).Line != 3 || len(list) != 2 {
		t.Errorf("the list handed out became %s", showAll(list))
	}
	if now := cache.Range(ix, key); len(now) != 3 || now[1].(*item).Line != 2 {
		t.Errorf("the range is %s", showAll(now))
	}
}

func BenchmarkCache(b *testing.B) {
	c, m, d := catalog(), kernel.NewMemory(), newDice(1)
	const rows = 50_000
	schema, ix := bills.In(c), bills.In(c).Indexes[0]
	ids := make([]kernel.ID, rows)
	for n := range ids {
		ids[n] = kernel.DeriveID("test", n)
		row := d.row(schema, ids[n]).(*bill)
		row.Buyer = kernel.Ref[buyer](kernel.DeriveID("buyer", n/5))
		m.Put(row)
	}
	cache := rowstore.NewCache(m, 4*rows)
	keys := make([][]kernel.Value, rows/5)
	for n := range keys {
		keys[n] = []kernel.Value{kernel.Of(kernel.DeriveID("buyer", n))}
		cache.Range(ix, keys[n])
	}
	d.Shuffle(rows, func(i, j int) { ids[i], ids[j] = ids[j], ids[i] })
	b.Run("get_hot", func(b *testing.B) { // a working set of 2,000 rows
		for n := range b.N {
			cache.Get(schema, ids[n%2000])
		}
	})
	b.Run("get", func(b *testing.B) {
		for n := range b.N {
			cache.Get(schema, ids[n%rows])
		}
	})
	b.Run("range", func(b *testing.B) {
		for n := range b.N {
			cache.Range(ix, keys[n%len(keys)])
		}
	})
	b.Run("commit", func(b *testing.B) {
		writes := make([]kernel.Write, 1)
		for n := range b.N {
			row := m.Get(schema, ids[n%rows])
			writes[0] = kernel.Write{Schema: schema, Before: row, After: row}
			cache.Commit(writes)
		}
	})
}
