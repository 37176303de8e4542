// Package await lets a test wait for what comes in its own time: another process, a
// socket, a disk. How long that takes says nothing about what is tested, so there is one
// patience for all of it, and it is generous: tests run beside other work.
package await

import (
	"testing"
	"time"
)

// Patience is after how long nobody waits any more. It is reached only by what never
// happens.
const Patience = 3 * time.Minute

// Until looks every few milliseconds whether something holds and fails the test if it
// never does. More is printed then: the log of a server, a state; each may be a function
// without arguments that makes it when it is wanted.
func Until(t testing.TB, what string, holds func() bool, more ...any) {
	t.Helper()
	if Held(holds) {
		return
	}
	for i, m := range more {
		if made, ok := m.(func() any); ok {
			more[i] = made()
		}
	}
	t.Fatalf("waited in vain until %s %+v", what, more)
}

// Held says whether something holds within Patience.
func Held(holds func() bool) bool {
	for pause, late := time.Millisecond, time.Now().Add(Patience); !holds(); pause = min(2*pause, 20*time.Millisecond) {
		if time.Now().After(late) {
			return false
		}
		time.Sleep(pause)
	}
	return true
}
