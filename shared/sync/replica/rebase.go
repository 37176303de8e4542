package replica

import (
	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
)

// applying is patches on their way into the replica: predictions that they touch
// are taken back; the server's rows go in; what still waits is predicted again on
// top of them.
type applying struct {
	r    *Replica
	w    Writer
	news *News

	verdicts map[int64]*wire.Verdict
	steps    []step
	touched  map[kernel.Key]bool
	entered  map[kernel.RangeKey]bool // by a changed row, or left
	goes     map[kernel.Key]bool      // what is evicted and what leaves with it
	followed map[kernel.Key][]kernel.Key
	leaders  map[kernel.Key]bool // what changed rows follow; found when somebody asks
	eyes     *kernel.Viewer      // see sight
	let      []kernel.Key        // what is let go of, unless the user holds it on other grounds
}

// step is what one patch makes of the rows: those it changes, then those it
// evicts.
type step struct {
	changed []kernel.Row // as sent
	gone    []kernel.Key
}

func (a *applying) run(patches []*Ahead, now kernel.Time) error {
	a.r.author = nil // a patch may change who the user is
	last := patches[len(patches)-1]
	if a.r.reload && !a.r.state.Loading {
		return a.replace(last, now)
	}
	if err := a.read(patches); err != nil {
		return err
	}
	if last.Repin {
		a.readLet(last.Pins)
	}
	from := 0
	if !last.Rescope {
		from = a.firstAffected(last.Repin)
	}
	undone := a.r.pending[from:]
	again := a.newRedo(undone, last.Rescope)
	if err := a.undo(undone); err != nil {
		return err
	}
	if last.Rescope || last.Repin || a.r.reload {
		a.window(last)
	}
	a.writeAuthor()
	for _, s := range a.steps {
		a.write(s)
	}
	a.letGo()
	a.close(now, patches...)
	if last.Rescope || a.r.reload {
		if err := a.rescope(last.Rescope); err != nil {
			return err
		}
	}
	if err := a.judge(); err != nil {
		return err
	}
	again.run()
	a.w.PutState(a.r.state)
	return nil
}

// replace puts everything that the device may hold in the place of what it holds,
// part by part: all of it at once would not fit a tablet's memory.
func (a *applying) replace(last *Ahead, now kernel.Time) error {
	again := a.redoAll(a.r.pending)
	a.verdicts = map[int64]*wire.Verdict{}
	a.w.Clear()
	err := a.w.Staged(func(data []byte) error {
		m, err := wire.Decode(data)
		if err != nil {
			return err
		}
		return a.put(aheadOf(m))
	})
	if err != nil {
		return err
	}
	if err := a.put(last); err != nil {
		return err
	}
	a.window(last)
	a.close(now, last)
	if err := a.rescope(false); err != nil {
		return err
	}
	if err := a.judge(); err != nil {
		return err
	}
	again.run()
	a.w.PutState(a.r.state)
	return nil
}

// put writes what a part of a reload brings.
func (a *applying) put(p *Ahead) error {
	var s step
	a.touched = map[kernel.Key]bool{} // everything pending is predicted again anyway
	if err := a.readPatch(p, &s); err != nil {
		return err
	}
	a.write(s)
	return nil
}

func (a *applying) readVerdicts(p *Ahead) {
	for i := range p.Verdicts {
		a.verdicts[p.Verdicts[i].Key] = &p.Verdicts[i]
	}
}

// read decodes what is to be applied: the staged parts of a catch-up, then the
// patches, of which the first is its end. Each is a step of its own, because a later
// one may bring back what an earlier one has evicted.
func (a *applying) read(patches []*Ahead) error {
	a.verdicts, a.touched = map[int64]*wire.Verdict{}, map[kernel.Key]bool{}
	err := a.w.Staged(func(data []byte) error {
		m, err := wire.Decode(data)
		if err != nil {
			return err
		}
		return a.readStep(aheadOf(m))
	})
	for _, p := range patches {
		if err == nil {
			err = a.readStep(p)
		}
	}
	return err
}

func (a *applying) readStep(p *Ahead) error {
	a.steps = append(a.steps, step{})
	return a.readPatch(p, &a.steps[len(a.steps)-1])
}

func (a *applying) readPatch(p *Ahead, s *step) error {
	a.readVerdicts(p)
	for i := range p.Rows {
		row, err := p.row(a.r.Catalog, i)
		if err != nil {
			return err
		}
		if row != nil {
			s.changed = append(s.changed, row)
			a.touched[kernel.Key{Schema: row.Base().Schema(), ID: row.Base().ID}] = true
		} else if schema := a.r.Catalog.SchemaByNumber(uint32(p.Rows[i].Entity)); schema != nil {
			a.readGone(kernel.Key{Schema: schema, ID: p.Rows[i].ID}, s)
		}
	}
	return nil
}

// readGone notes a row to evict, and what leaves with it: what follows it here, and what
// did before predictions.
func (a *applying) readGone(key kernel.Key, s *step) {
	s.gone = append(s.gone, key)
	a.touchGone(key)
}

func (a *applying) touchGone(key kernel.Key) {
	if a.goes[key] {
		return
	}
	if a.goes == nil {
		a.goes = map[kernel.Key]bool{}
	}
	a.goes[key], a.touched[key] = true, true
	row := key.Schema.New()
	row.Base().ID = key.ID
	for _, f := range a.r.Catalog.Followers(a.w, row) {
		a.touchGone(kernel.Key{Schema: f.Base().Schema(), ID: f.Base().ID})
	}
	for _, f := range a.followersBefore()[key] {
		a.touchGone(f)
	}
}

// followersBefore lists, of the rows that predictions changed, those that followed
// another one before, by that one.
func (a *applying) followersBefore() map[kernel.Key][]kernel.Key {
	if a.followed != nil {
		return a.followed
	}
	a.followed = map[kernel.Key][]kernel.Key{}
	met := map[kernel.Key]bool{}
	for _, p := range a.r.pending {
		for _, u := range p.Undo {
			s := a.r.Catalog.SchemaByNumber(uint32(u.Entity))
			key := kernel.Key{Schema: s, ID: u.ID}
			if s == nil || met[key] {
				continue
			}
			met[key] = true
			if row, err := s.Decode(u.Body); u.Body != nil && err == nil { // else undo says so
				if schema, id := kernel.Leader(row); schema != nil {
					leader := kernel.Key{Schema: schema, ID: id}
					a.followed[leader] = append(a.followed[leader], key)
				}
			}
		}
	}
	return a.followed
}

// undo takes predictions back: a row becomes what the oldest of them found.
func (a *applying) undo(undone []*Pending) error {
	oldest := map[kernel.Key][]byte{}
	var keys []kernel.Key
	for i := len(undone) - 1; i >= 0; i-- {
		for _, u := range undone[i].Undo {
			s := a.r.Catalog.SchemaByNumber(uint32(u.Entity))
			if s == nil {
				continue // of another release: the load that follows a change of it brings the row anew
			}
			key := kernel.Key{Schema: s, ID: u.ID}
			if _, seen := oldest[key]; !seen {
				keys = append(keys, key)
			}
			oldest[key] = u.Body
		}
	}
	for _, key := range keys {
		a.note(key)
		body := oldest[key]
		if body == nil {
			a.w.Delete(key.Schema, key.ID)
			continue
		}
		row, err := key.Schema.Decode(body)
		if err != nil {
			return err
		}
		a.w.Put(row)
	}
	return nil
}

func (a *applying) note(key kernel.Key) {
	if !a.news.Whole {
		a.news.Rows = append(a.news.Rows, key)
	}
}

// writeAuthor writes first who the user is in the end: with what goes, only that stays
// which he sees then.
func (a *applying) writeAuthor() {
	for _, s := range a.steps {
		for _, row := range s.changed {
			if kernel.Identifies(row.Base().Schema()) {
				a.w.Put(row)
			}
		}
	}
}

func (a *applying) write(s step) {
	for _, row := range s.changed {
		a.w.Put(row)
		a.note(kernel.Key{Schema: row.Base().Schema(), ID: row.Base().ID})
	}
	for _, key := range s.gone {
		a.evict(key)
	}
}

// evict takes a row out together with everything that shares its audience and has no
// other. The row itself may have been predicted away already.
func (a *applying) evict(key kernel.Key) {
	row := a.w.Get(key.Schema, key.ID)
	if row == nil {
		row = key.Schema.New()
		row.Base().ID = key.ID
	}
	for _, f := range leaving(a.r.Catalog, a.w, a.sight(), row) {
		gone := kernel.Key{Schema: f.Base().Schema(), ID: f.Base().ID}
		a.w.Delete(gone.Schema, gone.ID)
		a.note(gone)
	}
}

// sight is through whose eyes rows are held; nobody's where the rows do not say yet who
// the user is.
func (a *applying) sight() *kernel.Viewer {
	if a.eyes == nil {
		a.eyes = &kernel.Viewer{}
		if author, err := kernel.Identify(a.r.Catalog, a.w, a.r.Identity.Device, a.r.Identity.User); err == nil {
			a.eyes = a.r.eyes(author)
		}
	}
	return a.eyes
}

// close moves the state to where the patches lead.
func (a *applying) close(now kernel.Time, patches ...*Ahead) {
	st := &a.r.state
	st.History = a.r.history
	for _, p := range patches {
		if p.To > st.Version || a.r.reload || p.To == st.Version && len(p.Chain) > 0 {
			st.Version, st.Chain = p.To, p.Chain
		}
	}
	st.AsOf, st.Resume = now+kernel.Time(st.Offset), Resume{}
	if a.r.reload {
		st.Loading, st.Catalog, st.Known = false, a.r.digest, a.r.declared
	}
	if last := patches[len(patches)-1]; last.Rescope && len(a.r.brings) > 0 {
		st.brought(a.r.brings, a.r.declared)
		a.r.complete()
	}
}
