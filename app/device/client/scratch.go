package client

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"heyi/app/device/store"
)

// scratchFile is in an enrolment's folder, beside its databases: what a person has counted
// or typed of goods, customers and money is the company's, and goes when its rows go.
const scratchFile = "scratch.json"

// scratchMost bounds how much is kept; the oldest goes.
const scratchMost = 40

// scratchDelay is how soon what was kept is on the disk.
const scratchDelay = 500 * time.Millisecond

// note is what was counted or typed on one page.
type note struct {
	Name    string `json:"name"`
	Content []byte `json:"content"`
}

// scratch is the pad of an enrolment.
type scratch struct {
	mu      sync.Mutex
	path    string
	notes   []note // the latest first
	dirty   bool   // the disk has something else
	pending bool   // is to be written soon
	shut    bool   // takes nothing more: wiped or closed
}

// Scratch is what [Engine.KeepScratch] was given last under a name, nil for nothing.
func (e *Engine) Scratch(name string) []byte {
	s := &e.pad
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, n := range s.notes {
		if n.Name == name {
			return bytes.Clone(n.Content)
		}
	}
	return nil
}

// KeepScratch keeps what was counted or typed on a page and is no command yet, under a
// name of the page's, until it is given nil. It belongs to the enrolment: no other user of
// the device sees it, it outlives the program, and a wipe or a sign-out takes it away. It
// does not wait for the disk, and may be called for each key.
func (e *Engine) KeepScratch(name string, content []byte) {
	s := &e.pad
	s.mu.Lock()
	defer s.mu.Unlock()
	at := slices.IndexFunc(s.notes, func(n note) bool { return n.Name == name })
	if s.shut || at < 0 && content == nil || at >= 0 && content != nil && bytes.Equal(s.notes[at].Content, content) {
		return
	}
	if at >= 0 {
		s.notes = slices.Delete(s.notes, at, at+1)
	}
	if content != nil {
		s.notes = slices.Insert(s.notes, 0, note{name, bytes.Clone(content)})
		s.notes = s.notes[:min(len(s.notes), scratchMost)]
	}
	if s.dirty = true; !s.pending {
		s.pending = true
		e.options.Clock.After(scratchDelay, func() { e.post(e.writeScratch) })
	}
}

// writeScratch brings the pad to the disk. A full disk is no reason to stop anybody: the
// next key tries again, and so does the end of the program.
func (e *Engine) writeScratch() {
	if err := e.pad.write(); err != nil {
		e.options.Log.Warn("what was counted or typed could not be kept", "err", err)
	}
}

func (s *scratch) write() error {
	s.mu.Lock()
	notes, due := slices.Clone(s.notes), s.dirty && !s.shut
	s.dirty, s.pending = false, false
	s.mu.Unlock()
	if !due {
		return nil
	}
	err := s.put(notes)
	if err != nil {
		s.mu.Lock()
		s.dirty = true
		s.mu.Unlock()
	}
	return err
}

func (s *scratch) put(notes []note) error {
	if len(notes) == 0 {
		return s.erase()
	}
	data, err := json.Marshal(notes)
	if err == nil {
		content := map[string]json.RawMessage{"notes": data}
		content["sum"] = sumOf(content)
		data, err = json.Marshal(content)
	}
	if err != nil {
		return fmt.Errorf("client: scratch: %w", err)
	}
	return store.WriteFile(s.path, data)
}

// open reads the pad of a folder. One that is damaged is empty: what was counted is
// counted again.
func (s *scratch) open(dir string) error {
	s.path = filepath.Join(dir, scratchFile)
	data, err := os.ReadFile(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	var content map[string]json.RawMessage
	if err == nil {
		err = json.Unmarshal(data, &content)
	}
	if err == nil && !bytes.Equal(content["sum"], sumOf(content)) {
		err = errBroken
	}
	if err == nil {
		err = json.Unmarshal(content["notes"], &s.notes)
	}
	if err != nil {
		s.notes = nil
		return fmt.Errorf("client: scratch: %w", err)
	}
	return nil
}

// close takes nothing more and brings the rest to the disk.
func (s *scratch) close() error {
	err := s.write()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.shut = true
	return err
}

// wipe forgets everything, in memory and on the disk.
func (s *scratch) wipe() error {
	s.mu.Lock()
	s.notes, s.dirty, s.shut = nil, false, true
	s.mu.Unlock()
	return s.erase()
}

// erase takes the file off the disk, and what a power loss has left of its making.
func (s *scratch) erase() error { return errors.Join(remove(s.path), remove(s.path+".new")) }
