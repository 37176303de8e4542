package authority

import (
	"errors"
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
)

// NotSeated refuses a look of a device that is being brought up to date.
var NotSeated = kernel.Refuse("device.look_later", "本机正在同步，完成后再查更早的单据", "This device is being brought up to date; look for older documents when that is done")

// Beyond is what a device may look at beside what it holds.
type Beyond struct {
	Held *kernel.Viewer // what the device holds; nil for everything
	All  *kernel.Viewer // what its user may see, whatever the window; nil for everything

	catalog *kernel.Catalog
}

// Beyond says what a device may look at. The view in which it looks is opened before.
func (d *Desk) Beyond(s *Seat) (*Beyond, error) {
	if !slices.Contains(d.seats, s) || s.parting {
		return nil, NotSeated.With()
	}
	return &Beyond{Held: s.viewer, All: s.viewer.Within(0, nil), catalog: d.Catalog}, nil
}

// followMost is how many rows a look brings with those that were asked for.
const followMost = 2000

// Bring packs rows of one entity for the device, and behind them what follows them, as
// if they had come into its window: it shows them like its own. What follows is cut off
// where it is much.
func (b *Beyond) Bring(view Reader, rows []kernel.Row) ([]wire.Row, error) {
	var sent []wire.Row
	l := newLoading(b.catalog, view, b.All, nil)
	l.visit = func(row kernel.Row) error {
		if len(sent) == len(rows)+followMost {
			return errEnough
		}
		sent = append(sent, wire.Row{Entity: int64(row.Base().Schema().Number), Body: kernel.Encode(nil, row)})
		return nil
	}
	err := l.near.Read(rows, view.Gather)
	if err == nil {
		err = l.bring(rows, true)
	}
	if errors.Is(err, errEnough) {
		err = nil
	}
	return sent, err
}
