package pgtest

import (
	"os"
	"testing"
)

// Each runs a test once for each database that a company may stand in: in a file, for
// which the address is empty, and in an empty PostgreSQL.
func Each(t *testing.T, test func(t *testing.T, address string)) {
	t.Helper()
	t.Run("file", func(t *testing.T) { test(t, "") })
	t.Run("postgres", func(t *testing.T) { test(t, Address(t)) })
}

// All tells whether tests that make every run longer by much are asked for in both
// databases: make stores does.
func All() bool { return os.Getenv("HEYI_STORES") != "" }
