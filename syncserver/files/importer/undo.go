package importer

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/sync/authority"
)

// An import is taken back by going back to the company before it and judging
// again, in their order and at their time, the commands that others have sent
// since. Its records are used as soon as one of those would not come to the same.

// History is a company with its operation log.
type History interface {
	authority.Reader
	// Commands visits the operation log after a version, in order.
	Commands(after int64, visit func(*authority.Judged) error) error
}

// Use is a command of somebody else that needs what the import has brought.
type Use struct {
	Version int64
	At      kernel.Time
	Name    string          // of the command
	Zh, En  string          // its labels
	Author  string          // who sent it; empty for the server itself
	Now     *kernel.Refusal // what it would be without the import; nil: accepted with another effect
}

// Shared tells whether a company's log still holds what its state before an import
// ends with, so that one has come from the other.
func Shared(before authority.State, company History) (same bool, err error) {
	err = company.Commands(before.Version-1, func(j *authority.Judged) error {
		same = j.Version == before.Version && bytes.Equal(j.Chain, before.Chain)
		return errFirst
	})
	if errors.Is(err, errFirst) {
		err = nil
	}
	return same, err
}

var errFirst = errors.New("importer: the first")

// usesMax bounds the list of what uses an import.
const usesMax = 20

// Later lists the commands that were sent by others since the import began, as it
// is told by the company and by its state before.
func Later(c *kernel.Catalog, before authority.Reader, company History, origin kernel.ID) ([]authority.Judged, error) {
	enrol := c.CommandFor(&org.Enrol{})
	var later []authority.Judged
	err := company.Commands(before.Version(), func(j *authority.Judged) error {
		if j.Call.Origin == origin {
			return nil
		}
		if j.Call.Name == enrol.Name {
			args, err := enrol.Decode(j.Call.Args)
			if err != nil {
				return err
			}
			if args.(*org.Enrol).Device == origin {
				return nil
			}
		}
		later = append(later, *j)
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("importer: undo: %w", err)
	}
	return later, nil
}

// Uses tries what others have sent since on the company without the import, and
// lists what would come out differently.
func Uses(ctx context.Context, c *kernel.Catalog, before authority.Reader, company History, later []authority.Judged) ([]Use, error) {
	trial, err := NewTrial(c, before, 0)
	if err != nil {
		return nil, err
	}
	var uses []Use
	err = Replay(ctx, trial.Authority, later, func(was, is *authority.Judged) {
		if len(uses) >= usesMax {
			return
		}
		u := Use{Version: was.Version, At: was.Call.At, Name: was.Call.Name, Zh: was.Call.Name, En: was.Call.Name, Now: is.Refusal}
		if spec := c.Command(was.Call.Name); spec != nil {
			u.Zh, u.En = spec.Zh, spec.En
		}
		if user := company.Get(org.Users.In(c), was.Call.Author); user != nil {
			u.Author = kernel.TitleOf(user)
		}
		uses = append(uses, u)
	})
	return uses, err
}

// Replay judges commands again in groups of equal times, and shows what comes out
// differently beside what it was. The steps of an upgrade are among them and act on
// the rows that are there. What was judged before the last of them was judged by an
// earlier program, whose effects cannot be compared: it must be accepted or refused
// as it was.
func Replay(ctx context.Context, a *authority.Authority, list []authority.Judged, differs func(was, is *authority.Judged)) error {
	var upgraded int64
	for i := range list {
		if list[i].Call.Name == "org.upgrade" {
			upgraded = list[i].Version
		}
	}
	for len(list) > 0 {
		if err := ctx.Err(); err != nil {
			return err
		}
		n := 1
		for n < len(list) && n < groupMax && list[n].Call.Judged == list[0].Call.Judged {
			n++
		}
		calls := make([]kernel.Call, n)
		for i := range calls {
			calls[i] = list[i].Call
		}
		judged, _, err := a.Judge(calls, list[0].Call.Judged)
		if err != nil {
			return fmt.Errorf("importer: undo: %w", err)
		}
		for i := range judged {
			was, is := &list[i], &judged[i]
			if (was.Refusal == nil) != (is.Refusal == nil) || was.Version > upgraded && was.Call.Digest != is.Call.Digest {
				differs(was, is)
			}
		}
		list = list[n:]
	}
	return nil
}
