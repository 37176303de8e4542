package client_test

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"heyi/app/device/client"
	"heyi/shared/kernel"
)

// working is a device with unsent work: its folder as a kill leaves it, with logs,
// and as an orderly end leaves it.
type working struct {
	*company
	who     client.Enrolment
	killed  string
	closed  string
	waiting []kernel.ID
}

func atWork(t *testing.T) *working {
	t.Helper()
	w := &working{company: found(t)}
	for n := range 200 {
		w.add("party", "name", fmt.Sprintf("客户 %03d", n), "is_customer", "true")
	}
	w.who = w.enrol(boss)
	e := open(t, w.who)
	until(t, e, "the first sync is whole", synced)
	must(t, e.SetFlight(true))
	for n := range 20 {
		saved, err := e.DoNamed("party.add", &kernel.AddRow{Values: []kernel.FieldValue{
			{Field: "name", Value: fmt.Sprintf("路上的客户 %02d", n)},
			{Field: "is_customer", Value: "true"},
			{Field: "note", Value: strings.Repeat("备注", 100+20*n)},
		}})
		must(t, err)
		w.waiting = append(w.waiting, saved.Call.ID)
	}
	w.killed = copyFiles(t, w.who.Dir)
	must(t, e.Close())
	w.closed = copyFiles(t, w.who.Dir)
	return w
}

// home copies a folder into a data folder of its own.
func (w *working) home(t *testing.T, from string) client.Home {
	t.Helper()
	h := client.Home{Dir: t.TempDir()}
	must(t, os.Rename(copyFiles(t, from), filepath.Join(h.Dir, w.who.Device.String())))
	return h
}

// hurt damages a file: bits flipped anywhere, a page of zeros, an end that is
// missing, nothing left, gone.
func hurt(t *testing.T, r *rand.Rand, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	must(t, err)
	if len(data) == 0 {
		return "empty as it was"
	}
	switch r.IntN(8) {
	case 0:
		at := r.IntN(len(data)) &^ 4095
		clear(data[at:min(len(data), at+4096)])
		must(t, os.WriteFile(path, data, 0o600))
		return fmt.Sprintf("zeros at %d", at)
	case 1:
		at := r.IntN(len(data))
		must(t, os.WriteFile(path, data[:at], 0o600))
		return fmt.Sprintf("cut at %d", at)
	case 2:
		must(t, os.Remove(path))
		return "gone"
	case 3: // where every file is most tender
		at := r.IntN(min(len(data), 120))
		data[at] ^= 1 << r.IntN(8)
		must(t, os.WriteFile(path, data, 0o600))
		return fmt.Sprintf("a bit of byte %d", at)
	}
	bits := 1 << r.IntN(7)
	for range bits {
		data[r.IntN(len(data))] ^= 1 << r.IntN(8)
	}
	must(t, os.WriteFile(path, data, 0o600))
	return fmt.Sprintf("%d bits", bits)
}

// Whatever happens to one file of a device, it opens and every command is still
// there; when all are hit at once it opens or says in words what can be done.
func TestDamagedFilesLoseNothing(t *testing.T) {
	w := atWork(t)
	needed := 0
	seeds := uint64(240)
	if testing.Short() {
		seeds = 40
	}
	for seed := range seeds {
		r := rand.New(rand.NewPCG(seed, 1))
		from := w.killed
		if seed%2 == 1 {
			from = w.closed
		}
		files := slices.DeleteFunc(names(t, from), func(name string) bool { return strings.HasSuffix(name, "-shm") })
		all := seed%6 == 5
		if !all {
			one := files[int(seed/2)%len(files)]
			files = []string{one}
		}
		h := w.home(t, from)
		dir := filepath.Join(h.Dir, w.who.Device.String())
		var what []string
		for _, name := range files {
			what = append(what, name+": "+hurt(t, r, filepath.Join(dir, name)))
		}
		if !all && plainly(t, dir) < len(w.waiting) {
			needed++
		}
		if ok := t.Run(fmt.Sprint(seed), func(t *testing.T) { w.survives(t, h, dir, all) }); !ok {
			t.Logf("seed %d: %s", seed, what)
		}
	}
	if t.Logf("a program that only reads its outbox had lost commands in %d of %d cases", needed, seeds); needed < int(seeds/20) {
		t.Error("the damage is too slight to show anything")
	}
}

// plainly counts the commands that a program would have that opens its outbox and
// reads what it gets, without a second copy and without looking for more.
func plainly(t *testing.T, dir string) (n int) {
	t.Helper()
	db, err := sql.Open("sqlite3", filepath.Join(copyFiles(t, dir), "outbox.db"))
	must(t, err)
	defer db.Close()
	rows, err := db.Query(`SELECT call FROM "entry" WHERE accepted = 0 ORDER BY key`)
	if err != nil {
		return 0
	}
	defer rows.Close()
	for rows.Next() {
		n++
	}
	return n
}

func names(t *testing.T, dir string) (list []string) {
	t.Helper()
	entries, err := os.ReadDir(dir)
	must(t, err)
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return list
}

func (w *working) survives(t *testing.T, h client.Home, dir string, all bool) {
	who := w.account(t, h, dir, all)
	e, err := client.Open(client.Options{Catalog: catalog, Enrolment: who, Flight: true})
	if err != nil {
		if r, said := kernel.AsRefusal(err); !all || !said || r.Sentence("zh", nil) == "" || r.Sentence("en", nil) == "" {
			t.Fatalf("it does not open: %v", err)
		}
		must(t, who.Export(&bytes.Buffer{}, catalog))
		return
	}
	defer func() { must(t, e.Close()) }()
	if all {
		must(t, e.Export(&bytes.Buffer{}))
		return
	}
	calls, err := e.Unsent()
	must(t, err)
	var found []kernel.ID
	for _, c := range calls {
		found = append(found, c.ID)
	}
	if !slices.Equal(found, w.waiting) {
		t.Fatalf("%d of %d commands are left, %d of them in their order", len(found), len(w.waiting), common(found, w.waiting))
	}
	var text bytes.Buffer
	must(t, e.Export(&text))
	for _, id := range w.waiting {
		if !strings.Contains(text.String(), id.String()) {
			t.Errorf("the export lacks %s", id)
		}
	}
}

func common(a, b []kernel.ID) (n int) {
	for _, id := range a {
		if slices.Contains(b, id) {
			n++
		}
	}
	return n
}

// account finds the enrolment, or what is left of it when both its files are hit.
func (w *working) account(t *testing.T, h client.Home, dir string, all bool) client.Enrolment {
	t.Helper()
	list, err := h.Enrolments()
	must(t, err)
	broken, err := h.Broken()
	must(t, err)
	switch {
	case len(list) == 1 && len(broken) == 0:
		if e := list[0]; e.Device != w.who.Device || e.User != w.who.User || e.Server != w.who.Server {
			t.Fatalf("another enrolment: %+v", e)
		}
		return list[0]
	case all && len(list) == 0 && len(broken) <= 1:
		return client.Enrolment{Device: w.who.Device, User: w.who.User, Server: w.who.Server, Dir: dir}
	}
	t.Fatalf("%d enrolments, %d broken ones", len(list), len(broken))
	return client.Enrolment{}
}

// A damaged outbox is set aside, not deleted, and its user is told; what waited is
// judged once.
func TestADamagedOutboxIsMended(t *testing.T) {
	w := atWork(t)
	h := w.home(t, w.closed)
	dir := filepath.Join(h.Dir, w.who.Device.String())
	path := filepath.Join(dir, "outbox.db")
	data, err := os.ReadFile(path)
	must(t, err)
	r := rand.New(rand.NewPCG(7, 7))
	for range 60 {
		data[r.IntN(len(data))] ^= 1 << r.IntN(8)
	}
	clear(data[:100])
	must(t, os.WriteFile(path, data, 0o600))
	who := w.who
	who.Dir = dir
	e := open(t, who)
	page, err := e.SyncPage()
	must(t, err)
	if page.Mended == nil || page.Mended.Sentence("zh", nil) == "" || page.Mended.Sentence("en", nil) == "" {
		t.Error("the user is not told")
	}
	if _, err := os.Stat(path + ".damaged-1"); err != nil {
		t.Errorf("the damaged file is not kept: %v", err)
	}
	until(t, e, "all is judged", synced)
	w.equal(t, e, who)
	if n, err := e.Count(client.Query{Query: queryOf("party"), Search: "路上"}, 0); n != 20 || err != nil {
		t.Errorf("%d customers, %v", n, err)
	}
	must(t, e.SeenMended())
	if page, err = e.SyncPage(); err != nil || page.Mended != nil {
		t.Errorf("still told: %v %v", page.Mended, err)
	}
}

// Two windows on one account would number their commands alike.
func TestOneProgramAtATime(t *testing.T) {
	c := found(t)
	who := c.enrol(boss)
	e := open(t, who)
	until(t, e, "the first sync is whole", synced)
	_, err := client.Open(client.Options{Catalog: catalog, Enrolment: who})
	r, said := kernel.AsRefusal(err)
	if !said || r.Code != "device.in_use" {
		t.Fatalf("a second engine: %v", err)
	}
	t.Log(r.Sentence("zh", nil))
	must(t, e.Close())
	again := open(t, who)
	until(t, again, "it goes on", synced)
}

// Nobody else on the device reads the files, also those that an older program made.
func TestFilesArePrivate(t *testing.T) {
	w := atWork(t)
	h := w.home(t, w.killed)
	dir := filepath.Join(h.Dir, w.who.Device.String())
	must(t, os.Chmod(dir, 0o755))
	for _, name := range names(t, dir) {
		must(t, os.Chmod(filepath.Join(dir, name), 0o644))
	}
	list, err := h.Enrolments()
	must(t, err)
	e := open(t, list[0])
	until(t, e, "all is judged", synced)
	must(t, filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := d.Info()
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		want := fs.FileMode(0o600)
		if d.IsDir() {
			want = 0o700
		}
		if err == nil && info.Mode().Perm() != want {
			t.Errorf("%s has mode %v", path, info.Mode())
		}
		return err
	}))
}
