package main

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"heyi/shared/modules/analytics"
	"heyi/shared/rigs/pgtest"
)

// program is the server's, built for these tests.
var program string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "heyi-server-")
	if err == nil {
		program = filepath.Join(dir, "heyi-server")
		var said []byte
		if said, err = exec.Command("go", "build", "-tags", "sqlite_fts5", "-o", program, "heyi/syncserver").CombinedOutput(); err != nil {
			err = fmt.Errorf("build the server: %w\n%s", err, said)
		}
	}
	status := 1
	if err == nil {
		status = pgtest.Run(m)
	}
	if err = errors.Join(err, os.RemoveAll(dir)); err != nil {
		fmt.Fprintln(os.Stderr, err)
		status = 1
	}
	os.Exit(status)
}

// play plays the story with the program and returns what it printed.
func play(t *testing.T, bin, store, lang string) (string, error) {
	t.Helper()
	var out bytes.Buffer
	s := newStory(bin, store, lang, &out)
	t.Cleanup(func() {
		if err := os.RemoveAll(s.dir); err != nil {
			t.Error(err)
		}
	})
	err := s.run()
	return out.String(), err
}

// The story comes true in both databases, in English sentences.
func TestStoryComesTrue(t *testing.T) { pgtest.Each(t, storyComesTrue) }

func storyComesTrue(t *testing.T, store string) {
	out, err := play(t, program, store, "en")
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, want := range []string{"exactly one order is accepted whole", "15 套 short", "Ask purchasing to buy", "sentences held"} {
		if !strings.Contains(out, want) {
			t.Errorf("the story does not say %q:\n%s", want, out)
		}
	}
	for sentence := range strings.SplitSeq(out, "\n") {
		if strings.Contains(sentence, "{") || strings.Contains(sentence, "✓") && strings.ContainsFunc(sentence, isHan) {
			t.Errorf("a sentence is not English: %s", sentence)
		}
	}
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// What does not hold ends the story, and it says which sentence it was.
func TestStoryThatDoesNotHold(t *testing.T) {
	out, err := play(t, filepath.Join(t.TempDir(), "none"), "", "en")
	if err == nil || strings.Count(out, "✗") != 1 || strings.Contains(out, "✓") || !strings.Contains(err.Error(), "founded") {
		t.Errorf("without a server the story ended with %v:\n%s", err, out)
	}
	if err := boardIs(&analytics.Board{Funds: make([]analytics.FundFigure, 1)}); err == nil {
		t.Error("an empty board is right")
	}
}
