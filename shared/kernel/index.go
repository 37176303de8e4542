package kernel

import (
	"encoding/binary"
	"reflect"
	"slices"
	"sort"
	"unsafe"
)

// An index is the only way to read more than one row inside a command. It is
// declared, so the store has it, and its range is what the transaction records.
type indexDecl struct {
	name    string
	offsets []uintptr
	keyLen  int // columns that a lookup gives; the rest only order
	unique  bool
	atHand  bool
	holds   bool
	carried bool
}

// Index is a declared index of one schema.
type Index struct {
	Schema  *Schema
	Name    string
	Fields  []*Field // key columns, then ordering columns; the id always comes last
	KeyLen  int
	Unique  bool
	AtHand  bool // see [Many.AtHand]
	Holds   bool // see [Many.Holds]
	Carried bool // see [Many.Carried]

	follows bool // the first column is what the rows follow
}

// Many is an index by which a command finds all rows with a key.
type Many[T, K any] struct {
	entity *declaration
	index  *indexDecl
}

// One is a unique key by which a command finds at most one row. Rows whose key
// is empty are not indexed.
type One[T, K any] struct {
	entity *declaration
	index  *indexDecl
}

// Key2 is a key of two columns.
type Key2[A, B any] struct {
	A A
	B B
}

// Find declares an index on one column; more columns give the order of the rows.
func Find[T, K any](e *Entity[T], key func(*T) *K, order ...func(*T) any) Many[T, K] {
	return Many[T, K]{e.decl, e.decl.addIndex(false, 1, offsetsOf(key, order)...)}
}

// AtHand promises that whoever writes a row holds the row that the first column
// names. A plain id says not of which entity that is, so nobody could check
// otherwise that it exists; with the promise a server knows without looking that a
// newborn row is not referred to yet. A command that breaks it breaks.
func (m Many[T, K]) AtHand() Many[T, K] {
	m.index.atHand = true
	return m
}

// Find2 declares an index on two columns.
func Find2[T, A, B any](e *Entity[T], a func(*T) *A, b func(*T) *B, order ...func(*T) any) Many[T, Key2[A, B]] {
	row := new(T)
	second := uintptr(unsafe.Pointer(b(row))) - uintptr(unsafe.Pointer(row))
	offsets := offsetsOf(a, order)
	offsets = append(offsets[:1:1], append([]uintptr{second}, offsets[1:]...)...)
	return Many[T, Key2[A, B]]{e.decl, e.decl.addIndex(false, 2, offsets...)}
}

// Unique declares a unique key.
func Unique[T, K any](e *Entity[T], key func(*T) *K) One[T, K] {
	return One[T, K]{e.decl, e.decl.addIndex(true, 1, offsetsOf(key, nil)...)}
}

func offsetsOf[T, K any](key func(*T) *K, order []func(*T) any) []uintptr {
	row := new(T)
	base := uintptr(unsafe.Pointer(row))
	offsets := []uintptr{uintptr(unsafe.Pointer(key(row))) - base}
	for _, o := range order {
		offsets = append(offsets, reflect.ValueOf(o(row)).Pointer()-base)
	}
	return offsets
}

func (d *declaration) addIndex(unique bool, keyLen int, offsets ...uintptr) *indexDecl {
	ix := &indexDecl{offsets: offsets, keyLen: keyLen, unique: unique, name: d.name}
	for _, o := range offsets {
		f := d.plan.byOffset[o]
		if f == nil {
			panic("kernel: an index of " + d.name + " names no field of it")
		}
		ix.name += "_" + f.Name
	}
	d.indexes = append(d.indexes, ix)
	return ix
}

func (s *Schema) buildIndexes() {
	for _, decl := range s.decl.indexes {
		s.addIndex(decl)
	}
	for _, t := range s.Scope {
		if t.follows && s.decl.main == nil && s.followIndex(t) == nil {
			s.addIndex(&indexDecl{name: s.Name + "_" + s.Plan.byOffset[t.offset].Name, offsets: []uintptr{t.offset}, keyLen: 1})
		}
	}
	s.indexStates()
	sort.Slice(s.Indexes, func(i, j int) bool { return s.Indexes[i].Name < s.Indexes[j].Name })
}

func (s *Schema) addIndex(decl *indexDecl) {
	ix := &Index{Schema: s, Name: decl.name, KeyLen: decl.keyLen, Unique: decl.unique, AtHand: decl.atHand, Holds: decl.holds, Carried: decl.carried}
	for _, o := range decl.offsets {
		ix.Fields = append(ix.Fields, s.Plan.byOffset[o])
	}
	for _, t := range s.Scope {
		ix.follows = ix.follows || t.follows && t.offset == decl.offsets[0]
	}
	s.Indexes = append(s.Indexes, ix)
}

// followIndex finds the index by which a term's followers of a row are listed.
func (s *Schema) followIndex(t Term) *Index {
	for _, ix := range s.Indexes {
		if ix.KeyLen == 1 && ix.Fields[0].offset == t.offset {
			return ix
		}
	}
	return nil
}

// FollowsBy tells whether the rows are seen by whoever sees what the field names,
// so that they belong to it.
func (s *Schema) FollowsBy(f *Field) bool {
	return slices.ContainsFunc(s.Scope, func(t Term) bool { return t.follows && t.offset == f.offset })
}

// index finds the schema's form of a declared index.
func (s *Schema) index(decl *indexDecl) *Index {
	for _, ix := range s.Indexes {
		if ix.Name == decl.name {
			return ix
		}
	}
	panic("kernel: " + decl.name + " is not an index of this release")
}

// Followers lists the rows that share the audience of a row directly, because
// they follow it.
func (c *Catalog) Followers(r Reader, leader Row) []Row {
	var rows []Row
	of, id := leader.Base().schema, leader.Base().ID
	for _, t := range c.Trails(of) {
		if t.Schema.Main != nil {
			if row := r.Get(t.Schema, id); row != nil {
				rows = append(rows, row)
			}
			continue
		}
		for _, row := range r.Range(t.Schema.followIndex(t.term), []Value{Of(id)}) {
			if t.Leads(row) {
				rows = append(rows, row)
			}
		}
	}
	return rows
}

// KeyOf is the row's key in the index.
func (ix *Index) KeyOf(row Row) []Value {
	ix.mustOwn(row)
	key := make([]Value, ix.KeyLen)
	for i := range key {
		key[i] = ix.Fields[i].Get(row)
	}
	return key
}

// Matches tells whether the row has the key.
func (ix *Index) Matches(row Row, key []Value) bool {
	ix.mustOwn(row)
	for i, v := range key {
		if ix.Fields[i].Get(row).Compare(v) != 0 {
			return false
		}
	}
	return true
}

// mustOwn stops a row of another entity: its memory has other fields there.
func (ix *Index) mustOwn(row Row) {
	if row.Base().schema != ix.Schema {
		panic("kernel: " + ix.Name + " is no index of " + row.Base().schema.Name)
	}
}

// Less is the order of rows with the same key.
func (ix *Index) Less(a, b Row) bool {
	for _, f := range ix.Fields[ix.KeyLen:] {
		if c := f.Get(a).Compare(f.Get(b)); c != 0 {
			return c < 0
		}
	}
	ai, bi := a.Base().ID, b.Base().ID
	return string(ai[:]) < string(bi[:])
}

// KeyString is a key as a map key.
func KeyString(key []Value) string { return string(AppendKey(nil, key)) }

// AppendKey appends the bytes of [KeyString] to b.
func AppendKey(b []byte, key []Value) []byte {
	for _, v := range key {
		b = appendKeyPart(b, v)
	}
	return b
}

func appendKeyPart(b []byte, v Value) []byte {
	b = append(b, byte(v.Kind))
	b = binary.BigEndian.AppendUint64(b, uint64(v.Int))
	b = binary.BigEndian.AppendUint64(b, uint64(len(v.Str)))
	return append(b, v.Str...)
}

// AppendKeyOf appends the bytes of [KeyString] of the row's key to b.
func (ix *Index) AppendKeyOf(b []byte, row Row) []byte {
	ix.mustOwn(row)
	base := addressOf(row)
	for _, f := range ix.Fields[:ix.KeyLen] {
		if f.Kind != KindID {
			b = appendKeyPart(b, f.get(base))
			continue
		}
		id := (*ID)(f.at(base))
		b = append(b, byte(KindID))
		b = binary.BigEndian.AppendUint64(b, 0)
		if id.IsZero() {
			b = binary.BigEndian.AppendUint64(b, 0)
			continue
		}
		b = binary.BigEndian.AppendUint64(b, uint64(len(id)))
		b = append(b, id[:]...)
	}
	return b
}

func keyValues(key any) []Value {
	type parts interface{ values() []Value }
	if p, ok := key.(parts); ok {
		return p.values()
	}
	return []Value{Of(key)}
}

func (k Key2[A, B]) values() []Value { return []Value{Of(k.A), Of(k.B)} }
