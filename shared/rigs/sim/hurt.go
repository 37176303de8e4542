package sim

import (
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/sync/replica"
)

// Heals is checked whenever a proof has come to its end.
var Heals = Promised("proof-heals",
	"Whatever rows of a device are changed, missing or too many, a proof puts them right whatever happens meanwhile, and nothing that waits is lost by it.")

// hurtDevices damages rows of devices behind their replicas' backs, and has a damaged
// one prove itself until it is whole. Its user works on, on rows that are wrong.
func (w *World) hurtDevices() {
	if w.faults.Hurt == 0 {
		return
	}
	for _, d := range w.Devices {
		st := d.Replica.State()
		if !d.hurt && st.Version > 0 && !st.Loading && w.Clock.Chance(w.faults.Hurt) {
			w.Faulty++
			w.Hurt++
			d.damage()
		}
		d.prove()
	}
}

// prove begins a proof of a damaged device.
func (d *Device) prove() {
	if d.hurt {
		d.Replica.Prove()
		d.pump()
	}
}

// damage changes some rows of the device's file as a bit that flips or a hand would,
// takes some out and puts some in that nobody made. Who the users are stays: a device
// that no longer knows its own is another case, see the tests over real files.
func (d *Device) damage() {
	clock := d.world.Clock
	d.hurt = true
	var rows []kernel.Row
	for _, s := range d.Catalog.Schemas {
		if !kernel.Identifies(s) {
			rows = append(rows, rowsOf(s, d.Disk)...)
		}
	}
	if len(rows) == 0 {
		return
	}
	d.Disk.damaging = true
	d.world.fail(d.Disk.store().Update(func(w replica.Writer) error {
		for range clock.Between(1, 8) {
			row := rows[clock.Rand.IntN(len(rows))]
			s := row.Base().Schema()
			other, err := s.Decode(kernel.Encode(nil, row))
			if err != nil {
				return err
			}
			switch clock.Between(0, 2) {
			case 0:
				w.Delete(s, row.Base().ID)
			case 1:
				other.Base().ID = kernel.NewID(clock.Now, clock.Random())
				w.Put(other)
			case 2:
				spoil(clock, other)
				w.Put(other)
			}
		}
		return nil
	}))
	d.Disk.damaging = false
	d.world.trace("%s is damaged", d)
}

// spoil changes a field of a row.
func spoil(clock *Clock, row kernel.Row) {
	fields := slices.DeleteFunc(slices.Clone(row.Base().Schema().Fields), func(f *kernel.Field) bool { return f.Name == "id" })
	f := fields[clock.Rand.IntN(len(fields))]
	v := f.Get(row)
	switch v.Kind {
	case kernel.KindText, kernel.KindState, kernel.KindChoice, kernel.KindFile:
		v.Str += "?"
	case kernel.KindID:
		random := clock.Random()
		v.Str = string(append(make([]byte, 6), random[:]...))
	case kernel.KindBool:
		v.Int = 1 - v.Int
	case kernel.KindCustom, kernel.KindBytes:
		row.Base().Version++
		return
	default:
		v.Int ^= 1 << clock.Between(0, 20)
	}
	f.Put(row, v)
}

// compare runs a proof's comparison beside the device, which goes on meanwhile.
func (d *Device) compare(c *replica.Comparison) {
	d.comparing = append(d.comparing, c)
	d.world.Clock.After(d.world.Clock.Between(0, 60), func() {
		i := slices.Index(d.comparing, c)
		if i < 0 {
			return
		}
		d.comparing = slices.Delete(d.comparing, i, i+1)
		err := c.Run()
		ended := false
		if err == nil {
			ended, err = d.Replica.Compared(c)
		}
		switch {
		case replica.Stopped(err):
		case err != nil:
			d.world.fail(GoesOn.Broken("%s: %v", d, err))
		case ended:
			d.proved()
		}
		d.pump()
	})
}

// looksAway ends comparisons with the program that had begun them. Real ones end with
// their process; here their view of the file has to be given back.
func (d *Device) looksAway() {
	for _, c := range d.comparing {
		_ = c.Run() // nobody wants to know any more
	}
	d.comparing = nil
}

// proved holds a device that has proved itself against its version.
func (d *Device) proved() {
	d.hurt = false
	d.world.Healed++
	if p := d.Replica.State().Proof; p.Open() {
		d.world.fail(Heals.Broken("%s is left with something that could not be put right: %+v", d, *p))
	}
	at, ok := d.truth()
	if !ok {
		return
	}
	x, somebody, err := d.world.expect(d, at)
	if d.world.fail(err); err != nil || !somebody {
		return
	}
	if what := differs(d.Catalog, x.rows, d.Disk); what != "" {
		d.world.fail(Heals.Broken("%s has proved itself at version %d with %d waiting and %s", d, at.version, len(d.Replica.Pending()), what))
	}
}
