package company_test

import (
	"database/sql"
	"errors"
	"testing"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/sync/authority"
	"heyi/shared/sync/wire"
	"heyi/syncserver/companies/audit"
	"heyi/syncserver/doors/hub"
)

// changes counts the lines of the log.
func (s *server) changes() (n int) {
	s.t.Helper()
	if err := s.Store.SideQuery(`SELECT count(*) FROM _change`).Scan(&n); err != nil {
		s.t.Fatal(err)
	}
	return n
}

// exec changes tables that only the server has.
func (s *server) exec(text string, args ...any) {
	s.t.Helper()
	err := s.Store.Side(func(tx *sql.Tx) error {
		_, err := tx.Exec(text, args...)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// welcomed says hello as the device would and returns the answer.
func (d *device) welcomed() *wire.Welcome {
	d.t.Helper()
	r := d.raw()
	defer r.socket.Close()
	d.mu.Lock()
	hello := wire.Encode(d.replica.Hello())
	d.replica.Lost()
	d.mu.Unlock()
	_ = r.socket.WriteMessage(2, hello)
	switch m := r.hear().(type) {
	case *wire.Welcome:
		return m
	case *wire.Bye:
		d.t.Fatalf("turned away: %+v", m.Refusal)
	}
	return nil
}

// parties are the customers that a device holds.
func (d *device) parties() map[kernel.ID]string {
	held := map[kernel.ID]string{}
	d.mu.Lock()
	defer d.mu.Unlock()
	_ = d.disk.Scan(d.catalog.Schema("party"), func(row kernel.Row) error { // visit never errs
		held[row.Base().ID] = kernel.TitleOf(row)
		return nil
	})
	return held
}

// The log of changes is cut. A device that was away for longer loads anew, keeps
// what it wrote meanwhile, and ends with the rows of one that never left; what it
// was sent before and is still there is not taken for news.
func TestPruning(t *testing.T) {
	s := serve(t)
	near, away := s.enrol(boss, "近"), s.enrol(boss, "远")
	for _, d := range []*device{near, away} {
		d.connect()
		d.loaded()
	}
	s.work(near, "以前", 20)
	away.wait("all of it", func() bool { return away.holds("以前 19") })
	away.hangUp()
	s.work(near, "以后", 20)
	before := s.changes()
	waiting, err := away.addParty("离线写的")
	if err != nil {
		t.Fatal(err)
	}
	time.Sleep(5 * time.Millisecond)
	if err := s.Housekeep(t.Context(), time.Millisecond); err != nil {
		t.Fatal(err)
	}
	if left := s.changes(); left > 1 || before < 40 {
		t.Fatalf("%d of %d lines are left", left, before)
	}
	if s.log.count("log of changes cut", `"lines":`) != 1 {
		t.Error("the cut is not logged")
	}
	if !away.welcomed().Reload {
		t.Error("a device behind the log is not told to load anew")
	}
	away.connect()
	if v := away.judged(waiting); v.Refusal != nil {
		t.Error(v.Refusal)
	}
	near.wait("the command written offline", func() bool { return near.holds("离线写的") })
	away.wait("the newest state", func() bool { return away.replica.State().Version == s.Hub.Version() })
	a, b := near.parties(), away.parties()
	if len(a) != len(b) || len(a) < 41 {
		t.Errorf("one device holds %d customers, the other %d", len(a), len(b))
	}
	for id, name := range a {
		if b[id] != name {
			t.Errorf("%s is %q on one device and %q on the other", id, name, b[id])
		}
	}
	away.hangUp()
	if away.welcomed().Reload {
		t.Error("a device that has just been here loads anew")
	}
	view, err := s.Store.Read()
	if err != nil {
		t.Fatal(err)
	}
	defer view.Close()
	verified, err := audit.Verify(s.Catalog, view)
	if err != nil || len(verified.Findings) > 0 || verified.Commands < 41 {
		t.Errorf("the cut log of changes has touched the audit chain: %v %+v", err, verified)
	}
}

// A device that was in contact within the time is not made to load anew, however
// old what it lacks is; one that was revoked holds nothing up.
func TestPruningWaitsForLiveDevices(t *testing.T) {
	s := serve(t)
	near, away := s.enrol(boss, "近"), s.enrol(boss, "远")
	for _, d := range []*device{near, away} {
		d.connect()
		d.loaded()
		d.hangUp()
		d.connect() // and says what it holds
		d.wait("a welcome", func() bool { return d.replica.Online() })
	}
	away.hangUp()
	held := away.replica.State().Version
	s.work(near, "旧事", 10)
	s.exec(`UPDATE _command SET judged = judged - $1`, (48 * time.Hour).Milliseconds())
	tidy := func() int64 {
		t.Helper()
		if err := s.Housekeep(t.Context(), day); err != nil {
			t.Fatal(err)
		}
		var floor int64
		if err := s.Store.SideQuery(`SELECT floor FROM _state`).Scan(&floor); err != nil {
			t.Fatal(err)
		}
		return floor
	}
	if floor := tidy(); floor > held || floor == 0 {
		t.Errorf("the log begins after %d, a live device holds %d", floor, held)
	}
	if away.welcomed().Reload {
		t.Error("a live device is made to load anew")
	}
	s.exec(`UPDATE _contact SET at = at - $1`, (48 * time.Hour).Milliseconds())
	if err := s.Housekeep(t.Context(), 0); err != nil { // writes the contact of just now down
		t.Fatal(err)
	}
	s.exec(`UPDATE _contact SET at = at - $1`, (48 * time.Hour).Milliseconds())
	if floor := tidy(); floor <= held {
		t.Errorf("a device that was away too long still holds the log at %d", floor)
	}
	if !away.welcomed().Reload {
		t.Error("a device behind the log is not told to load anew")
	}
}

// A session that was welcomed just before the cut finds the log gone: it is asked to
// come back, and never gets a log with holes for a whole one.
func TestPruningUnderAConnection(t *testing.T) {
	s := serve(t)
	near, away := s.enrol(boss, "近"), s.enrol(boss, "远")
	for _, d := range []*device{near, away} {
		d.connect()
		d.loaded()
	}
	away.hangUp()
	s.work(near, "以后", 5)
	if _, err := s.Store.RaiseFloor(s.Hub.Version()); err != nil { // and the executor does not know yet
		t.Fatal(err)
	}
	away.connect()
	if bye := away.gone(); bye == nil || bye.Wipe || bye.Bye.Code != hub.Unavailable.Name {
		t.Errorf("a device in between was told %+v", bye)
	}
	if away.holds("以后 4") || away.replica.State().Version >= s.Hub.Version() {
		t.Error("it was given something all the same")
	}
	view, err := s.Store.Read()
	if err != nil {
		t.Fatal(err)
	}
	defer view.Close()
	if err := view.Changes(1, func(*authority.Change) error { return nil }); !errors.Is(err, authority.ErrPruned) {
		t.Errorf("a log with holes is read: %v", err)
	}
	if err := s.Housekeep(t.Context(), time.Millisecond); err != nil {
		t.Fatal(err)
	}
	away.connect()
	away.wait("what it lacked", func() bool { return away.holds("以后 4") || away.bye != nil })
	if away.bye != nil {
		t.Errorf("it is still turned away: %+v", away.bye)
	}
}

// The list of devices says when each was last in contact; the company is told once a
// day, not at every hello.
func TestDevicesSayWhenTheyWereSeen(t *testing.T) {
	s := serve(t)
	near, never := s.enrol(boss, "近"), s.enrol(lin, "从未联网")
	seen := func(of *device) kernel.Time {
		t.Helper()
		if err := s.Housekeep(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
		view, err := s.Store.Read()
		if err != nil {
			t.Fatal(err)
		}
		defer view.Close()
		d, _ := org.DeviceBySeries.Find(kernel.NewTx(s.Catalog, view, nil, &kernel.Call{}, &kernel.Author{System: true}), of.series)
		return d.Seen
	}
	hello := func() {
		t.Helper()
		near.connect()
		near.wait("a welcome", near.replica.Online)
		near.loaded()
		near.hangUp()
	}
	hello() // with nothing
	hello() // and with what it holds
	first, version := seen(near), s.Hub.Version()
	if first == 0 || seen(never) != 0 {
		t.Fatalf("seen at %d, one that never came at %d", first, seen(never))
	}
	hello()
	if again := seen(near); again != first || s.Hub.Version() != version {
		t.Errorf("a second hello of the day is told to all: %d, %d", first, again)
	}
	s.exec(`UPDATE _contact SET at = at + $1`, (25 * time.Hour).Milliseconds())
	if next := seen(near); next-first < kernel.Time((24 * time.Hour).Milliseconds()) {
		t.Errorf("the day after it still says %d", next)
	}
}
