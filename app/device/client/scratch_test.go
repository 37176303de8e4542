package client_test

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"heyi/app/device/client"
	"heyi/shared/rigs/trial/await"
)

func scratchOf(who client.Enrolment) string { return filepath.Join(who.Dir, "scratch.json") }

func onDisk(t *testing.T, who client.Enrolment) bool {
	t.Helper()
	_, err := os.Stat(scratchOf(who))
	return err == nil
}

// What was counted or typed is there after the program was ended, for who did it alone,
// until it is done; a file that is damaged hinders nobody.
func TestWhatWasCountedOutlivesTheProgram(t *testing.T) {
	c := found(t)
	who, other := c.enrol(boss), c.enrol(seller1)
	e := open(t, who)
	e.KeepScratch("pick/1", []byte(`{"Qty":3}`))
	e.KeepScratch("pick/1", []byte(`{"Qty":4}`))
	e.KeepScratch("receive", []byte("<&>"))
	must(t, e.Close())
	e.KeepScratch("late", []byte("x")) // the page outlives its engine by a moment
	f := open(t, other)
	e = open(t, who)
	for name, want := range map[string]string{"pick/1": `{"Qty":4}`, "receive": "<&>", "late": "", "pick/2": ""} {
		if got := string(e.Scratch(name)); got != want {
			t.Errorf("%s: %q", name, got)
		}
		if got := f.Scratch(name); got != nil {
			t.Errorf("another user has %s: %q", name, got)
		}
	}
	if info, err := os.Stat(scratchOf(who)); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info, err)
	}
	for i := range 100 {
		e.KeepScratch(fmt.Sprint("page/", i), []byte("y"))
	}
	if e.Scratch("pick/1") != nil || e.Scratch("page/99") == nil || e.Scratch("page/61") == nil {
		t.Error("what is kept has no end, or the wrong one")
	}
	for i := range 100 {
		e.KeepScratch(fmt.Sprint("page/", i), nil)
	}
	await.Until(t, "the file is gone with the last of it", func() bool { return !onDisk(t, who) })
	e.KeepScratch("pick/1", []byte("5"))
	must(t, e.Close())
	data, err := os.ReadFile(scratchOf(who))
	must(t, err)
	data[len(data)/2] ^= 1
	must(t, os.WriteFile(scratchOf(who), data, 0o600))
	e = open(t, who)
	if got := e.Scratch("pick/1"); got != nil {
		t.Errorf("a damaged file was believed: %q", got)
	}
	e.KeepScratch("pick/1", []byte("6"))
	must(t, e.Close())
	if e = open(t, who); string(e.Scratch("pick/1")) != "6" {
		t.Error("nothing is kept after the damage")
	}
}
