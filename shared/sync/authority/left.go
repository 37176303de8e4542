package authority

import (
	"bytes"
	"crypto/sha256"

	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
)

// What a refused command brought is of no use but to tell a resend from another
// command, and anybody with a token can send any amount of it. So only short
// arguments of refused commands are kept; of others a hash is, and their length.
// The audit chain covers what is kept.

// leftFrom is from how many bytes on the arguments of a refused command are left
// behind. A digest takes 40.
const leftFrom = 256

// refusalMost bounds a refusal as it is stored and sent, in bytes. What it quotes
// of the arguments is cut where it is longer.
const refusalMost = 8 << 10

// Left is what is kept of arguments that are not.
type Left struct {
	Len  int64
	Hash []byte // SHA-256
}

func leftOf(args []byte) *Left {
	hash := sha256.Sum256(args)
	return &Left{Len: int64(len(args)), Hash: hash[:]}
}

// Brought tells whether the command came with these arguments.
func (j *Judged) Brought(args []byte) bool {
	if j.Left == nil {
		return bytes.Equal(j.Call.Args, args)
	}
	l := leftOf(args)
	return l.Len == j.Left.Len && bytes.Equal(l.Hash, j.Left.Hash)
}

// leave drops the arguments of a refused command that are not worth keeping. A log
// that is judged again keeps what it has: older releases kept everything.
func (a *Authority) leave(j *Judged) {
	if p := a.past[pastKey{j.Call.Origin, j.Call.Key}]; p != nil {
		if j.Left = p.Left; p.Left != nil {
			j.Call.Args = nil
		}
		return
	}
	if j.Refusal != nil && !a.again && len(j.Call.Args) >= leftFrom {
		j.Left, j.Call.Args = leftOf(j.Call.Args), nil
	}
}

// outcome runs a call, unless its arguments are too long or its outcome is known.
func (g *judging) outcome(call *kernel.Call) ([]kernel.Write, *kernel.Refusal, error) {
	if p := g.a.past[pastKey{call.Origin, call.Key}]; p != nil {
		return nil, p.Refusal, nil
	}
	if size := len(call.Args); size > wire.MaxArgs && !g.a.again {
		return nil, wire.TooLong(size), nil
	}
	writes, refusal, err := g.run(call)
	if refusal != nil && !g.a.again {
		refusal = short(refusal)
	}
	return writes, refusal, err
}

// short cuts a refusal that quotes too much.
func short(r *kernel.Refusal) *kernel.Refusal {
	if len(wire.EncodeRefusal(r)) <= refusalMost {
		return r
	}
	const details, text = 20, 60
	cut := *r
	cut.Args = shortArgs(r.Args, text)
	cut.Details = nil
	for _, d := range r.Details[:min(details, len(r.Details))] {
		cut.Details = append(cut.Details, kernel.Refusal{Code: d.Code, Args: shortArgs(d.Args, text)})
	}
	return &cut
}

func shortArgs(args []kernel.Arg, most int) []kernel.Arg {
	cut := make([]kernel.Arg, len(args))
	for i, a := range args {
		if runes := []rune(a.Value.Str); a.Value.Kind == kernel.KindText && len(runes) > most {
			a.Value.Str = string(runes[:most]) + "…"
		}
		cut[i] = a
	}
	return cut
}

type pastKey struct {
	origin kernel.ID
	key    int64
}

// Again prepares to judge a log again that brings these steps of an upgrade itself.
func (a *Authority) Again(later func(step string) bool) { a.later = later }

// Replay judges lines of an operation log again, at the time they were judged at;
// all must have the same. What left no arguments behind, or was found to be forged,
// is taken as it was refused: it changed nothing.
func (a *Authority) Replay(log []Judged) ([]Judged, *Commit, error) {
	calls := make([]kernel.Call, len(log))
	a.again, a.past = true, map[pastKey]*Judged{}
	if a.later == nil {
		a.later = func(string) bool { return false }
	}
	defer func() { a.again, a.past = false, nil }()
	for i := range log {
		calls[i] = log[i].Call
		if r := log[i].Refusal; log[i].Left != nil || r != nil && r.Code == Forged.Name {
			a.past[pastKey{log[i].Call.Origin, log[i].Call.Key}] = &log[i]
		}
	}
	return a.Judge(calls, log[0].Call.Judged)
}
