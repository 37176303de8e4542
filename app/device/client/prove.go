package client

import (
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"time"

	"heyi/app/device/store"
	"heyi/shared/kernel"
	"heyi/shared/sync/replica"
)

// Why the rows cannot be held against the server's now.
var (
	ProveOffline = kernel.Refuse("device.prove_offline",
		"要与服务器逐行核对，需要联网。现在没有连接服务器，请联网后再试；其他工作不受影响",
		"To compare every row with the server's, this device must be online. It is not connected now; please try again when it is. Everything else goes on")
	ProveOld = kernel.Refuse("device.prove_old",
		"服务器程序较旧，不支持核对。请管理员更新服务器",
		"The server's program is too old to compare. Please have your administrator update it")
	errOpen = errors.New("client: rows differ from the server's though they have come again")
)

// Proof is how the rows of this device stand to the server's, as far as they were
// compared.
type Proof struct {
	Running *replica.Proof // what has been found so far, nil when no proof goes on
	Last    *replica.Proof // nil before one came to its end
	Cannot  *kernel.Refusal
	GaveUp  bool // the last one that was begun came to no end
	Renewed bool // the file turned out to be damaged since the start, and was loaded anew
	State   State
}

// Proof reads it.
func (e *Engine) Proof() (p Proof, err error) {
	err = e.run(func() error {
		p.State = e.refresh()
		if err := e.usable(); err != nil {
			return err
		}
		p.Running, p.Last, p.Cannot, p.Renewed = e.replica.Proving(), e.replica.State().Proof, e.cannotProve(), !e.renewed.IsZero()
		p.GaveUp = e.gaveUp
		return nil
	})
	return p, err
}

// Prove holds every row against the server's and puts right what differs. It returns
// at once; Proof tells what becomes of it.
func (e *Engine) Prove() error {
	return e.run(func() error {
		if err := e.usable(); err != nil {
			return err
		}
		if why := e.cannotProve(); why != nil {
			return why
		}
		e.prove()
		return nil
	})
}

func (e *Engine) cannotProve() *kernel.Refusal {
	switch st := e.replica.State(); {
	case !e.line.online:
		return ProveOffline.With()
	case !e.replica.Proves():
		return ProveOld.With()
	case st.Loading || st.Version == 0:
		return replica.NotReady.With()
	}
	return nil
}

// proofTries is how often a proof begins again with a replica that had to be opened
// anew.
const proofTries = 3

func (e *Engine) prove() {
	e.proofs, e.gaveUp = proofTries, false
	e.replica.Prove()
	e.pump()
	e.changed(Change{})
}

// proveAgain goes on with a proof that the replica before this one had begun.
func (e *Engine) proveAgain() {
	switch e.proofs {
	case 0:
	case 1:
		e.proofs, e.gaveUp = 0, true
	default:
		e.proofs--
		e.replica.Prove()
	}
}

// compare runs a proof's comparison beside the goroutine.
func (e *Engine) compare(c *replica.Comparison) {
	r := e.replica
	e.aside.Go(func() {
		err := guarded(c.Run)
		e.post(func() { e.compared(r, c, err) })
	})
}

func (e *Engine) compared(r *replica.Replica, c *replica.Comparison, err error) {
	if r != e.replica || r == nil {
		return
	}
	ended := false
	if err == nil {
		err = guarded(func() (err error) {
			ended, err = r.Compared(c)
			return err
		})
	}
	switch {
	case replica.Stopped(err):
		return
	case store.Damaged(err):
		if e.renew(err); r == e.replica { // it was not long ago
			r.StopProof()
			e.proofs, e.gaveUp = 0, true
			e.changed(Change{})
		}
		return
	case err != nil:
		e.options.Log.Error("a proof could not go on", "err", err)
		e.reopen()
		return
	}
	change := Change{}
	if ended {
		change.Whole = e.proved(r.State().Proof)
	}
	e.pump()
	e.changed(change)
}

// proved notes the end of a proof, and tells whether rows were put right.
func (e *Engine) proved(p *replica.Proof) bool {
	e.proofs, e.torn, e.gaveUp = 0, false, false
	if n := p.Mended(); n > 0 || p.Open() {
		e.options.Log.Warn("rows of this device differed from the server's", "put_right", n, "left", p.Open(), "version", p.Version)
		return true
	}
	return false
}

// Reload loads everything anew. What waits is kept.
func (e *Engine) Reload() error {
	return e.run(func() error {
		if err := e.usable(); err != nil {
			return err
		}
		if why := e.cannotProve(); why != nil {
			return why
		}
		e.renewed = time.Time{}
		e.renew(errOpen)
		return e.issues
	})
}

// A device proves itself when nobody asked, too: when its program did not end in order
// the last time, and once in a while. It does so while nobody works on it, and not at
// the time at which all others do.
const (
	proveLook  = time.Hour
	proveEvery = 7 * 24 * time.Hour
)

func (e *Engine) proveLater() {
	var b [8]byte
	if _, err := io.ReadFull(e.options.Entropy, b[:]); err != nil {
		e.options.Log.Error("no random bytes", "err", err)
	}
	e.timer("prove", proveLook/4+time.Duration(binary.BigEndian.Uint64(b[:])%uint64(proveLook)), func() {
		if e.proofDue() {
			e.prove()
		}
		e.proveLater()
	})
}

func (e *Engine) proofDue() bool {
	if e.replica == nil || e.cannotProve() != nil || e.replica.Proving() != nil || e.options.Clock.Now().Sub(e.busy) < idleFor {
		return false
	}
	st := e.replica.State()
	now := e.now() + kernel.Time(st.Offset)
	return e.torn || st.Proof == nil || now-st.Proof.Ended > kernel.Time(proveEvery.Milliseconds())
}

// wasTorn tells whether the program that had the replica's file open last did not close
// it.
func wasTorn(dir string) bool {
	info, err := os.Stat(filepath.Join(dir, replicaFile+"-wal"))
	return err == nil && info.Size() > 0
}
