package company_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/rigs/trial/await"
	"heyi/shared/rigs/trial/smalldisk"
	"heyi/syncserver/companies/audit"
)

// smallDisk mounts a file system of some kilobytes; grow gives it room.
func smallDisk(t *testing.T, kilobytes int) (dir string, grow func()) {
	t.Helper()
	dir = t.TempDir()
	smalldisk.Mount(t, dir, kilobytes)
	return dir, func() { smalldisk.Resize(t, dir, 64<<10) }
}

// wordy adds a customer with much to note and returns the command's id.
func (d *device) wordy(n int) kernel.ID {
	d.t.Helper()
	id, err := d.do("party.add", &kernel.AddRow{Values: []kernel.FieldValue{
		{Field: "name", Value: fmt.Sprintf("客户 %04d", n)}, {Field: "is_customer", Value: "true"}, {Field: "note", Value: strings.Repeat("满", 900)},
	}})
	if err != nil {
		d.t.Fatal(err)
	}
	return id
}

// persist connects again and again, as the app does, until all is judged.
func (d *device) persist() {
	d.t.Helper()
	await.Until(d.t, "no command waits", func() bool {
		d.mu.Lock()
		waiting := len(d.replica.Pending())
		d.mu.Unlock()
		select {
		case <-d.ended:
			if socket, err := d.tryDial(); waiting > 0 && err == nil {
				d.attach(socket)
			}
		default:
		}
		return waiting == 0
	})
}

// knock connects to a server whose disk is full, which ends the connection, or else
// takes all that waits: a log that was moved into the file a moment before leaves its
// pages to be written again, and a little fits there.
func (d *device) knock() {
	d.t.Helper()
	socket, err := d.tryDial()
	if err != nil {
		return
	}
	d.attach(socket)
	d.wait("the end of the connection, or all verdicts", func() bool {
		select {
		case <-d.ended:
			return true
		default:
			return len(d.replica.Pending()) == 0
		}
	})
	d.hangUp()
}

// On a full disk nobody is told that a command was judged which is not in the file;
// the server stays up and says what is wrong, devices keep what they have, and all
// of it is accepted, once, when there is room again.
func TestAFullDisk(t *testing.T) {
	dir, grow := smallDisk(t, 6<<10)
	s := serveIn(t, dir)
	a, b := s.enrol(boss, "平板"), s.enrol(lin, "手机")
	for _, d := range []*device{a, b} {
		d.connect()
		d.loaded()
	}
	given := map[*device][]kernel.ID{}
	for n := 0; s.log.count(`"level":"ERROR"`, "database or disk is full") == 0; n++ {
		if n == 4000 {
			t.Fatal("the disk does not fill")
		}
		for _, d := range []*device{a, b} {
			given[d] = append(given[d], d.wordy(n))
		}
		time.Sleep(time.Millisecond)
	}
	a.gone()
	b.gone()
	for _, d := range []*device{a, b} { // written offline, with the disk still full
		given[d] = append(given[d], d.wordy(9000))
	}
	judged := func(d *device) (n int) {
		d.mu.Lock()
		defer d.mu.Unlock()
		for _, id := range given[d] {
			if v, ok := d.verdicts[id]; ok {
				if n++; !s.knows(v.Call.Origin, v.Call.Key) {
					t.Errorf("a device was told of command %d, which is not in the file", v.Call.Key)
				}
			}
		}
		return n
	}
	before := judged(a) + judged(b)
	if before == 0 {
		t.Fatal("nothing was accepted before the disk was full: the test proves little")
	}
	s.enrolUntilFull()
	_ = s.Housekeep(t.Context(), 0) // what it writes does not fit
	if s.log.count(`"level":"WARN"`, "little space is left", `"free_bytes":`) != 1 {
		t.Error("nobody is warned of the full disk")
	}
	if s.log.count(`"msg":"the executor failed`, `"version":`, `"pause":`) == 0 {
		t.Error("the failure is not logged with its figures")
	}
	time.Sleep(2 * time.Second) // it stays full for a while and devices knock
	for _, d := range []*device{a, b} {
		d.knock()
	}
	if judged(a)+judged(b) < before { // judged itself complains of what is not in the file
		t.Error("a verdict was taken back")
	}

	grow()
	a.persist()
	b.persist()
	for _, d := range []*device{a, b} {
		for _, id := range given[d] {
			if v := d.judged(id); v.Refusal != nil {
				t.Fatal(v.Refusal)
			}
		}
	}
	if n := judged(a) + judged(b); n != len(given[a])+len(given[b]) {
		t.Errorf("%d of %d commands are in the file", n, len(given[a])+len(given[b]))
	}
	view, err := s.Store.Read()
	if err != nil {
		t.Fatal(err)
	}
	defer view.Close()
	verified, err := audit.Verify(s.Catalog, view)
	if err != nil || len(verified.Findings) > 0 {
		t.Errorf("%v %+v", err, verified.Findings)
	}
	t.Logf("%d commands were judged before the disk was full, %d in all; %d failed commits", before, len(given[a])+len(given[b]), s.log.count("executor failed"))
}

// enrolUntilFull enrols devices until one is refused. A commit that failed leaves
// its first pages in the log, and a smaller one may find room there: then it has to
// be in the file.
func (s *server) enrolUntilFull() {
	s.t.Helper()
	for n := range 200 {
		status, answer := s.post("/api/v1/enrol", "", map[string]string{"mobile": huang, "password": password, "name": "x", "kind": "tablet"})
		switch {
		case status == http.StatusServiceUnavailable && answer["code"] == "server.unavailable":
			s.t.Logf("%d devices were enrolled in the room that was left", n)
			return
		case status != http.StatusOK:
			s.t.Fatalf("enrolling on a full disk: %d %v", status, answer)
		}
		view, err := s.Store.Read()
		if err != nil {
			s.t.Fatal(err)
		}
		id, err := kernel.ParseID(answer["device"].(string))
		if err != nil || view.Get(s.Catalog.Schema("device"), id) == nil {
			s.t.Errorf("device %v was enrolled and is not in the file: %v", answer["device"], err)
		}
		if err := view.Close(); err != nil {
			s.t.Fatal(err)
		}
	}
	s.t.Error("enrolling on a full disk never fails")
}

// knows looks into the company's file for a command.
func (s *server) knows(origin kernel.ID, key int64) (known bool) {
	s.t.Helper()
	row := s.Store.SideQuery(`SELECT EXISTS (SELECT 1 FROM _command WHERE origin = $1 AND key = $2)`, origin[:], key)
	if err := row.Scan(&known); err != nil {
		s.t.Fatal(err)
	}
	return known
}
