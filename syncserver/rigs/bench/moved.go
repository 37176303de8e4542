package main

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/party"
	"heyi/shared/sync/wire"
)

// behind is how many rows follow the customer that changes hands.
const behind = 10_000

// moved is what it costs that a customer with much behind him is given to somebody at
// work.
type moved struct {
	whole         time.Duration // from the change to the last row
	rows          int
	quiet, beside []time.Duration // verdicts of another device
}

// burden gives a customer of a seller's as many contacts.
func (s *shop) burden(ctx context.Context, customer kernel.Ref[party.Party]) error {
	spec := s.Catalog.Command("contact.add")
	const group = 500
	for done := 0; done < behind; done += group {
		calls := make([]kernel.Call, group)
		for i := range calls {
			args := &kernel.AddRow{Values: []kernel.FieldValue{
				{Field: "party", Value: customer.String()}, {Field: "name", Value: fmt.Sprintf("联系人 %d", done+i)},
			}}
			calls[i] = kernel.Call{Name: spec.Name, Version: 1, Args: spec.Encode(args)}
		}
		judged, err := s.Hub.Do(ctx, calls...)
		if err != nil {
			return err
		}
		if r := judged[0].Refusal; r != nil {
			return r
		}
	}
	return nil
}

// moved gives the customer to another seller, with a third at work.
func (l *load) moved(ctx context.Context) (moved, error) {
	other, judged, err := l.honest(ctx)
	if err != nil {
		return moved{}, err
	}
	m := moved{}
	if m.quiet, err = l.ask(other, judged, l.o.changes); err != nil {
		return m, err
	}
	boss, err := connect(ctx, l.address, l.mobiles[0], "phone", func(*wire.Patch) {})
	if err != nil {
		return m, err
	}
	var changed atomic.Pointer[time.Time]
	whole := make(chan struct{})
	_, err = connect(ctx, l.address, l.mobiles[6], "desktop", func(p *wire.Patch) {
		at := changed.Load()
		if at == nil || m.rows > behind {
			return
		}
		if m.rows += len(p.Rows); m.rows > behind {
			m.whole = time.Since(*at)
			close(whole)
		}
	})
	if err != nil {
		return m, err
	}
	now := time.Now()
	changed.Store(&now)
	edit := &named{&kernel.EditRow{Row: l.heavy.ID(), Changes: []kernel.Change{{Field: "owner", Was: l.seats[2].String(), Becomes: l.seats[4].String()}}}, "party.edit"}
	if err := boss.push(l.Catalog, edit); err != nil {
		return m, err
	}
	m.beside, err = l.askUntil(ctx, other, judged, whole)
	return m, err
}

func (m moved) print() {
	fmt.Printf("%-32s %d rows behind him after %.0f ms, %.0f/s\n", "a customer moved", m.rows, float64(m.whole)/1e6, float64(m.rows)/m.whole.Seconds())
	printBeside(m.quiet, m.beside, " (goal 1.5)")
}
