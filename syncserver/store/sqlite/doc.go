// Package sqlite keeps one company in one SQLite file.
//
// Every commit is synced before it is confirmed (synchronous FULL): go-sqlite3's
// own default loses confirmed commits in a power loss.
package sqlite
