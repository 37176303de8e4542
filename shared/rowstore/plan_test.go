package rowstore

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3"

	"heyi/shared/kernel"
)

// TestRangesAreReadInTheirIndex asks SQLite how it reads each declared range: by
// the index, and without sorting.
func TestRangesAreReadInTheirIndex(t *testing.T) {
	db, err := sql.Open("sqlite3", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	conn, err := db.Conn(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	c := kernel.NewCatalog(1, kernel.Lock{})
	s := New(c, kernel.SQLite).On(conn)
	if err := s.Atomic(s.Migrate); err != nil {
		t.Fatal(err)
	}
	seen := 0
	for _, schema := range c.Schemas {
		for _, ix := range schema.Indexes {
			key := make([]any, ix.KeyLen)
			for i := range key {
				key[i] = []byte{1}
			}
			if ix.Unique {
				key = append(key, key...)
			}
			plan, err := s.planOf(s.Store.tables[schema].ranges[ix], key)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(plan, "USING INDEX") || strings.Contains(plan, "SCAN") || strings.Contains(plan, "TEMP B-TREE") {
				t.Errorf("%s is read by:\n%s", ix.Name, plan)
			}
			seen++
		}
	}
	if seen < 4 {
		t.Fatalf("only %d indexes", seen)
	}
}

func (s *Session) planOf(text string, args []any) (string, error) {
	rows, err := s.handle.QueryContext(context.Background(), "EXPLAIN QUERY PLAN "+text, args...)
	if err != nil {
		return "", err
	}
	defer rows.Close()
	plan := ""
	for rows.Next() {
		var id, parent, unused int
		var detail string
		if err := rows.Scan(&id, &parent, &unused, &detail); err != nil {
			return "", err
		}
		plan += detail + "\n"
	}
	return plan, rows.Err()
}
