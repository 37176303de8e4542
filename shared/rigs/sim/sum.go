package sim

import (
	"fmt"
	"os"
	"testing"
)

// Sum is what happened in many histories, so that a test sees whether all ways were
// tried.
type Sum struct {
	Histories, Faults, Judged, Adjusted, Looks, Lulls, Stacked, Fallen, Updated, Together, Turned, Lies, Restored, Resumed, Parted, Refilled, Hurt, Healed, Opened, LetGo, Reframed, Moved, Held int
}

// Add adds a history.
func (s *Sum) Add(w *World) {
	s.Histories++
	s.Faults += w.Faulty
	s.Judged += len(w.Verdicts)
	s.Adjusted += w.Mismatch
	s.Looks += w.Looks
	s.Lulls += w.Lulls
	s.Stacked += w.Stacked
	s.Fallen += w.Fallen
	s.Updated += w.Updated
	s.Together += w.Together
	s.Turned += w.Turned
	s.Lies += w.Lies
	s.Restored += w.Restored
	s.Resumed += w.Resumed
	s.Parted += w.Parted
	s.Refilled += w.Refilled
	s.Hurt += w.Hurt
	s.Healed += w.Healed
	s.Opened += w.Opened
	s.LetGo += w.LetGo
	s.Reframed += w.Reframed
	s.Moved += w.Moved
	s.Held += w.Held
}

// Tried errs when a way was not tried that every hundred histories go.
func (s *Sum) Tried(t *testing.T) {
	t.Helper()
	if os.Getenv("KIND") != "" || s.Histories < 100 {
		return
	}
	for what, n := range map[string]*int{
		"a fault": &s.Faults, "a judgement": &s.Judged, "有调整": &s.Adjusted, "a device held against its own version": &s.Looks,
		"a lull": &s.Lulls, "a group judged on top of one being written": &s.Stacked, "one that fell with it": &s.Fallen,
		"several messages at once": &s.Together, "a clock set to something else": &s.Turned, "a restore": &s.Restored, "a role that changed": &s.Refilled, "a catch-up that goes on after a cut": &s.Resumed, "a device from a lost log": &s.Parted,
		"a damaged device": &s.Hurt, "a proof": &s.Healed,
	} {
		if *n == 0 {
			t.Errorf("%s never happened: that way is not tried", what)
		}
	}
}

// TriedWindows is Tried for histories in which devices hold some months only.
func (s *Sum) TriedWindows(t *testing.T) {
	t.Helper()
	if s.Histories >= 15 && (s.Opened == 0 || s.LetGo == 0 || s.Reframed == 0 || s.Resumed == 0 || s.Restored == 0 || s.Healed == 0) {
		t.Errorf("%d older documents opened, %d let go of, %d windows moved, %d catch-ups went on, %d restores, %d proofs: that way is not tried",
			s.Opened, s.LetGo, s.Reframed, s.Resumed, s.Restored, s.Healed)
	}
}

func (s Sum) String() string {
	return fmt.Sprintf("%d histories: %d faults, %d commands judged, %d adjusted; %d looks, %d lulls; %d groups judged on top of one being written, %d fell with it; %d devices updated; %d times several messages at once; %d clocks turned; %d lies; %d restores; %d catch-ups went on after a cut, %d devices came from a lost log; %d changed their scope; %d devices damaged, %d proofs; %d older documents opened, %d let go of, %d windows moved; %d things done by themselves; %d times a file was held against memory",
		s.Histories, s.Faults, s.Judged, s.Adjusted, s.Looks, s.Lulls, s.Stacked, s.Fallen, s.Updated, s.Together, s.Turned, s.Lies, s.Restored, s.Resumed, s.Parted, s.Refilled, s.Hurt, s.Healed, s.Opened, s.LetGo, s.Reframed, s.Moved, s.Held)
}
