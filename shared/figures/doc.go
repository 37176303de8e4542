// Package figures is the figures of a company as declared queries: a module says what
// is counted (a [Fact]), by what it can be told apart (a [Dimension]), what is added up
// (a [Measure]) and which tables people ask for (a [Report]). Reports, boards,
// drill-down, exports and the API all follow from that.
//
// A question ([Query]) becomes one SQL statement over the tables of a row store, with
// the reader's scope in it, so a device and the server answer alike at one version.
// Sums are of scaled integers and exact. Nothing here walks rows that SQL can add up.
package figures
