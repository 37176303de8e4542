package auth

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"heyi/shared/kernel"
)

// clock is a throttle with a time that a test turns.
type clock struct {
	*throttle
	t   *testing.T
	now time.Time
}

func newClock(t *testing.T) *clock {
	return &clock{throttle: newThrottle(), t: t, now: time.Unix(1_763_700_000, 0)}
}

// guess is a wrong password; it tells whether it was let through.
func (c *clock) guess(addr, account, device string) bool {
	c.t.Helper()
	_, err := c.begin(addr, account, device, c.now)
	if err != nil && !errors.Is(err, Throttled.With()) {
		c.t.Fatal(err)
	}
	return err == nil
}

// enter is a right password; it returns how long its owner had to wait.
func (c *clock) enter(addr, account, device string) (waited time.Duration) {
	c.t.Helper()
	for {
		try, err := c.begin(addr, account, device, c.now)
		if err == nil {
			try.passed(c.now)
			return waited
		}
		refusal, _ := kernel.AsRefusal(err)
		pause := time.Duration(refusal.Arg("seconds").Int) * time.Second
		waited += pause
		c.now = c.now.Add(pause)
	}
}

// The guesser's waits grow; the owner comes in from elsewhere at once, and from the
// same address on a device that knows him.
func TestGuessesHitTheGuesser(t *testing.T) {
	c := newClock(t)
	passed := 0
	for range 200 {
		if c.guess("203.0.113.9", "boss", "") {
			passed++
		}
	}
	if passed != 6 {
		t.Errorf("%d guesses at once were let through", passed)
	}
	if waited := c.enter("198.51.100.4", "boss", ""); waited != 0 {
		t.Errorf("the owner elsewhere waited %s", waited)
	}
	if waited := c.enter("203.0.113.9", "boss", "tablet"); waited != 0 {
		t.Errorf("the owner on his tablet waited %s", waited)
	}
	if c.guess("203.0.113.9", "boss", "") {
		t.Error("the owner's success on his tablet let the guesser go on")
	}
	passed = 0
	for range 24 * 60 {
		c.now = c.now.Add(time.Minute)
		if c.guess("203.0.113.9", "boss", "") {
			passed++
		}
	}
	if passed > 24*4+10 {
		t.Errorf("%d guesses in a day", passed)
	}
}

// An own sign-in between guesses at others clears nothing of theirs nor of the
// address: a spray over many accounts is slowed down.
func TestASprayIsSlowedDown(t *testing.T) {
	c := newClock(t)
	passed := 0
	for n := range 1000 {
		if n%40 == 0 {
			if try, err := c.begin("203.0.113.9", "mallory", "", c.now); err == nil {
				try.passed(c.now)
			}
		}
		if c.guess("203.0.113.9", fmt.Sprint("account ", n), "") {
			passed++
		}
	}
	if passed > 60 {
		t.Errorf("%d of 1000 sprayed guesses were let through at once", passed)
	}
	if waited := c.enter("203.0.113.9", "lin", ""); waited > 30*time.Second {
		t.Errorf("an honest stranger behind the address waited %s", waited)
	}
	for range 10 {
		c.guess("203.0.113.9", "yet another", "")
	}
	if waited := c.enter("203.0.113.9", "huang", "tablet"); waited != 0 {
		t.Errorf("an honest person with his tablet waited %s", waited)
	}
	if waited := c.enter("203.0.113.9", "lin", ""); waited != 0 {
		t.Errorf("who has signed in there before waited %s", waited)
	}
}

// Many addresses that guess at one account are slowed down together, and its owner
// waits for half a minute at most where nobody knows him.
func TestAHerdIsSlowedDown(t *testing.T) {
	c := newClock(t)
	passed := 0
	for n := range 2000 {
		if c.guess(fmt.Sprintf("198.51.%d.%d", n/250, n%250), "boss", "") {
			passed++
		}
	}
	if passed > 110 {
		t.Errorf("%d of 2000 guesses were let through", passed)
	}
	if waited := c.enter("192.0.2.1", "boss", ""); waited > 30*time.Second {
		t.Errorf("the owner waited %s", waited)
	}
	if waited := c.enter("192.0.2.2", "boss", "tablet"); waited != 0 {
		t.Errorf("the owner on his tablet waited %s", waited)
	}
}

// A subscriber's whole network counts as one address; several tries at once do not
// slip through; a flood does not fill the memory.
func TestThrottleIsTight(t *testing.T) {
	c := newClock(t)
	passed := 0
	for n := range 100 {
		if c.guess(fmt.Sprintf("2001:db8:1:2::%x", n+1), "boss", "") {
			passed++
		}
	}
	if passed != 6 {
		t.Errorf("%d guesses from one network were let through", passed)
	}
	m := newMeter(3, 10*time.Second, time.Minute, time.Hour)
	for i := range triesMax + 1000 {
		m.count(fmt.Sprint(i), c.now)
	}
	if len(m.tries) > triesMax {
		t.Errorf("%d keys are remembered", len(m.tries))
	}
	var waits []time.Duration
	for range 9 {
		m.count("a", c.now)
		waits = append(waits, m.wait("a", c.now))
		c.now = c.now.Add(max(0, waits[len(waits)-1]))
	}
	if waits[2] > 0 || waits[3] != 10*time.Second || waits[4] != 20*time.Second || waits[8] != time.Minute {
		t.Errorf("the waits are %v", waits)
	}
}

// The series follow one another without an end in sight, and none comes twice.
func TestSeries(t *testing.T) {
	seen := map[string]bool{}
	for n := range int64(80_000) {
		series := seriesAt(n)
		if seen[series] || !seriesForm.MatchString(series) {
			t.Fatalf("%d: %s", n, series)
		}
		seen[series] = true
	}
	for n, want := range map[int64]string{0: "A01", 98: "A99", 99: "B01", 2573: "Z99", 2574: "AA01", 26*99 + 26*26*99 - 1: "ZZ99", 26*99 + 26*26*99: "AAA01"} {
		if got := seriesAt(n); got != want {
			t.Errorf("%d: %s, want %s", n, got, want)
		}
	}
}
