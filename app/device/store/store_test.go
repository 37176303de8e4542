package store_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"heyi/app/device/store"
	"heyi/shared/kernel"
	"heyi/shared/rigs/trial/await"
	"heyi/shared/rigs/trial/smalldisk"
	"heyi/shared/rowstore"
	"heyi/shared/sync/replica"
)

// Screens read while the writer is in the middle of a transaction, and see one
// version throughout a call.
func TestReadersNeverWaitForTheWriter(t *testing.T) {
	s := openStore(t, t.TempDir())
	defer s.Close()
	ts := things.In(catalog)
	update(t, s, func(w replica.Writer) { w.Put(thingRow(1, "A")) })
	name := func() (name string) {
		must(t, s.Read(func(r *rowstore.Session) error {
			name = r.Get(ts, id(1)).(*thing).Code
			return nil
		}))
		return name
	}
	update(t, s, func(w replica.Writer) {
		w.Put(thingRow(1, "B"))
		w.Put(thingRow(2, "C"))
		must(t, w.Scan(ts, func(kernel.Row) error { return nil })) // writes what was gathered
		if got := name(); got != "A" {
			t.Errorf("a reader saw %q of a transaction under way", got)
		}
	})
	if got := name(); got != "B" {
		t.Errorf("after the commit a reader sees %q", got)
	}
	must(t, s.Read(func(r *rowstore.Session) error {
		before := r.Get(ts, id(2)).(*thing).Code
		update(t, s, func(w replica.Writer) { w.Put(thingRow(2, "D")) })
		must(t, s.Checkpoint())
		if now := r.Get(ts, id(2)).(*thing).Code; now != before {
			t.Errorf("a call saw %q, then %q", before, now)
		}
		return nil
	}))
	err := s.Read(func(r *rowstore.Session) error { return r.Upsert([]kernel.Row{thingRow(3, "E")}) })
	if err == nil {
		t.Error("a reader wrote")
	}
}

// A first load goes on where it was cut, without its indexes, and has them again
// at the end or when something is looked up.
func TestAFirstLoadBringsTheIndexesBack(t *testing.T) {
	dir := t.TempDir()
	s := openStore(t, dir)
	indexes := func() (n int) {
		must(t, s.Read(func(r *rowstore.Session) error {
			page, err := r.Query(nil, rowstore.Query{Entity: "thing"})
			n = len(page.Rows)
			return err
		}))
		return n
	}
	load := func(from, to int, st replica.State) {
		update(t, s, func(w replica.Writer) {
			for n := from; n < to; n++ {
				w.Put(thingRow(n, fmt.Sprint(n)))
			}
			w.PutState(st)
		})
	}
	load(0, 0, replica.State{Loading: true})
	load(0, 300, replica.State{Loading: true})
	if n := countIndexes(t, dir); n != 0 {
		t.Errorf("%d indexes during the load", n)
	}
	must(t, s.Close())
	s = openStore(t, dir)
	load(200, 500, replica.State{Loading: true}) // some rows come twice
	load(500, 510, replica.State{Version: 3})
	if n := countIndexes(t, dir); n == 0 {
		t.Error("no indexes after the load")
	}
	if got := len(s.Range(things.In(catalog).Indexes[0], []kernel.Value{kernel.Of("250")})); got != 1 {
		t.Errorf("%d rows with one key", got)
	}
	if n := indexes(); n != 50 {
		t.Errorf("a page has %d rows", n)
	}
	must(t, s.Close())
}

func countIndexes(t *testing.T, dir string) int {
	t.Helper()
	n, err := store.CountIndexes(filepath.Join(dir, "replica.db"))
	must(t, err)
	return n
}

// The columns for search follow the function that fills them.
func TestSearchColumnsFollowTheirFunction(t *testing.T) {
	dir := t.TempDir()
	s := openStore(t, dir)
	update(t, s, func(w replica.Writer) { w.Put(thingRow(1, "A")) })
	must(t, s.Close())
	find, version := kernel.FindKey, kernel.KeyVersion
	defer func() { kernel.FindKey, kernel.KeyVersion = find, version }()
	kernel.KeyVersion = func() string { return "other" }
	kernel.FindKey = func(texts ...string) string { return "other " + strings.Join(texts, " ") }
	s = openStore(t, dir)
	defer s.Close()
	must(t, s.Read(func(r *rowstore.Session) error {
		page, err := r.Query(nil, rowstore.Query{Entity: "thing", Terms: []string{"other"}})
		if len(page.Rows) != 1 {
			t.Errorf("found %d rows", len(page.Rows))
		}
		return err
	}))
}

func TestVerdictsWaitToBeSeen(t *testing.T) {
	s := openStore(t, t.TempDir())
	defer s.Close()
	update(t, s, func(w replica.Writer) {
		w.PutVerdict(replica.Verdict{Call: call(1)})
		w.PutVerdict(replica.Verdict{Call: call(2), Refusal: kernel.NotThere.With()})
		w.PutVerdict(replica.Verdict{Call: call(3), Adjusted: true})
	})
	count := func() int {
		list, err := s.Attention()
		must(t, err)
		n, err := s.NeedAttention()
		must(t, err)
		if n != len(list) {
			t.Errorf("%d counted, %d listed", n, len(list))
		}
		return n
	}
	if n := count(); n != 2 {
		t.Errorf("%d need attention", n)
	}
	must(t, s.MarkSeen(2))
	must(t, s.DropSettled())
	if n := count(); n != 1 {
		t.Errorf("%d need attention after one was seen", n)
	}
	for key, kept := range map[int64]bool{1: false, 2: false, 3: true} {
		if v, err := s.Verdict(key); err != nil || (v != nil) != kept {
			t.Errorf("verdict %d is kept: %t, %v", key, v != nil, err)
		}
	}
}

// On a full disk the user is told so and what was saved before is still there.
func TestAFullDiskIsToldAndLosesNothing(t *testing.T) {
	dir := t.TempDir()
	smalldisk.Mount(t, dir, 600)
	s, o := openStore(t, dir), openOutbox(t, dir)
	saved := int64(0)
	var full error
	for key := int64(1); key < 5000 && full == nil; key++ {
		c := call(key)
		c.Args = make([]byte, 500)
		if full = o.Append(c); full == nil {
			saved = key
		}
	}
	if r, ok := kernel.AsRefusal(full); !ok || r.Code != store.DiskFull.Name {
		t.Fatalf("after %d commands: %v", saved, full)
	}
	err := s.Update(func(w replica.Writer) error {
		for n := range 2000 {
			w.Put(thingRow(n, fmt.Sprint(n)))
		}
		return nil
	})
	if r, ok := kernel.AsRefusal(err); !ok || r.Code != store.DiskFull.Name || !s.Failed() {
		t.Errorf("the replica: %v", err)
	}
	if got := all(t, s); got != "" {
		t.Errorf("half a transaction stayed:\n%.200s", got)
	}
	must(t, errors.Join(s.Close(), o.Close()))
	smalldisk.Resize(t, dir, 4<<10)
	s, o = openStore(t, dir), openOutbox(t, dir)
	entries, err := o.Entries()
	must(t, err)
	if int64(len(entries)) != saved || saved == 0 {
		t.Errorf("%d commands are there, %d were saved", len(entries), saved)
	}
	must(t, o.Append(call(saved+10)))
	update(t, s, func(w replica.Writer) { w.Put(thingRow(1, "A")) })
	must(t, errors.Join(s.Close(), o.Close()))
}

// No bit of a saved call can turn without its being noticed. Without the checksum most
// of them could: three sofas would be sent as seven.
func TestAFlippedBitOfACallIsNoticed(t *testing.T) {
	sound := store.EncodeCall(call(7))
	must(t, store.DecodeCall(sound))
	unnoticed := 0
	for bit := range 8 * len(sound) {
		data := append([]byte(nil), sound...)
		data[bit/8] ^= 1 << (bit % 8)
		if store.DecodeCall(data) == nil {
			t.Errorf("bit %d of byte %d", bit%8, bit/8)
		}
		if store.DecodeUnsealed(data) == nil {
			unnoticed++
		}
	}
	if unnoticed < 4*len(sound) {
		t.Errorf("without the checksum %d of %d bits would turn unnoticed: it is of no use", unnoticed, 8*len(sound))
	}
}

// Who reads within a reading waits for no connection that another such holds: a
// window does not stand still for ever, however many do so at once.
func TestReadingsWithinReadingsEnd(t *testing.T) {
	s := openStore(t, t.TempDir())
	defer func() { must(t, s.Close()) }()
	const many = 12
	var within sync.WaitGroup
	ended := make(chan error, many)
	within.Add(4) // as many as the pool holds, so that none is left
	var count atomic.Int32
	for range many {
		go func() {
			ended <- s.Read(func(*rowstore.Session) error {
				if count.Add(1) <= 4 {
					within.Done()
				}
				within.Wait()
				return s.Read(func(*rowstore.Session) error { return nil })
			})
		}()
	}
	for range many {
		select {
		case err := <-ended:
			must(t, err)
		case <-time.After(await.Patience):
			t.Fatal("readings wait for each other")
		}
	}
}
