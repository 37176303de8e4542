package importer_test

import (
	"context"
	"encoding/csv"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/tree"
	"heyi/shared/sync/authority"
	"heyi/syncserver/files/importer"
	"heyi/syncserver/store"
	"heyi/syncserver/store/sqlite"
)

const now = kernel.Time(1795000000000) // 2026-11-18

// company is a company in a file, judged without a server around it.
type company struct {
	*authority.Authority
	t     *testing.T
	store *store.Store
	keys  map[kernel.ID]int64
	calls int
}

func found(t *testing.T, start kernel.Date) *company {
	t.Helper()
	return foundWith(t, start, org.SetupPlace{Code: "W1", Name: "总仓", Kind: org.Warehouse})
}

func foundWith(t *testing.T, start kernel.Date, places ...org.SetupPlace) *company {
	t.Helper()
	c := all.Catalog(all.Latest)
	store, err := sqlite.Create(filepath.Join(t.TempDir(), "company.db"), c, kernel.DeriveID("company"), kernel.DeriveID("history"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	})
	a, err := authority.Open(c, store)
	if err != nil {
		t.Fatal(err)
	}
	a.Broken = func(call *kernel.Call, failure error) { t.Errorf("%s: %v", call.Name, failure) }
	co := &company{Authority: a, t: t, store: store, keys: map[kernel.ID]int64{}}
	co.must(&org.Setup{
		Company: org.SetupCompany{Name: "导入公司", Zone: 480, Vat: org.VatGeneral, Start: start, CreditPolicy: org.CreditStop},
		Places:  places,
		Seats:   []org.SetupSeat{{Name: "老板", Roles: []string{org.Boss}}},
		Users:   []org.SetupUser{{Name: "老板", Mobile: "19900000101", Seat: "老板"}},
	})
	return co
}

// Do judges calls as the server's hub does.
func (c *company) Do(ctx context.Context, calls ...kernel.Call) ([]authority.Judged, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	for i := range calls {
		if calls[i].Key == 0 {
			c.keys[calls[i].Origin]++
			calls[i].Key = c.keys[calls[i].Origin]
			calls[i].ID = kernel.DeriveID("test_call", calls[i].Key)
		}
	}
	c.calls += len(calls)
	judged, _, err := c.Judge(calls, now)
	return judged, err
}

func (c *company) must(args kernel.Command) {
	c.t.Helper()
	spec := c.Catalog.CommandFor(args)
	judged, err := c.Do(c.t.Context(), kernel.Call{Name: spec.Name, Version: int64(spec.Version), Args: spec.Encode(args), At: now})
	if err != nil {
		c.t.Fatal(err)
	}
	if judged[0].Refusal != nil {
		c.t.Fatal(judged[0].Refusal)
	}
}

// plan loads the files and makes the plan of an import.
func (c *company) plan(mapping string, files ...string) (*importer.Plan, *importer.Report, error) {
	c.t.Helper()
	m, err := importer.ReadMapping(c.Catalog, mapping)
	if err != nil {
		c.t.Fatal(err)
	}
	data, report, err := importer.Load(c.t.Context(), m, 480, files)
	if err != nil {
		return nil, report, err
	}
	p, err := importer.MakePlan(c.Catalog, c.view(), data, report, now)
	if err != nil {
		c.t.Fatal(err)
	}
	return p, report, nil
}

// view is the company as it is now.
func (c *company) view() authority.Reader {
	c.t.Helper()
	view, err := c.store.Read()
	if err != nil {
		c.t.Fatal(err)
	}
	c.t.Cleanup(func() { view.Close() })
	return view
}

// draft is a trial that has nothing to throw away.
type draft struct{ *importer.Trial }

func (draft) Close() error { return nil }

func (d draft) Outcome() (kernel.Reader, error) { return d.Rows(), nil }

// decide tries an import, as the program does before it writes.
func (c *company) decide(skip bool, mapping string, files ...string) (*importer.Plan, *importer.Report, error) {
	c.t.Helper()
	m, err := importer.ReadMapping(c.Catalog, mapping)
	if err != nil {
		c.t.Fatal(err)
	}
	data, report, err := importer.Load(c.t.Context(), m, 480, files)
	if err != nil {
		return nil, report, err
	}
	view := c.view()
	p, _, err := importer.Decide(c.t.Context(), c.Catalog, view, data, report, now, skip, func(bool) (importer.Draft, error) {
		trial, err := importer.NewTrial(c.Catalog, view, now)
		return draft{trial}, err
	}, func(int, int) {})
	return p, report, err
}

// run imports what is not refused and returns the report.
func (c *company) run(mapping string, files ...string) *importer.Report {
	c.t.Helper()
	p, report, err := c.decide(true, mapping, files...)
	if err == nil {
		err = p.Run(c.t.Context(), c, func(int, int) {})
	}
	if err != nil {
		c.t.Fatal(err, report.Refused)
	}
	return report
}

// rows visits the rows of an entity.
func rows[T any](t *testing.T, from kernel.Scanner, c *kernel.Catalog, e *kernel.Entity[T], visit func(*T)) {
	t.Helper()
	err := kernel.Each(c, from, e, func(row *T) error {
		visit(e.Whole(from.Get, row))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// sound fails the test when an invariant of any module does not hold.
func sound(t *testing.T, c *kernel.Catalog, all kernel.Scanner) {
	t.Helper()
	findings, err := kernel.Verify(c, all)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		t.Errorf("%s %s: %s", f.Rule, f.En, f.Key)
	}
}

// shared is a folder of the shared data, or the test is skipped.
func shared(t *testing.T, folder string) []string {
	t.Helper()
	root := os.Getenv("HEYI_DATA")
	if root == "" {
		root = tree.Path("../shared/data")
	}
	files, err := filepath.Glob(filepath.Join(root, folder, "*.csv"))
	if err != nil || len(files) == 0 {
		t.Skip("the data folder " + folder + " is not here")
	}
	return files
}

// qty adds up a column of a file, without the importer.
func qty(t *testing.T, path, column string) kernel.Qty {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	lines, err := csv.NewReader(strings.NewReader(strings.TrimPrefix(string(text), "\ufeff"))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	at, total := slices.Index(lines[0], column), kernel.Qty(0)
	for _, l := range lines[1:] {
		q, err := kernel.ParseQty(l[at])
		if err != nil {
			t.Fatal(err)
		}
		total += q
	}
	return total
}
