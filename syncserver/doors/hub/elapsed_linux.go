package hub

import (
	"time"

	"golang.org/x/sys/unix"
)

// elapsed is time that passes whatever is done to the clock, also while the machine
// sleeps, which Go's own monotonic clock leaves out here.
func elapsed() func() time.Duration {
	return func() time.Duration {
		var t unix.Timespec
		if unix.ClockGettime(unix.CLOCK_BOOTTIME, &t) != nil {
			return time.Since(started)
		}
		return time.Duration(t.Nano())
	}
}
