package sales_test

import (
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/trial"
)

// van adds a place of the kind.
func (s *shop) van(code string) kernel.Ref[org.Place] {
	s.t.Helper()
	id, err := s.Add(trial.System(), "place", "code", code, "name", "车载仓 "+code, "kind", string(org.Van))
	if err != nil {
		s.t.Fatal(err)
	}
	return kernel.Ref[org.Place](id)
}

// drives ties a van to the seat of a member and returns him as he is then.
func (s *shop) drives(role string, van kernel.Ref[org.Place]) *kernel.Author {
	s.t.Helper()
	if _, err := s.Add(trial.System(), "seat_place", "seat", s.As(s.t, role).Seat.String(), "place", van.String()); err != nil {
		s.t.Fatal(err)
	}
	return s.As(s.t, role)
}

func (s *shop) from(place kernel.Ref[org.Place], lines ...sales.WishLine) *sales.Handover {
	w := s.wish(lines...).Wish
	w.From = place
	return &sales.Handover{Wish: w}
}

// What is below the floor price and beyond the limit is told once each, and by how
// much, to whom an order would have waited for.
func TestTheVanTellsFinance(t *testing.T) {
	s := open(t)
	van := s.van("V1")
	driver := s.drives(org.Sales, van)
	cheap := s.sofas(2)
	cheap.Price = 3000_000_000
	s.Must(t, driver, s.from(van, cheap, s.chairs(1)))
	told := trial.All(s.World, flow.Tasks)
	var below *flow.Task
	for _, task := range told {
		if task.Kind == sales.TaskHandedBelow.Name {
			below = task
		}
	}
	if below == nil || below.Asked != sales.TaskHandedBelow.Asks.Ref() || below.Arg("short").Value.Int != 2*45000 || len(below.Faults()) > 0 {
		t.Fatalf("told %+v", told)
	}
	if taskOpen(s, sales.TaskHandedOver.Name) {
		t.Error("a customer within his limit is reported")
	}
	s.Sound(t)
}

// Somebody else's van is a counter: it says so beside the reasons, also for stock.
func TestAnothersVanIsACounter(t *testing.T) {
	s := open(t)
	van := s.van("V1")
	s.drives(org.Boss, van)
	said := func(code *kernel.Code, h *sales.Handover) {
		t.Helper()
		_, err := s.Do(s.sales, h)
		r, ok := kernel.AsRefusal(err)
		if !ok || r.Code != code.Name || len(r.Details) < 2 || r.Details[len(r.Details)-1].Code != sales.NotYourVan.Name {
			t.Errorf("%v", err)
		}
	}
	said(sales.Short, s.from(van, s.chairs(1)))
	s.owes(9000000, 20260901)
	said(sales.NotOnTheSpot, s.from(van, s.chairs(1)))
	s.Must(t, s.As(t, org.Boss), s.from(van, s.chairs(1)))
}

// A company of the release before: the seat that sold from a van gets it, a van of
// nobody is put before an administrator, and what a device of that release still
// brings from before has happened, as it had then.
func TestVansOfAnEarlierRelease(t *testing.T) {
	s := open(t)
	used, idle := s.van("V1"), s.van("V2")
	sold := s.from(used, s.chairs(1))
	driver := s.drives(org.Sales, used)
	s.Must(t, driver, sold)
	for _, sp := range trial.All(s.World, org.SeatPlaces) { // as if it had needed no tie
		if sp.Place == used {
			if err := s.Remove(trial.System(), "seat_place", sp.ID); err != nil {
				t.Fatal(err)
			}
		}
	}
	for _, name := range []string{"sales.vans_of_sellers", "sales.vans_of_nobody", "sales.vans_tied"} {
		s.upgrade(name)
		s.upgrade(name) // finds nothing more
	}
	if seats, _ := org.SeatsAt.Of(s.Tx(), used); len(seats) != 1 || seats[0].Seat.ID() != s.sales.Seat {
		t.Errorf("the van that was used is tied to %+v", seats)
	}
	if seats, _ := org.SeatsAt.Of(s.Tx(), idle); len(seats) != 0 {
		t.Errorf("the other van is tied to %+v", seats)
	}
	asked := 0
	for _, task := range trial.All(s.World, flow.Tasks) {
		if task.Kind == sales.TaskVanOfNobody.Name {
			asked++
			if task.Root != idle.ID() || task.Asked != sales.TaskVanOfNobody.Asks.Ref() || len(task.Faults()) > 0 {
				t.Errorf("asked about %+v", task)
			}
		}
	}
	if asked != 1 {
		t.Errorf("asked %d times", asked)
	}
	s.owes(9000000, 20260901)
	company, err := org.OfCompany(s.Tx())
	if err != nil {
		t.Fatal(err)
	}
	waited := func(version int64, at kernel.Time) error {
		call := s.Call(s.sales, s.from(idle, s.chairs(1)))
		call.Version, call.At = version, at
		return s.Judge(s.sales, call)
	}
	if err := waited(1, company.VansTied-1); err != nil {
		t.Errorf("what waited on a device is lost: %v", err)
	}
	for version, at := range map[int64]kernel.Time{2: company.VansTied - 1, 1: company.VansTied} {
		if r, ok := kernel.AsRefusal(waited(version, at)); !ok || r.Code != sales.NotOnTheSpot.Name {
			t.Errorf("version %d at %d passed: %v", version, at, r)
		}
	}
	s.Sound(t)
}

// upgrade runs a step over the whole company.
func (s *shop) upgrade(name string) {
	s.t.Helper()
	step := s.Catalog.UpgradeNamed(name)
	var ids []kernel.ID
	err := s.Scan(step.Walks(s.Catalog), func(row kernel.Row) error {
		if step.Todo(kernel.Moment{Catalog: s.Catalog, Reader: s}, row) {
			ids = append(ids, row.Base().ID)
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.Must(s.t, trial.System(), &org.Upgrade{Step: name, Rows: ids, Done: true})
}
