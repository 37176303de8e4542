package record_test

import (
	"encoding/json"
	"slices"
	"testing"

	"heyi/app/device/client"
	"heyi/app/rigs/viewtest"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// What is done is not offered again: a command that needs nothing but its row either
// does something to it or is refused, and is then not offered. One rule does both.
func TestWhatIsDoneIsNotOfferedAgain(t *testing.T) {
	shop := viewtest.Trading(t)
	shop.Must(&org.Enrol{Device: kernel.DeriveID("lost", kernel.ID{}), User: kernel.Ref[org.User](shop.As(viewtest.Sales).User), Name: "丢了的平板", Series: "Z1", Kind: "tablet"})
	given := 0
	for _, spec := range viewtest.Catalog.Commands {
		about := spec.About()
		if about == nil || spec.Schema != nil || slices.ContainsFunc(spec.Fields, func(f *kernel.Field) bool {
			return f != about && (f.Required || f.Kind == kernel.KindList)
		}) {
			continue
		}
		for _, id := range offeredRows(t, shop, spec) {
			if giveTwice(t, shop, spec, id) {
				given++
			}
		}
	}
	if given < 10 {
		t.Errorf("but %d commands were given", given)
	}
}

// giveTwice gives the owner's command about a row; true when it was accepted.
func giveTwice(t *testing.T, shop *viewtest.Shop, spec *kernel.CommandSpec, id kernel.ID) bool {
	t.Helper()
	if err := giveOnly(t, shop, spec, id); err != nil {
		return false
	}
	version := func() int64 {
		row, _ := shop.Tx().GetRow(viewtest.Catalog.TargetOf(spec.About()), id)
		return row.Base().Version
	}
	was := version()
	err := giveOnly(t, shop, spec, id)
	if err == nil && version() == was {
		t.Errorf("%s was accepted twice, the second time for nothing", spec.Name)
	}
	if err != nil && spec.Could != nil && offersAct(shop, spec, id) {
		t.Errorf("%s is offered and refused: %v", spec.Name, err)
	}
	return true
}

func giveOnly(t *testing.T, shop *viewtest.Shop, spec *kernel.CommandSpec, id kernel.ID) error {
	t.Helper()
	text, err := json.Marshal(map[string]string{spec.About().Name: id.String()})
	if err != nil {
		t.Fatal(err)
	}
	args, err := spec.DecodeJSON(text)
	if err != nil {
		t.Fatal(err)
	}
	_, err = shop.Do(viewtest.Boss, args)
	return err
}

// offeredRows are a few rows about which the owner is offered a command.
func offeredRows(t *testing.T, shop *viewtest.Shop, spec *kernel.CommandSpec) (rows []kernel.ID) {
	t.Helper()
	err := shop.Scan(viewtest.Catalog.TargetOf(spec.About()), func(row kernel.Row) error {
		if id := row.Base().ID; len(rows) < 3 && offersAct(shop, spec, id) {
			rows = append(rows, id)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

func offersAct(shop *viewtest.Shop, spec *kernel.CommandSpec, row kernel.ID) bool {
	author, c := shop.As(viewtest.Boss), viewtest.Catalog
	tx := kernel.NewTx(c, shop, author.Viewer, &kernel.Call{At: shop.Now, Judged: shop.Now}, author)
	r := &view.Reader{View: &client.View{Catalog: c}, Tx: tx, Author: author}
	return slices.ContainsFunc(record.ActsAbout(r, c.TargetOf(spec.About()).Name, row), func(a record.Act) bool { return a.Command == spec.Name })
}
