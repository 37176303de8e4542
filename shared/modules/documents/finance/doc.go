// Package finance takes money in: settlement accounts, receipts with their fees
// and discounts, what they settle, and what was paid in advance.
//
// Money taken is a fact. A receipt written by a salesperson counts for nothing
// until finance has confirmed it; then it settles the oldest debts first unless
// someone chose otherwise, and what is left over is paid in advance.
package finance
