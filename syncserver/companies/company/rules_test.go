package company

import (
	"fmt"
	"log/slog"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/syncserver/companies/audit"
)

// Seals are numbered once a later release has come to the company.
type seal struct {
	kernel.Record
	Name  string `zh:"名称" en:"Name" is:"title,derived"`
	Times int64  `zh:"次数" en:"Times" is:"settled"`
}

var seals = kernel.Define[seal]("upgrade_seal", kernel.Spec{Zh: "印章", En: "Seal", Kept: true, Scope: kernel.Scope{kernel.Everyone}})

// inkStep is that release's.
const inkStep = "test.ink"

type cutSeals struct{ From int64 }

var _ = kernel.Intent[cutSeals]("upgrade_seal.cut", "刻", "Cut", kernel.OfSystem())

func (p cutSeals) Predict(tx *kernel.Tx) error {
	for i := range int64(3) {
		seals.Insert(tx, &seal{Name: fmt.Sprint(p.From + i)}, p.From+i)
	}
	return nil
}

func (p cutSeals) Settle(tx *kernel.Tx) error {
	if !tx.Since(inkStep) {
		return nil
	}
	for i := range int64(3) {
		s, err := seals.Need(tx, seals.Born(tx, p.From+i))
		if err != nil {
			return err
		}
		kernel.Set(tx, s, &s.Times, 2)
	}
	return nil
}

// ink is an entity of that release.
type ink struct {
	kernel.Record
	Name string `zh:"名称" en:"Name" is:"title,required"`
}

func openAgain(t *testing.T, dir string) *Company {
	t.Helper()
	c, err := At(dir).Open(slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func cut(t *testing.T, c *Company, from int64) {
	t.Helper()
	if _, err := c.Hub.Run(t.Context(), &cutSeals{from}); err != nil {
		t.Fatal(err)
	}
}

func rebuilt(t *testing.T, c *Company) *audit.Rebuilt {
	t.Helper()
	view, err := c.Store.Read()
	if err != nil {
		t.Fatal(err)
	}
	defer view.Close()
	r, err := audit.Rebuild(t.Context(), c.Catalog, view, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.Findings {
		t.Errorf("[%s] %s %s", f.Rule, f.En, f.Key)
	}
	if r.Older > 0 || len(r.Entities) == 0 {
		t.Errorf("%d commands are judged otherwise, %d entities are compared", r.Older, len(r.Entities))
	}
	return r
}

// A company that was founded by one release, got a rule, a right and an entity with the
// next, and worked on under both, comes out of its log to the byte: each command is
// judged by the rules of its time. The next release is declared while the test runs, with numbers
// before one that the company was founded with, as when two branches land apart.
func TestALogIsJudgedAgainByTheRulesOfItsTime(t *testing.T) {
	dir := t.TempDir()
	c := founded(t, dir)
	cut(t, c, 0)
	if err := c.Close(t.Context()); err != nil {
		t.Fatal(err)
	}

	kernel.UpgradeRows(paintStep-2, inkStep, "给印章编号", "Number the seals", seals,
		func(s *seal) bool { return s.Times == 0 },
		func(tx *kernel.Tx, s *seal) error { kernel.Set(tx, s, &s.Times, 1); return nil })
	org.UpgradeRoles(paintStep-1, "test.ink_role", "财务可以刻章", "Finance may cut seals", org.RoleChange{Role: org.Finance, Grants: []string{"upgrade_seal.cut"}})
	// Its name comes last, so that the numbers of others, which no lock has, stay.
	kernel.Define[ink]("upgrade_z_ink", kernel.Spec{Zh: "墨水", En: "Ink", Scope: kernel.Scope{kernel.Everyone}})

	c = openAgain(t, dir)
	cut(t, c, 100)
	r := rebuilt(t, c)
	if r.Base != 0 {
		t.Errorf("it begins at %d, and every rule was kept", r.Base)
	}
	times := map[int64]int{}
	err := kernel.Each(c.Catalog, c.Store, seals, func(s *seal) error { times[s.Times]++; return nil })
	if err != nil || times[1] != 3 || times[2] != 3 {
		t.Errorf("cut %v, %v", times, err)
	}
	if err := c.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// What a release has judged whose rules nobody keeps is taken as its rows were kept
// before the upgrade; what was done to these is found.
func TestARebuildBeginsWhereRulesBeganToBeKept(t *testing.T) {
	dir := t.TempDir()
	lapse(t, founded(t, dir), 700)
	c := openAgain(t, dir)
	cut(t, c, 5000)
	r := rebuilt(t, c)
	if r.Base == 0 || r.Commands == 0 {
		t.Errorf("it begins at %d and judges %d commands", r.Base, r.Commands)
	}
	if err := c.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	direct(t, c.Store.Place(), `UPDATE _base SET rows = (SELECT rows FROM _base WHERE n = (SELECT max(n) FROM _base)), version = version - 1`)
	c = openAgain(t, dir)
	view, err := c.Store.Read()
	if err != nil {
		t.Fatal(err)
	}
	defer view.Close()
	r, err = audit.Rebuild(t.Context(), c.Catalog, view, t.TempDir())
	if err != nil || len(r.Findings) == 0 || r.Findings[0].Rule != "base" {
		t.Errorf("found %v, %v", r, err)
	}
}
