package authority

import (
	"errors"
	"fmt"
	"runtime/debug"
	"slices"
	"sync/atomic"

	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
)

// Authority judges the commands of one company.
type Authority struct {
	Catalog *kernel.Catalog
	// Broken is told of commands whose code failed; it must not block.
	Broken func(call *kernel.Call, failure error)
	// Parts is how much one part of a catch-up or of a large patch carries. It is set
	// before the first session.
	Parts wire.Portion

	store  Store
	state  State
	latest kernel.Time         // of all judgements: none is before it, whatever the clock says
	last   map[kernel.ID]int64 // highest key judged of an origin, of those that called
	sent   *Group              // on its way to the disk, nil while none is
	past   map[pastKey]*Judged // while a log is judged again: lines without arguments
	again  bool                // a log is judged again
	later  func(string) bool   // steps of an upgrade that the log brings, see [Authority.Again]
	turns  atomic.Int64        // commits by which somebody may have become another author; catch-ups read it beside
}

// Refusals of the authority.
var (
	Internal = kernel.Refuse("internal", "服务器处理「{command}」时出错，已记录，请联系管理员", "The server failed on {command}; it was logged, please tell your administrator")
	BadKey   = kernel.Refuse("call.key", "本机提交的操作编号不连续，没有执行；请在本机重新登录后再做一次", "The numbering of this device's commands is broken and this one was not carried out; sign in on it anew and repeat it")
	Forged   = kernel.Forged
)

// Open starts an authority over a store.
func Open(c *kernel.Catalog, store Store) (*Authority, error) {
	store.Forget()
	state, err := store.State()
	if err != nil {
		return nil, fmt.Errorf("authority: open: %w", err)
	}
	return &Authority{
		Catalog: c, Broken: func(*kernel.Call, error) {}, Parts: wire.Portion{Rows: wire.PartRows, Bytes: wire.PartBytes},
		store: store, state: state, latest: state.Judged, last: map[kernel.ID]int64{},
	}, nil
}

// State is where the company stands: what the disk holds.
func (a *Authority) State() State { return a.state }

// Saved notes that the versions up to one stand in a backup.
func (a *Authority) Saved(version int64) { a.state.Saved = max(a.state.Saved, version) }

// Pruned notes that the log of changes up to a version is let go of. A device that
// holds an older version loads anew.
func (a *Authority) Pruned(floor int64) { a.state.Floor = max(a.state.Floor, floor) }

// judging is a number of commands on their way into one commit.
type judging struct {
	a       *Authority
	overlay *kernel.Overlay
	commit  *Commit
	order   []kernel.Key // changed rows in the order of first change
	tags    map[kernel.Sight]tagged
	used    map[kernel.ID]bool // ids of commands
	careful bool               // every newborn row is looked for in the store
	clash   bool               // two commands gave birth to one row
}

func (g *judging) judge(call *kernel.Call, now kernel.Time) (*Judged, error) {
	known, err := g.known(call)
	if err != nil || known != nil {
		return known, err
	}
	call.Judged = now
	var writes []kernel.Write
	refusal := g.disproved(call)
	g.believe(call, now)
	if refusal == nil {
		if writes, refusal, err = g.outcome(call); err != nil {
			return nil, err
		}
	}
	g.used[call.ID] = true
	j := Judged{Call: *call, Version: g.commit.To + 1, Refusal: refusal}
	g.a.leave(&j)
	for _, w := range writes {
		g.write(w, j.Version)
	}
	j.Effect = effectOf(writes, g.commit.keep)
	j.Chain = link(g.commit.Chain, &j)
	g.commit.Changes = append(g.commit.Changes, g.changesOf(writes, j.Version)...)
	g.commit.Judged = append(g.commit.Judged, j)
	g.commit.To, g.commit.Chain = j.Version, j.Chain
	g.a.last[call.Origin] = max(g.a.last[call.Origin], call.Key)
	return &g.commit.Judged[len(g.commit.Judged)-1], nil
}

// known answers what needs no judging: a resend with the verdict it has already
// had, a key out of all order with a refusal.
func (g *judging) known(call *kernel.Call) (*Judged, error) {
	last, err := g.a.lastKey(call.Origin)
	if err != nil {
		return nil, err
	}
	if j := g.misnumbered(call, last); j != nil || call.Key > last {
		return j, nil
	}
	j := g.commit.verdict(call)
	if j == nil && g.a.sent != nil {
		j = g.a.sent.Commit.verdict(call)
	}
	if j == nil {
		if j, err = g.a.store.Verdict(call.Origin, call.Key); err != nil {
			return nil, fmt.Errorf("authority: verdict of %s %d: %w", call.Origin, call.Key, err)
		}
	}
	if j == nil {
		return nil, nil
	}
	return sameCall(j, call), nil
}

// lastKey is the highest key judged of an origin. There is no verdict to look for
// under a key beyond it, as all keys but those of resends are.
func (a *Authority) lastKey(origin kernel.ID) (int64, error) {
	last, ok := a.last[origin]
	if !ok {
		var err error
		if last, err = a.store.LastKey(origin); err != nil {
			return 0, fmt.Errorf("authority: keys of %s: %w", origin, err)
		}
		if a.sent != nil {
			last = max(last, a.sent.Commit.lastKey(origin))
		}
		a.last[origin] = last
	}
	return last, nil
}

// run executes a call on the overlay. A refusal leaves no trace; an error means
// the store failed and the group cannot go on.
func (g *judging) run(call *kernel.Call) (writes []kernel.Write, refusal *kernel.Refusal, err error) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case kernel.StoreError:
			err = fmt.Errorf("authority: %s: %w", call.Name, p)
		default:
			g.a.Broken(call, fmt.Errorf("panic: %v\n%s", p, debug.Stack()))
			writes, refusal = nil, Internal.With(kernel.Text("command", call.Name))
		}
	}()
	author, err := kernel.AuthorOf(g.a.Catalog, g.overlay, call)
	if err != nil {
		return g.refused(call, err)
	}
	tx := kernel.NewTx(g.a.Catalog, g.overlay, author.Viewer, call, author)
	if g.careful {
		tx.Careful()
	}
	if g.a.again {
		tx.Again(g.a.later)
	}
	outcome, err := tx.Judge()
	if err != nil {
		return g.refused(call, err)
	}
	call.Digest = outcome.Digest
	return tx.Writes(), nil, nil
}

func (g *judging) refused(call *kernel.Call, err error) ([]kernel.Write, *kernel.Refusal, error) {
	var store kernel.StoreError
	if errors.As(err, &store) {
		return nil, nil, err
	}
	if r, ok := kernel.AsRefusal(err); ok {
		return nil, r, nil
	}
	g.a.Broken(call, err)
	return nil, Internal.With(kernel.Text("command", call.Name)), nil
}

func (g *judging) write(w kernel.Write, version int64) {
	key := kernel.Key{Schema: w.Schema, ID: w.After.Base().ID}
	if _, seen := g.commit.before[key]; !seen {
		g.commit.before[key] = w.Before
		g.order = append(g.order, key)
		if w.Born {
			g.commit.born[key] = true
		}
	} else if w.Born {
		g.clash = true
	}
	w.After.Base().Version = version
	g.overlay.Put(w.After)
}

// collect takes each changed row once, as the last command left it.
func (g *judging) collect() {
	g.commit.layer = g.overlay.Top
	for _, key := range g.order {
		g.commit.Rows = append(g.commit.Rows, g.overlay.Top.Get(key.Schema, key.ID))
		g.commit.authors = g.commit.authors || kernel.Identifies(key.Schema)
	}
}

// changesOf puts the writes of one command into log lines, one for each audience
// that they had before and have after.
func (g *judging) changesOf(writes []kernel.Write, version int64) []Change {
	before := make(map[kernel.Row]kernel.Row, len(writes))
	for _, w := range writes {
		before[w.After] = w.Before
	}
	var changes []Change
	lines, audiences := map[kernel.Row]int{}, map[[2]string]int{}
	for _, w := range writes {
		root := rootOf(g.overlay, w.After)
		moved := changesLeader(w.Before, w.After)
		i, ok := lines[root]
		if !ok || moved {
			was, written := before[root]
			if !written {
				was = root
			}
			old := tagged{text: unborn} // for a root born here
			if was != nil {
				old = g.tagsOf(was)
			}
			now := g.tagsOf(root)
			if moved {
				now = now.moved()
			}
			audience := [2]string{old.text, now.text}
			if i, ok = audiences[audience]; !ok {
				i = len(changes)
				audiences[audience] = i
				changes = append(changes, Change{Version: version, Before: old.tags, After: now.tags})
			}
			if !moved {
				lines[root] = i
			}
		}
		changes[i].Rows = append(changes[i].Rows, RowKey{w.Schema.Number, w.After.Base().ID})
	}
	return changes
}

// tagged is the tags of rows with one sight.
type tagged struct {
	tags []string
	text string
}

func (g *judging) tagsOf(row kernel.Row) tagged {
	sight, ok := kernel.SightOf(row)
	t, known := g.tags[sight]
	if known && ok {
		return t
	}
	t.tags = append([]string{}, kernel.TagsOf(row)...)
	t.text = FormatTags(t.tags)
	if ok {
		g.tags[sight] = t
	}
	return t
}

// movedTag stands behind the tags of rows that follow another row than before. Whoever
// catches up may hold such a row under the one before, and lose with that what follows
// it: it comes with its followers, or is named as gone, whatever he saw in between.
const movedTag = "moved"

func (t tagged) moved() tagged {
	tags := append(slices.Clone(t.tags), movedTag)
	return tagged{tags, FormatTags(tags)}
}

// changesLeader tells whether a row follows another one now than before.
func changesLeader(before, after kernel.Row) bool {
	if before == nil {
		return false
	}
	was, wasID := kernel.Leader(before)
	now, nowID := kernel.Leader(after)
	return was != now || wasID != nowID
}

// rootOf follows a row to the row whose audience it shares.
func rootOf(r kernel.Reader, row kernel.Row) kernel.Row {
	for {
		s, id := kernel.Leader(row)
		if s == nil {
			return row
		}
		leader := r.Get(s, id)
		if leader == nil {
			return row
		}
		row = leader
	}
}
