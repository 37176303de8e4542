package powerloss

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3" // the SQLite that programs under test use
)

// faultsMax is how many faults a report describes; it counts all.
const faultsMax = 5

// State is what one power loss left behind.
type State struct {
	Dir   string   // the files; they may be changed at will
	Acked []string // what the child had acknowledged, in order

	t    testing.TB
	open map[string]*sql.DB
}

// DB opens the database at the path name below Dir with SQLite's defaults; it
// is closed after the check. Like in a program that starts again, a database
// whose file did not survive is empty.
func (s *State) DB(name string) *sql.DB {
	s.t.Helper()
	if db := s.open[name]; db != nil {
		return db
	}
	path := filepath.Join(s.Dir, name)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		s.t.Fatalf("powerloss: open %s: %v", name, err)
	}
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		s.t.Fatalf("powerloss: open %s: %v", name, err)
	}
	s.open[name] = db
	return db
}

func (s *State) close() error {
	var err error
	for _, db := range s.open {
		err = errors.Join(err, db.Close())
	}
	s.open = map[string]*sql.DB{}
	return err
}

// Check says which acknowledged transactions are not in s. An error says that s
// is broken in another way, e.g. holds half a transaction.
type Check func(s *State) (lost []string, err error)

// Report counts states. Lost ones lack an acknowledged transaction; corrupt
// ones fail SQLite's integrity check or the caller's.
type Report struct {
	States, Lost, Corrupt int
	Faults                []Fault // the first few
}

// Fault is one state that is lost or corrupt.
type Fault struct {
	State, Point int      // the state's number; the records before the power loss
	Acked        int      // transactions acknowledged before it
	Lost         []string // those that are missing
	Err          error    // why it is corrupt; nil if it is not
}

// String tells the report in sentences, for a failing test.
func (r Report) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "of %d states after a power loss %d lack an acknowledged transaction, %d are corrupt",
		r.States, r.Lost, r.Corrupt)
	for _, f := range r.Faults {
		fmt.Fprintf(&b, "\nstate %d, power lost after record %d with %d acknowledged", f.State, f.Point, f.Acked)
		if len(f.Lost) > 0 {
			fmt.Fprintf(&b, "; %d lost, the first is %q", len(f.Lost), f.Lost[0])
		}
		if f.Err != nil {
			fmt.Fprintf(&b, "; corrupt: %v", f.Err)
		}
	}
	return b.String()
}

func (r *Report) add(f Fault) {
	r.States++
	if f.Err != nil {
		r.Corrupt++
	}
	if len(f.Lost) > 0 {
		r.Lost++
	}
	if (f.Err != nil || len(f.Lost) > 0) && len(r.Faults) < faultsMax {
		r.Faults = append(r.Faults, f)
	}
}

// Short is how many of so many states a test looks at: with -short as few as show what is
// lost without a sync.
func Short(states int) int {
	if testing.Short() {
		return min(states, max(states/10, 80))
	}
	return states
}

// Enumerate builds the given number of states, spread evenly over the points of
// the recording at which the power may fail, and checks each: with SQLite's
// integrity check for every database of the recording, then with check. The
// same recording and seed give the same states.
func (r *Recording) Enumerate(t testing.TB, states int, seed uint64, check Check) Report {
	t.Helper()
	var report Report
	names := r.databases()
	if len(names) == 0 {
		t.Fatal("powerloss: the child wrote no SQLite database below its directory")
	}
	scratch := TempDir(t)
	d, point := newDisk(r.before), 0
	var acked []string
	for i := range states {
		rng := rand.New(rand.NewPCG(seed, uint64(i)))
		for end := r.point(rng, i, states); point < end; point++ {
			d.apply(r.records[point])
			if r.records[point].kind == kindAck {
				acked = append(acked, string(r.records[point].data))
			}
		}
		dir := filepath.Join(scratch, "state")
		if err := writeFiles(dir, d.crash(rng)); err != nil {
			t.Fatalf("powerloss: state %d: %v", i, err)
		}
		s := &State{Dir: dir, Acked: slices.Clone(acked), t: t, open: map[string]*sql.DB{}}
		lost, err := s.check(names, check)
		report.add(Fault{State: i, Point: point, Acked: len(acked), Lost: lost, Err: err})
		if err := os.RemoveAll(dir); err != nil {
			t.Fatalf("powerloss: state %d: %v", i, err)
		}
	}
	return report
}

// point draws where in the records the power fails in state i of n. It never
// falls as i grows, so that one disk serves all states.
func (r *Recording) point(rng *rand.Rand, i, n int) int {
	points := len(r.records) + 1
	return (i*points + rng.IntN(points)) / n
}

// check closes what the integrity check opened before the caller's turn, so
// that a program's own way to open its files finds nobody there.
func (s *State) check(names []string, check Check) (lost []string, err error) {
	for _, name := range names {
		if _, err := os.Stat(filepath.Join(s.Dir, name)); errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err := integrity(s.DB(name)); err != nil {
			return nil, errors.Join(fmt.Errorf("%s: %w", name, err), s.close())
		}
	}
	if err := s.close(); err != nil {
		return nil, err
	}
	lost, err = check(s)
	return lost, errors.Join(err, s.close())
}

func integrity(db *sql.DB) error {
	rows, err := db.Query("PRAGMA integrity_check")
	if err != nil {
		return err
	}
	defer rows.Close()
	var found []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return err
		}
		found = append(found, line)
	}
	if err := rows.Err(); err != nil {
		return err
	}
	if len(found) != 1 || found[0] != "ok" {
		return fmt.Errorf("integrity check: %s", strings.Join(found, "; "))
	}
	return nil
}

// databases names the files that at some time began as a SQLite database does.
func (r *Recording) databases() []string {
	magic := []byte("SQLite format 3\x00")
	found, opened := map[string]bool{}, map[uint32]string{}
	for name, content := range r.before {
		if bytes.HasPrefix(content, magic) {
			found[name] = true
		}
	}
	for _, c := range r.records {
		switch {
		case c.kind == kindOpen:
			opened[c.handle] = string(c.data)
		case c.kind == kindWrite && c.at == 0 && bytes.HasPrefix(c.data, magic):
			found[opened[c.handle]] = true
		}
	}
	return slices.Sorted(maps.Keys(found))
}
