// Package reports shows the tables of package analytics with their filters and
// writes them into spreadsheets.
package reports
