package sim

import (
	"bytes"
	"maps"
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/sync/replica"
)

// Told is checked by comparing fields, without any digest.
var Told = Promised("adjusted-told",
	"有调整 is told, and stays told, exactly when a command came out otherwise: its own document otherwise than its author was shown first, what it moved elsewhere otherwise than his device last said, or its date otherwise than his clock.")

// shown is what a person was shown of a command, and what he was told of it.
type shown struct {
	device  *Device
	catalog *kernel.Catalog
	at      kernel.Time
	first   map[kernel.Key]kernel.Row // the rows born of it, when it was saved; nil where nobody knows
	last    []kernel.Write            // what it did on the device when the verdict came; nil where nobody looked
	told    *replica.Verdict
	history kernel.ID // that told it
	done    bool      // it was held against the log before that was lost
	key     int64     // of the command
	kept    bool      // what was told stands in the device's rows
}

// remember keeps what the device shows of a command that was just saved.
func (d *Device) remember(saved replica.Saved) {
	s := &shown{device: d, catalog: d.Catalog, at: saved.Call.At, key: saved.Call.Key}
	if !saved.NeedsServer {
		pending := d.Replica.Pending()
		s.first = d.born(pending[len(pending)-1])
	}
	d.world.shown[saved.Call.ID] = s
}

func (d *Device) born(p *replica.Pending) map[kernel.Key]kernel.Row {
	rows := map[kernel.Key]kernel.Row{}
	for _, u := range p.Undo {
		key := kernel.Key{Schema: d.Catalog.SchemaByNumber(uint32(u.Entity)), ID: u.ID}
		if row := d.Disk.Get(key.Schema, u.ID); row != nil && u.Body == nil && bornOf(p.Call.ID, u.ID) {
			rows[key] = row
		}
	}
	return rows
}

// bornOf tells whether an id carries the time of the command that it was made in.
func bornOf(command, row kernel.ID) bool { return bytes.Equal(command[:6], row[:6]) }

// forgetShown gives up on what a device showed that has lost its rows from a key on.
func (d *Device) forgetShown(lastKey int64) {
	for _, p := range d.Replica.Pending() {
		if s := d.world.shown[p.Call.ID]; s != nil {
			s.last = nil
			if p.Call.Key > lastKey {
				s.first = nil
			}
		}
	}
}

// learnKept takes from the device's rows what it could not tell any more when the power
// failed.
func (d *Device) learnKept() {
	for _, id := range slices.SortedFunc(maps.Keys(d.Saved), func(a, b kernel.ID) int { return bytes.Compare(a[:], b[:]) }) {
		s := d.world.shown[id]
		if s == nil || s.told != nil {
			continue
		}
		if v, _ := d.Disk.Verdict(s.key); v != nil && v.Call.ID == id { // in memory
			d.world.judged(d, *v)
		}
	}
}

// forgetTold gives up on what the device was told before it lost its rows.
func (d *Device) forgetTold() {
	for id := range d.Saved {
		if s := d.world.shown[id]; s != nil {
			s.kept = false
		}
	}
}

// checkKept: what a device was told of a command is what it says of it still.
func (s *shown) checkKept(c *kernel.Catalog) error {
	if !s.kept || s.told == nil || s.history != s.device.Replica.State().History {
		return nil
	}
	v, err := s.device.Disk.Verdict(s.key)
	if err != nil || v == nil || v.Version != s.told.Version || v.Refusal != nil || s.told.Refusal != nil {
		return err
	}
	if v.Adjusted != s.told.Adjusted {
		return Told.Broken("%s of %s was told to be adjusted: %v, and now it says %v", v.Call.Name, s.device, s.told.Adjusted, v.Adjusted)
	}
	return nil
}

// beforeVerdicts notes what waiting commands do on the device now, if anybody looks,
// because verdicts are coming in.
func (d *Device) beforeVerdicts(look bool) {
	effects := map[kernel.ID][]kernel.Write{}
	if at, ok := d.truth(); look && ok {
		x, somebody, err := d.world.expect(d, at)
		d.world.fail(err)
		if err == nil && somebody {
			effects = x.effects
			if what := differs(d.Catalog, x.rows, d.Disk); what != "" {
				d.world.fail(Prefix.Broken("%s at version %d with %d waiting %s", d, at.version, len(d.Replica.Pending()), what))
			}
		}
	}
	for _, p := range d.Replica.Pending() {
		if s := d.world.shown[p.Call.ID]; s != nil {
			s.last = effects[p.Call.ID]
		}
	}
}

// check compares what became of a command with what was shown and told. server is
// what it does on the server's rows just before it was judged, through its author's
// eyes; get reads those rows.
func (s *shown) check(c *kernel.Catalog, call *kernel.Call, server []kernel.Write, get func(*kernel.Schema, kernel.ID) kernel.Row) error {
	told := s.told.Adjusted
	if call.At != s.at {
		if !told {
			return Told.Broken("%s of %s was dated otherwise", call.Name, s.device)
		}
		return nil
	}
	if s.catalog != c || server == nil {
		return nil // an older release knows other fields; what needed full sight was never shown
	}
	after := map[kernel.Key]kernel.Write{}
	for _, w := range server {
		after[kernel.Key{Schema: w.Schema, ID: w.After.Base().ID}] = w
	}
	born := 0
	for key := range after {
		if bornOf(call.ID, key.ID) {
			born++
		}
	}
	same := s.first != nil && born == len(s.first) // else there are others that he was not shown
	for key, row := range s.first {
		now, ok := after[key]
		what := "is not there"
		if ok {
			what = predictedApart(key.Schema, row, now.After)
		}
		if what == "" {
			continue
		}
		if !told {
			return Told.Broken("%s of %s: its %s %s", call.Name, s.device, key.Schema.Name, what)
		}
		return nil
	}
	if s.last == nil {
		return nil
	}
	same = same && len(s.last) == len(server)
	for _, w := range s.last {
		key := kernel.Key{Schema: w.Schema, ID: w.After.Base().ID}
		now, ok := after[key]
		same = same && ok && predictedApart(w.Schema, w.After, now.After) == "" && (w.Before == nil) == (now.Before == nil) &&
			(w.Before == nil || predictedApart(w.Schema, w.Before, now.Before) == "")
		what := ""
		switch {
		case bornOf(call.ID, key.ID):
		case ok && w.Before != nil && now.Before != nil:
			what = movedApart(w.Schema, w.Before, w.After, now.Before, now.After)
		case !ok && w.Before != nil:
			if row := get(key.Schema, key.ID); row != nil {
				what = movedApart(w.Schema, w.Before, w.After, row, row)
			}
		}
		if what != "" && !told {
			return Told.Broken("%s of %s: %s %s %s", call.Name, s.device, key.Schema.Name, key.ID, what)
		}
		if what != "" {
			return nil
		}
	}
	if same && told && s.told.Dated == 0 {
		return Told.Broken("%s of %s came out as it was shown, and he was told that it did not", call.Name, s.device)
	}
	return nil
}

// compared tells whether a field is among what a prediction shows.
func compared(f *kernel.Field) bool {
	return !f.Settled && !f.Aside && f.Name != "id" && f.Name != "version"
}

// predictedApart names a field in which two states of a row differ.
func predictedApart(s *kernel.Schema, a, b kernel.Row) string {
	for _, f := range s.Fields {
		if compared(f) && f.Get(a) != f.Get(b) {
			return "has " + f.Name + " " + f.Get(b).String() + " and not " + f.Get(a).String()
		}
	}
	return ""
}

// movedApart names a field that two sides moved to other values, by other amounts.
func movedApart(s *kernel.Schema, aWas, aIs, bWas, bIs kernel.Row) string {
	for _, f := range s.Fields {
		x, y, was := f.Get(aIs), f.Get(bIs), f.Get(aWas)
		if !compared(f) || x == y || x == was {
			continue
		}
		switch f.Kind {
		case kernel.KindInt, kernel.KindMoney, kernel.KindQty, kernel.KindPrice, kernel.KindRate, kernel.KindTime, kernel.KindDate:
			if x.Int-was.Int == y.Int-f.Get(bWas).Int {
				continue
			}
		}
		return "has " + f.Name + " " + y.String() + " and not " + x.String()
	}
	return ""
}
