package company_test

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"heyi/syncserver/companies/audit"
	"heyi/syncserver/companies/company"
)

// An older file of a company is put in the place of the newer by hand, alone or with
// everything beside it. Nobody has told the server; what was accepted meanwhile comes
// back with the devices all the same.
func TestAFilePutBack(t *testing.T) {
	for name, files := range map[string][]string{
		"the file": {company.File}, "the whole folder": {company.File, "company.mark"},
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t)
			a, b := s.enrol(boss, "甲"), s.enrol(lin, "乙")
			for _, d := range []*device{a, b} {
				d.connect()
				d.loaded()
			}
			s.work(a, "早先", 5)
			s.stop(a, b)
			old := map[string][]byte{}
			for _, f := range files {
				data, err := os.ReadFile(filepath.Join(s.Dir, f))
				if err != nil {
					t.Fatal(err)
				}
				old[f] = data
			}
			s.resume(a, b)
			s.work(a, "甲后来", 20)
			s.work(b, "乙后来", 20)
			served := s.Hub.Version()
			s.stop(a, b)
			for f, data := range old {
				if err := os.WriteFile(filepath.Join(s.Dir, f), data, 0o600); err != nil {
					t.Fatal(err)
				}
			}
			s.open(a, b)
			if v := s.Hub.Version(); v >= served {
				t.Fatalf("the old file is at version %d of %d", v, served)
			}
			state, err := s.Hub.State(t.Context())
			if err != nil || state.Recovering != (len(files) == 1) {
				t.Errorf("the company waits for its devices: %v %v", state.Recovering, err)
			}
			for _, d := range []*device{a, b} {
				d.connect()
			}
			a.wait("everything back", func() bool { return a.holds("甲后来 19") && a.holds("乙后来 19") && a.holds("早先 4") })
			b.wait("its own back", func() bool { return b.holds("乙后来 19") })
			s.work(b, "然后", 3)
			a.wait("what comes then", func() bool { return a.holds("然后 2") })
			view, err := s.Store.Read()
			if err != nil {
				t.Fatal(err)
			}
			defer view.Close()
			verified, err := audit.Verify(s.Catalog, view)
			if err != nil || len(verified.Findings) > 0 {
				t.Errorf("%v %+v", err, verified.Findings)
			}
		})
	}
}

// stop ends the server under its devices.
func (s *server) stop(devices ...*device) {
	s.t.Helper()
	if err := s.Close(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
	for _, d := range devices {
		d.gone()
	}
}

// open serves the company of the folder again, under an address that its devices know.
func (s *server) open(devices ...*device) {
	s.t.Helper()
	c, url := reopen(s.t, s)
	s.Company = c
	for _, d := range devices {
		d.url = url
	}
}

// resume is open with devices that have connected.
func (s *server) resume(devices ...*device) {
	s.t.Helper()
	s.open(devices...)
	for _, d := range devices {
		d.connect()
		d.wait("a welcome", d.replica.Online)
	}
}

// Whatever lies in the place of the mark, a company is served; what is no mark of its
// own is none.
func TestAMarkThatIsNone(t *testing.T) {
	s := serve(t)
	d := s.enrol(boss, "甲")
	d.connect()
	d.loaded()
	s.work(d, "客户", 3)
	s.stop(d)
	path := filepath.Join(s.Dir, "company.mark")
	good, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	write := func(data string) func() error { return func() error { return os.WriteFile(path, []byte(data), 0o600) } }
	history := regexp.MustCompile(`("history":)"[^"]*"`)
	for name, put := range map[string]func() error{
		"nothing": write(""), "garbage": write("\x00\xff{"), "half": write(string(good[:len(good)/2])), "null": write("null"), "a list": write("[]"),
		"no history":       write(history.ReplaceAllString(string(good), `$1""`)),
		"garbled history":  write(history.ReplaceAllString(string(good), `$1"../../etc"`)),
		"negative version": write(regexp.MustCompile(`"version":\d+`).ReplaceAllString(string(good), `"version":-5`)),
		"another company":  write(regexp.MustCompile(`("company":)"[^"]*"`).ReplaceAllString(string(good), `$1"019aa4b6-4500-7002-8000-000000000000"`)),
		"huge":             write(string(good) + strings.Repeat(" ", 64<<20)),
		"a folder":         func() error { return os.Mkdir(path, 0o700) },
		"a link to a pipe": func() error {
			pipe := filepath.Join(t.TempDir(), "pipe")
			if err := exec.Command("mkfifo", pipe).Run(); err != nil {
				t.Skip(err)
			}
			return os.Symlink(pipe, path)
		},
	} {
		if err := errors.Join(os.RemoveAll(path), put()); err != nil {
			t.Fatal(name, err)
		}
		s.open(d)
		if state, err := s.Hub.State(t.Context()); err != nil || state.Recovering || !state.Before.IsZero() {
			t.Errorf("%s: the company is taken for a restored one: %+v %v", name, state, err)
		}
		s.stop(d)
	}
	s.open(d)
}
