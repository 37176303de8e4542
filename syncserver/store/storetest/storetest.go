// Package storetest is what every store of a company must pass, whatever it is
// made of. It drives the store as a server does: through an authority that
// judges real commands.
package storetest

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/sync/authority"
)

// Harness is how a kind of store is made.
type Harness struct {
	// New makes the store of an empty company.
	New func(t testing.TB, c *kernel.Catalog) authority.Store
	// Reopen ends the store and opens it again, as after the end of the process.
	Reopen func(t testing.TB, c *kernel.Catalog, s authority.Store) authority.Store
	// Concurrent tells that views may be read beside the executor.
	Concurrent bool
}

// Catalog is the release that the tests use.
func Catalog() *kernel.Catalog { return kernel.NewCatalog(1, kernel.Lock{}) }

// Run holds a kind of store against the contract of authority.Store.
func Run(t *testing.T, h Harness) {
	t.Run("RowsAreWhatWasCommitted", h.rows)
	t.Run("ReadsAreAheadOfTheDisk", h.ahead)
	t.Run("AResendIsAnswered", h.resend)
	t.Run("IdsAreRemembered", h.ids)
	t.Run("ACommitContinuesOrIsRefused", h.moved)
	t.Run("AViewIsASnapshot", h.snapshot)
	t.Run("AViewerGetsItsRows", h.scope)
	t.Run("ATrailIsFoundOnceItLeads", h.led)
	t.Run("WhatIsNoTextIsKept", h.strange)
	t.Run("ARemovedRowComesBackOnlyToAFreeKey", h.back)
	t.Run("NothingIsLostByTheEndOfTheProcess", h.reopen)
	if h.Concurrent {
		t.Run("ViewsBesideTheExecutor", h.concurrent)
	}
}

const start = kernel.Time(1_763_700_000_000)

// Office is a company at work in a store, with a model of its rows beside it.
type Office struct {
	*authority.Authority
	Store authority.Store

	t     testing.TB
	rand  *rand.Rand
	model *kernel.Memory
	key   int64
	log   []authority.Judged
	names int
}

// Found founds a company in an empty store.
func Found(t testing.TB, c *kernel.Catalog, s authority.Store) *Office {
	t.Helper()
	o := &Office{Store: s, t: t, rand: rand.New(rand.NewPCG(1, 2)), model: kernel.NewMemory()}
	o.open(c)
	setup := &org.Setup{
		Company:     org.SetupCompany{Name: "禾宜", Zone: 480, Vat: org.VatGeneral, Start: 20251101, CreditPolicy: org.CreditStop},
		Departments: []org.SetupDepartment{{Name: "销售部"}},
		Seats:       []org.SetupSeat{{Name: "老板", Roles: []string{org.Boss}}, {Name: "业务", Dept: "销售部", Roles: []string{org.Sales}}},
		Users:       []org.SetupUser{{Name: "陈国栋", Mobile: "19900000101", Seat: "老板"}},
	}
	if j := o.Judge(o.Call(setup)); j[0].Refusal != nil {
		t.Fatalf("set-up: %v", j[0].Refusal)
	}
	return o
}

func (o *Office) open(c *kernel.Catalog) {
	a, err := authority.Open(c, o.Store)
	if err != nil {
		o.t.Fatal(err)
	}
	o.Authority = a
	a.Broken = func(call *kernel.Call, failure error) { o.t.Errorf("%s broke: %v", call.Name, failure) }
}

func (o *Office) now() kernel.Time { return start + kernel.Time(o.key)*1000 }

// Call makes the server's next call.
func (o *Office) Call(args kernel.Command) kernel.Call {
	spec := o.Catalog.CommandFor(args)
	return o.encoded(spec.Name, spec.Encode(args))
}

func (o *Office) encoded(name string, args []byte) kernel.Call {
	o.key++
	id := kernel.NewID(o.now(), [10]byte{byte(o.key >> 16), byte(o.key >> 8), byte(o.key)})
	return kernel.Call{ID: id, Key: o.key, Name: name, Version: 1, Args: args, At: o.now()}
}

// Judge judges a group and enters its rows into the model.
func (o *Office) Judge(calls ...kernel.Call) []authority.Judged {
	o.t.Helper()
	judged, commit, err := o.Authority.Judge(calls, o.now())
	if err != nil {
		o.t.Fatal(err)
	}
	if commit != nil {
		o.take(commit)
	}
	return judged
}

// take enters a commit into the model.
func (o *Office) take(c *authority.Commit) {
	for _, row := range c.Rows {
		o.model.Put(row)
	}
	o.log = append(o.log, c.Judged...)
}

// Random makes a call that adds or changes something, or is refused.
func (o *Office) Random() kernel.Call {
	departments := o.all(org.Departments.In(o.Catalog))
	seats := o.all(org.Seats.In(o.Catalog))
	switch o.rand.IntN(4) {
	case 0:
		o.names++
		return o.Add("department", "name", fmt.Sprintf("部门 %d", o.names-o.rand.IntN(2)))
	case 1:
		o.names++
		dept := departments[o.rand.IntN(len(departments))]
		return o.Add("seat", "name", fmt.Sprintf("岗位 %d", o.names), "dept", dept.Base().ID.String())
	case 2:
		seat := seats[o.rand.IntN(len(seats))].(*org.Seat)
		dept := departments[o.rand.IntN(len(departments))]
		return o.edit("seat", seat.ID, "dept", seat.Dept.String(), dept.Base().ID.String())
	}
	seat := seats[o.rand.IntN(len(seats))].(*org.Seat)
	return o.edit("seat", seat.ID, "name", seat.Name, fmt.Sprintf("岗位 %d", o.rand.IntN(o.names+2)))
}

// Add makes a call that adds a row of an entity.
func (o *Office) Add(entity string, pairs ...string) kernel.Call {
	args := &kernel.AddRow{}
	for i := 0; i < len(pairs); i += 2 {
		args.Values = append(args.Values, kernel.FieldValue{Field: pairs[i], Value: pairs[i+1]})
	}
	return o.encoded(entity+".add", o.Catalog.Command(entity+".add").Encode(args))
}

func (o *Office) edit(entity string, id kernel.ID, field, was, becomes string) kernel.Call {
	args := &kernel.EditRow{Row: id, Changes: []kernel.Change{{Field: field, Was: was, Becomes: becomes}}}
	return o.encoded(entity+".edit", o.Catalog.Command(entity+".edit").Encode(args))
}

func (o *Office) all(s *kernel.Schema) []kernel.Row { return rowsOf(o.t, o.model, s) }

func rowsOf(t testing.TB, from kernel.Scanner, s *kernel.Schema) []kernel.Row {
	t.Helper()
	var rows []kernel.Row
	err := from.Scan(s, func(row kernel.Row) error {
		rows = append(rows, row)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// Work judges a number of random groups.
func (o *Office) Work(groups int) {
	for range groups {
		var calls []kernel.Call
		for range 1 + o.rand.IntN(5) {
			calls = append(calls, o.Random())
		}
		o.Judge(calls...)
	}
}

// Check holds the store against the model.
func (o *Office) Check() {
	o.t.Helper()
	o.equal(o.Store)
}

// equal holds a reader against the model: by id, by range and by scan.
func (o *Office) equal(got kernel.Scanner) {
	o.t.Helper()
	equal(o.t, o.Catalog, got, o.model)
}

func equal(t testing.TB, c *kernel.Catalog, got, want kernel.Scanner) {
	t.Helper()
	for _, s := range c.Schemas {
		same(t, s.Name+" scanned", rowsOf(t, got, s), rowsOf(t, want, s))
	}
	equalReads(t, c, got, want)
}

// sees holds what commands may read against the model: by id and by range.
func (o *Office) sees(got kernel.Reader) {
	o.t.Helper()
	equalReads(o.t, o.Catalog, got, o.model)
}

func equalReads(t testing.TB, c *kernel.Catalog, got kernel.Reader, want kernel.Scanner) {
	t.Helper()
	for _, s := range c.Schemas {
		for _, row := range rowsOf(t, want, s) {
			same(t, s.Name, []kernel.Row{got.Get(s, row.Base().ID)}, []kernel.Row{row})
			for _, ix := range s.Indexes {
				key := ix.KeyOf(row)
				same(t, ix.Name, got.Range(ix, key), want.Range(ix, key))
			}
		}
	}
}

func same(t testing.TB, what string, got, want []kernel.Row) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d rows, want %d", what, len(got), len(want))
	}
	for i := range want {
		if got[i] == nil || !bytes.Equal(kernel.Encode(nil, got[i]), kernel.Encode(nil, want[i])) {
			t.Fatalf("%s: row %d is %+v, want %+v", what, i, got[i], want[i])
		}
	}
}

// rounds are a quarter with -short: the race detector wants to see what meets, not how
// often.
func rounds(n int) int {
	if testing.Short() {
		return n / 4
	}
	return n
}
