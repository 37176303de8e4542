package client

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"heyi/app/device/store"
	"heyi/shared/sync/replica"
)

// Wiped tells whether the server had the company's data of an enrolment taken away. Its
// user signs in again, if he may, and gets a new device.
func (e Enrolment) Wiped() bool { return wasWiped(e.Dir) }

func wasWiped(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, wipedFile))
	return err == nil
}

// HandedIn is what became of the commands that a device brought before the company's
// data was taken from it: how many were accepted, how many refused.
type HandedIn struct{ Accepted, Refused int }

// HandedIn tells what became of what the enrolment's device brought last; nothing for
// one that had nothing to bring, or that an earlier program was told to wipe.
func (e Enrolment) HandedIn() (h HandedIn) {
	data, err := os.ReadFile(filepath.Join(e.Dir, wipedFile))
	if _, words, found := strings.Cut(string(data), "\n"); err == nil && found {
		if _, err := fmt.Sscanf(words, handedIn, &h.Accepted, &h.Refused); err != nil {
			return HandedIn{}
		}
	}
	return h
}

// handedIn is the second line of the file that says that an enrolment was wiped.
const handedIn = "accepted %d refused %d"

// judged counts verdicts.
func (h *HandedIn) judged(verdicts []replica.Verdict) {
	for _, v := range verdicts {
		if v.Refusal != nil {
			h.Refused++
		} else {
			h.Accepted++
		}
	}
}

// wipe forgets the company's data because the server says so: the rows and the
// token go at once. What this user wrote and nobody has judged stays in the
// outbox, so that it can be exported, until SignOut.
func (e *Engine) wipe() {
	dir := e.options.Enrolment.Dir
	e.options.Log.Warn("the server had this device wiped")
	err := store.WriteFile(filepath.Join(dir, wipedFile), fmt.Appendf(nil, "%s\n"+handedIn+"\n", time.Now().UTC().Format(time.RFC3339), e.line.handed.Accepted, e.line.handed.Refused))
	e.hangUp()
	e.stop("dial")
	e.replica = nil
	e.mu.Lock()
	e.reads, e.state.Wiped = nil, true
	e.mu.Unlock()
	if e.store != nil {
		err = errors.Join(err, e.store.Close())
	}
	e.store = nil
	err = errors.Join(err, removeReplica(dir), removeAside(dir), e.pad.wipe(), e.wipeFiles(), remove(filepath.Join(dir, tokenFile)))
	e.refused = 0
	if err != nil {
		e.options.Log.Error("wiping left something behind", "err", err)
	}
	e.changed(Change{Whole: true})
}

// removeReplica takes the rows of an enrolment off the disk.
func removeReplica(dir string) error {
	path := filepath.Join(dir, replicaFile)
	return errors.Join(remove(path), remove(path+"-wal"), remove(path+"-shm"))
}

// removeAside takes damaged replicas off the disk that were kept.
func removeAside(dir string) error {
	var errs []error
	for _, path := range store.Aside(filepath.Join(dir, replicaFile)) {
		errs = append(errs, remove(path), remove(path+"-wal"), remove(path+"-shm"))
	}
	return errors.Join(errs...)
}

// remove deletes a file that may be gone already.
func remove(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("client: %w", err)
	}
	return nil
}
