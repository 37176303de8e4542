// Package boss is the owner's page: the day, the month beside the same days of the
// last one, what is owed, the money, the goods, and what waits for a decision. The
// figures are those of package analytics.
package boss
