package rowstore_test

import (
	"strings"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/rowstore"
)

// A program that makes other keys finds the rows of the one before.
func TestKeysOfAnotherVersionAreMadeAnew(t *testing.T) {
	onBoth(t, func(t *testing.T, s *rowstore.Session) {
		must(t, s.Migrate())
		schema := s.Catalog.Schema("buyer")
		row := schema.New().(*buyer)
		row.ID, row.Code, row.Name = kernel.DeriveID("buyer", 1), "K1", "长城"
		must(t, s.Upsert([]kernel.Row{row}))
		finds := func(term string) int {
			page, err := s.Query(nil, rowstore.Query{Entity: "buyer", Terms: []string{term}})
			must(t, err)
			return len(page.Rows)
		}
		find, sort, version := kernel.FindKey, kernel.SortKey, kernel.KeyVersion
		defer func() { kernel.FindKey, kernel.SortKey, kernel.KeyVersion = find, sort, version }()
		kernel.FindKey = func(texts ...string) string { return strings.Join(texts, " ") + " changcheng" }
		must(t, s.Migrate())
		if finds("changcheng") != 0 {
			t.Error("keys of the same version were made anew")
		}
		kernel.KeyVersion = func() string { return "next" }
		must(t, s.Migrate())
		if finds("changcheng") != 1 {
			t.Error("the row is not found by its new key")
		}
	})
}
