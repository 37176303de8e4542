// Package rowstore keeps the rows of a catalogue in SQL tables, in SQLite and in
// PostgreSQL, and reads them back as fast as code written by hand for each
// entity would.
//
// A [Store] knows the statements of one catalogue in one dialect and may be
// shared. A [Session] runs them on one connection, transaction or pool and
// belongs to one goroutine. A [Cache] in front of a session answers the reads of
// a sole writer from memory.
//
// The package opens no database and imports no driver: whoever has the
// connection decides about files, durability and pools.
package rowstore
