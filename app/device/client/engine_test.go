package client_test

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"heyi/app/device/client"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
	"heyi/shared/rigs/trial/await"
	"heyi/shared/sync/wire"
)

func order(c *company, customer kernel.ID, goods kernel.Ref[product.Product], qty kernel.Qty) *sales.Place {
	return &sales.Place{Wish: sales.Wish{
		Customer: kernel.Ref[party.Party](customer), From: c.place(),
		Lines: []sales.WishLine{{Product: goods, Qty: qty * 1e6, Price: 100e6}},
	}}
}

// R25: two salespeople sell the last 15 sofas while offline: one is accepted whole,
// the other is told why and what can be done.
func TestTwoTabletsSellTheLastSofas(t *testing.T) {
	c := found(t)
	sofa := c.goods("S1", 15e6)
	var engines [2]*client.Engine
	var who [2]client.Enrolment
	var customers [2]kernel.ID
	for i, mobile := range []string{seller1, seller2} {
		customers[i] = c.add("party", "name", "客户 "+mobile, "is_customer", "true", "owner", c.seat(mobile).String())
		who[i] = c.enrol(mobile)
		engines[i] = open(t, who[i])
		until(t, engines[i], "the first sync is whole", synced)
		must(t, engines[i].SetFlight(true))
	}
	for i, e := range engines {
		saved, err := e.Do(order(c, customers[i], sofa, 15))
		must(t, err)
		if s := e.State(); s.Waiting != 1 || s.Oldest != saved.Call.At || s.Link != client.Offline {
			t.Errorf("offline: %+v", s)
		}
		rows, _, err := client.List(e, sales.Orders, client.Query{})
		must(t, err)
		if len(rows) != 1 || rows[0].Total != 150000 {
			t.Errorf("the order does not show: %+v", rows)
		}
	}
	for _, e := range engines {
		must(t, e.SetFlight(false))
		until(t, e, "the server has judged", synced)
	}
	first, err := engines[0].SyncPage()
	must(t, err)
	second, err := engines[1].SyncPage()
	must(t, err)
	if len(first.Refused)+len(first.Waiting) != 0 {
		t.Errorf("the first order: %+v", first)
	}
	if len(second.Refused) != 1 {
		t.Fatalf("the second order: %+v", second)
	}
	r := second.Refused[0]
	if r.Why.Zh == "" || r.Why.En == "" || r.Why.Zh == r.Code || len(r.Lines) == 0 || len(r.Repairs) == 0 || r.Subject == "" || r.Args == nil {
		t.Errorf("a refusal that helps nobody: %+v", r)
	}
	t.Logf("%s %s: %s %v %v", r.Zh, r.Subject, r.Why.Zh, r.Lines, r.Repairs)
	for i := range engines {
		c.equal(t, engines[i], who[i])
	}
	retryWithLess(t, c, engines[1], r)
}

// retryWithLess sends the refused order again with a quantity there is.
func retryWithLess(t *testing.T, c *company, e *client.Engine, r client.Item) {
	t.Helper()
	if s := e.State(); s.Attention != 1 {
		t.Errorf("attention %d", s.Attention)
	}
	more := c.goods("S2", 5e6)
	caughtUp(t, c, e) // the product comes in one patch, what there is of it in another
	again := r.Args.(*sales.Place)
	again.Lines[0].Product, again.Lines[0].Qty = more, 2e6
	_, err := e.Retry(r, again)
	must(t, err)
	s := until(t, e, "the retry was judged", synced)
	if page, err := e.SyncPage(); err != nil || len(page.Refused) != 0 || s.Attention != 0 {
		t.Errorf("after the retry: %+v, %v", page, err)
	}
}

// Commands given in a burst on both sides of cut connections all arrive once.
func TestBurstsSurviveCutConnections(t *testing.T) {
	c := found(t)
	who := [2]client.Enrolment{c.enrol(boss), c.enrol(boss)}
	var engines [2]*client.Engine
	for i := range who {
		engines[i] = open(t, who[i])
		until(t, engines[i], "the first sync is whole", synced)
	}
	var given sync.WaitGroup
	for _, e := range engines {
		given.Go(func() {
			for n := range 60 {
				if _, err := e.DoNamed("party.add", &kernel.AddRow{Values: []kernel.FieldValue{
					{Field: "name", Value: time.Now().Format("客户 150405.000000000")}, {Field: "is_customer", Value: "true"},
				}}); err != nil {
					t.Error(err)
				}
				if n%20 == 10 {
					c.cut()
				}
			}
		})
	}
	given.Wait()
	for _, e := range engines {
		e.Wake()
	}
	for i, e := range engines {
		until(t, e, "all is judged", synced)
		until(t, e, "both have all", func(client.State) bool {
			n, err := e.Count(client.Query{Query: queryOf("party")}, 0)
			must(t, err)
			return n == 120
		})
		c.equal(t, e, who[i])
		if s := e.State(); s.Attention != 0 {
			t.Errorf("attention %d", s.Attention)
		}
	}
}

// An engine that is killed in the middle of its work goes on where it was.
func TestAKilledEngineGoesOn(t *testing.T) {
	c := found(t)
	who := c.enrol(boss)
	e := open(t, who)
	until(t, e, "the first sync is whole", synced)
	must(t, e.SetFlight(true))
	for range 5 {
		_, err := e.DoNamed("party.add", &kernel.AddRow{Values: []kernel.FieldValue{{Field: "name", Value: "离线客户"}, {Field: "is_customer", Value: "true"}}})
		must(t, err)
	}
	// What a kill leaves is the files as they are, the log not folded in.
	copied := who
	copied.Dir = copyFiles(t, who.Dir)
	again := open(t, copied)
	if s := again.State(); s.Waiting != 5 {
		t.Errorf("%d wait after the restart", s.Waiting)
	}
	until(t, again, "all is judged", synced)
	c.equal(t, again, copied)
	if n, err := again.Count(client.Query{Query: queryOf("party"), Search: "离线"}, 0); n != 5 || err != nil {
		t.Errorf("%d customers, %v", n, err)
	}
	must(t, again.Close())
	// The outbox may be ahead of the rows by what a power loss took from them.
	for _, file := range []string{"replica.db", "replica.db-wal", "replica.db-shm"} {
		_ = os.Remove(filepath.Join(copied.Dir, file))
	}
	bare := open(t, copied)
	until(t, bare, "the first sync is whole again", synced)
	c.equal(t, bare, copied)
}

func copyFiles(t *testing.T, dir string) string {
	t.Helper()
	to := t.TempDir()
	entries, err := os.ReadDir(dir)
	must(t, err)
	for _, entry := range entries {
		data, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		must(t, err)
		must(t, os.WriteFile(filepath.Join(to, entry.Name()), data, 0o600))
	}
	return to
}

// skewed is a clock that is wrong by a fixed time.
type skewed struct {
	client.SystemClock
	by time.Duration
}

func (s skewed) Now() time.Time { return s.SystemClock.Now().Add(s.by) }

// A device's clock may be wrong; the server's welcome puts commands right.
func TestAWrongClockIsPutRight(t *testing.T) {
	c := found(t)
	for _, by := range []time.Duration{10 * time.Minute, -10 * time.Minute} {
		e := open(t, c.enrol(boss), func(o *client.Options) { o.Clock = skewed{by: by} })
		until(t, e, "the first sync is whole", synced)
		saved, err := e.DoNamed("party.add", &kernel.AddRow{Values: []kernel.FieldValue{{Field: "name", Value: "钟"}, {Field: "is_customer", Value: "true"}}})
		must(t, err)
		now := kernel.Time(time.Now().UnixMilli())
		for what, at := range map[string]kernel.Time{"command": saved.Call.At, "engine": e.Now(), "state": e.State().Now} {
			if off := at - now; off > 2000 || off < -2000 {
				t.Errorf("clock wrong by %s: the %s is off by %d ms", by, what, off)
			}
		}
		s := until(t, e, "it is judged", synced)
		if off := s.AsOf - now; off > 5000 || off < -5000 {
			t.Errorf("clock wrong by %s: as of is off by %d ms", by, off)
		}
	}
}

// Who may not come in is told so, by a bye and by a refused connection.
func TestARefusedDeviceIsTold(t *testing.T) {
	c := found(t)
	c.bye = &wire.Bye{Refusal: wire.Refusal{Code: "device.revoked"}}
	e := open(t, c.enrol(boss))
	s := until(t, e, "the bye is shown", func(s client.State) bool { return s.Stopped != nil })
	if s.Link == client.Online || s.Stopped.Sentence("zh", nil) == "" || s.Wiped {
		t.Errorf("after a bye: %+v", s)
	}
	_, err := e.DoNamed("party.add", &kernel.AddRow{Values: []kernel.FieldValue{{Field: "name", Value: "x"}}})
	refusedWith(t, err, codeOf("replica.loading"))

	stranger := c.enrol(boss)
	stranger.Token = "stolen"
	f := open(t, stranger)
	s = until(t, f, "the refusal is shown", func(s client.State) bool { return s.Stopped != nil })
	if s.Stopped.Sentence("zh", nil) != "请重新登录" {
		t.Errorf("got %v", s.Stopped)
	}
}

func codeOf(name string) *kernel.Code { return kernel.CodeOf(name) }

// A wiped device forgets the company at once and offers what it never sent.
func TestAWipeKeepsOnlyWhatWasNotSent(t *testing.T) {
	c := found(t)
	who := c.enrol(boss)
	e := open(t, who)
	until(t, e, "the first sync is whole", synced)
	must(t, e.SetFlight(true))
	_, err := e.DoNamed("party.add", &kernel.AddRow{Values: []kernel.FieldValue{{Field: "name", Value: "没交的客户"}, {Field: "is_customer", Value: "true"}}})
	must(t, err)
	e.KeepScratch("pick/1", []byte("3 / 5"))
	await.Until(t, "what was counted is on the disk", func() bool { return onDisk(t, who) })
	c.mu.Lock()
	c.bye = &wire.Bye{Refusal: wire.Refusal{Code: "device.revoked"}, Wipe: true}
	c.mu.Unlock()
	must(t, e.SetFlight(false))
	until(t, e, "it is wiped", func(s client.State) bool { return s.Wiped })
	check := func(e *client.Engine) {
		t.Helper()
		refusedWith(t, e.View(func(*client.View) error { return nil }), client.Wiped)
		_, err = e.DoNamed("party.add", &kernel.AddRow{})
		refusedWith(t, err, client.Wiped)
		var out bytes.Buffer
		must(t, e.Export(&out))
		var doc struct {
			Commands []struct {
				Command string
				Zh      string
				Args    kernel.AddRow
				Encoded []byte
			}
		}
		must(t, json.Unmarshal(out.Bytes(), &doc))
		if len(doc.Commands) != 1 || doc.Commands[0].Command != "party.add" || doc.Commands[0].Args.Values[0].Value != "没交的客户" || len(doc.Commands[0].Encoded) == 0 {
			t.Errorf("exported %s", out.String())
		}
	}
	check(e)
	e.KeepScratch("pick/2", []byte("1 / 5")) // a page that is still open
	if e.Scratch("pick/1") != nil || e.Scratch("pick/2") != nil {
		t.Error("what was counted is still there")
	}
	left, err := os.ReadDir(who.Dir)
	must(t, err)
	for _, file := range left { // what was not sent, whose it is, and that it was wiped
		if name := file.Name(); !strings.HasPrefix(name, "outbox.db") && !slices.Contains([]string{"enrolment.json", "enrolment.copy.json", "wiped"}, name) && !strings.HasPrefix(name, "lock") {
			t.Errorf("%s is still there", name)
		}
	}
	must(t, e.Close())
	home := client.Home{Dir: filepath.Dir(who.Dir)}
	list, err := home.Enrolments()
	must(t, err)
	e = open(t, list[0])
	check(e)
	refusedWith(t, e.SignOut(t.Context(), home, false), client.Unsent)
	must(t, e.SignOut(t.Context(), home, true))
	if _, err := os.Stat(who.Dir); err == nil {
		t.Error("the folder is still there")
	}
}
