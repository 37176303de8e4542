package hub_test

import (
	"errors"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/trial/await"
	"heyi/shared/sync/wire"
	"heyi/syncserver/doors/hub"
)

// again connects once the store may be asked again.
func (o *office) again(id kernel.ID) *device {
	o.t.Helper()
	var d *device
	await.Until(o.t, "the company comes back", func() bool {
		d = o.dial(id)
		d.say(&wire.Hello{Device: id})
		for m := d.hear(); m != nil; m = d.hear() {
			if p, ok := m.(*wire.Patch); ok && !p.Partial {
				return true
			}
			if bye, ok := m.(*wire.Bye); ok && bye.Refusal.Code != hub.Unavailable.Name {
				o.t.Fatalf("turned away: %+v", bye.Refusal)
			}
		}
		return false
	})
	return d
}

// Nobody is told of a command whose commit failed, whether the failure came before
// the rows were durable or after: devices are asked to come back, and a resend is
// judged once.
func TestAFailingStore(t *testing.T) {
	disk := errors.New("database or disk is full")
	for name, fail := range map[string]func(s *failing, err *error){
		"before": func(s *failing, err *error) { s.before.Store(err) },
		"after":  func(s *failing, err *error) { s.after.Store(err) },
	} {
		t.Run(name, func(t *testing.T) {
			o := raise(t, hub.Config{})
			author, other := o.connect(o.enrol("A01")), o.connect(o.enrol("A02"))
			good := author.calls(1, "")
			author.say(&wire.Push{Calls: good})
			author.verdict(good[0].ID)
			other.verdictless(good[0].ID)

			fail(o.store, &disk)
			lost := author.calls(3, "")
			author.say(&wire.Push{Calls: lost})
			for _, d := range []*device{author, other} {
				d.toldNothingOf(lost)
			}
			if _, err := o.Run(t.Context(), &org.Enrol{Device: newID(), User: kernel.Ref[org.User](o.user), Name: "x", Series: "B01", Kind: "phone"}); !errors.Is(err, hub.Unavailable.With()) {
				t.Errorf("a program was told %v", err)
			}
			if n := o.log.count(`"msg":"the executor failed`); n == 0 || o.log.count("disk is full") < n || o.log.count(`"pause":`) < n {
				t.Errorf("%d failures are logged:\n%s", n, o.log.text.String())
			}

			fail(o.store, nil)
			key := author.key
			author = o.again(author.id)
			author.key = key
			author.say(&wire.Push{Calls: lost})
			versions := map[int64]bool{}
			for _, c := range lost {
				v := author.answer(c.ID)
				if v.Refused || versions[v.Version] {
					t.Errorf("%+v", v)
				}
				versions[v.Version] = true
			}
			state, err := o.State(t.Context())
			must(t, err)
			next := author.calls(1, "")
			author.say(&wire.Push{Calls: next})
			if v := author.answer(next[0].ID); v.Version != state.Version+1 {
				t.Errorf("after the failure the next command has version %d, the company was at %d", v.Version, state.Version)
			}
		})
	}
}

// verdictless takes the row of another's command.
func (d *device) verdictless(id kernel.ID) {
	d.t.Helper()
	for {
		p, ok := d.hear().(*wire.Patch)
		if !ok {
			continue
		}
		if len(p.Verdicts) > 0 {
			d.t.Errorf("somebody else's verdict: %+v", p.Verdicts)
		}
		if len(p.Rows) > 0 {
			return
		}
	}
}

// toldNothingOf reads to the end of the connection, in which no row and no verdict
// may come.
func (d *device) toldNothingOf(calls []wire.Call) {
	d.t.Helper()
	for {
		switch m := d.hear().(type) {
		case nil:
			return
		case *wire.Bye:
			if m.Refusal.Code != hub.Unavailable.Name || m.Wipe {
				d.t.Errorf("told %+v", m)
			}
		case *wire.Patch:
			if len(m.Rows) > 0 || len(m.Verdicts) > 0 {
				d.t.Errorf("told of %d rows and %d verdicts of a failed commit of %d commands", len(m.Rows), len(m.Verdicts), len(calls))
			}
		}
	}
}

// answer waits for a verdict, which may have come with others before.
func (d *device) answer(id kernel.ID) wire.Verdict {
	d.t.Helper()
	if v, ok := d.kept[id]; ok {
		return v
	}
	for {
		switch m := d.hear().(type) {
		case nil:
			d.t.Fatal("the connection ended before the verdict")
		case *wire.Bye:
			d.t.Fatalf("turned away: %+v", m.Refusal)
		case *wire.Patch:
			for _, v := range m.Verdicts {
				if old, ok := d.kept[v.ID]; ok && old.Version != v.Version {
					d.t.Errorf("%s has versions %d and %d", v.ID, old.Version, v.Version)
				}
				d.kept[v.ID] = v
			}
			if v, ok := d.kept[id]; ok {
				return v
			}
		}
	}
}
