package demo_test

import (
	"path/filepath"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/sync/authority"
	"heyi/syncserver/demo"
	"heyi/syncserver/store/sqlite"
)

// How long the first start of a demo takes, in a file, with every commit durable.
func BenchmarkFound(b *testing.B) {
	for b.Loop() {
		path := filepath.Join(b.TempDir(), "company.db")
		s, err := sqlite.Create(path, catalog, kernel.NewID(1, [10]byte{1}), kernel.NewID(1, [10]byte{2}), sqlite.Options{})
		if err != nil {
			b.Fatal(err)
		}
		a, err := authority.Open(catalog, s)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := demo.Found(authority.NewDesk(a), s, at(frozen, "11:20")); err != nil {
			b.Fatal(err)
		}
		if err := s.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
