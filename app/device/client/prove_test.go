package client_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"heyi/app/device/client"
	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
)

// spoilRows changes, takes out and adds rows of a replica's file, as a hand does that has
// opened it with another program.
func spoilRows(t *testing.T, r *rand.Rand, path string, times int) (what []string) {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	must(t, err)
	defer db.Close()
	var tables []string
	for _, s := range catalog.Schemas {
		var n int
		must(t, db.QueryRow("SELECT count(*) FROM "+kernel.Quote(s.Name)).Scan(&n))
		if n > 0 {
			tables = append(tables, s.Name)
		}
	}
	for range times {
		s := catalog.Schema(tables[r.IntN(len(tables))])
		table := kernel.Quote(s.Name)
		var id []byte
		if err := db.QueryRow(`SELECT id FROM ` + table + ` ORDER BY random() LIMIT 1`).Scan(&id); err != nil {
			continue // taken out already
		}
		switch r.IntN(3) {
		case 0:
			_, err = db.Exec("DELETE FROM "+table+" WHERE id = ?", id)
			what = append(what, s.Name+" taken out")
		case 1:
			other := bytes.Clone(id)
			other[r.IntN(16)] ^= 1 << r.IntN(8)
			columns := strings.Join(columnsOf(t, db, s.Name), ", ")
			_, err = db.Exec("INSERT OR IGNORE INTO "+table+" (id, "+columns+") SELECT ?, "+columns+" FROM "+table+" WHERE id = ?", other, id)
			what = append(what, s.Name+" put in")
		case 2:
			columns := columnsOf(t, db, s.Name)
			c := columns[r.IntN(len(columns))]
			_, err = db.Exec(fmt.Sprintf("UPDATE %s SET %s = CASE typeof(%s) WHEN 'integer' THEN %s + 1 WHEN 'blob' THEN %s ELSE %s || '?' END WHERE id = ?", table, c, c, c, c, c), id)
			what = append(what, s.Name+"."+c)
		}
		must(t, err)
	}
	return what
}

func columnsOf(t *testing.T, db *sql.DB, table string) (list []string) {
	t.Helper()
	rows, err := db.Query(`SELECT name FROM pragma_table_info(?) WHERE name <> 'id'`, table)
	must(t, err)
	defer rows.Close()
	for rows.Next() {
		var name string
		must(t, rows.Scan(&name))
		list = append(list, kernel.Quote(name))
	}
	must(t, rows.Err())
	return list
}

// prove has a device prove itself and waits for the end.
func prove(t *testing.T, e *client.Engine) client.Proof {
	t.Helper()
	until(t, e, "it may be asked", func(client.State) bool { // a file that is damaged is loaded anew at any moment
		err := e.Prove()
		if _, refused := kernel.AsRefusal(err); !refused {
			must(t, err)
		}
		return err == nil
	})
	var p client.Proof
	until(t, e, "the proof has ended", func(client.State) bool {
		var err error
		p, err = e.Proof()
		must(t, err)
		return p.Running == nil && p.Last != nil
	})
	return p
}

// Whatever somebody has done to the rows of a replica's file, a proof puts it right, says
// so, and what waits on the device is still there.
func TestAProofPutsRowsRight(t *testing.T) {
	seeds := uint64(12)
	if testing.Short() {
		seeds = 3
	}
	for seed := range seeds {
		r := rand.New(rand.NewPCG(seed, 3))
		w := atWork(t)
		w.who.Dir = w.closed
		if seed%2 == 1 {
			w.who.Dir = w.killed
		}
		what := spoilRows(t, r, filepath.Join(w.who.Dir, "replica.db"), 1+r.IntN(30))
		w.mu.Lock()
		w.deaf = true
		w.mu.Unlock()
		e := open(t, w.who)
		p := prove(t, e)
		if p.Last.Open() || p.Renewed || p.State.Waiting != len(w.waiting) {
			t.Errorf("seed %d: %v: %+v", seed, what, p)
		}
		mended := p.Last.Mended()
		if p = prove(t, e); p.Last.Mended() != 0 || p.Last.Open() || len(p.Last.Parts) == 0 {
			t.Errorf("seed %d: %v: it differs again: %+v", seed, what, p.Last)
		}
		w.mu.Lock()
		w.deaf = false
		w.mu.Unlock()
		w.cut()
		until(t, e, "all is judged", synced)
		w.equal(t, e, w.who)
		if t.Failed() {
			t.Fatalf("seed %d: %d put right of %v", seed, mended, what)
		}
	}
}

// Bits that flip anywhere in the file are found by it too: by the proof, or by whatever
// cannot read them then. It ends with the server's rows and all that waited.
func TestAProofOfAFileWithFlippedBits(t *testing.T) {
	seeds := uint64(24)
	if testing.Short() {
		seeds = 4
	}
	found := 0
	for seed := range seeds {
		r := rand.New(rand.NewPCG(seed, 4))
		w := atWork(t)
		w.who.Dir = w.closed
		path := filepath.Join(w.who.Dir, "replica.db")
		data, err := os.ReadFile(path)
		must(t, err)
		if seed%4 == 0 { // in a row, which most of a file is not
			renamed(data, fmt.Sprintf("客户 %03d", r.IntN(200)))
		} else {
			for range 1 << r.IntN(8) {
				data[4096+r.IntN(len(data)-4096)] ^= 1 << r.IntN(8)
			}
		}
		must(t, os.WriteFile(path, data, 0o600))
		e := open(t, w.who)
		p := prove(t, e)
		if p.Last.Open() {
			t.Errorf("seed %d: %+v", seed, p.Last)
		}
		if p.Last.Mended() > 0 || p.Renewed {
			found++
		}
		until(t, e, "all is judged", synced)
		w.equal(t, e, w.who)
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
	if found < int(seeds/4) {
		t.Errorf("%d of %d were found", found, seeds)
	}
}

// renamed flips a bit of a name wherever it stands.
func renamed(data []byte, name string) {
	for rest := data; ; {
		at := bytes.Index(rest, []byte(name))
		if at < 0 {
			return
		}
		rest[at+len(name)-1] ^= 1
		rest = rest[at+len(name):]
	}
}

// A server that says what is not so is not followed round and round: after one resend
// that has not helped the user is told, and may load everything anew; what waits on the
// device stays.
func TestALyingServer(t *testing.T) {
	for name, lie := range map[string]func(*wire.Patch){
		"sums": func(p *wire.Patch) {
			for i := range p.Sums {
				if packed := p.Sums[i].Packed; len(packed) > 0 {
					packed[len(packed)-1] ^= 1
				}
			}
		},
		"no sums": func(p *wire.Patch) { p.Sums = nil },
		"garbage": func(p *wire.Patch) {
			for i := range p.Sums {
				p.Sums[i].Packed = []byte{0xff, 0xff}
			}
		},
		"another version": func(p *wire.Patch) {
			if p.Proof {
				p.To++
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			w := atWork(t)
			w.who.Dir = w.closed
			w.mu.Lock()
			w.lies, w.deaf = lie, true
			w.mu.Unlock()
			e := open(t, w.who)
			p := prove(t, e)
			if !p.Last.Open() || p.State.Waiting != len(w.waiting) {
				t.Errorf("%+v", p)
			}
			must(t, e.Reload())
			w.mu.Lock()
			w.lies, w.deaf = nil, false
			w.mu.Unlock()
			w.cut()
			until(t, e, "it is loaded anew", synced)
			w.equal(t, e, w.who)
			calls, err := e.Unsent()
			must(t, err)
			if len(calls) > 0 {
				t.Errorf("%d commands are not judged", len(calls))
			}
			if p = prove(t, e); p.Last.Open() || p.Last.Mended() > 0 {
				t.Errorf("afterwards: %+v", p.Last)
			}
		})
	}
}

// Without a connection nothing can be compared, and the user is told so.
func TestAProofNeedsAConnection(t *testing.T) {
	c := found(t)
	who := c.enrol(boss)
	e := open(t, who)
	until(t, e, "the first sync is whole", synced)
	must(t, e.SetFlight(true))
	refusedWith(t, e.Prove(), client.ProveOffline)
	p, err := e.Proof()
	if must(t, err); p.Cannot == nil || p.Last != nil {
		t.Errorf("%+v", p)
	}
	must(t, e.SetFlight(false))
	if p = prove(t, e); p.Last.Mended() != 0 || p.Last.Open() || p.Last.Version == 0 || p.Last.Ended == 0 {
		t.Errorf("%+v", p.Last)
	}
	last := *p.Last
	must(t, e.Close())
	e = open(t, who)
	if p, err = e.Proof(); err != nil || p.Last == nil || p.Last.Ended != last.Ended || len(p.Last.Parts) != len(last.Parts) {
		t.Errorf("after a restart: %+v, %v", p.Last, err)
	}
}
