// Package stock is the goods: how many of each product are in each place, what is
// promised of them, and what they are worth.
//
// Goods only move. Quantities are predicted, so that a storekeeper without network
// sees his shelf; values are settled by the server in its own order (moving average
// per product and place), so that late arrivals break no cost. A fact that the book
// cannot hold is taken from the place 待查, which alone may be negative, and a
// person is asked to find out.
package stock
