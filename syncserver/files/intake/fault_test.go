package intake

import (
	"context"
	"log/slog"
	"testing"

	"heyi/shared/sync/wire"
	"heyi/syncserver/companies/company"
)

// A fault that a file brings the program to ends its import and not the server.
func TestAFaultIsTheImports(t *testing.T) {
	c := &company.Company{Place: company.At(t.TempDir()), Log: slog.New(slog.DiscardHandler)}
	w := &work{desk: &Desk{company: c, log: c.Log}, state: wire.Import{Step: wire.ImportEmpty}}
	w.ctx, w.stop = context.WithCancel(t.Context())
	err := w.start(wire.ImportLooking, func(*wire.Import) bool { return true }, func(context.Context) error {
		var none []int
		_ = none[len(c.Dir)]
		return nil
	})
	if w.gone.Wait(); err != nil || w.told().Trouble == nil || w.told().Step != wire.ImportEmpty {
		t.Errorf("%v, then %+v", err, w.told())
	}
}

// Imports of many companies take turns: memory is for a few. Who waits can be cancelled.
func TestImportsTakeTurns(t *testing.T) {
	c := &company.Company{Place: company.At(t.TempDir()), Log: slog.New(slog.DiscardHandler)}
	w := &work{desk: &Desk{company: c, log: c.Log}, state: wire.Import{Step: wire.ImportLooked}}
	w.ctx, w.stop = context.WithCancel(t.Context())
	for range cap(turns) {
		end, err := turn(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer end()
	}
	if err := w.start(wire.ImportTrying, func(*wire.Import) bool { return true }, w.try); err != nil || w.told().Step != wire.ImportTrying {
		t.Errorf("%v, then %+v", err, w.told())
	}
	if w.cancel(); w.told().Step != wire.ImportLooked || w.told().Trouble != nil {
		t.Errorf("cancelled while it waits: %+v", w.told())
	}
}
