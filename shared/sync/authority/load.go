package authority

import (
	"bytes"
	"slices"

	"github.com/cespare/xxhash/v2"

	"heyi/shared/kernel"
)

// What a viewer sees is reached from roots, on [kernel.Way]s, a lot at a time, and each
// lot brings what follows it. So a load takes as long as what it brings is much,
// however large the company is.

// A lot has as many roots as have about so many followers together.
const (
	lotLeast = 16
	lotMost  = 1024
	lotRows  = 2000
)

// loading goes through the rows that a viewer sees and another did not.
type loading struct {
	catalog *kernel.Catalog
	view    Reader
	viewer  *kernel.Viewer
	ways    []kernel.Way
	visit   func(kernel.Row) error
	begin   func(lotAt) error // called before each lot; may be nil

	sees  *kernel.Look
	was   *kernel.Viewer            // who had some of it before; nil when there was nobody
	saw   *kernel.Look              // through his eyes
	lot   map[kernel.Key]kernel.Row // the rows brought
	near  kernel.Near               // what rows of this lot follow
	twice map[kernel.Key]bool       // visited of those that may follow several
	led   map[*kernel.Schema][]kernel.Trail
	roots int   // of the next lot
	done  int64 // roots of the lots before
	met   int64 // roots of this lot that were met
}

func newLoading(c *kernel.Catalog, view Reader, viewer, was *kernel.Viewer) *loading {
	l := &loading{
		catalog: c, view: view, viewer: viewer, roots: lotLeast,
		lot: map[kernel.Key]kernel.Row{}, near: kernel.Near{}, twice: map[kernel.Key]bool{},
		led: map[*kernel.Schema][]kernel.Trail{},
	}
	l.sees = kernel.NewLook(viewer, l.leader)
	if was != nil {
		l.was, l.saw = was, kernel.NewLook(was, l.leader)
	}
	return l
}

// Visit goes through every row that a viewer may hold, each once.
func Visit(c *kernel.Catalog, view Reader, viewer *kernel.Viewer, visit func(kernel.Row) error) error {
	l := newLoading(c, view, viewer, nil)
	l.ways, l.visit = c.Ways(viewer, nil), visit
	return l.run(lotAt{})
}

// lotAt is a lot: the rows of a way behind one root up to another, zero for its end.
type lotAt struct {
	way          int
	behind, till kernel.ID
}

// run goes along the ways, from a lot on. That one ends where it ended when it was
// begun before, so that every row of it that was not met then has changed since.
func (l *loading) run(at lotAt) error {
	for ; at.way < len(l.ways); at = (lotAt{way: at.way + 1}) {
		for more := true; more; at.behind, at.till = at.till, (kernel.ID{}) {
			rows, err := l.view.Along(l.viewer, l.ways[at.way], at.behind, l.roots)
			if err != nil {
				return err
			}
			rows, more = at.cut(rows, l.roots)
			if l.begin != nil {
				err = l.begin(at)
			}
			if err == nil {
				err = l.take(at.way, rows)
			}
			if err != nil {
				return err
			}
			l.done += int64(len(rows))
		}
	}
	return nil
}

// cut ends the lot, of whose way at most so many rows were read, and tells whether
// there are more behind it.
func (at *lotAt) cut(rows []kernel.Row, most int) ([]kernel.Row, bool) {
	short := len(rows) < most
	if !at.till.IsZero() {
		if n := slices.IndexFunc(rows, func(row kernel.Row) bool { return bytes.Compare(row.Base().ID[:], at.till[:]) > 0 }); n >= 0 {
			return rows[:n], true
		}
		if short {
			return rows, false
		}
	}
	if !short {
		at.till = rows[len(rows)-1].Base().ID
	}
	return rows, !short
}

// take brings a lot and fits the size of the next.
func (l *loading) take(way int, rows []kernel.Row) error {
	var roots []kernel.Row
	for _, row := range rows {
		if l.wayOf(row, way) == way {
			roots = append(roots, row)
		}
	}
	clear(l.lot)
	clear(l.near)
	if err := l.near.Read(roots, l.view.Gather); err != nil {
		return err
	}
	l.met = int64(len(rows) - len(roots))
	err := l.bring(roots, true)
	switch brought := len(l.lot); {
	case brought < lotRows/2:
		l.roots = min(2*l.roots, lotMost)
	case brought > lotRows:
		l.roots = max(l.roots/2, 1)
	}
	return err
}

// wayOf is the way that brings a row, the first of those before end that lead to it;
// end when none does.
func (l *loading) wayOf(row kernel.Row, end int) int {
	schema := row.Base().Schema()
	for i := range end {
		if w := l.ways[i]; w.Schema == schema && w.Leads(l.viewer, row) {
			return i
		}
	}
	return end
}

// bring visits rows of one entity, with all that follows them.
func (l *loading) bring(rows []kernel.Row, roots bool) error {
	var leaders []kernel.ID
	for _, row := range rows {
		if roots {
			l.met++
		}
		if !l.sees.Sees(row) || l.saw != nil && l.had(row) {
			continue
		}
		if err := l.visit(row); err != nil {
			return err
		}
		b := row.Base()
		l.lot[kernel.Key{Schema: b.Schema(), ID: b.ID}] = row
		leaders = append(leaders, b.ID)
	}
	if len(leaders) == 0 {
		return nil
	}
	trails, err := l.trails(rows[0].Base().Schema())
	if err != nil {
		return err
	}
	for _, trail := range trails {
		followers, err := l.followers(trail, leaders)
		if err != nil {
			return err
		}
		if err := l.bring(followers, false); err != nil {
			return err
		}
	}
	return nil
}

// had tells whether the other had the row. What he saw only by a row that it follows
// counts as new where the viewer sees it by itself: he may see that row since a moment
// ago.
func (l *loading) had(row kernel.Row) bool {
	nothing := func(*kernel.Schema, kernel.ID) kernel.Row { return nil }
	if row.Base().Schema().Mixed() && l.viewer.Sees(row, nothing) {
		return l.was.Sees(row, nothing)
	}
	return l.saw.Sees(row)
}

// trails lists the trails that may bring something behind rows of an entity.
func (l *loading) trails(of *kernel.Schema) ([]kernel.Trail, error) {
	list, known := l.led[of]
	if known {
		return list, nil
	}
	for _, trail := range l.catalog.Trails(of) {
		led, err := l.view.Led(trail)
		if err != nil {
			return nil, err
		}
		if led && !l.whole(trail.Schema) {
			list = append(list, trail)
		}
	}
	l.led[of] = list
	return list, nil
}

// followers lists what a trail brings: not what comes on a way of its own.
func (l *loading) followers(trail kernel.Trail, leaders []kernel.ID) ([]kernel.Row, error) {
	rows, err := l.view.Gather(trail.Schema, trail.Field, leaders)
	if err != nil {
		return nil, err
	}
	var list []kernel.Row
	for _, row := range rows {
		if trail.Leads(row) && l.wayOf(row, len(l.ways)) == len(l.ways) && l.once(row) {
			list = append(list, row)
		}
	}
	return list, nil
}

// whole tells whether a way of its own brings all of an entity.
func (l *loading) whole(s *kernel.Schema) bool {
	return slices.Contains(l.ways, kernel.Way{Schema: s})
}

// once tells whether a row was not brought yet: it may follow several others.
func (l *loading) once(row kernel.Row) bool {
	b := row.Base()
	if !b.Schema().FollowsSeveral() {
		return true
	}
	key := kernel.Key{Schema: b.Schema(), ID: b.ID}
	if l.twice[key] {
		return false
	}
	l.twice[key] = true
	return true
}

// leader finds the row that another follows: mostly it is at hand.
func (l *loading) leader(s *kernel.Schema, id kernel.ID) kernel.Row {
	key := kernel.Key{Schema: s, ID: id}
	if row := l.lot[key]; row != nil {
		return row
	}
	if row, known := l.near[key]; known {
		return row
	}
	return l.view.Get(s, id)
}

// count counts the roots on all ways.
func (l *loading) count() (n int64, err error) {
	for _, w := range l.ways {
		some, err := l.view.CountAlong(l.viewer, w)
		if err != nil {
			return 0, err
		}
		n += some
	}
	return n, nil
}

// digestOf sums up ways, so that a place on them is known to mean the same ones.
func digestOf(ways []kernel.Way) int64 {
	h := xxhash.New()
	for _, w := range ways {
		_, _ = h.WriteString(w.Schema.Name)
		if w.Field != nil {
			_, _ = h.WriteString("@" + w.Field.Name)
		}
		_, _ = h.Write(w.ID[:])
	}
	return int64(h.Sum64() >> 1)
}
