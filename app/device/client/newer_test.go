package client_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"heyi/app/device/client"
	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/sync/wire"
)

// sentTo opens a device with the program of a release and returns how many rows, and how
// many bytes of frames with patches, it was sent until it holds so many of an entity.
func sentTo(t *testing.T, c *company, who client.Enrolment, release int, entity string, many int) (rows, bytes int64) {
	t.Helper()
	var n, size atomic.Int64
	c.lies = func(p *wire.Patch) {
		n.Add(int64(len(p.Rows)))
		size.Add(int64(len(wire.Encode(p))))
	}
	program := all.Catalog(release)
	if release == c.catalog.Release {
		program = c.catalog
	}
	e := open(t, who, func(o *client.Options) { o.Catalog = program })
	until(t, e, fmt.Sprintf("it holds %d of %s", many, entity), func(s client.State) bool {
		have := 0
		must(t, e.View(func(v *client.View) error {
			return v.Rows.Scan(program.Schema(entity), func(kernel.Row) error { have++; return nil })
		}))
		return synced(s) && have == many && size.Load() > 0
	})
	caughtUp(t, c, e)
	if program == c.catalog {
		c.equal(t, e, who)
	}
	must(t, e.Close())
	return n.Load(), size.Load()
}

// A device whose program comes from the release before is sent what that did not know,
// and nothing else: a field in rows that it holds costs nothing, a guarded field and an
// entity cost their own rows.
func TestOnlyWhatIsNewTravels(t *testing.T) {
	newest := all.Catalog(4)
	c := foundOn(t, newest)
	put := func(row kernel.Row, of *kernel.Schema, id kernel.ID) int64 {
		of.Adopt(row)
		row.Base().ID, row.Base().Version = id, 1
		c.disk.Put(row)
		return int64(len(kernel.Encode(nil, row)))
	}
	var ofAlbums, ofWorth int64
	const many = 1500
	for n := range many {
		id := kernel.DeriveID("stamp", n)
		put(&stamp{Name: fmt.Sprint("邮票 ", n, kernel.DeriveID("n", n)), Color: "蓝", Paper: "宣纸"}, stamps.In(newest), id)
		ofWorth += put(&stamp{Worth: kernel.Money(100 + n*7919%100003)}, stamps.Guarded("cost").In(newest), id)
		if n%3 == 0 {
			ofAlbums += put(&album{Name: fmt.Sprint("册 ", n, kernel.DeriveID("a", n))}, albums.In(newest), kernel.DeriveID("album", n))
		}
	}
	who := c.enrol(boss)
	rows, first := sentTo(t, c, who, 1, "test_stamp", many)
	if rows < many {
		t.Fatalf("the first load has %d rows", rows)
	}
	for _, step := range []struct {
		release    int
		entity     string
		rows, size int64
	}{{1, "test_stamp", 0, 0}, {2, "test_album", many / 3, ofAlbums}, {3, "test_stamp", 0, 0}, {4, "test_stamp__cost", many, ofWorth}} {
		rows, bytes := sentTo(t, c, who, step.release, step.entity, map[bool]int{true: many, false: int(step.rows)}[step.rows == 0])
		t.Logf("release %d: %d rows, %d bytes for %d of what is new; the first load had %d", step.release, rows, bytes, step.size, first)
		if rows != step.rows || bytes > step.size*6/5+1<<10 {
			t.Errorf("release %d: %d rows of %d, %d bytes for %d of what is new", step.release, rows, step.rows, bytes, step.size)
		}
	}
}
