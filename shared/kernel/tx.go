package kernel

import (
	"errors"
	"fmt"
	"slices"
	"sort"
	"unsafe"
)

// Presence is the answer of a read beside the row.
type Presence uint8

// The three answers.
const (
	Found   Presence = iota + 1
	Absent           // the reader holds everything there, and it is not among it
	Unknown          // it may exist outside what the reader holds
)

// Reader is the store below a transaction. The rows it returns are shared and
// must not be changed. A failing store panics with a [StoreError]; whoever runs
// commands recovers it at the edge.
type Reader interface {
	// Get finds a row, nil when there is none.
	Get(s *Schema, id ID) Row
	// Range lists the rows with the key in the order of the index.
	Range(ix *Index, key []Value) []Row
}

// StoreError carries a store's failure through a command's code.
type StoreError struct{ Err error }

func (e StoreError) Error() string { return "kernel: store: " + e.Err.Error() }
func (e StoreError) Unwrap() error { return e.Err }

// Catch is deferred by code that reads: a failing store's panic becomes the error of
// the function, any other goes on.
func Catch(err *error) {
	switch p := recover().(type) {
	case nil:
	case StoreError:
		*err = errors.Join(*err, p)
	default:
		panic(p)
	}
}

// Key names a row.
type Key struct {
	Schema *Schema
	ID     ID
}

// RangeKey names the range a command has read.
type RangeKey struct {
	Index *Index
	Key   string // KeyString of the key
}

// Tx is what a command sees and does. It is not safe for several goroutines.
type Tx struct {
	Catalog *Catalog
	Call    *Call
	Author  *Author

	base      Reader
	viewer    *Viewer // whose eyes; nil sees all
	settling  bool
	rewriting bool // an upgrade may change what is otherwise written once
	server    bool
	rows      map[Key]*held
	touched   []*held // in the order of first touch
	blind     []blindAdd
	points    map[Key]bool
	ranges    map[RangeKey]bool
	followed  []Followed
	born      map[ID]*Schema    // on the server: ids taken to be new without asking the store
	hid       bool              // the viewer's sight kept a row from the command that is there
	careful   bool              // the store is asked for every one of them
	later     func(string) bool // see [Tx.Again]
}

// held is the transaction's own copy of a row.
type held struct {
	schema *Schema
	row    Row
	before Row // as the store has it; nil for a row born here
	sets   fieldSet
	adds   []fieldAdd
	seen   bool // visible to the viewer
	dirty  bool // among the touched
	shed   bool // an upgrade took fields from it that this release does not know
	made   bool // its id is born of the command, so it is the command's own
}

// blindAdd is a delta on a row that the author does not hold.
type blindAdd struct {
	schema *Schema
	id     ID
	field  *Field
	delta  int64
}

// NewTx opens a transaction over a store, through the viewer's eyes.
func NewTx(c *Catalog, base Reader, viewer *Viewer, call *Call, author *Author) *Tx {
	return &Tx{
		Catalog: c, Call: call, Author: author, base: base, viewer: viewer,
		rows: map[Key]*held{}, points: map[Key]bool{}, ranges: map[RangeKey]bool{},
		born: map[ID]*Schema{},
	}
}

// Get reads a row by id. The row is the transaction's own copy: it shows what
// this transaction has written, and only Set and Add change it.
func (e *Entity[T]) Get(tx *Tx, ref Ref[T]) (*T, Presence) {
	row, p := tx.get(e.In(tx.Catalog), ID(ref))
	if p != Found {
		return nil, p
	}
	return any(row).(*T), Found
}

// Need reads a row that the command cannot do without: absent is a refusal,
// unknown ends the prediction.
func (e *Entity[T]) Need(tx *Tx, ref Ref[T]) (*T, error) {
	row, p := e.Get(tx, ref)
	switch p {
	case Found:
		return row, nil
	case Unknown:
		return nil, ErrNeedsServer
	}
	s := e.In(tx.Catalog)
	return nil, NotThere.With(Words("entity", s.Zh, s.En))
}

// GetRow is Get for code that works on any entity.
func (tx *Tx) GetRow(s *Schema, id ID) (Row, Presence) { return tx.get(s, id) }

func (tx *Tx) get(s *Schema, id ID) (Row, Presence) {
	if id.IsZero() {
		return nil, Absent
	}
	key := Key{s, id}
	tx.points[key] = true
	h := tx.load(key)
	if h != nil && (tx.viewer == nil || h.seen) {
		return h.row, Found
	}
	tx.hid = tx.hid || h != nil
	if tx.viewer.Total(s) {
		return nil, Absent
	}
	return nil, Unknown
}

// load fetches a row into the transaction whether or not the viewer sees it.
func (tx *Tx) load(key Key) *held {
	if h, ok := tx.rows[key]; ok {
		return h
	}
	var row Row
	if !tx.isNew(key) {
		row = tx.base.Get(key.Schema, key.ID)
	}
	if row == nil {
		tx.rows[key] = nil
		return nil
	}
	return tx.hold(key, row)
}

func (tx *Tx) hold(key Key, row Row) *held {
	h := &held{schema: key.Schema, row: key.Schema.clone(row), before: row}
	h.seen = tx.isSeen(row)
	tx.rows[key] = h
	return h
}

// leader is a row that another follows. What a viewer sees of that one hangs on it.
func (tx *Tx) leader(s *Schema, id ID) Row {
	of := Key{s, id}
	tx.points[of] = true
	if h := tx.load(of); h != nil {
		return h.row
	}
	return nil
}

// Find returns the row with the unique key.
func (o One[T, K]) Find(tx *Tx, key K) (*T, Presence) {
	ix := tx.Catalog.byOrder[o.entity.order].index(o.index)
	rows, p := tx.rangeOf(ix, ix.normalKey(keyValues(key)))
	if typed := keyValues(key); len(rows) == 0 && !slices.Equal(typed, ix.normalKey(keyValues(key))) {
		rows, _ = tx.rangeOf(ix, typed) // of an earlier release, see [Tx.NormaliseRow]
	}
	if len(rows) > 0 {
		return any(rows[0]).(*T), Found
	}
	if p == Found {
		p = Absent
	}
	return nil, p
}

// Of lists the rows with the key, without those set aside. Found means the list
// is whole, Unknown that there may be more.
func (m Many[T, K]) Of(tx *Tx, key K) ([]*T, Presence) {
	ix := tx.Catalog.byOrder[m.entity.order].index(m.index)
	rows, p := tx.rangeOf(ix, ix.normalKey(keyValues(key)))
	list := make([]*T, len(rows))
	for i, r := range rows {
		list[i] = any(r).(*T)
	}
	return list, p
}

func (tx *Tx) rangeOf(ix *Index, key []Value) ([]Row, Presence) {
	tx.ranges[RangeKey{ix, KeyString(key)}] = true
	var rows, inStore []Row
	if !tx.newborn(ix, key) {
		inStore = tx.base.Range(ix, key)
	}
	for _, stored := range inStore {
		k := Key{ix.Schema, stored.Base().ID}
		h, ok := tx.rows[k]
		if !ok || h == nil {
			h = tx.hold(k, stored)
		}
		tx.hid = tx.hid || tx.viewer != nil && !h.seen
		if tx.shows(h, ix, key) {
			rows = append(rows, h.row)
		}
	}
	for _, h := range tx.touched {
		if h.schema != ix.Schema || h.before != nil && ix.Matches(h.before, key) {
			continue
		}
		if tx.shows(h, ix, key) {
			rows = append(rows, h.row)
		}
	}
	sort.SliceStable(rows, func(i, j int) bool { return ix.Less(rows[i], rows[j]) })
	return rows, tx.completeness(ix, key)
}

func (tx *Tx) shows(h *held, ix *Index, key []Value) bool {
	return (tx.viewer == nil || h.seen) && !h.row.Base().Removed && ix.Matches(h.row, key)
}

// completeness tells whether the viewer holds the whole range: it holds the
// entity, or the rows follow the key and it holds what they follow.
func (tx *Tx) completeness(ix *Index, key []Value) Presence {
	if tx.viewer.Total(ix.Schema) {
		return Found
	}
	windowed := ix.Schema.Bucket.set && tx.viewer.Since != 0 // what follows may be older than what it follows
	if ix.follows && ix.Fields[0].ref != nil && !windowed && tx.viewer.followsBy(ix) {
		if leader := ix.Schema.Target(ix.Fields[0]); leader != nil {
			if h := tx.load(Key{leader, key[0].ID()}); h != nil && h.seen {
				return Found
			}
		}
	}
	return Unknown
}

// followsBy tells whether the viewer sees the rows of an index that follow its key,
// as far as their gate goes.
func (v *Viewer) followsBy(ix *Index) bool {
	for _, t := range ix.Schema.Scope {
		if t.follows && t.offset == ix.Fields[0].offset {
			return v.opens(t)
		}
	}
	return false
}

// Set writes a field of a row read or inserted in this transaction. field points
// into row: Set(tx, order, &order.Due, due).
func Set[T, F any](tx *Tx, row *T, field *F, value F) {
	h, f := tx.fieldOf(any(row).(Row), unsafe.Pointer(row), unsafe.Pointer(field))
	*field = value
	h.set(f)
}

// Add changes a figure by a delta, which commutes with the deltas of others.
func Add[T any, F ~int64](tx *Tx, row *T, field *F, delta F) {
	h, f := tx.fieldOf(any(row).(Row), unsafe.Pointer(row), unsafe.Pointer(field))
	*field += delta
	h.add(f, int64(delta))
}

// Bump is Add on a row that the author may not be able to see, such as the
// balance of a customer for a storekeeper. Both sides record the same delta; the
// side that has the row applies it, so whether it is there counts as read.
func Bump[T any, F ~int64](tx *Tx, e *Entity[T], id ID, field func(*T) *F, delta F) {
	s := e.In(tx.Catalog)
	tx.points[Key{s, id}] = true
	if h := tx.load(Key{s, id}); h != nil {
		Add(tx, any(h.row).(*T), field(any(h.row).(*T)), delta)
		return
	}
	row := new(T)
	f := s.fieldAt(unsafe.Pointer(row), unsafe.Pointer(field(row)))
	tx.blind = append(tx.blind, blindAdd{s, id, f, int64(delta)})
}

// SetField and AddField are Set and Add for code that works on any entity.
func (tx *Tx) SetField(row Row, f *Field, v Value) {
	h := tx.mine(row, f)
	f.Put(row, v)
	h.set(f)
}

func (tx *Tx) fieldOf(row Row, base, field unsafe.Pointer) (*held, *Field) {
	s := row.Base().schema
	if s == nil {
		panic("kernel: the row was not read or inserted in this transaction")
	}
	f := s.fieldAt(base, field)
	return tx.mine(row, f), f
}

// mine finds the held copy that row is, and marks it touched.
func (tx *Tx) mine(row Row, f *Field) *held {
	b := row.Base()
	h := tx.rows[Key{b.schema, b.ID}]
	if h == nil || h.row != row {
		panic("kernel: the row was not read or inserted in this transaction")
	}
	if f.Settled && !tx.settling {
		panic(fmt.Sprintf("kernel: %s.%s is settled, predict may not write it", b.schema.Name, f.Name))
	}
	if h.schema.Once && h.before != nil && !tx.rewriting {
		panic(fmt.Sprintf("kernel: %s %s stands as it was written", h.schema.Name, b.ID))
	}
	if !h.dirty {
		h.dirty = true
		tx.touched = append(tx.touched, h)
	}
	return h
}

// SeesAll tells whether no row is kept from the transaction: on the server, in guards and
// in what settles.
func (tx *Tx) SeesAll() bool { return tx.viewer == nil }

// At is when the author acted, by the device's corrected clock: what is printed.
func (tx *Tx) At() Time { return tx.Call.At }

// Judged is when the server judges, on a device the time of acting: rules that
// protect the company use it.
func (tx *Tx) Judged() Time { return tx.Call.Judged }

// Today is the company's civil date of acting, JudgedDate the one of judging. No
// device's clock makes Today lie after the judgement or before the books begin.
func (tx *Tx) Today() Date {
	judged := tx.JudgedDate()
	return min(max(tx.Call.At.Date(tx.Author.Zone), tx.Author.Start), judged)
}
func (tx *Tx) JudgedDate() Date { return tx.Call.Judged.Date(tx.Author.Zone) }

// Number is the permanent number of a document born in this command: prefix,
// series of the origin, count of its commands. It needs no contact with anyone
// and never changes on paper.
func (tx *Tx) Number(prefix string) string {
	return fmt.Sprintf("%s-%s-%06d", prefix, tx.Author.Series, tx.Call.Key)
}
