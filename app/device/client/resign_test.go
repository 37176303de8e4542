package client_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"heyi/app/device/client"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/trial/await"
)

// wiped waits until nothing but the outbox is left of an enrolment.
func wiped(t *testing.T, e *client.Engine, who client.Enrolment) {
	t.Helper()
	until(t, e, "the device is wiped", func(s client.State) bool { return s.Wiped })
	await.Until(t, "the token is removed, which is the last", func() bool { return !holdsToken(who) })
}

func holdsToken(who client.Enrolment) bool {
	_, err := os.Stat(filepath.Join(who.Dir, "token"))
	return !os.IsNotExist(err)
}

// noteOf is what a customer's row says on the server.
func (c *company) noteOf(id kernel.ID) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	row := c.disk.Get(c.catalog.Schema("party"), id)
	return row.Base().Schema().Field("note").Get(row).Str
}

// Who leaves the company hands over what is in his seat: his successor's device gains
// it while it is connected, what was done on a tablet without a network comes in with
// its next contact, and behind that not a byte of a customer is left on his devices.
func TestResignation(t *testing.T) {
	c := found(t)
	mark := func(n int) string { return fmt.Sprintf("天高%03d地厚", n) }
	var his []kernel.ID
	for n := range 60 {
		his = append(his, c.add("party", "name", "客户 "+mark(n), "is_customer", "true", "note", "记号 "+mark(n), "owner", c.seat(seller1).String()))
	}
	online, away, lost, next := c.enrol(seller1), c.enrol(seller1), c.enrol(seller1), c.enrol(seller2)
	atDesk, onTheRoad, inATaxi, heir := open(t, online), open(t, away), open(t, lost), open(t, next)
	for _, e := range []*client.Engine{atDesk, onTheRoad, inATaxi, heir} {
		until(t, e, "the first sync is whole", synced)
	}
	edit := func(e *client.Engine, n int, note string) {
		t.Helper()
		must(t, e.SetFlight(true))
		_, err := e.DoNamed("party.edit", &kernel.EditRow{Row: his[n], Changes: []kernel.Change{{Field: "note", Was: "记号 " + mark(n), Becomes: note}}})
		must(t, err)
	}
	edit(onTheRoad, 7, "离职前写的")
	edit(inATaxi, 8, "偷来的平板写的")
	c.must(&org.Revoke{Device: kernel.Ref[org.Device](lost.Device)})
	if n := len(leftovers(t, next.Dir, mark(3))); n > 0 {
		t.Fatal("the successor has the customers already")
	}

	c.mu.Lock()
	leaver, _ := org.UserByMobile.Find(c.tx(), seller1)
	successor, _ := org.UserByMobile.Find(c.tx(), seller2)
	c.mu.Unlock()
	c.must(&org.Resign{User: kernel.Ref[org.User](leaver.ID), Successor: kernel.Ref[org.User](successor.ID)})
	wiped(t, atDesk, online)
	caughtUp(t, c, heir)
	c.equal(t, heir, next)
	if len(leftovers(t, next.Dir, mark(3))) == 0 {
		t.Error("the successor has not gained the customers")
	}

	// What he does after he has left is not taken; what he did before is.
	time.Sleep(5 * time.Millisecond)
	_, err := onTheRoad.DoNamed("party.edit", &kernel.EditRow{Row: his[9], Changes: []kernel.Change{{Field: "note", Was: "记号 " + mark(9), Becomes: "离职后写的"}}})
	must(t, err)
	must(t, onTheRoad.SetFlight(false))
	wiped(t, onTheRoad, away)
	if h := away.HandedIn(); h != (client.HandedIn{Accepted: 1, Refused: 1}) {
		t.Errorf("he is told %+v of what he brought", h)
	}
	if h := online.HandedIn(); h != (client.HandedIn{}) {
		t.Errorf("one who brought nothing is told %+v", h)
	}
	if got := c.noteOf(his[7]); got != "离职前写的" {
		t.Errorf("what he did before he left did not come in: %q", got)
	}
	if got := c.noteOf(his[9]); got != "记号 "+mark(9) {
		t.Errorf("what he did after he left came in: %q", got)
	}
	must(t, inATaxi.SetFlight(false))
	wiped(t, inATaxi, lost)
	if got := c.noteOf(his[8]); got != "记号 "+mark(8) {
		t.Errorf("a device that was revoked before brought something: %q", got)
	}
	var unsent bytes.Buffer
	must(t, inATaxi.Export(&unsent))
	if !bytes.Contains(unsent.Bytes(), []byte("偷来的平板写的")) {
		t.Error("what was not taken cannot be exported")
	}
	for _, who := range []client.Enrolment{online, away, lost} {
		for n := range his {
			if found := leftovers(t, who.Dir, mark(n)); len(found) > 0 && n != 7 && n != 8 && n != 9 {
				t.Fatalf("customer %d is left in %v", n, found)
			}
		}
	}
	caughtUp(t, c, heir)
	c.equal(t, heir, next)
}

// Whoever gets or loses a seat, a role, a right or a department has what it brings on
// his devices at once, over the connection that is there.
func TestWhatSomebodyMayChangesOnTheLiveFeed(t *testing.T) {
	c := found(t)
	seat, other := c.seat(seller1), c.seat(seller2)
	var customer kernel.ID
	for n := range 20 {
		customer = c.add("party", "name", fmt.Sprintf("甲%d", n), "is_customer", "true", "owner", seat.String())
		c.add("party", "name", fmt.Sprintf("乙%d", n), "is_customer", "true", "owner", other.String())
	}
	dept := c.add("department", "name", "销售部")
	c.mu.Lock()
	first, _ := org.UserByMobile.Find(c.tx(), seller1)
	second, _ := org.UserByMobile.Find(c.tx(), seller2)
	role, _ := org.RoleByCode.Find(c.tx(), org.Sales)
	c.mu.Unlock()
	who := c.enrol(seller2)
	e := open(t, who)
	until(t, e, "the first sync is whole", synced)
	sockets := func() map[any]bool {
		c.mu.Lock()
		defer c.mu.Unlock()
		set := map[any]bool{}
		for s := range c.sockets {
			set[s] = true
		}
		return set
	}
	count := func(entity string) (n int) {
		must(t, e.View(func(v *client.View) error {
			return v.Rows.Scan(c.catalog.Schema(entity), func(kernel.Row) error { n++; return nil })
		}))
		return n
	}
	edit := func(entity string, row kernel.ID, field, was, becomes string) {
		t.Helper()
		_, err := c.judge(entity+".edit", &kernel.EditRow{Row: row, Changes: []kernel.Change{{Field: field, Was: was, Becomes: becomes}}})
		must(t, err)
	}
	holds := func(what string, customers, orders int) {
		t.Helper()
		caughtUp(t, c, e)
		until(t, e, what, synced)
		if got := count("party"); got != customers {
			t.Errorf("%s: the device has %d customers, not %d", what, got, customers)
		}
		if got := count("sales_order"); got != orders {
			t.Errorf("%s: the device has %d orders, not %d", what, got, orders)
		}
		c.equal(t, e, who)
	}
	edit("seat", seat, "dept", "", dept.String())
	edit("seat", other, "dept", "", dept.String())
	goods := c.goods("S1", 15e6)
	colleague := open(t, c.enrol(seller1))
	until(t, colleague, "the first sync is whole", synced)
	_, err := colleague.Do(order(c, customer, goods, 1))
	must(t, err)
	until(t, colleague, "the order is judged", synced)
	before := sockets()
	holds("at the beginning", 20, 0)
	edit("seat", seat, "holder", first.ID.String(), second.ID.String())
	holds("he holds another's seat too", 40, 1)
	edit("seat", seat, "holder", second.ID.String(), first.ID.String())
	holds("he has given it back", 20, 0)
	edit("seat", other, "roles", "sales", "sales_manager")
	holds("he heads the department", 41, 1) // the supplier of the goods is nobody's
	edit("seat", other, "roles", "sales_manager", "sales")
	holds("he heads it no more", 20, 0)
	edit("role", role.ID, "whole_dept", "false", "true")
	holds("his role sees the department", 20, 1)
	edit("role", role.ID, "whole_dept", "true", "false")
	holds("it does no more", 20, 0)
	edit("seat", other, "holder", second.ID.String(), first.ID.String())
	holds("another has his seat", 0, 0)
	edit("seat", other, "holder", first.ID.String(), second.ID.String())
	holds("he has it again", 20, 0)
	for s := range sockets() {
		if !before[s] {
			t.Error("the device had to connect anew")
		}
	}
}
