package kernel_test

import (
	"fmt"
	"testing"

	"heyi/shared/kernel"
)

// firm can be merged into another.
type firm struct {
	kernel.Record
	Name string           `zh:"名称" en:"Name" is:"title"`
	Into kernel.Ref[firm] `zh:"已并入" en:"Merged into" is:"derived"`
}

type firmLine struct {
	Of  kernel.Ref[firm] `zh:"单位" en:"Firm"`
	Own kernel.Ref[firm] `zh:"本身" en:"Itself" is:"itself"`
}

// nameFirms names firms in every place where arguments can name a row.
type nameFirms struct {
	One   kernel.Ref[firm]   `zh:"一" en:"One"`
	Own   kernel.Ref[firm]   `zh:"本身" en:"Itself" is:"itself"`
	Some  []kernel.Ref[firm] `zh:"几" en:"Some"`
	Lines []firmLine         `zh:"明细" en:"Lines"`
}

var (
	firms = kernel.Define[firm]("test_firm", kernel.Spec{Zh: "单位", En: "Firm", Scope: kernel.Scope{kernel.Everyone}})
	_     = kernel.Merges(firms, func(f *firm) *kernel.Ref[firm] { return &f.Into })
	_     = kernel.Intent[nameFirms]("test_firm.name", "点名", "Name")

	named nameFirms // as the command last read them
)

func (n nameFirms) Predict(*kernel.Tx) error {
	named = n
	return nil
}

// Wherever arguments name a row that was merged, alone, in a list or in a line, they
// mean the one that stays; only who means the row itself gets it.
func TestEveryReferenceFollows(t *testing.T) {
	c := kernel.NewCatalog(1, kernel.Lock{})
	store := kernel.NewMemory()
	ids := [4]kernel.Ref[firm]{}
	for i := range ids {
		ids[i] = kernel.Ref[firm](kernel.DeriveID("firm", i))
	}
	for i, into := range []kernel.Ref[firm]{ids[1], ids[2], {}, {}} { // the first went into the second, that into the third
		f := &firm{Name: fmt.Sprint(i), Into: into}
		f.ID = ids[i].ID()
		firms.In(c).Adopt(f)
		store.Put(f)
	}
	author := &kernel.Author{User: kernel.DeriveID("user"), Grants: []string{"*"}, Viewer: &kernel.Viewer{Tags: map[string]bool{"all": true}}}
	spec := c.Command("test_firm.name")
	args := &nameFirms{One: ids[0], Own: ids[0], Some: []kernel.Ref[firm]{ids[3], ids[0], ids[1]}, Lines: []firmLine{{ids[0], ids[0]}, {ids[3], ids[1]}}}
	call := &kernel.Call{ID: kernel.DeriveID("call"), Name: spec.Name, Version: int64(spec.Version), Args: spec.Encode(args)}
	tx := kernel.NewTx(c, store, author.Viewer, call, author)
	if _, err := tx.Judge(); err != nil {
		t.Fatal(err)
	}
	want := nameFirms{One: ids[2], Own: ids[0], Some: []kernel.Ref[firm]{ids[3], ids[2], ids[2]}, Lines: []firmLine{{ids[2], ids[0]}, {ids[3], ids[1]}}}
	if got := fmt.Sprint(named); got != fmt.Sprint(want) {
		t.Errorf("it reads\n%s, want\n%s", got, fmt.Sprint(want))
	}
	if n := len(tx.Followed()); n != 4 {
		t.Errorf("%d references are said to be read as others, want 4", n)
	}
}
