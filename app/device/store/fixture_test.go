package store_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"heyi/app/device/store"
	"heyi/shared/kernel"
	"heyi/shared/sync/replica"
)

type thing struct {
	kernel.Record
	Code string      `zh:"编码" en:"Code" is:"search"`
	Name string      `zh:"名称" en:"Name" is:"title"`
	Free kernel.Qty  `zh:"可用" en:"Free" is:"negative"`
	Day  kernel.Date `zh:"日期" en:"Day"`
}

type piece struct {
	kernel.Record
	Thing kernel.Ref[thing] `zh:"物品" en:"Thing"`
	Line  int64             `zh:"行" en:"Line"`
}

var (
	things = kernel.Define[thing]("thing", kernel.Spec{Zh: "物品", En: "Thing", Scope: kernel.Scope{kernel.Everyone}})
	pieces = kernel.Define[piece]("piece", kernel.Spec{
		Zh: "部件", En: "Piece",
		Scope: kernel.Scope{kernel.Follows(func(p *piece) *kernel.Ref[thing] { return &p.Thing })},
	})
	_ = kernel.Unique(things, func(t *thing) *string { return &t.Code })
	_ = kernel.Find(pieces, func(p *piece) *kernel.Ref[thing] { return &p.Thing }, func(p *piece) any { return &p.Line })
)

var catalog = kernel.NewCatalog(1, kernel.Lock{})

func id(n int) kernel.ID { return kernel.DeriveID("test", n) }

func thingRow(n int, code string) *thing {
	t := &thing{Code: code, Name: fmt.Sprintf("物品 %d", n), Free: kernel.Qty(n) * 1e6, Day: 20261101}
	t.ID, t.Version = id(n), int64(n)
	things.In(catalog).Adopt(t)
	return t
}

func pieceRow(n, of int, line int64) *piece {
	p := &piece{Thing: kernel.Ref[thing](id(of)), Line: line}
	p.ID = id(n)
	pieces.In(catalog).Adopt(p)
	return p
}

func call(key int64) kernel.Call {
	return kernel.Call{
		ID: id(int(1000 + key)), Origin: id(1), Key: key, Author: id(2), Name: "thing.edit", Version: 2,
		Args: []byte{byte(key), 0, 255}, At: 1_763_700_000_000 + kernel.Time(key), Judged: 17, Digest: 1<<63 + uint64(key),
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func openStore(t testing.TB, dir string) *store.Store {
	t.Helper()
	s, err := store.Open(filepath.Join(dir, "replica.db"), catalog)
	must(t, err)
	return s
}

func openOutbox(t testing.TB, dir string) *store.Outbox {
	t.Helper()
	o, err := store.OpenOutbox(filepath.Join(dir, "outbox.db"))
	must(t, err)
	return o
}

func update(t testing.TB, s replica.Store, run func(w replica.Writer)) {
	t.Helper()
	must(t, s.Update(func(w replica.Writer) error { run(w); return nil }))
}
