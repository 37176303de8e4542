package shared_test

import (
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
	"heyi/shared/rigs/trial"
)

// A company of a release that kept texts as they were typed: its codes are found
// before and after the steps, what collides stays and somebody is asked.
func TestTextsOfAnEarlierRelease(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	put := func(code string) kernel.ID {
		id := w.Product(t, "NEW-"+code).ID()
		row := *w.Get(product.Products.In(w.Catalog), id).(*product.Product)
		row.Code = code
		w.Put(&row)
		return id
	}
	small, first, second := put("hy-1 "), put("HY-2"), put("hy-2")
	customer := w.Party(t, "長城").ID()
	p := *w.Get(party.Parties.In(w.Catalog), customer).(*party.Party)
	p.NameKey, p.Mobile = "長城", "\u202d13800138001\u202c"
	w.Put(&p)
	if found, _ := product.ByCode.Find(w.Tx(), "hy-1 "); found == nil || found.ID != small {
		t.Error("a code of the earlier release is not found as it was typed")
	}
	for _, step := range w.Catalog.Upgrades() {
		if step.Name != "product.texts" && step.Name != "party.texts" {
			continue
		}
		var ids []kernel.ID
		_ = w.Scan(step.Walks(w.Catalog), func(r kernel.Row) error { // visit never errs
			ids = append(ids, r.Base().ID)
			return nil
		})
		tx := kernel.NewTx(w.Catalog, w, nil, &kernel.Call{ID: trial.ID(77), At: w.Now, Judged: w.Now}, trial.System())
		if err := step.Run(tx, ids); err != nil {
			t.Fatal(err)
		}
		for _, write := range tx.Writes() {
			w.Put(write.After)
		}
	}
	code := func(id kernel.ID) string { return w.Get(product.Products.In(w.Catalog), id).(*product.Product).Code }
	if code(small) != "HY-1" || code(first) != "HY-2" || code(second) != "hy-2" {
		t.Errorf("%q %q %q", code(small), code(first), code(second))
	}
	tasks := trial.All(w, flow.Tasks)
	if len(tasks) != 1 || tasks[0].Kind != flow.TaskSameCode.Name || tasks[0].Root != second {
		t.Errorf("%d tasks", len(tasks))
	}
	if after := w.Get(party.Parties.In(w.Catalog), customer).(*party.Party); after.NameKey != "长城" || after.Mobile != "13800138001" {
		t.Errorf("%q %q", after.NameKey, after.Mobile)
	}
}
