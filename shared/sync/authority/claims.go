package authority

import (
	"errors"
	"fmt"

	"heyi/shared/kernel"
)

// What a device says of its own command is a claim: the id, the key, when it was
// given. Nothing that must always hold may rest on it.
//
//   - An id belongs to the first command that has it, whoever sends it again.
//   - A key is new to its origin and not far beyond its last one.
//   - The time is between the oldest outbox that is believed and now, but for what
//     clocks go wrong by between two contacts. No command is
//     refused for its clock: it is taken for the nearest time that is believed, and
//     its author is told.
//   - A row born in a command is new, see [Store.Taken].

const (
	// KeyWindow is how far a key may lie beyond the last of its origin. Devices
	// number without gaps; what makes one in an honest device is an outbox that was
	// lost, and no outbox grows beyond this.
	KeyWindow = 10_000
	// restoredWindow is the same where a backup may have forgotten more than that.
	restoredWindow = 1 << 30
	// KeyMax is beyond every key that was reached by such steps. Companies of earlier
	// releases may hold some that were not.
	KeyMax = 1 << 53
	// OldestWork is how long before it is judged a command may have been given, in
	// milliseconds: 180 days.
	OldestWork = 180 * day
	// clockDrift is how far ahead of the server's a device's clock is believed, in
	// milliseconds: two minutes. It was set right at the last contact.
	clockDrift = 2 * 60 * 1000
	// mintedWithin is how far the time in a command's id may lie from the one it was
	// given at, in milliseconds. Devices make one out of the other.
	mintedWithin = day

	day = 24 * 3600 * 1000
)

// misnumbered refuses a key that its origin cannot have reached. There is no verdict
// under such a key, so it does not become the origin's last one.
func (g *judging) misnumbered(call *kernel.Call, last int64) *Judged {
	window := int64(KeyWindow)
	if !g.a.state.Before.IsZero() {
		window = restoredWindow
	}
	if g.a.again || call.Key >= 1 && (call.Author.IsZero() || call.Key < KeyMax && call.Key <= last+window) {
		return nil // the server numbers its own as it likes
	}
	return &Judged{Call: *call, Version: g.commit.From, Refusal: BadKey.With()}
}

// disproved refuses a command whose id is not its own. A log that is judged again
// says itself which ones were not.
func (g *judging) disproved(call *kernel.Call) *kernel.Refusal {
	if g.a.again {
		return nil
	}
	if call.ID.IsZero() || g.used[call.ID] {
		return Forged.With()
	}
	if call.Author.IsZero() { // the server itself, the clock, an import
		return nil
	}
	if apart := call.ID.Time() - call.At; apart > mintedWithin || apart < -mintedWithin {
		return Forged.With()
	}
	return nil
}

// believe takes a command for the nearest time at which it may have been given.
func (g *judging) believe(call *kernel.Call, now kernel.Time) {
	if !call.Author.IsZero() && !g.a.again {
		if call.At > now+clockDrift {
			call.At = now
		}
		call.At = max(call.At, now-OldestWork)
	}
}

// usedAmong notes the ids of judged commands among those of the calls.
func (g *judging) usedAmong(calls []kernel.Call) error {
	ids := make([]kernel.ID, len(calls))
	for i := range calls {
		ids[i] = calls[i].ID
	}
	used, err := g.a.store.Commands(ids)
	if err != nil {
		return fmt.Errorf("authority: ids of commands: %w", err)
	}
	for _, id := range used {
		g.used[id] = true
	}
	if sent := g.a.sent; sent != nil {
		for i := range sent.Commit.Judged {
			g.used[sent.Commit.Judged[i].Call.ID] = true
		}
	}
	return nil
}

// errTaken tells that a row was born with an id that another has. The calls are
// judged again with care, so that the command at fault is found.
var errTaken = errors.New("authority: a row was born with an id that is taken")

// allNew errs when a row that was taken to be new is not. One question for the rows
// of a group is cheaper than one for each row, and honest ids never collide.
func (g *judging) allNew() error {
	born := make([]kernel.Key, 0, len(g.commit.born))
	for _, key := range g.order {
		if !g.commit.born[key] {
			continue
		}
		if sent := g.a.sent; sent != nil && sent.Commit.layer.Get(key.Schema, key.ID) != nil {
			return errTaken
		}
		born = append(born, key)
	}
	taken, err := g.a.store.Taken(born)
	if err != nil {
		return fmt.Errorf("authority: newborn rows: %w", err)
	}
	if taken {
		return errTaken
	}
	return nil
}

// sameCall answers a command under a used key: with its verdict if it is the same,
// else with a refusal, as for two copies of one device.
func sameCall(j *Judged, call *kernel.Call) *Judged {
	was := &j.Call
	if was.ID == call.ID && was.Author == call.Author && was.Name == call.Name && j.Brought(call.Args) {
		return j
	}
	return &Judged{Call: *call, Version: j.Version, Refusal: Forged.With()}
}
