//go:build !unix

// Package pgtest starts a real PostgreSQL for a test.
package pgtest

import (
	"os"
	"testing"
)

// Main runs the tests.
func Main(m *testing.M) { os.Exit(m.Run()) }

// Run runs the tests.
func Run(m *testing.M) (code int) { return m.Run() }

// Database skips the test: the helper knows how to start a server on Unix only.
func Database(tb testing.TB) string {
	tb.Helper()
	tb.Skip("PostgreSQL tests run on Unix only")
	return ""
}

// Address skips the test, too.
func Address(tb testing.TB) string {
	tb.Helper()
	return Database(tb)
}

// Cluster is several PostgreSQL of which Patroni has one lead.
type Cluster struct{}
