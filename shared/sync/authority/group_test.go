package authority_test

import (
	"errors"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/sim"
	"heyi/shared/sync/authority"
)

// rig is an authority over a disk that can fail.
type rig struct {
	*office
	disk *failingDisk
	a    *authority.Authority
}

type failingDisk struct {
	*sim.ServerDisk
	fail   error
	before kernel.ID // the history that it was restored out of
}

func (d *failingDisk) State() (authority.State, error) {
	state, err := d.ServerDisk.State()
	state.Before = d.before
	return state, err
}

func (d *failingDisk) Commit(c *authority.Commit) error {
	if d.fail != nil {
		return d.fail
	}
	return d.ServerDisk.Commit(c)
}

func openRig(t *testing.T) *rig {
	t.Helper()
	c := kernel.NewCatalog(1, kernel.Lock{})
	r := &rig{disk: &failingDisk{ServerDisk: sim.NewServerDisk(kernel.NewID(noon, [10]byte{1}))}}
	var err error
	if r.a, err = authority.Open(c, r.disk); err != nil {
		t.Fatal(err)
	}
	r.office = &office{Desk: authority.NewDesk(r.a), t: t}
	r.run(&org.Setup{
		Company: org.SetupCompany{Name: "禾宜", Zone: 480, Vat: org.VatGeneral, Start: 20251101, CreditPolicy: org.CreditStop},
		Seats:   []org.SetupSeat{{Name: "老板", Roles: []string{org.Boss}}},
		Users:   []org.SetupUser{{Name: "陈国栋", Mobile: "19900000101", Seat: "老板"}},
	})
	return r
}

func (r *rig) department(name string) kernel.Call {
	id, spec := r.id(), r.Catalog.Command("department.add")
	args := &kernel.AddRow{Values: []kernel.FieldValue{{Field: "name", Value: name}}}
	return kernel.Call{ID: id, Key: r.key, Name: spec.Name, Version: 1, Args: spec.Encode(args), At: noon}
}

func (r *rig) draft(calls ...kernel.Call) *authority.Group {
	r.t.Helper()
	g, err := r.a.Draft(calls, noon, nil)
	if err != nil {
		r.t.Fatal(err)
	}
	return g
}

// A draft that failed makes the authority look its keys up again; what is on its way
// to the disk counts then, too.
func TestAResendAfterAFailedDraft(t *testing.T) {
	r := openRig(t)
	call := r.department("仓储部")
	below := r.draft(call)
	r.a.Send(below)
	failure := errors.New("the store fails")
	if _, err := r.a.Draft([]kernel.Call{r.department("销售部")}, noon, func() error { return failure }); !errors.Is(err, failure) {
		t.Fatal(err)
	}
	if again := r.draft(call).Judged[0]; again.Refusal != nil || again.Version != below.Judged[0].Version {
		t.Errorf("a resend got %+v, was %+v", again, below.Judged[0])
	}
	below.Write()
	if err := r.a.Written(below); err != nil {
		t.Fatal(err)
	}
}

// What was sent is seen by the group on top of it, and by nobody else; a call that
// comes again meanwhile gets the verdict it will have had.
func TestAGroupOnTopOfOneBeingWritten(t *testing.T) {
	r := openRig(t)
	call := r.department("仓储部")
	below := r.draft(call)
	r.a.Send(below)
	before := r.a.State().Version
	above := r.draft(call, r.department("仓储部"), r.department("销售部"))
	if above.Judged[0].Version != below.Judged[0].Version || above.Judged[0].Refusal != nil {
		t.Errorf("a call that came again: %+v, was %+v", above.Judged[0], below.Judged[0])
	}
	if above.Judged[1].Version != before+2 || above.Judged[2].Version != before+3 {
		t.Errorf("versions %d and %d on top of %d", above.Judged[1].Version, above.Judged[2].Version, before+1)
	}
	view, err := r.disk.View()
	if err != nil {
		t.Fatal(err)
	}
	if r.a.State().Version != before || view.Version() != before {
		t.Errorf("before anything is durable the company stands at %d, a view at %d, want %d", r.a.State().Version, view.Version(), before)
	}
	for _, g := range []*authority.Group{below, above} {
		if g == above {
			r.a.Send(g)
		}
		g.Write()
		if err := r.a.Written(g); err != nil {
			t.Fatal(err)
		}
	}
	if r.a.State().Version != before+3 {
		t.Errorf("the company stands at %d, want %d", r.a.State().Version, before+3)
	}
}

// A group that could not be written has not happened: what was sent is taken back
// and its calls are judged as new ones.
func TestAGroupThatWasNotWritten(t *testing.T) {
	r := openRig(t)
	first, second := r.department("仓储部"), r.department("销售部")
	before := r.a.State()
	g := r.draft(first)
	r.a.Send(g)
	r.draft(second)
	r.disk.fail = errors.New("the disk is full")
	g.Write()
	if err := r.a.Written(g); !errors.Is(err, r.disk.fail) {
		t.Fatalf("a failed write gave %v", err)
	}
	if row := r.disk.Get(org.Departments.In(r.Catalog), kernel.AddedID(first.ID, "department")); row != nil {
		t.Errorf("the store still shows %+v", row)
	}
	r.disk.fail = nil
	judged, commit, err := r.a.Judge([]kernel.Call{first, second}, noon)
	if err != nil {
		t.Fatal(err)
	}
	if commit == nil || judged[0].Version != before.Version+1 || judged[1].Version != before.Version+2 {
		t.Errorf("judged again: versions %d and %d after %d", judged[0].Version, judged[1].Version, before.Version)
	}
}
