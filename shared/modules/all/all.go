// Package all is the line-up: it imports every module once, so that their
// declarations make up the catalogue, and it keeps the lock file of the numbers
// that rows, arguments and frames carry.
package all

import (
	_ "embed" // fields.lock

	"heyi/shared/kernel"
	"heyi/shared/module"
	"heyi/shared/tools/habit"

	// Masters.
	_ "heyi/shared/modules/masters/flow"
	_ "heyi/shared/modules/masters/org"
	_ "heyi/shared/modules/masters/party"
	_ "heyi/shared/modules/masters/product"

	// Engines.
	_ "heyi/shared/modules/engines/debt"
	_ "heyi/shared/modules/engines/ledger"
	_ "heyi/shared/modules/engines/stock"
	_ "heyi/shared/modules/engines/tax"

	// Documents.
	_ "heyi/shared/modules/documents/finance"
	_ "heyi/shared/modules/documents/sales"

	// Figures, and the record of who took them out.
	_ "heyi/shared/modules/analytics"
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
// on a broken lock file, and on a module that names what there is not: both are part of
// the program. Schemas belong to their
// catalogue, so a process keeps one per release.
func Catalog(release int) *kernel.Catalog {
	lock, err := kernel.ParseLock(lockText)
	if err != nil {
		panic(err)
	}
	c := kernel.NewCatalog(release, lock)
	if release == Latest {
		module.Check(c)
	}
	return c
}
