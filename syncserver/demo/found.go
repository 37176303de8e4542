package demo

import (
	"container/heap"
	"fmt"
	"math/rand/v2"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
	"heyi/shared/sync/authority"
)

// zone is Beijing's, in minutes east of UTC.
const zone = 480

// seed makes the company what it is; another one makes other small talk.
const seed = 20181119

// Member is a person of the company with the device he works on.
type Member struct {
	Name   string
	Mobile string
	Seat   kernel.Ref[org.Seat]
	User   kernel.ID
	Device kernel.ID
}

// Company is the founded company as the program and its tests speak of it.
type Company struct {
	Now       kernel.Time // everything has happened before
	Today     kernel.Date
	Start     kernel.Date // books begin
	Dense     kernel.Date // from here on it is busy
	Members   map[string]*Member
	Products  map[string]kernel.Ref[product.Product] // by code
	Customers map[string]kernel.Ref[party.Party]     // by short name, suppliers among them
	Places    map[string]kernel.Ref[org.Place]       // by code
	Funds     map[string]kernel.ID                   // by name
	Scenes    Scenes
}

// founder is the company while it comes about.
type founder struct {
	*Company
	desk   *authority.Desk
	rows   kernel.Scanner
	moment kernel.Time // of the event that happens
	events events
	seq    int64
	keys   map[kernel.ID]int64
	ids    *rand.Rand
	chance *rand.Rand
	trade  trade

	waiting []kernel.Call // for the next flush
}

// Found makes the company at the desk of an empty store, whose rows it reads. now
// is the present; the latest thing that has happened is a minute old.
func Found(desk *authority.Desk, rows kernel.Scanner, now kernel.Time) (*Company, error) {
	today := now.Date(zone)
	f := &founder{
		Company: &Company{
			Now: now, Today: today, Start: today.AddDays(-125).MonthStart(), Dense: denseFrom(today),
			Members: map[string]*Member{}, Products: map[string]kernel.Ref[product.Product]{},
			Customers: map[string]kernel.Ref[party.Party]{}, Places: map[string]kernel.Ref[org.Place]{},
			Funds: map[string]kernel.ID{},
		},
		desk: desk, rows: rows, keys: map[kernel.ID]int64{},
		ids: rand.New(rand.NewPCG(seed, 1)), chance: rand.New(rand.NewPCG(seed, 2)),
		trade: trade{taken: map[shelfOf]kernel.Qty{}, ordered: map[string]kernel.Money{}},
	}
	f.moment = f.at(f.Start.AddDays(-1), 9*60)
	for _, step := range []func() error{f.masters, f.openings} {
		if err := step(); err != nil {
			return nil, err
		}
	}
	f.planScenes()
	f.planTrade()
	f.planModules()
	if err := f.happen(); err != nil {
		return nil, err
	}
	return f.Company, f.byItself()
}

// byItself does what the company's server has done by itself up to now.
func (f *founder) byItself() error {
	work := org.NewClockwork(f.desk.Catalog, 0)
	for {
		part, _, err := work.Next(kernel.Walking(f.rows), f.moment)
		if err != nil || part == nil {
			return err
		}
		if _, err := f.do(system, part); err != nil {
			return err
		}
	}
}

// denseFrom is where the busy history begins: the first of last month, so that
// this month can be compared with the same days, but 45 days back at least.
func denseFrom(today kernel.Date) kernel.Date {
	return min(today.AddDays(-45), today.MonthStart().AddMonths(-1))
}

// event is something that somebody does at a moment.
type event struct {
	at  kernel.Time
	seq int64
	run func() error
}

type events []event

func (e events) Len() int { return len(e) }
func (e events) Less(i, j int) bool {
	return e[i].at < e[j].at || e[i].at == e[j].at && e[i].seq < e[j].seq
}
func (e events) Swap(i, j int) { e[i], e[j] = e[j], e[i] }
func (e *events) Push(x any)   { *e = append(*e, x.(event)) }
func (e *events) Pop() any {
	last := len(*e) - 1
	x := (*e)[last]
	*e = (*e)[:last]
	return x
}

// on plans something for a minute of a day. What lies in the future, or later
// today than a morning's work, never happens.
func (f *founder) on(day kernel.Date, minute int, run func() error) {
	if day > f.Today || day == f.Today && minute > lastToday {
		return
	}
	f.seq++
	heap.Push(&f.events, event{max(f.at(day, minute), f.moment), f.seq, run})
}

// sendsEvery is how long a device may wait before it sends what was done; it has
// sent everything by evening.
const sendsEvery = 40 * 60_000

// happen runs the events in the order of time.
func (f *founder) happen() error {
	for len(f.events) > 0 {
		e := heap.Pop(&f.events).(event)
		if late := len(f.waiting) > 0 && e.at-f.waiting[0].At > sendsEvery; late || e.at.Date(zone) != f.moment.Date(zone) {
			if err := f.flush(); err != nil {
				return err
			}
		}
		f.moment = e.at
		if err := e.run(); err != nil {
			return err
		}
	}
	return f.flush()
}

// do sends a command of a person and returns its call. A refusal is an error.
func (f *founder) do(who string, args kernel.Command) (*kernel.Call, error) {
	spec := f.desk.Catalog.CommandFor(args)
	return f.send(who, spec, args)
}

// system is who founds companies and enrols devices.
const system = ""

func (f *founder) send(who string, spec *kernel.CommandSpec, args kernel.Command) (*kernel.Call, error) {
	call := f.later(who, spec, args)
	return call, f.flush()
}

// later keeps a command until the next flush, which comes with the next command
// that somebody waits for, or after a while. What is sent in one go costs one
// commit.
func (f *founder) later(who string, spec *kernel.CommandSpec, args kernel.Command) *kernel.Call {
	f.waiting = append(f.waiting, f.call(who, spec, args))
	call := f.waiting[len(f.waiting)-1]
	return &call
}

// note keeps a command whose effect nobody waits for.
func (f *founder) note(who string, args kernel.Command) *kernel.Call {
	return f.later(who, f.desk.Catalog.CommandFor(args), args)
}

// flush has judged what waits. The first
// refusal is the error.
func (f *founder) flush() error {
	if len(f.waiting) == 0 {
		return nil
	}
	var refused error
	order := authority.Order{Calls: f.waiting, Done: func(judged []authority.Judged) {
		for _, j := range judged {
			if j.Refusal != nil && refused == nil {
				refused = fmt.Errorf("demo: %s on %s: %w", j.Call.Name, f.moment, j.Refusal)
			}
		}
	}}
	f.waiting = nil
	clear(f.trade.taken)
	clear(f.trade.ordered)
	if err := f.desk.Take([]authority.Order{order}, f.moment); err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	return refused
}

func (f *founder) call(who string, spec *kernel.CommandSpec, args kernel.Command) kernel.Call {
	c := kernel.Call{Name: spec.Name, Version: int64(spec.Version), Args: spec.Encode(args), At: f.moment}
	if m := f.Members[who]; m != nil {
		c.Origin, c.Author = m.Device, m.User
	}
	f.keys[c.Origin]++
	c.Key = f.keys[c.Origin]
	c.ID = f.newID()
	return c
}

func (f *founder) newID() kernel.ID {
	var random [10]byte
	for i := range random {
		random[i] = byte(f.ids.Uint32())
	}
	return kernel.NewID(f.moment, random)
}

// add makes a row of an entity from pairs of field and value; it is there after
// the next flush. Empty values are left out.
func (f *founder) add(who, entity string, pairs ...string) kernel.ID {
	args := &kernel.AddRow{}
	for i := 0; i < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			args.Values = append(args.Values, kernel.FieldValue{Field: pairs[i], Value: pairs[i+1]})
		}
	}
	call := f.later(who, f.desk.Catalog.Command(entity+".add"), args)
	return kernel.AddedID(call.ID, entity)
}

// tx reads the company as it stands.
func (f *founder) tx() *kernel.Tx { return f.txOf(&kernel.Call{At: f.moment, Judged: f.moment}) }

// txOf reads on behalf of a call, to find the rows that were born in it.
func (f *founder) txOf(call *kernel.Call) *kernel.Tx {
	return kernel.NewTx(f.desk.Catalog, f.rows, nil, call, &kernel.Author{Zone: zone, System: true})
}
