// Package debt knows who owes whom: the open items of every party, what has been
// paid on them, and what a customer's standing is when he orders again.
//
// An item is born by a delivery, a return, a receipt or an opening balance and is
// never changed but by allocations, which are append-only. The totals of a party
// stand in party.Balance; the audits F5 to F7 compare them with the items and
// with the ledger.
package debt
