// Package sales turns a customer's wish into a delivery and a receivable.
//
// An order is a promise: it moves no goods and posts no money. Submitting it
// checks credit, stock and price floor; an approved order has its stock reserved
// and its delivery made in the same transaction. Shipping posts stock, cost,
// revenue, tax and the receivable at once; a return posts the same in red.
package sales
