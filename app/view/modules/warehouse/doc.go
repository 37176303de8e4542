// Package warehouse is what the storekeeper sees and does: what is to be shipped,
// one delivery and its counting, goods that come, go, move and are counted, what is
// in stock, and what is in suspense.
package warehouse
