package hub

import (
	"context"
	"time"

	"golang.org/x/sync/semaphore"
	"golang.org/x/time/rate"

	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
)

// A share is what one device, or all devices of one person, may take of the server:
// commands and bytes a minute, bytes that wait to be judged, connections, catch-ups.
// Whoever wants more waits: nothing he sent is lost, and others notice nothing.
type share struct {
	commands *rate.Limiter
	bytes    *rate.Limiter
	waiting  *semaphore.Weighted // bytes of pushes that are not judged yet
	fills    *semaphore.Weighted // catch-ups at a time
	asks     *rate.Limiter       // questions what the device should hold

	links []*client // connections, the oldest first; guarded by the hub
	used  time.Time
	told  time.Time // when it was last logged that the device has seen another course of the company; the executor's own
}

// tells whether it is to be logged what a device says of the company's course: once in
// a while, because it may say so as often as it connects.
func (s *share) tells(now time.Time) bool {
	if !s.told.IsZero() && now.Sub(s.told) < shareForget {
		return false
	}
	s.told = now
	return true
}

// What a person may take of each is personShare times what one of his devices may.
const personShare = 4

// A device that worked without a network for weeks brings some thousand commands
// at once; afterwards nobody types faster than a few a second.
const (
	commandsBurst = 6000
	bytesBurst    = 32 << 20
	waitingBytes  = wire.MaxBody // of one device: a frame of any size passes
	waitingAll    = 128 << 20    // of all devices, in frames beyond waitingSmall
	waitingSmall  = 64 << 10
	refusedCost   = 10 // commands that a refused one counts for
	connectCost   = 20 // commands that a connection counts for
	shareForget   = 5 * time.Minute
)

// pauseMost bounds one wait for more of a share: a connection on which nothing is
// read for long looks dead to its peer. What is still owed is waited for the next
// time.
const pauseMost = 15 * time.Second

func newShare(c *Config, times int) *share {
	perSecond := func(aMinute int) rate.Limit { return rate.Limit(float64(aMinute*times) / 60) }
	return &share{
		commands: rate.NewLimiter(perSecond(c.CommandsAMinute), commandsBurst*times),
		bytes:    rate.NewLimiter(perSecond(c.BytesAMinute), bytesBurst*times),
		waiting:  semaphore.NewWeighted(waitingBytes * int64(max(1, times/2))),
		fills:    semaphore.NewWeighted(int64(max(1, times/2))),
		asks:     newAsks(times),
	}
}

// shares are those of devices and persons that have been here lately. The hub's
// mutex guards them.
type shares struct {
	known map[kernel.ID]*share
	swept time.Time
}

// share finds a share, or makes it. times is 1 for a device.
func (h *Hub) share(id kernel.ID, times int, now time.Time) *share {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.shares.of(&h.Config, id, times, now)
}

func (s *shares) of(c *Config, id kernel.ID, times int, now time.Time) *share {
	if s.known == nil {
		s.known = map[kernel.ID]*share{}
	}
	if now.Sub(s.swept) > shareForget {
		s.swept = now
		for id, old := range s.known {
			if now.Sub(old.used) > shareForget && len(old.links) == 0 { // its limits are full again
				delete(s.known, id)
			}
		}
	}
	found := s.known[id]
	if found == nil {
		found = newShare(c, times)
		s.known[id] = found
	}
	found.used = now
	return found
}

// A limit is one of those of a share.
type limit func(*share) *rate.Limiter

func ofCommands(s *share) *rate.Limiter { return s.commands }
func ofBytes(s *share) *rate.Limiter    { return s.bytes }
func ofAsks(s *share) *rate.Limiter     { return s.asks }

// spend takes n of a limit of the device and of its person, and waits as [spend] does.
func (c *client) spend(of limit, n int) error {
	for _, s := range []*share{c.device, c.person} {
		if err := spend(c.ctx, of(s), n); err != nil {
			return err
		}
	}
	return nil
}

// spend takes n of a limit and waits until they are there, pauseMost at most.
func spend(ctx context.Context, l *rate.Limiter, n int) error {
	now := time.Now()
	pause := min(owe(l, n, now), pauseMost)
	if pause <= 0 {
		return nil
	}
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return errEnded
	}
}

// owe takes n of a limit, which may be more than there is, and tells for how long
// that is so.
func owe(l *rate.Limiter, n int, now time.Time) time.Duration {
	return l.ReserveN(now, min(n, l.Burst())).DelayFrom(now)
}
