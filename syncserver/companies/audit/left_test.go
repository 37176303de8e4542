package audit_test

import (
	"bytes"
	"context"
	"database/sql"
	"os"
	"path/filepath"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/sync/authority"
	"heyi/shared/sync/wire"
	"heyi/syncserver/companies/audit"
	"heyi/syncserver/store"
	"heyi/syncserver/store/sqlite"
)

// company is an empty company's file with its authority.
type company struct {
	*store.Store
	*authority.Authority
	t       *testing.T
	path    string
	catalog *kernel.Catalog
}

func create(t *testing.T) *company {
	t.Helper()
	c := &company{t: t, path: filepath.Join(t.TempDir(), "company.db"), catalog: all.Catalog(all.Latest)}
	var err error
	c.Store, err = sqlite.Create(c.path, c.catalog, kernel.DeriveID("company"), kernel.DeriveID("history"), sqlite.Options{})
	c.must(err)
	c.Authority, err = authority.Open(c.catalog, c.Store)
	c.must(err)
	return c
}

func (c *company) must(err error) {
	c.t.Helper()
	if err != nil {
		c.t.Fatal(err)
	}
}

// nonsense is a command that is refused, with so many bytes of arguments.
func nonsense(key int64, size int) kernel.Call {
	id := kernel.NewID(kernel.Time(key), [10]byte{byte(key), 1})
	return kernel.Call{ID: id, Key: key, Name: "no.such", Version: 1, Args: bytes.Repeat([]byte{7}, size), At: 1}
}

// sound fails unless the chain holds and the log can be judged again.
func (c *company) sound(commands int64) {
	c.t.Helper()
	view, err := c.Read()
	c.must(err)
	defer view.Close()
	v, err := audit.Verify(c.catalog, view)
	c.must(err)
	r, err := audit.Rebuild(context.Background(), c.catalog, view, c.t.TempDir())
	c.must(err)
	if v.Commands != commands || r.Commands != commands || len(v.Findings) > 0 || len(r.Findings) > 0 {
		c.t.Errorf("%d and %d commands, want %d: %v %v", v.Commands, r.Commands, commands, v.Findings, r.Findings)
	}
}

// What a refused command brought is not kept, however much of it comes: a hash tells
// a resend from another command, and chain and rebuild hold.
func TestRefusedArgumentsAreNotKept(t *testing.T) {
	c := create(t)
	defer func() { c.must(c.Close()) }()
	const commands = 40
	var last kernel.Call
	for key := range int64(commands) {
		last = nonsense(key+1, 7<<20)
		judged, _, err := c.Judge([]kernel.Call{last}, 1000)
		c.must(err)
		if judged[0].Refusal == nil || judged[0].Call.Args != nil || !judged[0].Brought(last.Args) {
			t.Fatalf("judged: %v", judged[0].Refusal)
		}
	}
	small := nonsense(commands+1, 12)
	if judged, _, err := c.Judge([]kernel.Call{small}, 1000); err != nil || !bytes.Equal(judged[0].Call.Args, small.Args) {
		t.Errorf("short arguments are kept: %v %v", judged, err)
	}
	again, err := authority.Open(c.catalog, c.Store) // nothing is remembered but the file
	c.must(err)
	judged, commit, err := again.Judge([]kernel.Call{last}, 2000)
	c.must(err)
	if j := judged[0]; commit != nil || j.Version != commands || !j.Brought(last.Args) || j.Brought(last.Args[1:]) {
		t.Errorf("a resend: %+v", j.Version)
	}
	for _, suffix := range []string{"", "-wal"} {
		if info, err := os.Stat(c.path + suffix); err != nil || info.Size() > 4<<20 {
			t.Errorf("the file%s after %d refused commands of 7 MiB: %v", suffix, commands, info)
		}
	}
	c.sound(commands + 1)
}

// Arguments beyond the bound are refused with the figures, whatever the command.
func TestTooLongArguments(t *testing.T) {
	c := create(t)
	defer func() { c.must(c.Close()) }()
	for size, code := range map[int]string{wire.MaxArgs: kernel.NoSuchCommand.Name, wire.MaxArgs + 1: wire.ArgsTooLong.Name} {
		judged, _, err := c.Judge([]kernel.Call{nonsense(int64(size), size)}, 1000)
		c.must(err)
		if judged[0].Refusal.Code != code {
			t.Errorf("%d bytes: %v", size, judged[0].Refusal)
		}
	}
}

// A refusal that quotes a name of a megabyte does not carry it.
func TestRefusalsAreShort(t *testing.T) {
	c := create(t)
	defer func() { c.must(c.Close()) }()
	call := nonsense(1, 10)
	call.Name = string(bytes.Repeat([]byte("长"), 1<<18))
	judged, _, err := c.Judge([]kernel.Call{call}, 1000)
	c.must(err)
	if size := len(wire.EncodeRefusal(judged[0].Refusal)); size > 1000 {
		t.Errorf("the refusal takes %d bytes", size)
	}
}

// A file of the release before has whole arguments and no columns for what is left
// of them: as a backup it is read, and opened it is brought to this format with its
// chain and its log as they were.
func TestWholeArgumentsOfOldFiles(t *testing.T) {
	c := create(t)
	var old []authority.Judged
	for key := range int64(3) {
		line := authority.Judged{Call: nonsense(key+1, 300<<10)}
		line.Call.Judged = 1000
		old = append(old, line)
	}
	judged, _, err := c.Replay(old) // keeps what a log has, as releases did that kept everything
	c.must(err)
	if judged[0].Left != nil || len(judged[0].Call.Args) != 300<<10 {
		t.Fatalf("a log that is judged again lost arguments")
	}
	c.must(c.Close())
	db, err := sql.Open("sqlite3", c.path)
	c.must(err)
	for _, text := range []string{
		`ALTER TABLE _command DROP COLUMN args_len`, `ALTER TABLE _command DROP COLUMN args_hash`, `UPDATE _state SET format = 2`,
	} {
		_, err := db.Exec(text)
		c.must(err)
	}
	c.must(db.Close())
	views, err := sqlite.OpenViews(c.path, c.catalog)
	c.must(err)
	view, err := views.Read()
	c.must(err)
	var chain authority.Chain
	c.must(view.Commands(0, chain.Check))
	c.must(view.Close())
	c.must(views.Close())
	c.Store, err = sqlite.Open(c.path, c.catalog, sqlite.Options{})
	c.must(err)
	c.Authority, err = authority.Open(c.catalog, c.Store)
	c.must(err)
	defer func() { c.must(c.Close()) }()
	_, _, err = c.Judge([]kernel.Call{nonsense(4, 300)}, 2000)
	c.must(err)
	c.sound(4)
}
