package main

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/sync/wire"
)

// gain is what it costs that somebody at work becomes one who sees everything: how
// soon and how fast it comes to him, and how long others wait meanwhile.
type gain struct {
	first, whole  time.Duration // from the change to the first rows and to the last
	rows          int
	quiet, beside []time.Duration // verdicts of another device
}

// gained makes a seller finance too, with another seller at work.
func (l *load) gained(ctx context.Context) (gain, error) {
	other, judged, err := l.honest(ctx)
	if err != nil {
		return gain{}, err
	}
	g := gain{}
	if g.quiet, err = l.ask(other, judged, l.o.changes); err != nil {
		return g, err
	}
	boss, err := connect(ctx, l.address, l.mobiles[0], "phone", func(*wire.Patch) {})
	if err != nil {
		return g, err
	}
	var changed atomic.Pointer[time.Time]
	whole := make(chan struct{})
	_, err = connect(ctx, l.address, l.mobiles[5], "desktop", func(p *wire.Patch) {
		at := changed.Load()
		if at == nil || len(p.Rows) == 0 && !p.Rescope {
			return
		}
		if g.rows == 0 {
			g.first = time.Since(*at)
		}
		g.rows += len(p.Rows)
		if p.Rescope && !p.Partial {
			g.whole = time.Since(*at)
			close(whole)
		}
	})
	if err != nil {
		return g, err
	}
	now := time.Now()
	changed.Store(&now)
	edit := &named{&kernel.EditRow{Row: l.seats[3], Changes: []kernel.Change{{Field: "roles", Was: org.Sales, Becomes: org.Sales + " " + org.Finance}}}, "seat.edit"}
	if err := boss.push(l.Catalog, edit); err != nil {
		return g, err
	}
	g.beside, err = l.askUntil(ctx, other, judged, whole)
	return g, err
}

func (g gain) print() {
	fmt.Printf("%-32s first rows %.0f ms (goal 50)   %d rows, %.0f/s (goal 120000)\n", "a role gained", float64(g.first)/1e6, g.rows, float64(g.rows)/g.whole.Seconds())
	printBeside(g.quiet, g.beside, "")
}
