package company_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/syncserver/companies/audit"
	"heyi/syncserver/companies/company"
	"heyi/syncserver/store/sqlite"
)

// A backup is restored under two devices that have seen what it lacks: the
// company waits for both, gets everything back, and is sound.
func TestRestoreUnderDevices(t *testing.T) {
	s := serve(t)
	a, b := s.enrol(boss, "甲"), s.enrol(boss, "乙")
	for _, d := range []*device{a, b} {
		d.connect()
		d.loaded()
	}
	backup := filepath.Join(t.TempDir(), "b.heyi")
	s.work(a, "备份前", 5)
	copied, err := sqlite.Backup(t.Context(), s.Store.Place(), backup)
	if err != nil {
		t.Fatal(err)
	}
	s.work(a, "甲备份后", 40)
	s.work(b, "乙备份后", 40)
	lost := s.Hub.Version()

	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	a.gone()
	b.gone()
	if info, err := os.Stat(backup); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("the backup can be read by others: %v %v", info, err)
	}
	if err := sqlite.CheckCopy(backup, all.Catalog(all.Latest)); err != nil {
		t.Fatal(err)
	}
	if _, err := company.At(s.Dir).Restore(backup); err != nil {
		t.Fatal(err)
	}
	restored, url := reopen(t, s)
	if v := restored.Hub.Version(); v != copied.Version || v >= lost {
		t.Fatalf("restored to version %d, the backup is of %d", v, copied.Version)
	}
	a.url, b.url = url, url
	a.connect()
	a.wait("a welcome", func() bool { return a.replica.Online() })
	if _, err := restored.Hub.Run(t.Context(), setup()); err == nil || restored.Hub.Version() != copied.Version {
		t.Errorf("a company that waits for a device judged something new: %v", err)
	}
	b.connect()
	for _, d := range []*device{a, b} {
		d.wait("everything back", func() bool { return d.holds("甲备份后 39") && d.holds("乙备份后 39") && d.holds("备份前 4") })
	}
	s.Company = restored
	s.work(a, "恢复后", 3)
	view, err := restored.Store.Read()
	if err != nil {
		t.Fatal(err)
	}
	defer view.Close()
	verified, err := audit.Verify(restored.Catalog, view)
	if err != nil || len(verified.Findings) > 0 {
		t.Errorf("%v %+v", err, verified.Findings)
	}
}

// work adds parties and waits for their verdicts.
func (s *server) work(d *device, name string, n int) {
	s.t.Helper()
	var ids []kernel.ID
	for i := range n {
		id, err := d.addParty(fmt.Sprintf("%s %d", name, i))
		if err != nil {
			s.t.Fatal(err)
		}
		ids = append(ids, id)
	}
	for _, id := range ids {
		if v := d.judged(id); v.Refusal != nil {
			s.t.Fatal(v.Refusal)
		}
	}
}

// reopen serves the company of a server that was closed.
func reopen(t *testing.T, s *server) (*company.Company, string) {
	t.Helper()
	c, err := company.At(s.Dir).Open(s.Log)
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	c.Register(mux)
	h := httptest.NewServer(mux)
	t.Cleanup(h.CloseClientConnections)
	return c, h.URL
}
