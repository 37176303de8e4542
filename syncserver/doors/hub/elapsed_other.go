//go:build !linux

package hub

import "time"

// elapsed is time that passes whatever is done to the clock.
func elapsed() func() time.Duration {
	return func() time.Duration { return time.Since(started) }
}
