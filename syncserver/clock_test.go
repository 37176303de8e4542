package main

import (
	"database/sql"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// servedLast makes a company's file say when it was served last.
func servedLast(t *testing.T, dir string, at time.Time) {
	t.Helper()
	db, err := sql.Open("sqlite3", filepath.Join(dir, "company.db"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Exec(`CREATE TABLE IF NOT EXISTS _clock (one INTEGER PRIMARY KEY CHECK (one = 1), seen INTEGER NOT NULL)`)
	if err == nil {
		_, err = db.Exec(`INSERT INTO _clock VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET seen = excluded.seen`, at.UnixMilli())
	}
	if closing := db.Close(); err != nil || closing != nil {
		t.Fatal(err, closing)
	}
}

// The administrator sees how the clock stands and says that it is right, beside a
// server that runs. Here the server's clock shows a day that is before the last that
// the company was served on.
func TestClockCommand(t *testing.T) {
	dir := founded(t)
	if out := succeed(t, "clock", "--data", dir); !strings.Contains(out, "时钟正常") || !strings.Contains(out, "not in doubt") {
		t.Errorf("nothing has happened:\n%s", out)
	}
	future := time.Now().AddDate(0, 2, 0)
	servedLast(t, dir, future)
	p := start(t, dir)
	out := succeed(t, "clock", "--data", dir)
	for _, want := range []string{"时钟有疑问", "in doubt", "heyi-server clock accept", future.Format("2006-01-02"), time.Now().Format("2006-01-02")} {
		if !strings.Contains(out, want) {
			t.Errorf("the clock command does not say %q:\n%s", want, out)
		}
	}
	if !healthSays(t, p, `"clock_in_doubt":true`) {
		t.Error("/healthz does not tell")
	}
	if out := succeed(t, "clock", "accept", "--data", dir); !strings.Contains(out, "已确认") || !strings.Contains(out, "is confirmed") {
		t.Errorf("accepted:\n%s", out)
	}
	if out := succeed(t, "clock", "--data", dir); !strings.Contains(out, "时钟正常") {
		t.Errorf("it was accepted:\n%s", out)
	}
	if healthSays(t, p, `"clock_in_doubt":true`) {
		t.Error("/healthz still tells")
	}
	if status, _, said := cli(t, "clock", "nonsense", "--data", dir); status != 2 || !strings.Contains(said, "nonsense") {
		t.Errorf("clock nonsense: status %d, said %s", status, said)
	}
}

// A server that was off for a weekend or a holiday asks nobody.
func TestAServerThatWasOff(t *testing.T) {
	dir := founded(t)
	servedLast(t, dir, time.Now().AddDate(0, 0, -9))
	p := start(t, dir)
	if out := succeed(t, "clock", "--data", dir); !strings.Contains(out, "时钟正常") {
		t.Errorf("it was off for nine days:\n%s\n%s", out, p.log)
	}
}

// Nobody else on the machine reads a company's files, also those that something else
// has made.
func TestTheServersFilesArePrivate(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("files have no modes")
	}
	dir := founded(t)
	look := func(when string) {
		t.Helper()
		entries, err := os.ReadDir(dir)
		if err != nil {
			t.Fatal(err)
		}
		info, err := os.Stat(dir)
		if err != nil || info.Mode().Perm() != 0o700 {
			t.Errorf("%s: the folder has mode %v, %v", when, info.Mode(), err)
		}
		for _, e := range entries {
			info, err := e.Info()
			if err == nil && info.Mode().IsRegular() && info.Mode().Perm() != 0o600 && e.Name() != "address" {
				t.Errorf("%s: %s has mode %v", when, e.Name(), info.Mode())
			}
		}
	}
	look("founded")
	open := func(path string, mode os.FileMode) {
		t.Helper()
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	open(dir, 0o755)
	open(filepath.Join(dir, "company.db"), 0o644)
	start(t, dir)
	look("served")
	succeed(t, "backup", "--data", dir)
	look("backed up")
}

// healthSays tells whether a server's account of itself has a text in it.
func healthSays(t *testing.T, p *process, text string) bool {
	t.Helper()
	answer, err := http.Get(p.url + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Contains(string(body), text)
}
