//go:build linux

package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestMain(m *testing.M) {
	switch os.Getenv("WATCHED") {
	case "hangs":
		waitsForEver(make(chan bool))
	case "fails":
		os.Exit(3)
	case "ends":
		os.Exit(0)
	}
	os.Exit(m.Run())
}

func waitsForEver(never chan bool) {
	time.AfterFunc(time.Hour, func() { close(never) }) // or the runtime sees it
	<-never
}

func watched(t *testing.T, what string, g gauge) (code int, said string) {
	t.Helper()
	out, err := os.Create(filepath.Join(t.TempDir(), "said"))
	if err != nil {
		t.Fatal(err)
	}
	defer out.Close()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), "WATCHED="+what)
	cmd.Stdout, cmd.Stderr = out, out
	if code, err = watch(cmd, g, 50*time.Millisecond); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(out.Name())
	if err != nil {
		t.Fatal(err)
	}
	return code, string(text)
}

// A program that hangs ends, and says where it stood.
func TestAHangTellsWhereItStands(t *testing.T) {
	code, said := watched(t, "hangs", gauge{patience: time.Second, least: time.Second})
	if code == 0 || !strings.Contains(said, "it hangs") || !strings.Contains(said, "waitsForEver") {
		t.Errorf("code %d: %s", code, said)
	}
}

// Any other ends as it would alone.
func TestTheCodeIsThatOfTheProgram(t *testing.T) {
	for what, want := range map[string]int{"fails": 3, "ends": 0} {
		if code, said := watched(t, what, gauge{patience: time.Hour}); code != want {
			t.Errorf("%s: code %d, not %d: %s", what, code, want, said)
		}
	}
}

// Whoever works hangs never, be the machine ever so busy; whoever only polls does.
func TestOnlyWhoDoesNothingHangs(t *testing.T) {
	for _, c := range []struct {
		what  string
		share time.Duration // of a minute
		hangs bool
	}{{"works beside many others", 600 * time.Millisecond, false}, {"polls", 20 * time.Millisecond, true}, {"waits", 0, true}} {
		g := gauge{patience: 5 * time.Minute, least: time.Second}
		began := time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
		hangs := false
		for n := range time.Duration(60) {
			hangs = hangs || g.hangs(began.Add(n*time.Minute), n*c.share)
		}
		if hangs != c.hangs {
			t.Errorf("who %s hangs: %v", c.what, hangs)
		}
	}
}

// The time of what a program has started counts as its own.
func TestUsedCountsWhatWasStarted(t *testing.T) {
	before := used(os.Getpid())
	if err := exec.Command("sh", "-c", "i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done").Run(); err != nil {
		t.Fatal(err)
	}
	if after := used(os.Getpid()); after < before+2*tick {
		t.Errorf("%v before, %v after", before, after)
	}
	p, ok := parse([]byte("42 (a) (b) S 7 1 1 0 -1 0 0 0 0 0 5 6 7 8 20 0"))
	if !ok || p != (process{pid: 42, parent: 7, spent: 26 * tick}) {
		t.Errorf("%+v %v", p, ok)
	}
}
