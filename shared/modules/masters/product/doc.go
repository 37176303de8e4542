// Package product is what the company sells and buys: products with their units,
// barcodes and prices.
package product
