package viewtest

import (
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"heyi/app/device/client"
	"heyi/app/device/store"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/sync/replica"
)

// clock stands at the shop's time and goes on by a millisecond when it is looked
// at. What waits, waits in real time.
type clock struct {
	client.SystemClock
	shop *Shop
	read atomic.Int64
}

func (c *clock) Now() time.Time { return time.UnixMilli(int64(c.shop.Now) + c.read.Add(1)) }

// Desk opens a device of a person that holds what he may see now, without a
// connection.
func (s *Shop) Desk(mobile string) *view.Desk {
	s.t.Helper()
	return s.DeskIn(s.t, mobile)
}

// DeskIn is Desk for another test than the one that founded the shop.
func (s *Shop) DeskIn(t testing.TB, mobile string) *view.Desk {
	t.Helper()
	dir := t.TempDir()
	if err := s.fill(filepath.Join(dir, "replica.db"), s.As(mobile).Viewer); err != nil {
		t.Fatal(err)
	}
	user, _ := org.UserByMobile.Find(s.Tx(), mobile)
	return s.open(t, client.Enrolment{Dir: dir, Device: s.devices[mobile], User: user.ID, CompanyName: "禾宜家具", Series: "A07", Mobile: mobile})
}

// Again ends a device's program and starts it on the files as meanwhile has left them.
func (s *Shop) Again(desk *view.Desk, meanwhile func(dir string)) *view.Desk {
	s.t.Helper()
	if err := desk.Engine.Close(); err != nil {
		s.t.Fatal(err)
	}
	meanwhile(desk.Engine.Enrolment().Dir)
	return s.open(s.t, desk.Engine.Enrolment())
}

func (s *Shop) open(t testing.TB, who client.Enrolment) *view.Desk {
	t.Helper()
	engine, err := client.Open(client.Options{Catalog: Catalog, Flight: true, Clock: &clock{shop: s}, Given: s.Given, Enrolment: who})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := engine.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := engine.SyncPage(); err != nil { // the engine runs
		t.Fatal(err)
	}
	return &view.Desk{Engine: engine, Catalog: Catalog}
}

// fill writes a replica's file with the rows that a viewer sees.
func (s *Shop) fill(path string, viewer *kernel.Viewer) error {
	file, err := store.Open(path, Catalog)
	if err != nil {
		return err
	}
	err = file.Update(func(w replica.Writer) error {
		for _, schema := range Catalog.Schemas {
			if err := s.Scan(schema, func(row kernel.Row) error {
				if viewer.Sees(row, s.Get) {
					w.Put(row)
				}
				return nil
			}); err != nil {
				return err
			}
		}
		w.PutState(replica.State{History: kernel.DeriveID("history", 1), Version: s.key, AsOf: s.Now - 3*60_000})
		return nil
	})
	if closing := file.Close(); err == nil {
		err = closing
	}
	return err
}

// Upload judges what waits on a device of a person, as a server would when the
// network is back. A refusal fails the test.
func (s *Shop) Upload(mobile string, desk *view.Desk) {
	s.t.Helper()
	calls, err := desk.Engine.Unsent()
	if err != nil {
		s.t.Fatal(err)
	}
	s.Now += 60_000 // the device's clock went on meanwhile
	for i := range calls {
		s.key++
		call := calls[i]
		call.Origin, call.Author, call.Judged = s.devices[mobile], s.As(mobile).User, s.Now
		if err := s.judge(s.As(mobile), &call); err != nil {
			s.t.Fatalf("%s: %v", call.Name, err)
		}
	}
}
