// Package ledger keeps the books: the chart of accounts of the standard for small
// enterprises (小企业会计准则), vouchers, balances and periods.
//
// Documents of other modules post while they settle; nobody writes entries by
// hand. Entries are never changed: a correction is a red voucher, with negative
// amounts on the same sides, so that turnover shows what happened. A document of a
// closed period goes to the next open one and keeps its date.
package ledger
