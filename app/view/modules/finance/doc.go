// Package finance is what the bookkeeper sees and does: receipts and what they
// settle, customers' open items, orders that wait for release, invoices, funds,
// vouchers and opening balances.
package finance
