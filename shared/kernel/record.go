package kernel

import "unsafe"

// Record is what every row has. Entities embed it (most through a document or
// master base of their module).
type Record struct {
	ID      ID
	Version int64  `is:"derived"`                       // version of the company at which the row last changed; 0 while only predicted
	Removed bool   `zh:"已删除" en:"Deleted" is:"derived"` // set aside by <entity>.remove; kept, because an edit brings it back
	Retired bool   `zh:"已停用" en:"Retired" is:"derived"` // by <entity>.retire: no longer offered; only rows that can be removed have it
	Custom  Custom // values of customer-defined fields

	unknown unknownFields
	schema  *Schema
}

// unknownFields are fields of a newer release, kept as they came.
type unknownFields []byte

// Base gives access to the record of any row.
func (r *Record) Base() *Record { return r }

// Schema is the entity the row belongs to; nil for a row made by hand that was
// not inserted yet.
func (r *Record) Schema() *Schema { return r.schema }

// Row is a pointer to an entity struct.
type Row interface{ Base() *Record }

// addressOf is the address of the struct a Row points to. The dynamic type of a
// Row is always a pointer, so the data word of the interface is that address.
func addressOf(row Row) unsafe.Pointer {
	type iface struct{ tab, data unsafe.Pointer }
	return (*iface)(unsafe.Pointer(&row)).data
}

// Get reads a field of a row as a value.
func (f *Field) Get(row Row) Value { return f.get(addressOf(row)) }

// Put writes a field of a row that nobody else sees yet: one that is being read
// from a store or a file. Inside a command use Set and Add.
func (f *Field) Put(row Row, v Value) { f.set(addressOf(row), v) }

// Encode appends the row's record to dst.
func Encode(dst []byte, row Row) []byte {
	return row.Base().schema.Plan.append(dst, addressOf(row))
}

// UnknownFields returns the fields of newer releases that the row carries.
func UnknownFields(row Row) []byte { return row.Base().unknown }

// PutUnknownFields gives a row being read from a store the fields kept for newer
// releases.
func PutUnknownFields(row Row, raw []byte) { row.Base().unknown = append(unknownFields(nil), raw...) }
