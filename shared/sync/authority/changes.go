package authority

import (
	"errors"
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
)

var errEnough = errors.New("authority: enough of the log")

// changes sends the newest state of every row that the log names between the leg's
// versions, once, and whole audiences that the device has gained.
func (f *filling) changes() error {
	var keys []RowKey
	sights := map[RowKey]sighted{}
	held, ever := f.s.viewer, f.s.viewer.Within(0, nil)
	if f.s.was != nil && f.at.Base == f.s.version {
		held = f.s.was
	}
	err := f.view.Changes(f.at.Base, func(ch *Change) error {
		if ch.Version > f.at.Version {
			return errEnough
		}
		for _, k := range ch.Rows {
			was := held.SeesTags(ch.Before, k.ID)
			sight, met := sights[k]
			if !met {
				keys = append(keys, k)
				sight = sighted{born: ch.Before == nil, before: was}
			}
			sight.moved = sight.moved || slices.Contains(ch.After, movedTag)
			sight.shifted = sight.shifted || !slices.Equal(ch.Before, ch.After)
			sight.ever = sight.ever || ever.SeesTags(ch.Before, k.ID) || ever.SeesTags(ch.After, k.ID)
			sights[k] = sight
		}
		return nil
	})
	if err != nil && !errors.Is(err, errEnough) {
		return err
	}
	done := f.at.Done
	if !f.at.Row.IsZero() {
		f.past = &RowKey{uint32(f.at.Entity), f.at.Row}
	}
	for i, k := range keys[min(done, int64(len(keys))):] {
		f.at.Done = done + int64(i)
		if err := f.change(k, sights[k]); err != nil {
			return err
		}
	}
	f.at.Done, f.at.Entity, f.at.Row = int64(len(keys)), 0, kernel.ID{}
	return nil
}

// sighted is how a row stood to the device during a leg. What was seen only for a
// while may have come all the same: a part may be newer than its leg. What only the
// scope that it says it held has seen is not named to it: it sweeps that out by itself,
// and may have held no such scope.
type sighted struct {
	born    bool // in the leg
	shifted bool // to another audience
	before  bool // seen when the leg began
	moved   bool // under another row
	ever    bool // seen by today's scope, whatever its window, then or after some change in the leg
}

// change deals with one row of the log. Where the last connection was cut in the
// middle of what comes with it, that goes on behind the last row sent, if it is still
// there.
func (f *filling) change(k RowKey, sight sighted) error {
	schema := f.s.a.Catalog.SchemaByNumber(k.Entity)
	if schema == nil {
		return nil
	}
	row := f.view.Get(schema, k.ID)
	if row == nil {
		return nil
	}
	if err := f.pass(row, k, sight); err != nil || f.past == nil {
		return err
	}
	f.past = nil
	return f.pass(row, k, sight)
}

// pass sends what has become of a row. One that has changed hands while rows were loaded
// may have been met on no way, or no longer when the load went on behind a cut; and what
// follows one that changed hands and is back may have gone with an earlier connection,
// which saw it in others' hands. Then what follows it comes with it, whatever has come
// before.
func (f *filling) pass(row kernel.Row, k RowKey, sight sighted) error {
	if f.s.viewer.Since != 0 && row.Base().Schema().FollowsInMonths() {
		sight.before = false // the log has the months of what it follows
		sight.ever = sight.ever || f.s.viewer.Within(0, nil).Sees(row, f.view.Get)
	}
	switch sees := f.s.viewer.Sees(row, f.view.Get); {
	case sees && (sight.moved || !sight.before && !sight.born):
		return f.gain(row)
	case sees && sight.shifted && !sight.born && (f.at.Load || f.s.was != nil || f.resumed):
		return f.gain(row)
	case sees:
		return f.addOnce(row)
	case sight.ever || sight.moved:
		clear(f.sent) // with this row may go what has come and follows it still
		return f.add(wire.Row{Entity: int64(k.Entity), ID: k.ID}, k.ID)
	}
	return nil
}

func (f *filling) addOnce(row kernel.Row) error {
	if f.passed(row) { // it came as it was then: a later leg may bring it again
		return nil
	}
	key := kernel.Key{Schema: row.Base().Schema(), ID: row.Base().ID}
	if f.sent[key] {
		return nil
	}
	f.sent[key] = true
	return f.addRow(row)
}

// gain brings a row that has come into sight, with everything that follows it.
func (f *filling) gain(row kernel.Row) error {
	if f.near {
		return errFar
	}
	if f.gains == nil {
		f.gains = newLoading(f.s.a.Catalog, f.view, f.s.viewer, nil)
		f.gains.visit = f.addOnce
	}
	clear(f.gains.lot)
	clear(f.gains.near)
	clear(f.gains.twice)
	return f.gains.bring([]kernel.Row{row}, true)
}
