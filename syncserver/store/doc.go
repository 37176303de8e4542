// Package store keeps one company in a database: its rows, its operation log, the
// log of changes that devices catch up by, and the tables that only the server
// knows. It is written once for SQLite and PostgreSQL: what differs between them is
// a [Database], made by the packages sqlite (one file) and postgres (one schema).
//
// One connection writes, in the hands of the company's executor, with a cache of
// rows in front of it. Views are read transactions on connections of their own,
// so a catch-up of any length sees one version and holds nobody up. A third way
// in, [Store.Side], is for tables that only the server knows, such as passwords:
// each is a [Table], declared once beside who uses it.
//
// Statements are one text for both databases: arguments are $1, $2 … in the order
// in which they first appear, which SQLite takes too.
package store
