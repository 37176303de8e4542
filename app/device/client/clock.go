package client

import (
	"time"

	"heyi/shared/kernel"
)

// Clock is where the engine gets the time from; tests give it one they turn.
type Clock interface {
	Now() time.Time
	// After runs f in a goroutine of its own once d has passed, unless stopped.
	After(d time.Duration, f func()) (stop func())
}

// SystemClock is the device's clock.
type SystemClock struct{}

// Now is the time of day.
func (SystemClock) Now() time.Time { return time.Now() }

// After runs f later.
func (SystemClock) After(d time.Duration, f func()) (stop func()) {
	t := time.AfterFunc(d, f)
	return func() { t.Stop() }
}

func timeOf(t time.Time) kernel.Time { return kernel.Time(t.UnixMilli()) }
