package client

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"heyi/shared/kernel"
)

// Enrolment is one user of one company on this device: its own replica, outbox
// and number series. Several live side by side in a data folder.
type Enrolment struct {
	Server      string    `json:"server"` // "https://host:port", no slash at the end
	Device      kernel.ID `json:"device"`
	User        kernel.ID `json:"user"`
	Company     kernel.ID `json:"company"`
	CompanyName string    `json:"company_name"`
	Series      string    `json:"series"` // in the numbers of its documents
	Mobile      string    `json:"mobile"`

	Token string `json:"-"` // in a file of its own that only this user of the system may read
	Dir   string `json:"-"`
}

// Files of an enrolment's folder, beside its databases.
const (
	enrolmentFile = "enrolment.json"
	tokenFile     = "token"
	wipedFile     = "wiped"
)

// Home is the data folder of the program.
type Home struct{ Dir string }

// Enrolments lists what is enrolled, by company, then by device.
func (h Home) Enrolments() ([]Enrolment, error) {
	entries, err := os.ReadDir(h.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("client: data folder: %w", err)
	}
	var list []Enrolment
	for _, entry := range entries {
		dir := filepath.Join(h.Dir, entry.Name())
		if _, err := os.Stat(filepath.Join(dir, enrolmentFile)); err != nil {
			continue // not an enrolment's folder
		}
		e, err := load(dir)
		if err != nil {
			return nil, err
		}
		list = append(list, e)
	}
	slices.SortFunc(list, func(a, b Enrolment) int {
		if c := strings.Compare(a.CompanyName, b.CompanyName); c != 0 {
			return c
		}
		return strings.Compare(a.Device.String(), b.Device.String())
	})
	return list, nil
}

func load(dir string) (Enrolment, error) {
	e := Enrolment{Dir: dir}
	data, err := os.ReadFile(filepath.Join(dir, enrolmentFile))
	if err != nil {
		return e, fmt.Errorf("client: enrolment: %w", err)
	}
	if err := json.Unmarshal(data, &e); err != nil {
		return e, fmt.Errorf("client: enrolment %s: %w", filepath.Base(dir), err)
	}
	token, err := os.ReadFile(filepath.Join(dir, tokenFile))
	if err != nil && !wasWiped(dir) {
		return e, fmt.Errorf("client: enrolment: %w", err)
	}
	e.Token = strings.TrimSpace(string(token))
	return e, nil
}

// Keep stores an enrolment in a folder of its own and returns it with the
// folder's name.
func (h Home) Keep(e Enrolment) (Enrolment, error) {
	e.Dir = filepath.Join(h.Dir, e.Device.String())
	if err := os.MkdirAll(e.Dir, 0o700); err != nil {
		return e, fmt.Errorf("client: data folder: %w", err)
	}
	data, err := json.MarshalIndent(e, "", "  ")
	if err != nil {
		return e, fmt.Errorf("client: enrolment: %w", err)
	}
	// The token first: the folder counts only once the other file is there.
	if err := writeFile(filepath.Join(e.Dir, tokenFile), []byte(e.Token)); err != nil {
		return e, err
	}
	return e, writeFile(filepath.Join(e.Dir, enrolmentFile), data)
}

// writeFile replaces a file, readable by this user of the system alone, so that
// a power loss leaves the old one or the new one.
func writeFile(path string, data []byte) (err error) {
	temporary := path + ".new"
	f, err := os.OpenFile(temporary, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("client: %w", err)
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Close())
	if err == nil {
		err = os.Rename(temporary, path)
	}
	if err != nil {
		return fmt.Errorf("client: %w", err)
	}
	return nil
}

// Remove deletes an enrolment's folder with everything in it, also what was not
// sent. Its engine must be closed.
func (h Home) Remove(e Enrolment) error {
	if e.Dir == "" || filepath.Dir(e.Dir) != filepath.Clean(h.Dir) {
		return fmt.Errorf("client: %q is not a folder of an enrolment", e.Dir)
	}
	if err := os.RemoveAll(e.Dir); err != nil {
		return fmt.Errorf("client: remove: %w", err)
	}
	return nil
}
