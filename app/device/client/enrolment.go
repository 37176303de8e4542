package client

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"heyi/app/device/store"
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
	enrolmentCopy = "enrolment.copy.json" // the same again, in case one is damaged
	tokenFile     = "token"
	wipedFile     = "wiped"
)

// Home is the data folder of the program.
type Home struct{ Dir string }

// Enrolments lists what is enrolled, by company, then by device. An enrolment that
// cannot be read is not among them, see [Home.Broken].
func (h Home) Enrolments() ([]Enrolment, error) {
	list, _, err := h.look()
	slices.SortFunc(list, func(a, b Enrolment) int {
		if c := strings.Compare(a.CompanyName, b.CompanyName); c != 0 {
			return c
		}
		return strings.Compare(a.Device.String(), b.Device.String())
	})
	return list, err
}

// look reads the folders of enrolments, and lists those that cannot be read.
func (h Home) look() (list []Enrolment, broken []string, err error) {
	entries, err := os.ReadDir(h.Dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil, nil
	}
	if err != nil {
		return nil, nil, fmt.Errorf("client: data folder: %w", err)
	}
	for _, entry := range entries {
		dir := filepath.Join(h.Dir, entry.Name())
		if !entry.IsDir() || !isEnrolment(dir) {
			continue
		}
		if e, err := load(dir); err == nil {
			list = append(list, e)
		} else {
			broken = append(broken, dir)
		}
	}
	return list, broken, nil
}

func isEnrolment(dir string) bool {
	for _, name := range []string{enrolmentFile, enrolmentCopy, outboxFile} {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			return true
		}
	}
	return false
}

// load reads an enrolment from one of its two files and puts the other right. A
// token that is gone is no obstacle: its user signs in again.
func load(dir string) (Enrolment, error) {
	main, second := filepath.Join(dir, enrolmentFile), filepath.Join(dir, enrolmentCopy)
	e, data, err := readEnrolment(main)
	if err != nil {
		if e, data, err = readEnrolment(second); err != nil {
			return e, err
		}
		_ = store.WriteFile(main, data) // on a full disk one is enough
	} else if again, err := os.ReadFile(second); err != nil || !bytes.Equal(again, data) {
		_ = store.WriteFile(second, data) // as above
	}
	e.Dir = dir
	token, err := os.ReadFile(filepath.Join(dir, tokenFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return e, fmt.Errorf("client: enrolment: %w", err)
	}
	if e.Token = strings.TrimSpace(string(token)); strings.ContainsFunc(e.Token, unprintable) {
		e.Token = "" // the server would not be asked at all
	}
	return e, nil
}

func unprintable(r rune) bool { return r <= ' ' || r > '~' }

// seal encodes an enrolment with a checksum of everything else in it, so that what a
// later release adds counts too. Files of older programs have none.
func (e Enrolment) seal() ([]byte, error) {
	plain, err := json.Marshal(e)
	if err != nil {
		return nil, err
	}
	var content map[string]json.RawMessage
	if err := json.Unmarshal(plain, &content); err != nil {
		return nil, err
	}
	content["sum"] = sumOf(content)
	return json.MarshalIndent(content, "", "  ")
}

func sumOf(content map[string]json.RawMessage) json.RawMessage {
	h := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(content)) {
		if name != "sum" {
			fmt.Fprintf(h, "%s=%s\n", name, content[name])
		}
	}
	return fmt.Appendf(nil, "%q", hex.EncodeToString(h.Sum(nil)))
}

var errBroken = errors.New("client: the enrolment cannot be read")

func readEnrolment(path string) (e Enrolment, data []byte, err error) {
	if data, err = os.ReadFile(path); err != nil {
		return e, nil, fmt.Errorf("%w: %w", errBroken, err)
	}
	var content map[string]json.RawMessage
	if err := errors.Join(json.Unmarshal(data, &content), json.Unmarshal(data, &e)); err != nil {
		return e, nil, fmt.Errorf("%w: %s: %w", errBroken, filepath.Base(path), err)
	}
	sum := content["sum"]
	if sum == nil { // of an older program, unless it is the name that is damaged
		known := json.NewDecoder(bytes.NewReader(data))
		known.DisallowUnknownFields()
		err = known.Decode(&Enrolment{})
	}
	if err != nil || sum != nil && !bytes.Equal(sum, sumOf(content)) || e.Device.IsZero() || e.Server == "" {
		return e, nil, fmt.Errorf("%w: %s", errBroken, filepath.Base(path))
	}
	return e, data, nil
}

// Keep stores an enrolment in a folder of its own and returns it with the
// folder's name.
func (h Home) Keep(e Enrolment) (Enrolment, error) {
	e.Dir = filepath.Join(h.Dir, e.Device.String())
	if err := store.Private(e.Dir); err != nil {
		return e, fmt.Errorf("client: data folder: %w", err)
	}
	data, err := e.seal()
	if err != nil {
		return e, fmt.Errorf("client: enrolment: %w", err)
	}
	// The token first: the folder counts only once the other file is there.
	if err := store.WriteFile(filepath.Join(e.Dir, tokenFile), []byte(e.Token)); err != nil {
		return e, err
	}
	if err := store.WriteFile(filepath.Join(e.Dir, enrolmentCopy), data); err != nil {
		return e, err
	}
	return e, store.WriteFile(filepath.Join(e.Dir, enrolmentFile), data)
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
