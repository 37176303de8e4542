// Package sqlite keeps one company in one SQLite file: its rows, its operation
// log and the log of changes that devices catch up by.
//
// One connection writes, in the hands of the company's executor, with a cache of
// rows in front of it. Views are read transactions on connections of their own,
// so a catch-up of any length sees one version and holds nobody up. A third way
// in, [Store.Side], is for tables that only the server knows, such as passwords.
//
// Every commit is synced before it is confirmed (synchronous FULL): go-sqlite3's
// own default loses confirmed commits in a power loss.
package sqlite
