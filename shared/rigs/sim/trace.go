package sim

import (
	"fmt"
	"os"

	"heyi/shared/sync/replica"
	"heyi/shared/sync/wire"
)

// tracing prints what devices take in: TRACE=1 make sim SEED=31 RUNS=1 KIND=calm.
var tracing = os.Getenv("TRACE") != ""

func (w *World) trace(format string, args ...any) {
	if tracing {
		fmt.Printf("%d "+format+"\n", append([]any{w.Clock.Now}, args...)...)
	}
}

// traceTaken prints what a device is about to take in.
func (d *Device) traceTaken(messages []wire.Message) {
	if !tracing {
		return
	}
	d.world.trace("%s at %d with %d waiting takes", d, d.Replica.State().Version, len(d.Replica.Pending()))
	for _, m := range messages {
		p, ok := m.(*replica.Ahead)
		if !ok {
			fmt.Printf("    %T %+v\n", m, m)
			continue
		}
		fmt.Printf("    patch %d..%d partial %v rescope %v, %d verdicts\n", p.From, p.To, p.Partial, p.Rescope, len(p.Verdicts))
		for _, r := range p.Rows {
			s := d.Catalog.SchemaByNumber(uint32(r.Entity))
			switch {
			case s == nil:
			case len(r.Body) == 0:
				fmt.Printf("        %s %s goes\n", s.Name, r.ID)
			default:
				row, err := s.Decode(r.Body)
				if err == nil {
					fmt.Printf("        %s %s of version %d\n", s.Name, row.Base().ID, row.Base().Version)
				}
			}
		}
	}
}
