// Package sold measures what figures over sales cost in a company of a million lines
// that were shipped over two years: a month by each dimension and by two of them, the
// first page of a year's detail and all of it, each beside the same sum written by hand.
package sold
