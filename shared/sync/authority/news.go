package authority

import (
	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
)

// News is a commit made ready to be told to many sessions: each row is encoded once for
// all of them, rows that the same viewers see are looked at once by each, and viewers who
// see the same of the commit share what they are told.
type News struct {
	commit  *Commit
	store   kernel.Reader // as it is at the end of the commit
	items   []item
	now     sights           // of rows as they are
	then    sights           // of rows as they were
	scopes  map[int64]*told  // by the digest of the viewers' scope
	looks   map[string]*told // by what is seen of the sights
	waiting map[step]*waiting
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
	n := &News{
		commit: c, store: a.store, items: make([]item, len(c.Rows)),
		scopes: map[int64]*told{}, looks: map[string]*told{}, waiting: map[step]*waiting{},
	}
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

// told is what a commit tells all who see the same of it.
type told struct {
	rows   []wire.Row // as they are, and evictions
	keys   []kernel.Key
	common bool // everybody sees all of it, or many are told it: it may wait
	seats  int  // that are told it
	// gained tells that a row is seen for the first time, or under another row, with which
	// it may go: nothing else is told, see [Session.Live].
	gained bool
}

// tells is what a viewer is told; scope is the digest of his scope. Whoever has pins
// chose them himself, and with them his digest: he is looked at alone.
func (n *News) tells(v *kernel.Viewer, scope int64) *told {
	if v.HasPins() {
		return n.tell(func(it *item) (sees, saw bool) {
			return v.Sees(it.row, n.now.leader), it.before != nil && v.Sees(it.before, n.then.leader)
		})
	}
	t := n.scopes[scope]
	if t == nil {
		t = n.seen(v)
		n.scopes[scope] = t
	}
	return t
}

// Of what is seen of the sights, as they are and behind them as they were.
const (
	hidden  = '-'
	visible = '+'
)

// seen is what a viewer is told by what he sees of the sights.
func (n *News) seen(v *kernel.Viewer) *told {
	look := make([]byte, 0, len(n.now.list)+len(n.then.list))
	for _, s := range []*sights{&n.now, &n.then} {
		for number := range s.list {
			see := byte(hidden)
			if s.shows(number, v) {
				see = visible
			}
			look = append(look, see)
		}
	}
	t := n.looks[string(look)]
	if t == nil {
		now, then := look[:len(n.now.list)], look[len(n.now.list):]
		t = n.tell(func(it *item) (sees, saw bool) {
			return now[it.sight] == visible, it.before != nil && then[it.past] == visible
		})
		n.looks[string(look)] = t
	}
	return t
}

// tell puts together what is told to whoever sees items so, and saw them so before: each
// row as it is, its eviction, or nothing.
func (n *News) tell(look func(*item) (sees, saw bool)) *told {
	t := &told{common: true}
	for i := range n.items {
		it := &n.items[i]
		switch sees, saw := look(it); {
		case sees && it.before != nil && (it.moved || !saw):
			return &told{gained: true}
		case sees:
			t.rows = append(t.rows, it.encoded())
		case saw:
			t.rows = append(t.rows, wire.Row{Entity: int64(it.key.Schema.Number), ID: it.key.ID})
		default:
			continue
		}
		t.keys, t.common = append(t.keys, it.key), t.common && it.common
	}
	return t
}
