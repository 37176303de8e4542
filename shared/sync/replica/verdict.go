package replica

import (
	"fmt"
	"maps"
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
)

// judge takes the commands with a verdict out of the pending ones.
func (a *applying) judge() error {
	var waiting []*Pending
	for _, p := range a.r.pending {
		v := a.verdicts[p.Call.Key]
		if v == nil {
			waiting = append(waiting, p)
			continue
		}
		delete(a.verdicts, p.Call.Key)
		a.w.DropPending(p.Call.Key)
		a.verdict(Verdict{
			Call: p.Call, Version: v.Version, Refusal: refusalOf(v),
			Adjusted: p.adjusted(v), Dated: p.dated(v),
		})
	}
	a.r.pending = waiting
	for _, key := range slices.Sorted(maps.Keys(a.verdicts)) { // of commands this file does not hold: it was rebuilt
		v := a.verdicts[key]
		a.r.lastKey = max(a.r.lastKey, key) // the outbox may have been lost too
		said := Verdict{
			Call:    kernel.Call{ID: v.ID, Key: v.Key, Origin: a.r.Identity.Device, Name: v.Name, At: v.At},
			Version: v.Version, Refusal: refusalOf(v),
		}
		known, err := a.r.store.Verdict(key)
		if err != nil {
			return fmt.Errorf("verdict of %d: %w", key, err)
		}
		if known != nil && known.Version == said.Version && (known.Refusal == nil) == (said.Refusal == nil) {
			said = *known // the answer to a resend, which knows less than was told
		}
		a.verdict(said)
	}
	return nil
}

// adjusted tells whether an accepted command came out otherwise than its user was
// shown. One that he was shown nothing of did not.
func (p *Pending) adjusted(v *wire.Verdict) bool {
	if v.Refused {
		return false
	}
	if p.dated(v) != 0 {
		return true
	}
	if p.Call.Digest == 0 && p.Shown == (kernel.Made{}) {
		return false
	}
	return uint64(v.Digest) != p.Call.Digest || p.Made.Differs(p.Shown)
}

// dated is the time that the server gave an accepted command instead of its own, 0
// where it left it.
func (p *Pending) dated(v *wire.Verdict) kernel.Time {
	if v.Refused || v.At == p.Call.At {
		return 0
	}
	return v.At
}

func refusalOf(v *wire.Verdict) *kernel.Refusal {
	if !v.Refused {
		return nil
	}
	return v.Refusal.Unpack()
}

func (a *applying) verdict(v Verdict) {
	a.w.PutVerdict(v)
	a.news.Verdicts = append(a.news.Verdicts, v)
}
