package authority

import (
	"heyi/shared/kernel"
	"heyi/shared/wire"
)

// News is a commit made ready to be told to many sessions: each row is encoded
// once for all of them, and rows that the same viewers see are looked at once by
// each.
type News struct {
	commit *Commit
	store  kernel.Reader // as it is at the end of the commit
	items  []item
	now    sights // of rows as they are
	then   sights // of rows as they were
	look   look   // of one viewer after the other
}

// item is a changed row.
type item struct {
	row, before kernel.Row
	key         kernel.Key
	sight, past int  // numbers of its sights
	moved       bool // it follows another row than before
	common      bool // who sees it sees all rows of its entity
	body        []byte
}

// NewNews makes a commit ready.
func (a *Authority) NewNews(c *Commit) *News {
	n := &News{commit: c, store: a.store, items: make([]item, len(c.Rows))}
	n.now.leader, n.then.leader = n.store.Get, n.earlier
	for i, row := range c.Rows {
		key := kernel.Key{Schema: row.Base().Schema(), ID: row.Base().ID}
		n.items[i] = item{
			row: row, before: c.before[key], key: key, sight: n.now.numberOf(row), body: c.bodies[row], common: key.Schema.Alike(),
		}
		if before := n.items[i].before; before != nil {
			n.items[i].past, n.items[i].moved = n.then.numberOf(before), changesLeader(before, row)
		}
	}
	return n
}

// sights are what decides who sees the rows of a commit, each found once for all viewers.
type sights struct {
	leader  func(*kernel.Schema, kernel.ID) kernel.Row
	numbers map[kernel.Sight]int
	list    []sight
}

// sight is what rows are seen by. A row of which too much decides that has one of its own.
type sight struct {
	row     kernel.Row // one of them
	grounds []kernel.Ground
	walked  bool
}

func (s *sights) numberOf(row kernel.Row) int {
	of, shared := kernel.SightOf(row)
	if number, known := s.numbers[of]; shared && known {
		return number
	}
	number := len(s.list)
	if s.list = append(s.list, sight{row: row}); shared {
		if s.numbers == nil {
			s.numbers = map[kernel.Sight]int{}
		}
		s.numbers[of] = number
	}
	return number
}

// shows tells whether a viewer sees the rows of a sight.
func (s *sights) shows(number int, v *kernel.Viewer) bool {
	at := &s.list[number]
	if !at.walked {
		at.grounds, at.walked = kernel.Grounds(at.row, s.leader), true
	}
	return kernel.SeenBy(v, at.grounds)
}

// encoded is the wire form of a row that the commit changed.
func (it *item) encoded() wire.Row {
	if it.body == nil {
		it.body = kernel.Encode(nil, it.row)
	}
	return wire.Row{Entity: int64(it.key.Schema.Number), Body: it.body}
}

// earlier reads a row as it was before the commit.
func (n *News) earlier(s *kernel.Schema, id kernel.ID) kernel.Row {
	if old, ok := n.commit.before[kernel.Key{Schema: s, ID: id}]; ok {
		return old
	}
	return n.store.Get(s, id)
}

// look is the news through the eyes of one viewer.
type look struct {
	news   *News
	viewer *kernel.Viewer
	alone  bool   // each row is looked at by itself
	now    []seen // by the number of the sight
	then   []seen
	keys   []kernel.Key // of what was passed
	common bool         // and all of it was common
}

// seen is what is known of a sight.
type seen uint8

const (
	visible seen = iota + 1
	hidden
)

// through is the look of a viewer, until the next one looks.
func (n *News) through(v *kernel.Viewer) *look {
	l := &n.look
	if l.news == nil {
		l.news, l.now, l.then = n, make([]seen, len(n.now.list)), make([]seen, len(n.then.list))
	}
	clear(l.now)
	clear(l.then)
	l.viewer, l.alone, l.keys, l.common = v, v.HasPins() || v != nil && v.Knew != nil, l.keys[:0], true
	return l
}

func (l *look) sees(it *item) bool {
	return l.at(&l.news.now, l.now, it.sight, it.row)
}

func (l *look) saw(it *item) bool {
	return l.at(&l.news.then, l.then, it.past, it.before)
}

func (l *look) at(all *sights, known []seen, number int, row kernel.Row) bool {
	if l.alone {
		return l.viewer.Sees(row, all.leader)
	}
	if known[number] == 0 {
		known[number] = hidden
		if all.shows(number, l.viewer) {
			known[number] = visible
		}
	}
	return known[number] == visible
}

// pass adds a changed row to the patch as the viewer may see it: the row, its
// eviction, or nothing. It tells whether he gains the row instead, see [Session.Live]:
// he sees it for the first time, or under another row, with which he may lose it.
func (l *look) pass(it *item, p *wire.Patch) (gained bool) {
	sees := l.sees(it)
	saw := it.before != nil && l.saw(it)
	switch {
	case sees && it.before != nil && (it.moved || !saw):
		return true
	case sees:
		p.Rows = append(p.Rows, it.encoded())
	case saw:
		p.Rows = append(p.Rows, wire.Row{Entity: int64(it.key.Schema.Number), ID: it.key.ID})
	default:
		return false
	}
	l.keys, l.common = append(l.keys, it.key), l.common && it.common
	return false
}
