package ledger

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// Signed says who has closed a stretch of the books last, or opened it again, and when.
type Signed struct {
	By kernel.Ref[org.User] `zh:"操作人" en:"By" is:"listed,derived"`
	At kernel.Time          `zh:"操作时间" en:"At" is:"listed,derived"`
}

// sign turns the mark of a stretch of the books on or off in the author's name. The row is
// made where the stretch has none; it is returned.
func sign[T any](tx *kernel.Tx, rows *kernel.Entity[T], stretch kernel.Ref[T], made *T, on bool, parts func(*T) (mark *bool, by *Signed)) *T {
	row, presence := rows.Get(tx, stretch)
	if presence != kernel.Found {
		row = rows.Insert(tx, made)
	}
	mark, by := parts(row)
	kernel.Set(tx, row, mark, on)
	kernel.Set(tx, row, &by.By, kernel.Ref[org.User](tx.Author.User))
	kernel.Set(tx, row, &by.At, tx.At())
	return row
}
