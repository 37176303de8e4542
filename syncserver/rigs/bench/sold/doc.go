// Package sold measures what figures over sales cost in a company of a million lines
// that were shipped over two years: a month by each dimension and by two of them, out of
// the lines and out of kept sums, a year, the owner's page, the first page of a year's
// detail and all of it, and what kept sums cost a delivery. HEYI_SOLD names a folder in
// which the company is kept for the next run.
package sold
