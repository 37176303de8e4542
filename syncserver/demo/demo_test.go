package demo_test

import (
	"path/filepath"
	"testing"
	"time"

	"heyi/shared/all"
	"heyi/shared/authority"
	"heyi/shared/kernel"
	"heyi/shared/sim"
	"heyi/syncserver/demo"
	"heyi/syncserver/store/sqlite"
)

// company is a founded company in memory.
type company struct {
	*demo.Company
	*sim.ServerDisk
	catalog *kernel.Catalog
}

// noonOf is 11:20 in Beijing.
func at(day kernel.Date, clock string) kernel.Time {
	t, err := kernel.ParseTime(day.String() + "T" + clock + ":00+08:00")
	if err != nil {
		panic(err)
	}
	return t
}

func found(t testing.TB, now kernel.Time) *company {
	t.Helper()
	c := &company{ServerDisk: sim.NewServerDisk(kernel.NewID(now, [10]byte{1})), catalog: all.Catalog(all.Latest)}
	a, err := authority.Open(c.catalog, c.ServerDisk)
	if err != nil {
		t.Fatal(err)
	}
	a.Broken = func(call *kernel.Call, failure error) { t.Errorf("%s: %v", call.Name, failure) }
	if c.Company, err = demo.Found(authority.NewDesk(a), c.ServerDisk, now); err != nil {
		t.Fatal(err)
	}
	return c
}

func TestVerify(t *testing.T) {
	start := time.Now()
	c := found(t, at(20261119, "11:20"))
	t.Log(time.Since(start))
	findings, err := kernel.Verify(c.catalog, c)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range findings {
		t.Errorf("%s %s: %s", f.Rule, f.En, f.Key)
	}
	st, _ := c.State()
	t.Log(st.Version)
}

func TestSQLite(t *testing.T) {
	start := time.Now()
	catalog := all.Catalog(all.Latest)
	s, err := sqlite.Create(filepath.Join(t.TempDir(), "x.db"), catalog, kernel.NewID(1, [10]byte{1}), kernel.NewID(1, [10]byte{2}), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	a, err := authority.Open(catalog, s)
	if err != nil {
		t.Fatal(err)
	}
	if _, err = demo.Found(authority.NewDesk(a), s, at(20261119, "11:20")); err != nil {
		t.Fatal(err)
	}
	t.Log(time.Since(start))
}
