package powerloss_test

import (
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"

	"heyi/shared/rigs/powerloss"
)

const transactions = 200

func TestMain(m *testing.M) {
	powerloss.Main(m, map[string]powerloss.Child{
		"wal full":     book("_journal_mode=WAL&_synchronous=FULL"),
		"wal normal":   book("_journal_mode=WAL&_synchronous=NORMAL"),
		"wal default":  book("_journal_mode=WAL"),
		"delete extra": book("_journal_mode=DELETE&_synchronous=EXTRA"),
		"delete full":  book("_journal_mode=DELETE&_synchronous=FULL"),
		"delete off":   book("_journal_mode=DELETE&_synchronous=OFF"),
		"early ack":    acknowledgeEarly,
		"two files":    bookInTwoFiles,
		"go's own":     writeWithoutSQLite,
		"failing":      func(string, func(string)) error { return errors.New("no paper left") },
		"nothing":      func(string, func(string)) error { return nil },
	})
}

// book returns a child that writes 200 transactions of two balanced entries.
func book(options string) powerloss.Child {
	return func(dir string, ack func(string)) error {
		db, err := openBook(filepath.Join(dir, "book.db"), options)
		if err != nil {
			return err
		}
		for i := range transactions {
			if err := enter(db, fmt.Sprint(i)); err != nil {
				return err
			}
			ack(fmt.Sprint(i))
		}
		return db.Close()
	}
}

// openBook makes checkpoints frequent, so that the WAL starts anew several
// times within a recording.
func openBook(path, options string) (*sql.DB, error) {
	db, err := sql.Open("sqlite3", path+"?"+options)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	for _, statement := range []string{
		"PRAGMA wal_autocheckpoint=60",
		"CREATE TABLE IF NOT EXISTS entry (id TEXT, side INTEGER, amount INTEGER, note TEXT, PRIMARY KEY (id, side))",
	} {
		if _, err := db.Exec(statement); err != nil {
			return nil, err
		}
	}
	return db, nil
}

func enter(db *sql.DB, id string) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for side, amount := range []int{100, -100} {
		note := strings.Repeat(id+" ", 60)
		if _, err := tx.Exec("INSERT INTO entry VALUES (?, ?, ?, ?)", id, side, amount, note); err != nil {
			return err
		}
	}
	return tx.Commit()
}

// missing finds the acknowledged transactions that name lacks, and refuses a
// half one.
func missing(s *powerloss.State, name string, acked []string) ([]string, error) {
	db := s.DB(name)
	var tables int
	if err := db.QueryRow("SELECT count(*) FROM sqlite_master WHERE name='entry'").Scan(&tables); err != nil {
		return nil, err
	}
	if tables == 0 {
		return acked, nil
	}
	rows, err := db.Query("SELECT id, count(*), sum(amount) FROM entry GROUP BY id")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	found := map[string]bool{}
	for rows.Next() {
		var id string
		var entries, sum int
		if err := rows.Scan(&id, &entries, &sum); err != nil {
			return nil, err
		}
		if entries != 2 || sum != 0 {
			return nil, fmt.Errorf("half of transaction %s", id)
		}
		found[id] = true
	}
	var lost []string
	for _, id := range acked {
		if !found[id] {
			lost = append(lost, id)
		}
	}
	return lost, rows.Err()
}

func missingFromBook(s *powerloss.State) ([]string, error) { return missing(s, "book.db", s.Acked) }

func enumerate(t *testing.T, child string, states int) powerloss.Report {
	t.Helper()
	report := powerloss.Record(t, child, powerloss.TempDir(t)).Enumerate(t, states, 1, missingFromBook)
	t.Logf("%s: %v", child, report)
	if report.States != states {
		t.Fatalf("%d states checked, want %d", report.States, states)
	}
	return report
}

// The promise that an acknowledged transaction survives rests on one option.
func TestSynchronousFullKeepsWhatNormalLoses(t *testing.T) {
	if r := enumerate(t, "wal full", 1000); r.Lost != 0 || r.Corrupt != 0 {
		t.Errorf("FULL: %v", r)
	}
	if r := enumerate(t, "wal normal", 1000); r.Lost == 0 || r.Corrupt != 0 {
		t.Errorf("NORMAL must lose transactions and stay sound: %v", r)
	}
}

// The driver's default is NORMAL: who forgets the option is caught.
func TestDriverDefaultLoses(t *testing.T) {
	if r := enumerate(t, "wal default", 200); r.Lost == 0 {
		t.Errorf("the driver's default lost nothing: %v", r)
	}
}

// With a rollback journal the removal of a file is the commit, so these three
// tell whether directories are modelled: only EXTRA syncs the directory after.
func TestRollbackJournal(t *testing.T) {
	if r := enumerate(t, "delete extra", 400); r.Lost != 0 || r.Corrupt != 0 {
		t.Errorf("EXTRA: %v", r)
	}
	if r := enumerate(t, "delete full", 400); r.Lost == 0 || r.Corrupt != 0 {
		t.Errorf("FULL must lose a last transaction and stay sound: %v", r)
	}
	if r := enumerate(t, "delete off", 200); r.Corrupt == 0 {
		t.Errorf("OFF must leave broken databases: %v", r)
	}
}

// Broken databases are found by SQLite itself, also under a check that looks at
// nothing; what only the check sees counts as well.
func TestReportCountsWhatEitherCheckFinds(t *testing.T) {
	broken := powerloss.Record(t, "delete off", powerloss.TempDir(t))
	r := broken.Enumerate(t, 200, 1, func(*powerloss.State) ([]string, error) { return nil, nil })
	if r.Corrupt == 0 || r.Lost != 0 {
		t.Errorf("a blind check: %v", r)
	}
	sound := powerloss.Record(t, "wal full", powerloss.TempDir(t))
	r = sound.Enumerate(t, 20, 1, func(s *powerloss.State) ([]string, error) { return []string{"x"}, errors.New("bad books") })
	if r.States != 20 || r.Lost != 20 || r.Corrupt != 20 || !strings.Contains(r.String(), `"x"; corrupt: bad books`) {
		t.Errorf("a check that refuses everything: %v", r)
	}
}

func acknowledgeEarly(dir string, ack func(string)) error {
	db, err := openBook(filepath.Join(dir, "book.db"), "_journal_mode=WAL&_synchronous=FULL")
	if err != nil {
		return err
	}
	for i := range 30 {
		ack(fmt.Sprint(i))
		if err := enter(db, fmt.Sprint(i)); err != nil {
			return err
		}
	}
	return nil
}

// FULL does not help a program that says "saved" before the commit.
func TestAcknowledgementBeforeCommitIsCaught(t *testing.T) {
	if r := enumerate(t, "early ack", 200); r.Lost == 0 || r.Corrupt != 0 {
		t.Error(r)
	}
}

// bookInTwoFiles writes two databases at once, one of them in a folder.
func bookInTwoFiles(dir string, ack func(string)) error {
	files := []string{"old.db", "device/outbox.db"}
	if err := os.MkdirAll(filepath.Join(dir, "device"), 0o700); err != nil {
		return err
	}
	errs := make(chan error, len(files))
	var wg sync.WaitGroup
	for _, name := range files {
		wg.Go(func() {
			db, err := openBook(filepath.Join(dir, name), "_journal_mode=WAL&_synchronous=FULL")
			for i := 0; err == nil && i < 50; i++ {
				if err = enter(db, fmt.Sprint(i)); err == nil {
					ack(fmt.Sprint(name, " ", i))
				}
			}
			errs <- err
		})
	}
	wg.Wait()
	return errors.Join(<-errs, <-errs)
}

// Files that were there before stay, and writers in several threads and
// databases left open are no trouble.
func TestTwoDatabasesAndAnOlderFile(t *testing.T) {
	dir := powerloss.TempDir(t)
	old, err := openBook(filepath.Join(dir, "old.db"), "_journal_mode=WAL")
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(enter(old, "old"), old.Close()); err != nil {
		t.Fatal(err)
	}
	report := powerloss.Record(t, "two files", dir).Enumerate(t, 400, 2, func(s *powerloss.State) ([]string, error) {
		acked := map[string][]string{"old.db": {"old"}}
		for _, id := range s.Acked {
			name, number, _ := strings.Cut(id, " ")
			acked[name] = append(acked[name], number)
		}
		var all []string
		for _, name := range []string{"old.db", "device/outbox.db"} {
			lost, err := missing(s, name, acked[name])
			if err != nil {
				return nil, err
			}
			all = append(all, lost...)
		}
		return all, nil
	})
	if report.States != 400 || report.Lost != 0 || report.Corrupt != 0 {
		t.Error(report)
	}
}

func TestSameSeedSameStates(t *testing.T) {
	recording := powerloss.Record(t, "wal normal", powerloss.TempDir(t))
	run := func(seed uint64) (states [][]string) {
		recording.Enumerate(t, 60, seed, func(s *powerloss.State) ([]string, error) {
			lost, err := missingFromBook(s)
			states = append(states, append([]string{fmt.Sprint(len(s.Acked))}, lost...))
			return lost, err
		})
		return states
	}
	if !reflect.DeepEqual(run(7), run(7)) {
		t.Error("one seed gave two series of states")
	}
	if reflect.DeepEqual(run(7), run(8)) {
		t.Error("two seeds gave one series of states")
	}
}

func writeWithoutSQLite(dir string, _ func(string)) error {
	return os.WriteFile(filepath.Join(dir, "attachment"), []byte("unseen"), 0o600)
}
