// Package all is the line-up: it imports every module once, so that their
// declarations make up the catalogue, and it keeps the lock file of the numbers
// that rows, arguments and frames carry.
package all

import (
	_ "embed" // fields.lock

	"heyi/shared/habit"
	"heyi/shared/kernel"

	// Masters.
	_ "heyi/shared/flow"
	_ "heyi/shared/org"
	_ "heyi/shared/party"
	_ "heyi/shared/product"

	// Engines.
	_ "heyi/shared/debt"
	_ "heyi/shared/ledger"
	_ "heyi/shared/stock"
	_ "heyi/shared/tax"

	// Documents.
	_ "heyi/shared/finance"
	_ "heyi/shared/sales"

	// Figures, and the record of who took them out.
	_ "heyi/shared/analytics"
)

// Latest is the release of the catalogue that this program is.
const Latest = 1

//go:embed fields.lock
var lockText string

// People search and sort Chinese names by their sound, and write phone numbers in
// many ways, on every side alike.
func init() {
	kernel.NormalPhone = habit.NormalPhone
	kernel.FindKey, kernel.SortKey, kernel.KeyVersion = habit.FindKey, habit.SortKey, habit.KeyVersion
}

// Catalog builds the catalogue of a release, with the locked numbers. It panics
// on a broken lock file, which is part of the program. Schemas belong to their
// catalogue, so a process keeps one per release.
func Catalog(release int) *kernel.Catalog {
	lock, err := kernel.ParseLock(lockText)
	if err != nil {
		panic(err)
	}
	return kernel.NewCatalog(release, lock)
}
