package company_test

import (
	"net/http"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/syncserver/companies/company"
	"heyi/syncserver/store/sqlite"
)

const day = 24 * time.Hour

// turnable gives sign-ins and tokens a clock that a test turns.
func (s *server) turnable() (forward func(time.Duration)) {
	var ahead atomic.Int64
	s.Auth.Now = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	return func(d time.Duration) { ahead.Add(int64(d)) }
}

// enter tries the door and returns the status and code of the answer.
func (d *device) enter() (int, any) {
	d.t.Helper()
	socket, err := d.tryDial()
	if err == nil {
		socket.Close()
		return http.StatusOK, nil
	}
	req, err := http.NewRequest(http.MethodGet, d.url+"/ws", nil)
	if err != nil {
		d.t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+d.token)
	return do(d.t, req)
}

// again signs the device's user in on it again, as the app does.
func (d *device) again(mobile string) (int, map[string]any) {
	d.t.Helper()
	status, answer := post(d.t, d.url+"/api/v1/enrol", "", map[string]string{
		"mobile": mobile, "password": password, "name": "又一次", "kind": "tablet", "device": d.replica.Identity.Device.String(), "series": d.series,
	})
	if status == http.StatusOK && parse(d.t, answer["device"]) == d.replica.Identity.Device {
		d.token = answer["token"].(string)
	}
	return status, answer
}

// A token ends 90 days after the last contact, whether that was a connection or
// one that is still open, and the same device goes on with a new one: what waited
// in it is accepted as its own.
func TestTokensSlide(t *testing.T) {
	s := serve(t)
	forward := s.turnable()
	d := s.enrol(boss, "平板")
	d.connect()
	d.loaded()
	for range 3 {
		forward(80 * day)
		if err := s.Housekeep(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
	}
	d.hangUp()
	for range 3 {
		forward(80 * day)
		if status, code := d.enter(); status != http.StatusOK {
			t.Fatalf("80 days after a contact: %d %v", status, code)
		}
	}
	forward(91 * day)
	if status, code := d.enter(); status != http.StatusUnauthorized || code != "auth.token" {
		t.Errorf("91 days after the last contact: %d %v", status, code)
	}
	id, err := d.addParty("写在抽屉里")
	if err != nil {
		t.Fatal(err)
	}
	old := d.token
	if status, answer := d.again(boss); status != http.StatusOK || parse(t, answer["device"]) != d.replica.Identity.Device || answer["series"] != d.series {
		t.Fatalf("signing in again: %d %v", status, answer)
	}
	d.connect()
	if v := d.judged(id); v.Refusal != nil {
		t.Error(v.Refusal)
	}
	first := d.token
	if status, _ := d.again(boss); status != http.StatusOK || d.token == first {
		t.Errorf("signing in once more: %d", status)
	}
	for _, token := range []string{old, first} {
		stale := &device{t: t, url: d.url, token: token}
		if status, _ := stale.enter(); status != http.StatusUnauthorized {
			t.Errorf("a token that was replaced still opens the door: %d", status)
		}
	}
}

// A sign-in for programs lasts its hours and no contact prolongs it.
func TestSessionsEnd(t *testing.T) {
	s := serve(t)
	forward := s.turnable()
	_, answer := s.post("/api/v1/signin", "", map[string]string{"mobile": boss, "password": password})
	program := &device{t: t, url: s.http.URL, token: answer["token"].(string)}
	for range 2 {
		forward(5 * time.Hour)
		if err := s.Auth.Renew(parse(t, answer["device"])); err != nil {
			t.Fatal(err)
		}
		if status, code := program.enter(); status != http.StatusOK {
			t.Fatalf("%d %v", status, code)
		}
	}
	forward(3 * time.Hour)
	if status, code := program.enter(); status != http.StatusUnauthorized {
		t.Errorf("after 13 hours: %d %v", status, code)
	}
}

// A device that was revoked becomes another one when its user signs in on it: the
// old token stays shut out. Nobody becomes somebody else's device by its id, and
// nobody takes an id that could not be a device's.
func TestEnrollingAgain(t *testing.T) {
	s := serve(t)
	lost, other := s.enrol(lin, "丢了"), s.enrol(huang, "别人的")
	if _, err := s.Hub.Run(t.Context(), &org.Revoke{Device: kernel.Ref[org.Device](lost.replica.Identity.Device)}); err != nil {
		t.Fatal(err)
	}
	before := lost.token
	status, answer := lost.again(lin)
	if status != http.StatusOK || parse(t, answer["device"]) == lost.replica.Identity.Device || answer["series"] == lost.series {
		t.Errorf("a revoked device signed in as %d %v", status, answer)
	}
	lost.token = before
	lost.connect()
	if bye := lost.gone(); bye == nil || !bye.Wipe || bye.Bye.Code != org.UnknownDevice.Name {
		t.Errorf("the token of a revoked device: %+v", bye)
	}
	if status, answer := other.again(lin); status != http.StatusOK || parse(t, answer["device"]) == other.replica.Identity.Device {
		t.Errorf("somebody else's device: %d %v", status, answer)
	}
	if status, _ := other.enter(); status != http.StatusOK {
		t.Errorf("its owner is shut out: %d", status)
	}
	for name, id := range map[string]kernel.ID{
		"the server's own origin": {},
		"no UUIDv7":               {1, 2, 3, 4, 5, 6, 0x40, 8, 0x80},
		"of the year 4000":        kernel.NewID(64_000_000_000_000, [10]byte{1}),
	} {
		forged := &device{t: t, url: s.http.URL, series: "Q11"}
		forged.replica = lost.replica
		status, answer := post(t, s.http.URL+"/api/v1/enrol", "", map[string]string{
			"mobile": lin, "password": password, "name": "x", "kind": "tablet", "device": id.String(), "series": "Q11",
		})
		if status != http.StatusOK || parse(t, answer["device"]) == id {
			t.Errorf("%s: %d %v", name, status, answer)
		}
	}
}

// A restored company does not know the tokens and devices made after the backup.
// Whoever signs in again is the device he was, with its series, and brings back
// what was accepted from it; a device that the company waits for may sign in while
// it waits.
func TestEnrollingAfterARestore(t *testing.T) {
	s := serve(t)
	early := s.enrol(boss, "备份前登记")
	early.connect()
	early.loaded()
	backup := filepath.Join(t.TempDir(), "b.heyi")
	if _, err := sqlite.Backup(t.Context(), s.Store.Place(), backup); err != nil {
		t.Fatal(err)
	}
	late := s.enrol(lin, "备份后登记")
	late.connect()
	late.loaded()
	s.work(early, "早", 3)
	s.work(late, "晚", 3)
	if status, _ := early.again(boss); status != http.StatusOK {
		t.Fatal(status)
	}
	if err := s.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	early.gone()
	late.gone()
	if _, err := company.At(s.Dir).Restore(backup); err != nil {
		t.Fatal(err)
	}
	restored, url := reopen(t, s)
	s.Company = restored
	early.url, late.url = url, url
	for _, d := range []*device{early, late} {
		if status, code := d.enter(); status != http.StatusUnauthorized || code != "auth.token" {
			t.Fatalf("a token made after the backup: %d %v", status, code)
		}
	}
	if status, answer := late.again(lin); status != http.StatusServiceUnavailable || answer["code"] != "server.recovering" {
		t.Errorf("a device that the backup does not know, during the recovery: %d %v", status, answer)
	}
	if status, answer := early.again(boss); status != http.StatusOK || parse(t, answer["device"]) != early.replica.Identity.Device {
		t.Fatalf("a device that is waited for: %d %v", status, answer)
	}
	early.connect()
	early.wait("the end of the recovery", func() bool { state, err := s.Hub.State(t.Context()); return err == nil && !state.Recovering })
	status, answer := late.again(lin)
	if status != http.StatusOK || parse(t, answer["device"]) != late.replica.Identity.Device || answer["series"] != late.series {
		t.Fatalf("a device that the backup does not know: %d %v", status, answer)
	}
	late.connect()
	early.wait("everybody's work back", func() bool { return early.holds("早 2") && early.holds("晚 2") })
	s.work(late, "以后", 2)
}
