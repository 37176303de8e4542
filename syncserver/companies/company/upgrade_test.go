package company

import (
	"database/sql"
	"fmt"
	"log/slog"
	"path/filepath"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/modules/masters/org"
	"heyi/shared/sync/authority"
	"heyi/syncserver/store/sqlite"
)

// Stamps are what an earlier release wrote without a colour that this one needs.
type stamp struct {
	kernel.Record
	Name  string       `zh:"名称" en:"Name" is:"title,derived"`
	Color string       `zh:"颜色" en:"Colour" is:"settled"`
	Twice int64        `zh:"次数" en:"Times" is:"settled"`
	Worth kernel.Money `zh:"价值" en:"Worth" sees:"cost" is:"settled"`
}

var stamps = kernel.Define[stamp]("upgrade_stamp", kernel.Spec{Zh: "邮票", En: "Stamp", Kept: true, Once: true, Scope: kernel.Scope{kernel.Everyone}})

type printStamps struct {
	From, Count int64
}

var _ = kernel.Intent[printStamps]("upgrade_stamp.print", "印", "Print", kernel.OfSystem())

func (p printStamps) Predict(tx *kernel.Tx) error {
	for i := range p.Count {
		stamps.Insert(tx, &stamp{Name: fmt.Sprint(p.From + i)}, p.From+i)
	}
	return nil
}

const paintStep = 9000

func init() {
	kernel.UpgradeRows(paintStep, "test.paint", "给邮票上色", "Colour the stamps", stamps,
		func(s *stamp) bool { return s.Color == "" },
		func(tx *kernel.Tx, s *stamp) error {
			kernel.Set(tx, s, &s.Color, "红")
			kernel.Set(tx, s, &s.Twice, s.Twice+1)
			return nil
		})
}

// lapse makes a company one that an earlier release has written: it has had no step,
// and its stamps lack what this release gives them.
func lapse(t *testing.T, c *Company, rows int64) {
	t.Helper()
	for from := int64(0); from < rows; from += 500 {
		if _, err := c.Hub.Run(t.Context(), &printStamps{from, min(500, rows-from)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := c.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	direct(t, c.Store.Place(), `DELETE FROM upgraded`, `DELETE FROM upgrade_stamp__cost`)
}

// An upgrade reaches every row once, is cut anywhere and goes on, makes the
// companions that old rows lack, and stands in the log as commands of the server.
func TestUpgradeReachesEveryRowOnce(t *testing.T) {
	dir := t.TempDir()
	c := founded(t, dir)
	const rows = 1100
	lapse(t, c, rows)
	cut := 0
	for ; ; cut++ { // the process ends after every part, until there is nothing left
		s := reopen(t, dir)
		steps, err := Pending(s.Catalog, s.Store)
		if err != nil {
			t.Fatal(err)
		}
		if len(steps) == 0 {
			s.close(t)
			break
		}
		one := &upgrader{s.Company, s.authority(t), 300}
		part, err := one.next(steps[0], s.mark(steps[0].Name).Next)
		if err == nil {
			err = one.give(part)
		}
		if err != nil {
			t.Fatal(err)
		}
		s.close(t)
	}
	if cut < rows*2/300 {
		t.Errorf("it was cut %d times", cut)
	}
	c, err := At(dir).Open(slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	seen := 0
	err = kernel.Each(c.Catalog, c.Store, stamps, func(s *stamp) error {
		if seen++; s.Color != "红" || s.Twice != 1 {
			t.Errorf("%s is %q, painted %d times", s.Name, s.Color, s.Twice)
		}
		return nil
	})
	if err != nil || seen != rows {
		t.Errorf("%d stamps, %v", seen, err)
	}
	findings, err := kernel.Verify(c.Catalog, c.Store)
	if err != nil || len(findings) > 0 {
		t.Errorf("%v %v", findings, err)
	}
	if err := c.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
}

// What writes more rows than a command may is done in smaller parts.
func TestUpgradePartsShrink(t *testing.T) {
	dir := t.TempDir()
	lapse(t, founded(t, dir), 5000)
	s := reopen(t, dir)
	if err := s.upgrade(2000); err != nil {
		t.Fatal(err)
	}
	if mark := s.mark("test.paint"); !mark.Done || mark.Rows != 5000 || mark.Number != paintStep {
		t.Errorf("%+v", mark)
	}
	s.close(t)
}

// A company that is founded has every step, and an older program does not open one
// that a newer has upgraded.
func TestUpgradeOfNewCompanies(t *testing.T) {
	dir := t.TempDir()
	c := founded(t, dir)
	if steps, err := Pending(c.Catalog, c.Store); err != nil || len(steps) > 0 {
		t.Errorf("a new company lacks %d steps, %v", len(steps), err)
	}
	if err := c.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	direct(t, c.Store.Place(), `UPDATE upgraded SET step = 'test.of_tomorrow' WHERE step = 'test.paint'`)
	_, err := At(dir).Open(slog.New(slog.DiscardHandler))
	if r, refused := kernel.AsRefusal(err); !refused || r.Code != Newer.Name {
		t.Errorf("the answer is %v", err)
	}
}

// founded is a new company without any people but the boss.
func founded(t *testing.T, dir string) *Company {
	t.Helper()
	c, err := At(dir).Create(slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Found(t.Context(), &org.Setup{
		Company: org.SetupCompany{Name: "禾宜", Zone: 480, Vat: org.VatGeneral, Start: 20261101, CreditPolicy: org.CreditStop},
		Seats:   []org.SetupSeat{{Name: "老板", Roles: []string{org.Boss}}},
		Users:   []org.SetupUser{{Name: "陈国栋", Mobile: "19900000101", Seat: "老板"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// halfOpen is a company whose steps have not run.
type halfOpen struct{ *Company }

func reopen(t *testing.T, dir string) *halfOpen {
	t.Helper()
	c := &Company{Place: At(dir), Catalog: all.Catalog(all.Latest), Log: slog.New(slog.DiscardHandler)}
	var err error
	if c.Store, err = sqlite.Open(filepath.Join(dir, File), c.Catalog, sqlite.Options{}); err != nil {
		t.Fatal(err)
	}
	return &halfOpen{c}
}

func (h *halfOpen) authority(t *testing.T) *authority.Authority {
	t.Helper()
	a, err := authority.Open(h.Catalog, h.Store)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func (h *halfOpen) mark(step string) org.Upgraded {
	if mark, ok := h.Store.Get(org.Upgradeds.In(h.Catalog), org.UpgradedRef(step).ID()).(*org.Upgraded); ok {
		return *mark
	}
	return org.Upgraded{}
}

func (h *halfOpen) close(t *testing.T) {
	t.Helper()
	if err := h.Store.Close(); err != nil {
		t.Fatal(err)
	}
}

// direct changes the file behind the server's back.
func direct(t *testing.T, path string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+path)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range statements {
		if _, err := db.ExecContext(t.Context(), s); err != nil {
			t.Fatalf("%s: %v", s, err)
		}
	}
}
