package hub

import (
	"testing"
	"time"

	"heyi/shared/kernel"
)

// A share is a burst and then so much a minute, of a person some times that of a
// device.
func TestASharesRate(t *testing.T) {
	c := &Config{CommandsAMinute: 600, BytesAMinute: 6 << 20}
	for _, times := range []int{1, personShare} {
		s, now := newShare(c, times), time.Now()
		for _, l := range []struct {
			name    string
			take    func(n int, now time.Time) time.Duration
			burst   int
			aMinute int
		}{
			{"commands", func(n int, now time.Time) time.Duration { return owe(s.commands, n, now) }, commandsBurst * times, c.CommandsAMinute * times},
			{"bytes", func(n int, now time.Time) time.Duration { return owe(s.bytes, n, now) }, bytesBurst * times, c.BytesAMinute * times},
		} {
			if wait := l.take(l.burst, now); wait > 0 {
				t.Errorf("%d× %s: the burst waits %s", times, l.name, wait)
			}
			if wait := l.take(l.aMinute, now).Round(time.Second); wait != time.Minute {
				t.Errorf("%d× %s: what is allowed in a minute waits %s", times, l.name, wait)
			}
			if wait := l.take(l.aMinute, now.Add(2*time.Minute+time.Second)); wait > 0 {
				t.Errorf("%d× %s: a minute later the next still waits %s", times, l.name, wait)
			}
		}
	}
}

// What a device that is connected has spent is not forgotten, however quiet it is;
// of one that has left for long it is.
func TestSharesAreForgotten(t *testing.T) {
	var s shares
	c, now := &Config{CommandsAMinute: 600, BytesAMinute: 6 << 20}, time.Now()
	here, left := kernel.DeriveID("here"), kernel.DeriveID("left")
	stays := s.of(c, here, 1, now)
	stays.links = []*client{{}}
	goes := s.of(c, left, 1, now)
	later := now.Add(2 * shareForget)
	if s.of(c, here, 1, later) != stays {
		t.Error("the share of a connected device is forgotten")
	}
	if s.of(c, left, 1, later) == goes {
		t.Error("the share of a device that has left is kept for ever")
	}
}
