package sim

import (
	"bytes"

	"heyi/shared/authority"
	"heyi/shared/kernel"
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
		if err := w.checkTold(j, disk); err != nil {
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

func (w *World) checkTold(j *authority.Judged, disk *ServerDisk) error {
	s := w.shown[j.Call.ID]
	if s == nil || s.told == nil || s.done || s.told.Version != j.Version || s.history != disk.state.History || j.Refusal != nil || j.Call.Origin != s.device.ID.Device {
		return nil
	}
	author, err := kernel.AuthorOf(w.Catalog, disk, &j.Call)
	if err != nil {
		return nil //nolint:nilerr // the verdict says what it means
	}
	call := j.Call
	tx := kernel.NewTx(w.Catalog, disk, author.Viewer, &call, author)
	out, err := tx.Predict()
	var writes []kernel.Write
	if err == nil && !out.NeedsServer {
		writes = tx.Writes()
	}
	return s.check(w.Catalog, &j.Call, writes, disk.Get)
}
