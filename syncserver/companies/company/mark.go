package company

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/sync/authority"
)

// A company's file that was put back by hand looks as sound as the one before it: it
// goes on under its history's name, and what was accepted after the copy was made is
// gone without a word. So a file beside it says what was last served from the folder.
// A company's file whose log does not lead there is treated as a restored backup. It
// is no proof: whoever puts the whole folder back takes the mark back with it. Devices
// that have seen more notice that themselves.

// markFile is the name of the mark in a company's folder.
const markFile = "company.mark"

// markEvery is how far the mark may be behind.
const markEvery = time.Second

// mark is how far a company was served.
type mark struct {
	Company string `json:"company"`
	History string `json:"history"`
	Version int64  `json:"version"`
	Chain   []byte `json:"chain"`
}

// markMost bounds what is read of a mark.
const markMost = 4 << 10

// readMark is nil where there is none that can be read: a company is served without
// one, whatever lies in its place.
func readMark(dir string) *mark {
	path := filepath.Join(dir, markFile)
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() || info.Size() > markMost {
		return nil
	}
	data, err := os.ReadFile(path)
	m := new(mark)
	if err != nil || json.Unmarshal(data, m) != nil || m.Version < 0 {
		return nil
	}
	if _, err := kernel.ParseID(m.History); err != nil {
		return nil
	}
	return m
}

func (c *Company) writeMark(st *authority.State) error {
	data, err := json.Marshal(mark{c.Store.Company.String(), st.History.String(), st.Version, st.Chain})
	if err != nil {
		return fmt.Errorf("company: mark: %w", err)
	}
	path := filepath.Join(c.Dir, markFile)
	if err := os.WriteFile(path+".part", data, 0o600); err != nil {
		return fmt.Errorf("company: mark: %w", err)
	}
	if err := os.Rename(path+".part", path); err != nil {
		return fmt.Errorf("company: mark: %w", err)
	}
	return nil
}

// compare holds the company against the mark of its folder. One that has lost what was
// served becomes a history of its own and waits for its devices.
func (c *Company) compare() error {
	m := readMark(c.Dir)
	if m == nil || m.Company != c.Store.Company.String() {
		return nil
	}
	st, err := c.Store.State()
	if err != nil {
		return err
	}
	lost, err := c.lost(m, &st)
	if err != nil || !lost {
		return err
	}
	before, err := kernel.ParseID(m.History)
	if err != nil {
		return fmt.Errorf("company: mark: %w", err)
	}
	if err := c.Store.BranchOff(kernel.NewID(Now(), Random()), before); err != nil {
		return err
	}
	c.Log.Error("the company's file is not the one that was served last: it is treated as a restored backup and waits for its devices",
		"dir", c.Dir, "version", st.Version, "served", m.Version)
	return nil
}

// lost tells whether the log does not lead to where the company was served.
func (c *Company) lost(m *mark, st *authority.State) (bool, error) {
	switch m.History {
	case st.Before.String():
		return false, nil // restored by the book
	case st.History.String():
	default:
		return true, nil
	}
	if m.Version == 0 || m.Version > st.Version {
		return m.Version > st.Version, nil
	}
	chain, err := c.Store.ChainAt(m.Version)
	return !bytes.Equal(chain, m.Chain), err
}

// follow keeps the mark up with what is served until it is ended.
func (c *Company) follow() (end func()) {
	ctx, cancel := context.WithCancel(context.Background())
	failing := false
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		tick := time.NewTicker(markEvery)
		defer tick.Stop()
		for marked := int64(-1); ; {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			if c.Hub.Version() == marked {
				continue
			}
			if st, err := c.Hub.State(ctx); err == nil && c.note(&st, &failing) {
				marked = st.Version
			}
		}
	}()
	return func() {
		cancel()
		<-ended
		if st, err := c.Store.State(); err == nil {
			c.note(&st, &failing)
		}
	}
}

// note writes the mark. A company is served without one, too; that it cannot be
// written is logged once, not every second.
func (c *Company) note(st *authority.State, failing *bool) bool {
	err := c.writeMark(st)
	if err != nil && !*failing {
		c.Log.Warn("the mark of what was served is not kept up", "error", err)
	}
	*failing = err != nil
	return err == nil
}
