package sim

import (
	"bytes"

	"heyi/shared/kernel"
	"heyi/shared/sync/authority"
)

// Again holds what groups, overlays and failures have made of a history against its
// operation log, judged once more from nothing, one command after another.
var Again = Promised("replay-equal", "The operation log, judged again from nothing one command after another, gives the same verdicts, the same chain and the same rows.")

// replay judges the log of the server's history again. On the way it sees what each
// command does on the server's rows, and compares that with what its author was told.
func (w *World) replay() error {
	disk := NewServerDisk(w.Server.Disk.state.History)
	a, err := authority.Open(w.Catalog, disk)
	if err != nil {
		return err
	}
	for i := range w.Server.Disk.judged {
		j := &w.Server.Disk.judged[i]
		predicted, err := w.predicted(j, disk)
		if err == nil {
			err = w.checkSame(j, disk, predicted)
		}
		if err == nil {
			err = w.checkTold(j, disk, predicted)
		}
		if err != nil {
			return err
		}
		again, _, err := a.Replay([]authority.Judged{*j})
		if err != nil {
			return Again.Broken("version %d (%s): %v", j.Version, j.Call.Name, err)
		}
		if !bytes.Equal(again[0].Chain, j.Chain) {
			return Again.Broken("version %d (%s) had verdict %v and comes out with %v, or with other rows", j.Version, j.Call.Name, refusal(j), refusal(&again[0]))
		}
	}
	for _, s := range w.Catalog.Schemas {
		if what := differsIn(s, disk, w.Server.Disk.Memory); what != "" {
			return Again.Broken("the server %s", what)
		}
	}
	return nil
}

func refusal(j *authority.Judged) string {
	if j.Refusal == nil {
		return "accepted"
	}
	return j.Refusal.Code
}

// sides is what a device's code does with a command on the server's rows just before it
// was judged, through its author's eyes.
type sides struct {
	author *kernel.Author
	tx     *kernel.Tx
	out    kernel.Outcome
	err    error
}

// predicted runs a command as its device would; nil where nobody would.
func (w *World) predicted(j *authority.Judged, disk *ServerDisk) (s *sides, err error) {
	if j.Refusal != nil || j.Call.Author.IsZero() {
		return nil, nil
	}
	author, nobody := kernel.AuthorOf(w.Catalog, disk, &j.Call)
	if nobody != nil {
		return nil, nil //nolint:nilerr // the verdict says what it means
	}
	defer func() {
		if p := recover(); p != nil {
			err = GoesOn.Broken("%s on the rows of version %d: %v", j.Call.Name, j.Version-1, p)
		}
	}()
	call := j.Call
	s = &sides{author: author, tx: kernel.NewTx(w.Catalog, disk, author.Viewer, &call, author)}
	s.out, s.err = s.tx.Predict()
	return s, nil
}

// Same is checked along the log, for everything that anybody gave.
var Same = Promised("same-on-both-sides", "On the same rows, and where its author sees all that matters, a device's code does with a command what the server's does.")

func (w *World) checkSame(j *authority.Judged, disk *ServerDisk, s *sides) error {
	if s == nil {
		return nil
	}
	call := j.Call
	judged, err := kernel.NewTx(w.Catalog, disk, s.author.Viewer, &call, s.author).Judge()
	if judged.Wider && err == nil { // what binds its author is more than he sees
		s.tx = kernel.NewTx(w.Catalog, disk, nil, &call, s.author)
		s.out, s.err = s.tx.Predict()
		return nil
	}
	switch {
	case err != nil || s.out.NeedsServer: // what is wrong with an error is told by the chain
		return nil
	case s.err != nil:
		return Same.Broken("%s was accepted as version %d, and a device refuses it there: %v", call.Name, j.Version, s.err)
	case s.out.Digest != judged.Digest:
		return Same.Broken("%s, version %d, comes out otherwise on a device with the same rows", call.Name, j.Version)
	}
	return nil
}

func (w *World) checkTold(j *authority.Judged, disk *ServerDisk, of *sides) error {
	s := w.shown[j.Call.ID]
	if of == nil || s == nil || s.told == nil || s.done || s.told.Version != j.Version || s.history != disk.state.History || j.Call.Origin != s.device.ID.Device {
		return nil
	}
	var writes []kernel.Write
	if of.err == nil && !of.out.NeedsServer {
		writes = of.tx.Writes()
	}
	return s.check(w.Catalog, &j.Call, writes, disk.Get)
}
