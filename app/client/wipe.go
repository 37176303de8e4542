package client

import (
	"errors"
	"os"
	"path/filepath"
	"time"
)

func wasWiped(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, wipedFile))
	return err == nil
}

// wipe forgets the company's data because the server says so: the rows and the
// token go at once. What this user wrote and nobody has judged stays in the
// outbox, so that it can be exported, until SignOut.
func (e *Engine) wipe() {
	dir := e.options.Enrolment.Dir
	e.options.Log.Warn("the server had this device wiped")
	err := writeFile(filepath.Join(dir, wipedFile), []byte(time.Now().UTC().Format(time.RFC3339)+"\n"))
	e.hangUp()
	e.stop("dial")
	e.replica = nil
	e.mu.Lock()
	e.reads, e.state.Wiped = nil, true
	e.mu.Unlock()
	err = errors.Join(err, e.store.Close())
	e.store = nil
	for _, name := range []string{replicaFile, replicaFile + "-wal", replicaFile + "-shm", tokenFile} {
		if gone := os.Remove(filepath.Join(dir, name)); gone != nil && !errors.Is(gone, os.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}
	e.refused = 0
	if err != nil {
		e.options.Log.Error("wiping left something behind", "err", err)
	}
	e.changed(Change{Whole: true})
}
