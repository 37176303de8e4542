// Package postgres keeps one company in one schema of a PostgreSQL database,
// version 15 or later.
//
// Several programs may have a company open; who judges holds its [Lease]. A commit
// compares the lease's epoch in its own transaction, so who has lost it can write
// nothing more, whatever his clock says.
package postgres
