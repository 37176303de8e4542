package store_test

import (
	"database/sql"
	"path/filepath"
	"testing"

	"heyi/shared/figures"
	"heyi/shared/kernel"
	"heyi/shared/rowstore"
	"heyi/shared/sync/replica"
)

var _ = figures.DeclareFact(figures.Fact{
	Name: "thing_days", Zh: "物品", En: "Things", Parts: []figures.Part{{Entity: "thing", Zh: "物品", En: "Thing", Date: "day"}},
	Measures: []figures.Measure{{Name: "free", Zh: "可用", En: "Free", Of: []string{"free"}}},
	Cubes:    []figures.Cube{{}},
})

// Rows that a proof has put right, because the file was damaged, are in its sums as they
// are now, and what was damaged of the sums themselves is gone.
func TestSumsAreMadeAnewWhenRowsWereDamaged(t *testing.T) {
	dir := t.TempDir()
	s := openStore(t, dir)
	defer s.Close()
	fold := func() {
		for more, err := true, error(nil); more; {
			more, err = s.FoldSums(20261231)
			must(t, err)
		}
	}
	wrong := func() (list []string) {
		must(t, s.Read(func(r *rowstore.Session) (err error) {
			list, err = figures.NewKeeper(catalog).Check(r)
			return err
		}))
		return list
	}
	update(t, s, func(w replica.Writer) {
		for n := 1; n <= 3; n++ {
			w.Put(thingRow(n, string(rune('A'+n))))
		}
	})
	fold()
	must(t, s.Checkpoint())
	other, err := sql.Open("sqlite3", filepath.Join(dir, "replica.db"))
	must(t, err)
	for _, text := range []string{`UPDATE "thing" SET "free" = 7 WHERE "id" = ?`, `UPDATE "_sum_thing_days" SET "m0" = "m0" + 1 WHERE ? <> ''`} {
		damaged := id(2)
		_, err = other.Exec(text, damaged[:])
		must(t, err)
	}
	must(t, other.Close())
	if len(wrong()) == 0 {
		t.Fatal("nothing is damaged: this test proves nothing")
	}
	update(t, s, func(w replica.Writer) {
		w.Reread()
		w.Put(thingRow(2, "C"))
	})
	fold()
	if found := wrong(); len(found) > 0 {
		t.Errorf("sums are not those of the rows: %v", found)
	}
	var row kernel.Row
	must(t, s.Read(func(r *rowstore.Session) error {
		row = r.Get(things.In(catalog), id(2))
		return nil
	}))
	if row.(*thing).Free != 2e6 {
		t.Error("the row was not put right")
	}
}
