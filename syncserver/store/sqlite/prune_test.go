package sqlite

import (
	"database/sql"
	"errors"
	"path/filepath"
	"testing"

	"heyi/shared/kernel"
)

// A file of the first format, and a backup of one, are opened; the file has a floor
// afterwards, and a release that does not know it refuses to take it for a log
// without one.
func TestTheFirstFormat(t *testing.T) {
	c := kernel.NewCatalog(1, kernel.Lock{})
	s := create(t, c, Options{})
	path := s.Place()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{
		`ALTER TABLE _state DROP COLUMN floor`, `ALTER TABLE _command DROP COLUMN args_len`, `ALTER TABLE _command DROP COLUMN args_hash`,
		`UPDATE _state SET format = 1`,
	} {
		if _, err := db.Exec(text); err != nil {
			t.Fatal(err)
		}
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	backup := filepath.Join(t.TempDir(), "old.heyi")
	if _, err := Backup(t.Context(), path, backup); err != nil {
		t.Fatal(err)
	}
	if err := CheckCopy(backup, c); err != nil {
		t.Errorf("a backup of the first format: %v", err)
	}
	if _, err := Restore(backup, path, kernel.DeriveID("another history")); err != nil {
		t.Errorf("a backup of the first format is restored: %v", err)
	}
	again, err := Open(path, c, Options{})
	if err != nil {
		t.Fatal(err)
	}
	closing(t, again)
	if floor, err := again.RaiseFloor(99); err != nil || floor != 0 {
		t.Errorf("the floor passed the last version: %d %v", floor, err)
	}
	state, err := again.State()
	var known int
	if err := errors.Join(err, again.SideQuery(`SELECT format FROM _state`).Scan(&known)); err != nil || known != 3 || state.Floor != 0 {
		t.Errorf("format %d, %+v, %v", known, state, err)
	}
}
