package sim

import (
	"bytes"
	"fmt"
	"maps"
	"math"
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/sync/authority"
)

// store is what the authority works on.
func (d *ServerDisk) store() authority.Store {
	if d.file != nil {
		return companyOnFile{d.file, d}
	}
	return d
}

// companyOnFile reads from the real file, and writes to it and to memory.
type companyOnFile struct {
	CompanyFile
	disk *ServerDisk
}

// State implements authority.Store.
func (f companyOnFile) State() (authority.State, error) {
	st, err := f.CompanyFile.State()
	want, _ := f.disk.State() // in memory
	if what := apart(st, want); err == nil && what != "" {
		err = Kept.Broken("where the company stands: %s", what)
	}
	return st, err
}

// Get implements kernel.Reader.
func (f companyOnFile) Get(s *kernel.Schema, id kernel.ID) kernel.Row {
	f.disk.hiccup()
	return f.CompanyFile.Get(s, id)
}

// Ahead implements authority.Store.
func (f companyOnFile) Ahead(c *authority.Commit) {
	f.CompanyFile.Ahead(c)
	f.disk.Ahead(c)
}

// Forget implements authority.Store.
func (f companyOnFile) Forget() {
	f.CompanyFile.Forget()
	f.disk.Forget()
}

// Commit implements authority.Store. Where the power is to fail before the commit is
// durable, a part of it is written.
func (f companyOnFile) Commit(c *authority.Commit) error {
	if fails := f.disk.failNext; fails != nil {
		if err := fails(); err != nil {
			if torn := f.Tear(c, c.To*37%1000); torn != nil {
				return torn
			}
			return err
		}
	}
	err := f.CompanyFile.Commit(c)
	if err == nil {
		err = f.disk.Commit(c)
	}
	return err
}

// Recovered implements authority.Store.
func (f companyOnFile) Recovered() error {
	err := f.CompanyFile.Recovered()
	if err == nil {
		err = f.disk.Recovered()
	}
	return err
}

// Verdict implements authority.Store.
func (f companyOnFile) Verdict(origin kernel.ID, key int64) (*authority.Judged, error) {
	j, err := f.CompanyFile.Verdict(origin, key)
	want, _ := f.disk.Verdict(origin, key) // in memory
	if err == nil {
		err = judgedApart(j, want)
	}
	return j, err
}

// LastKey implements authority.Store.
func (f companyOnFile) LastKey(origin kernel.ID) (int64, error) {
	key, err := f.CompanyFile.LastKey(origin)
	if want, _ := f.disk.LastKey(origin); err == nil && key != want { // in memory
		err = Kept.Broken("the last key of %s is %d and was %d", origin, key, want)
	}
	return key, err
}

// Commands implements authority.Store.
func (f companyOnFile) Commands(ids []kernel.ID) ([]kernel.ID, error) {
	used, err := f.CompanyFile.Commands(ids)
	if want, _ := f.disk.Commands(ids); err == nil && !sameSet(used, want) { // in memory
		err = Kept.Broken("commands have the ids %v and had %v", used, want)
	}
	return used, err
}

// ChainAt implements authority.Store.
func (f companyOnFile) ChainAt(version int64) ([]byte, error) {
	chain, err := f.CompanyFile.ChainAt(version)
	if want, _ := f.disk.ChainAt(version); err == nil && !bytes.Equal(chain, want) { // in memory
		err = Kept.Broken("the chain of version %d is another one", version)
	}
	return chain, err
}

// View implements authority.Store.
func (f companyOnFile) View() (authority.Reader, error) {
	view, err := f.CompanyFile.View()
	want, _ := f.disk.View() // in memory
	return viewOnFile{view, want, f.disk}, err
}

// viewOnFile holds what a sight of the file says against memory.
type viewOnFile struct {
	authority.Reader
	want authority.Reader
	disk *ServerDisk
}

// Along implements authority.Reader. Rows that the viewer does not see may be among what
// lies along a way, in the file and in memory others.
func (v viewOnFile) Along(eyes *kernel.Viewer, way kernel.Way, after kernel.ID, most int) ([]kernel.Row, error) {
	list, err := v.Reader.Along(eyes, way, after, most)
	if err != nil {
		return nil, err
	}
	seen, led := v.along(eyes, way, after)
	if len(list) == most { // behind the last of them is the next answer
		seen, led = upTo(seen, list[most-1]), upTo(led, list[most-1])
	}
	v.disk.paged = v.disk.paged || len(list) != len(led)
	if !holds(list, seen) || !holds(led, list) {
		return nil, Kept.Broken("%d rows of %s lie along a way of which %d are led and %d seen", len(list), way.Schema.Name, len(led), len(seen))
	}
	return list, nil
}

// CountAlong implements authority.Reader.
func (v viewOnFile) CountAlong(eyes *kernel.Viewer, way kernel.Way) (int64, error) {
	n, err := v.Reader.CountAlong(eyes, way)
	seen, led := v.along(eyes, way, kernel.ID{})
	v.disk.paged = v.disk.paged || n != int64(len(led))
	if err == nil && (n < int64(len(seen)) || n > int64(len(led))) {
		err = Kept.Broken("%d rows of %s are counted along a way of which %d are led and %d seen", n, way.Schema.Name, len(led), len(seen))
	}
	return n, err
}

// Led implements authority.Reader.
func (v viewOnFile) Led(trail kernel.Trail) (bool, error) {
	led, err := v.Reader.Led(trail)
	if led || err != nil {
		return led, err
	}
	return false, v.want.Scan(trail.Schema, func(row kernel.Row) error {
		if trail.Leads(row) {
			return Kept.Broken("%s are said to follow no %s", trail.Schema.Name, trail.Leader.Name)
		}
		return nil
	})
}

// along is what memory has of a way, and what of that is seen.
func (v viewOnFile) along(eyes *kernel.Viewer, way kernel.Way, after kernel.ID) (seen, led []kernel.Row) {
	led, _ = v.want.Along(eyes, way, after, math.MaxInt) // in memory
	for _, row := range led {
		if eyes.Sees(row, v.want.Get) {
			seen = append(seen, row)
		}
	}
	return seen, led
}

func upTo(rows []kernel.Row, last kernel.Row) []kernel.Row {
	return slices.DeleteFunc(slices.Clone(rows), func(row kernel.Row) bool { return before(last, row) })
}

// holds tells whether all of the rows are among others; both are in the order of ids.
func holds(rows, some []kernel.Row) bool {
	for _, row := range some {
		i, found := slices.BinarySearchFunc(rows, row, func(a, b kernel.Row) int { return bytes.Compare(a.Base().ID[:], b.Base().ID[:]) })
		if !found || !sameRows(rows[i:i+1], []kernel.Row{row}) {
			return false
		}
	}
	return true
}

// Gather implements authority.Reader.
func (v viewOnFile) Gather(s *kernel.Schema, field *kernel.Field, ids []kernel.ID) ([]kernel.Row, error) {
	list, err := v.Reader.Gather(s, field, ids)
	if want, _ := v.want.Gather(s, field, ids); err == nil && !sameRows(list, want) { // in memory
		err = Kept.Broken("%d rows of %s name something by %s, and %d did", len(list), s.Name, field.Name, len(want))
	}
	return list, err
}

// VerdictsOf implements authority.Reader.
func (v viewOnFile) VerdictsOf(origin kernel.ID, after int64, most int) ([]authority.Judged, error) {
	list, err := v.Reader.VerdictsOf(origin, after, most)
	want, _ := v.want.VerdictsOf(origin, after, most) // in memory
	if err == nil && len(list) != len(want) {
		err = Kept.Broken("%d verdicts of %s are there after %d, and %d were", len(list), origin, after, len(want))
	}
	for i := range want {
		if err == nil {
			err = judgedApart(&list[i], &want[i])
		}
	}
	return list, err
}

// Changes implements authority.Reader.
func (v viewOnFile) Changes(after int64, visit func(*authority.Change) error) error {
	var want []authority.Change
	if err := v.want.Changes(after, func(c *authority.Change) error { want = append(want, *c); return nil }); err != nil {
		return err // the log does not reach back so far
	}
	n := 0
	err := v.Reader.Changes(after, func(c *authority.Change) error {
		if n >= len(want) || !sameChange(c, &want[n]) {
			return Kept.Broken("line %d of the log after version %d is another one", n+1, after)
		}
		n++
		return visit(c)
	})
	if err == nil && n < len(want) {
		err = Kept.Broken("%d lines of the log after version %d are %d", len(want), after, n)
	}
	return err
}

func sameChange(a, b *authority.Change) bool {
	return a.Version == b.Version && (a.Before == nil) == (b.Before == nil) && (a.After == nil) == (b.After == nil) && slices.Equal(a.Before, b.Before) && slices.Equal(a.After, b.After) && slices.Equal(a.Rows, b.Rows)
}

// judgedApart compares what was judged, without arguments, which not everybody is sent.
func judgedApart(a, b *authority.Judged) error {
	if a == nil || b == nil {
		if a != b {
			return Kept.Broken("a verdict is %v and was %v", a, b)
		}
		return nil
	}
	x, y := *a, *b
	x.Call.Args, y.Call.Args, x.Left, y.Left = nil, nil, nil, nil
	what := apart(x.Call, y.Call)
	if x.Call, y.Call = (kernel.Call{}), (kernel.Call{}); what == "" {
		what = apart(x, y)
	}
	if what != "" {
		return Kept.Broken("of version %d, %s", a.Version, what)
	}
	return nil
}

// rise opens the company's file again, of a server that has ended.
func (d *ServerDisk) rise(c *kernel.Catalog) error {
	if err := d.file.Rise(); err != nil {
		return err
	}
	return d.checkFile(c)
}

// checkFile holds the company's file against memory.
func (d *ServerDisk) checkFile(c *kernel.Catalog) error {
	if d.file == nil {
		return nil
	}
	if err := d.file.Whole(); err != nil {
		return Kept.Broken("the server: %v", err)
	}
	if what := sameAs(c, d.Memory, d.file); what != "" {
		return Kept.Broken("the server's file %s", what)
	}
	on := companyOnFile{d.file, d}
	if _, err := on.State(); err != nil {
		return err
	}
	view, err := on.View()
	if err != nil {
		return err
	}
	defer view.Close()
	err = view.Changes(d.state.Floor, func(*authority.Change) error { return nil })
	for _, origin := range slices.SortedFunc(maps.Keys(d.origins()), func(a, b kernel.ID) int { return bytes.Compare(a[:], b[:]) }) {
		if err == nil {
			_, err = view.VerdictsOf(origin, 0, len(d.judged))
		}
		if err == nil {
			err = d.checkCommands(view, origin)
		}
	}
	return err
}

func (d *ServerDisk) origins() map[kernel.ID]bool {
	all := map[kernel.ID]bool{}
	for i := range d.judged {
		all[d.judged[i].Call.Origin] = true
	}
	return all
}

// checkCommands holds whole commands against memory.
func (d *ServerDisk) checkCommands(view authority.Reader, origin kernel.ID) error {
	return view.CommandsOf(origin, func(j *authority.Judged) error {
		want := d.judged[d.byKey[callKey{origin, j.Call.Key}]]
		if !bytes.Equal(j.Call.Args, want.Call.Args) || fmt.Sprint(j.Left) != fmt.Sprint(want.Left) {
			return Kept.Broken("%s, version %d, has other arguments", j.Call.Name, j.Version)
		}
		return nil
	})
}
