package main

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
)

// fairness is how long an honest device waits for a verdict, alone and beside one
// that sends tiny commands which are refused, as fast as they are taken.
type fairness struct {
	quiet, beside []time.Duration
	flooded       float64 // commands a second that the flooder got judged
}

// honest connects a seller's device that waits for its verdicts one by one.
func (l *load) honest(ctx context.Context) (*device, <-chan struct{}, error) {
	judged := make(chan struct{}, 1)
	d, err := connect(ctx, l.address, l.mobiles[3], "desktop", func(p *wire.Patch) {
		if len(p.Verdicts) > 0 {
			judged <- struct{}{}
		}
	})
	for err == nil && len(judged) > 0 { // of the catch-up
		<-judged
	}
	return d, judged, err
}

// fair measures both in one run.
func (l *load) fair(ctx context.Context) (fairness, error) {
	honest, judged, err := l.honest(ctx)
	if err != nil {
		return fairness{}, err
	}
	f := fairness{}
	if f.quiet, err = l.ask(honest, judged, l.o.changes); err != nil {
		return f, err
	}
	var refused atomic.Int64
	flooder, err := connect(ctx, l.address, l.mobiles[4], "desktop", func(p *wire.Patch) { refused.Add(int64(len(p.Verdicts))) })
	if err != nil {
		return f, err
	}
	flooding, stop := context.WithCancel(ctx)
	defer stop()
	go flooder.flood(flooding)
	time.Sleep(time.Second) // for the flood to rise
	begun, before := time.Now(), refused.Load()
	f.beside, err = l.ask(honest, judged, l.o.changes)
	f.flooded = float64(refused.Load()-before) / time.Since(begun).Seconds()
	return f, err
}

// ask changes a customer so many times, one after another.
func (l *load) ask(d *device, judged <-chan struct{}, times int) ([]time.Duration, error) {
	took := make([]time.Duration, 0, times)
	for range times {
		note := fmt.Sprint(time.Now().UnixNano())
		edit := &named{&kernel.AddRow{Values: []kernel.FieldValue{{Field: "name", Value: note}, {Field: "is_customer", Value: "true"}}}, "party.add"}
		sent := time.Now()
		if err := d.push(l.Catalog, edit); err != nil {
			return nil, err
		}
		select {
		case <-judged:
			took = append(took, time.Since(sent))
		case <-time.After(30 * time.Second):
			return nil, fmt.Errorf("command %d has no verdict", len(took))
		}
		time.Sleep(5 * time.Millisecond)
	}
	slices.Sort(took)
	return took, nil
}

// askUntil changes customers until something is whole.
func (l *load) askUntil(ctx context.Context, d *device, judged, whole <-chan struct{}) (took []time.Duration, err error) {
	for {
		some, err := l.ask(d, judged, 20)
		if err != nil {
			return nil, err
		}
		took = append(took, some...)
		select {
		case <-whole:
			slices.Sort(took)
			return took, nil
		case <-ctx.Done():
			return nil, ctx.Err()
		default:
		}
	}
}

// quantile is one of sorted times, in milliseconds.
func quantile(times []time.Duration, q float64) float64 {
	return float64(times[int(q*float64(len(times)-1))]) / 1e6
}

// printBeside prints how long a device waited beside something, and alone.
func printBeside(quiet, beside []time.Duration, goal string) {
	p99 := quantile(beside, 0.99)
	fmt.Printf("%-32s p50 %6.2f ms   p99 %6.2f ms   alone %6.2f / %.2f ms   ratio %.2f%s   slowest %.0f ms\n", "a command beside it",
		quantile(beside, 0.5), p99, quantile(quiet, 0.5), quantile(quiet, 0.99), p99/quantile(quiet, 0.99), goal, quantile(beside, 1))
}

// flood sends commands that are refused until its time is over.
func (d *device) flood(ctx context.Context) {
	for ctx.Err() == nil {
		push := &wire.Push{}
		now := kernel.Time(time.Now().UnixMilli())
		for range 100 {
			d.key++
			push.Calls = append(push.Calls, wire.Call{ID: kernel.NewID(now, random()), Key: d.key, Name: "no.such", Version: 1, At: now})
		}
		if d.send(push) != nil {
			return
		}
	}
	_ = d.socket.Close() // the measurement is over
}

func (f fairness) print() {
	quiet, beside := quantile(f.quiet, 0.5), quantile(f.beside, 0.5)
	fmt.Printf("%-32s p50 %6.2f ms   p99 %6.2f ms   alone %6.2f / %.2f ms   ratio %.2f (goal 3)   %.0f refused/s\n", "a command beside a flood",
		beside, quantile(f.beside, 0.99), quiet, quantile(f.quiet, 0.99), beside/quiet, f.flooded)
}
