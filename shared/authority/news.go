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
	now    int // sights of rows as they are
	then   int // sights of rows as they were
}

// item is a changed row.
type item struct {
	row, before kernel.Row
	key         kernel.Key
	sight, past int  // numbers of its sights; -1 for a row that is looked at alone
	moved       bool // it follows another row than before
	common      bool // who sees it sees all rows of its entity
	body        []byte
}

// NewNews makes a commit ready.
func (a *Authority) NewNews(c *Commit) *News {
	n := &News{commit: c, store: a.store, items: make([]item, len(c.Rows))}
	now, then := map[kernel.Sight]int{}, map[kernel.Sight]int{}
	for i, row := range c.Rows {
		key := kernel.Key{Schema: row.Base().Schema(), ID: row.Base().ID}
		n.items[i] = item{
			row: row, before: c.before[key], key: key, sight: numberOf(now, row), past: -1, body: c.bodies[row], common: key.Schema.Alike(),
		}
		if before := n.items[i].before; before != nil {
			n.items[i].past, n.items[i].moved = numberOf(then, before), changesLeader(before, row)
		}
	}
	n.now, n.then = len(now), len(then)
	return n
}

func numberOf(sights map[kernel.Sight]int, row kernel.Row) int {
	sight, ok := kernel.SightOf(row)
	if !ok {
		return -1
	}
	number, known := sights[sight]
	if !known {
		number = len(sights)
		sights[sight] = number
	}
	return number
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

func (n *News) through(v *kernel.Viewer) *look {
	l := &look{news: n, viewer: v, common: true}
	if !v.HasPins() {
		l.now, l.then = make([]seen, n.now), make([]seen, n.then)
	}
	return l
}

func (l *look) sees(it *item) bool {
	return l.at(l.now, it.sight, it.row, l.news.store.Get)
}

func (l *look) saw(it *item) bool {
	return l.at(l.then, it.past, it.before, l.news.earlier)
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

func (l *look) at(known []seen, sight int, row kernel.Row, leader func(*kernel.Schema, kernel.ID) kernel.Row) bool {
	if sight < 0 || known == nil {
		return l.viewer.Sees(row, leader)
	}
	if known[sight] == 0 {
		known[sight] = hidden
		if l.viewer.Sees(row, leader) {
			known[sight] = visible
		}
	}
	return known[sight] == visible
}
