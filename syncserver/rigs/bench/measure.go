package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/party"
	"heyi/shared/sync/wire"
)

func random() (b [10]byte) {
	_, _ = rand.Read(b[:]) // never fails
	return b
}

// figures are what a run measures.
type figures struct {
	confirm, ship phase
	latency       latency
	crowd         crowd
	fairness      fairness
	moved         moved
	gain          gain
}

// load is a server under load with its devices.
type load struct {
	*shop
	o        options
	address  string
	process  int // the server's
	sellers  []*device
	store    *device
	version  atomic.Int64
	verdicts atomic.Int64
	refused  atomic.Value // the first *kernel.Refusal
	mu       sync.Mutex
	ready    []kernel.Ref[sales.Delivery]
}

func measure(ctx context.Context, dir string, s *shop, o options) (*figures, error) {
	address, process, stop, err := start(ctx, dir, o.server)
	if err != nil {
		return nil, err
	}
	defer stop()
	l := &load{shop: s, o: o, address: address, process: process}
	if err := l.seat(ctx); err != nil {
		return nil, err
	}
	f := &figures{}
	if f.confirm, err = l.confirm(ctx); err != nil {
		return nil, fmt.Errorf("confirm: %w", err)
	}
	if f.ship, err = l.ship(ctx); err != nil {
		return nil, fmt.Errorf("ship: %w", err)
	}
	if f.latency, err = l.watch(ctx); err != nil {
		return nil, fmt.Errorf("latency: %w", err)
	}
	if f.crowd, err = l.crowded(ctx); err != nil {
		return nil, fmt.Errorf("crowd: %w", err)
	}
	if f.fairness, err = l.fair(ctx); err != nil {
		return nil, fmt.Errorf("fairness: %w", err)
	}
	if f.moved, err = l.moved(ctx); err != nil {
		return nil, fmt.Errorf("moved: %w", err)
	}
	if f.gain, err = l.gained(ctx); err != nil {
		return nil, fmt.Errorf("gain: %w", err)
	}
	return f, nil
}

// start runs the real server on the company and waits until it serves.
func start(ctx context.Context, dir, program string) (address string, process int, stop func(), err error) {
	file := filepath.Join(dir, "address")
	cmd := exec.CommandContext(ctx, program, "serve", "--data", dir, "--listen", "127.0.0.1:0", "--address-file", file)
	cmd.Stderr = os.Stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 20 * time.Second
	if err := cmd.Start(); err != nil {
		return "", 0, nil, err
	}
	stop = func() {
		_ = cmd.Process.Signal(os.Interrupt)
		_ = cmd.Wait() // its exit status says nothing about the measurement
	}
	for range 600 {
		if text, err := os.ReadFile(file); err == nil {
			return strings.TrimSpace(string(text)), cmd.Process.Pid, stop, nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	stop()
	return "", 0, nil, errors.New("the server did not start")
}

func (l *load) seat(ctx context.Context) error {
	for i := range l.o.sellers {
		d, err := connect(ctx, l.address, l.mobiles[3+i], "tablet", l.count)
		if err != nil {
			return err
		}
		l.sellers = append(l.sellers, d)
	}
	var err error
	l.store, err = connect(ctx, l.address, l.mobiles[1], "desktop", l.collect)
	return err
}

// count counts verdicts and remembers the newest version.
func (l *load) count(p *wire.Patch) {
	for _, v := range p.Verdicts {
		if v.Refused {
			l.refused.CompareAndSwap(nil, v.Refusal.Unpack())
		}
	}
	l.verdicts.Add(int64(len(p.Verdicts)))
	for old := l.version.Load(); p.To > old && !l.version.CompareAndSwap(old, p.To); old = l.version.Load() {
	}
}

// collect is count for the storekeeper, who also notes what there is to ship.
func (l *load) collect(p *wire.Patch) {
	schema := sales.Deliveries.In(l.Catalog)
	l.mu.Lock()
	for _, r := range p.Rows {
		if r.Entity != int64(schema.Number) || len(r.Body) == 0 {
			continue
		}
		if row, err := schema.Decode(r.Body); err == nil && row.(*sales.Delivery).State == sales.Pending {
			l.ready = append(l.ready, kernel.Ref[sales.Delivery](row.Base().ID))
		}
	}
	l.mu.Unlock()
	l.count(p)
}

const batch = 50

// confirm lets all sellers place orders as fast as their sockets take them.
func (l *load) confirm(ctx context.Context) (phase, error) {
	p := l.begin("five-line orders confirmed", 2000, l.o.orders/l.o.sellers*l.o.sellers)
	errs := make(chan error, len(l.sellers))
	for i, d := range l.sellers {
		go func() {
			for n := 0; n < l.o.orders/l.o.sellers; n += batch {
				var orders []kernel.Command
				for k := range min(batch, l.o.orders/l.o.sellers-n) {
					orders = append(orders, l.order(l.customers[i][(n+k)%circle], l.near, n+k, 5))
				}
				if err := d.push(l.Catalog, orders...); err != nil {
					errs <- err
					return
				}
			}
			errs <- nil
		}()
	}
	for range l.sellers {
		if err := <-errs; err != nil {
			return p, err
		}
	}
	return p, l.end(ctx, &p)
}

// ship lets the storekeeper ship everything that was confirmed.
func (l *load) ship(ctx context.Context) (phase, error) {
	l.mu.Lock()
	ready := l.ready
	l.mu.Unlock()
	p := l.begin("orders shipped with ledger", 1000, len(ready))
	for len(ready) > 0 {
		n := min(batch, len(ready))
		var ships []kernel.Command
		for _, d := range ready[:n] {
			ships = append(ships, &sales.Ship{Delivery: d})
		}
		if err := l.store.push(l.Catalog, ships...); err != nil {
			return p, err
		}
		ready = ready[n:]
	}
	return p, l.end(ctx, &p)
}

func (l *load) begin(name string, goal float64, n int) phase {
	l.verdicts.Store(0)
	return phase{name: name, goal: goal, n: n, from: l.version.Load(), cpu: -cpuOf(l.process), started: time.Now()}
}

// end waits for the last verdict.
func (l *load) end(ctx context.Context, p *phase) error {
	for l.verdicts.Load() < int64(p.n) {
		select {
		case <-ctx.Done():
			return fmt.Errorf("%d of %d verdicts: %w", l.verdicts.Load(), p.n, ctx.Err())
		case <-time.After(time.Millisecond):
		}
	}
	p.took, p.to = time.Since(p.started), l.version.Load()
	p.cpu += cpuOf(l.process)
	if r, ok := l.refused.Load().(*kernel.Refusal); ok {
		return r
	}
	return p.remember(l.Dir, l.Catalog)
}

// latency is how long a change takes from one device to another.
type latency struct{ times []time.Duration }

// watch changes a customer on one device and sees it on the boss's.
func (l *load) watch(ctx context.Context) (latency, error) {
	arrived := make(chan string, 1)
	schema := party.Parties.In(l.Catalog)
	_, err := connect(ctx, l.address, l.mobiles[0], "phone", func(p *wire.Patch) {
		for _, r := range p.Rows {
			if r.Entity != int64(schema.Number) || p.From == 0 {
				continue
			}
			if row, err := schema.Decode(r.Body); err == nil && row.Base().ID == l.customers[0][0].ID() {
				arrived <- row.(*party.Party).Note
			}
		}
	})
	if err != nil {
		return latency{}, err
	}
	var times []time.Duration
	was := ""
	for i := range l.o.changes {
		note := fmt.Sprint("第 ", i, " 次")
		edit := &named{&kernel.EditRow{Row: l.customers[0][0].ID(), Changes: []kernel.Change{{Field: "note", Was: was, Becomes: note}}}, "party.edit"}
		sent := time.Now()
		if err := l.sellers[0].push(l.Catalog, edit); err != nil {
			return latency{}, err
		}
		for got := ""; got != note; {
			select {
			case got = <-arrived:
			case <-time.After(10 * time.Second):
				return latency{}, fmt.Errorf("change %d never arrived", i)
			}
		}
		times = append(times, time.Since(sent))
		was = note
	}
	sort.Slice(times, func(i, j int) bool { return times[i] < times[j] })
	return latency{times}, nil
}

func (l latency) print() {
	if len(l.times) == 0 {
		return
	}
	at := func(q float64) time.Duration { return l.times[int(q*float64(len(l.times)-1))] }
	fmt.Printf("%-32s p50 %6.2f ms   p99 %6.2f ms   (goal 10 / 50 ms)   n %d\n", "change seen on another device",
		float64(at(0.5))/1e6, float64(at(0.99))/1e6, len(l.times))
}
