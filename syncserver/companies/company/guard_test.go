package company_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"heyi/shared/kernel"
	"heyi/shared/rigs/trial/await"
	"heyi/shared/sync/authority"
	"heyi/shared/sync/wire"
)

// signIn asks for a token for programs, with a proof or without.
func (s *server) signIn(mobile, password, proof string) (status int, code, token string) {
	s.t.Helper()
	status, answer := s.post("/api/v1/signin", proof, map[string]string{"mobile": mobile, "password": password})
	token, _ = answer["token"].(string)
	code, _ = answer["code"].(string)
	return status, code, token
}

// Guesses keep nobody from his own tablet, and a success elsewhere clears nothing.
func TestGuessesKeepNobodyFromHisTablet(t *testing.T) {
	s := serve(t)
	tablet := s.enrol(boss, "平板")
	for range 8 {
		s.signIn(boss, "wrong wrong", "")
	}
	if status, code, _ := s.signIn(boss, password, ""); status != http.StatusTooManyRequests || code != "auth.throttled" {
		t.Errorf("a stranger with the right password: %d %s", status, code)
	}
	if status, code, _ := s.signIn(boss, password, tablet.token); status != http.StatusOK {
		t.Errorf("the right password with the tablet's token: %d %s", status, code)
	}
	if status, code, _ := s.signIn(lin, password, ""); status != http.StatusOK {
		t.Errorf("a colleague at the same address: %d %s", status, code)
	}
	forward := s.turnable()
	forward(91 * day)
	if status, code := tablet.enter(); status != http.StatusUnauthorized {
		t.Fatalf("%d %v", status, code)
	}
	for range 8 {
		s.signIn(boss, "wrong wrong", "")
	}
	if status, code, _ := s.signIn(boss, password, tablet.token); status != http.StatusOK {
		t.Errorf("with a token that has ended: %d %s", status, code)
	}
	if status, code, _ := s.signIn(boss, password, s.enrol(lin, "别人的").token); status != http.StatusTooManyRequests {
		t.Errorf("with somebody else's token: %d %s", status, code)
	}
}

// Each sign-in that fails is one line of the log and counts in a row that says who,
// where from and why, without what was typed in a wrong field.
func TestFailedSignInsAreWrittenDown(t *testing.T) {
	s := serve(t)
	for range 9 {
		s.signIn(lin, "wrong wrong", "")
	}
	s.signIn("19912345678", password, "")
	s.signIn("hunter2 my secret", "x", "")
	s.signIn(strings.Repeat("1", 60_000), "x", "")
	if err := s.Deactivate(t.Context(), huang); err != nil {
		t.Fatal(err)
	}
	s.signIn(huang, password, "")
	if n := s.log.count("sign-in failed"); n != 13 {
		t.Errorf("%d lines for 13 failures", n)
	}
	list, err := s.Auth.Failed(time.Now().Add(-time.Hour), 100)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]int64{}
	for _, f := range list {
		found[f.Account+" "+f.Addr+" "+f.Why] = f.Tries
		if f.First > f.Last || time.Since(time.UnixMilli(int64(f.Last))) > await.Patience {
			t.Errorf("%+v", f)
		}
	}
	want := map[string]int64{
		lin + " 127.0.0.1 password": 6, lin + " 127.0.0.1 throttled": 3, "19912345678 127.0.0.1 unknown": 1,
		"? (17) 127.0.0.1 unknown": 1, huang + " 127.0.0.1 inactive": 1, "? (64) 127.0.0.1 unknown": 1,
	}
	if fmt.Sprint(found) != fmt.Sprint(want) {
		t.Errorf("written down: %v, want %v", found, want)
	}
	if s.log.count("hunter2") > 0 {
		t.Error("what was typed in a wrong field stands in the log")
	}
}

// A flood of failures under ever new names makes few rows.
func TestAFloodOfFailuresMakesFewRows(t *testing.T) {
	s := serve(t)
	forward := s.turnable()
	now := time.Now()
	forward(now.Truncate(time.Hour).Add(time.Hour).Sub(now)) // rows count by the hour: one begins
	for n := range 400 {
		forward(time.Second) // the address gets a try now and then; refusals count too
		s.signIn(fmt.Sprintf("199%08d", n), "x", "")
	}
	list, err := s.Auth.Failed(time.Now().Add(-time.Hour), 10_000)
	if err != nil || len(list) > 310 {
		t.Errorf("%d rows: %v", len(list), err)
	}
	var tries int64
	for _, f := range list {
		tries += f.Tries
	}
	if tries != 400 {
		t.Errorf("%d of 400 failures are counted", tries)
	}
}

// A password that changes ends what was signed in with the old one, at once and
// with a word: all other devices when its owner changes it, all when it is reset.
// What waits on them stays and is accepted when their user signs in again.
func TestAPasswordChangeEndsTokensAndSockets(t *testing.T) {
	s := serve(t)
	mine, other, bosses := s.enrol(lin, "手上的"), s.enrol(lin, "另一台"), s.enrol(boss, "老板的")
	for _, d := range []*device{mine, other, bosses} {
		d.connect()
		d.loaded()
	}
	_, _, program := s.signIn(lin, password, "")
	if status, answer := s.post("/api/v1/password", mine.token, map[string]string{"old": password, "new": "new password"}); status != http.StatusOK {
		t.Fatalf("%d %v", status, answer)
	}
	if bye := other.gone(); bye == nil || bye.Bye.Code != authority.PasswordChanged.Name || bye.Wipe {
		t.Errorf("the other device was told %+v", bye)
	}
	id, err := other.addParty("断网时写的")
	if err != nil {
		t.Fatal(err)
	}
	for name, token := range map[string]string{"the other device's": other.token, "the program's": program} {
		if status, _ := (&device{t: t, url: s.http.URL, token: token}).enter(); status != http.StatusUnauthorized {
			t.Errorf("%s token: %d", name, status)
		}
	}
	if kept, err := mine.addParty("改密之后"); err != nil || mine.judged(kept).Refusal != nil {
		t.Errorf("the device on which it was changed: %v", err)
	}

	if _, err := s.NewPassword(t.Context(), lin, password); err != nil { // by the administrator
		t.Fatal(err)
	}
	if bye := mine.gone(); bye == nil || bye.Bye.Code != authority.PasswordChanged.Name || bye.Bye.Sentence("zh", nil) == "" || bye.Wipe {
		t.Errorf("after the reset the device was told %+v", bye)
	}
	if status, _ := mine.enter(); status != http.StatusUnauthorized {
		t.Errorf("its token after the reset: %d", status)
	}
	if status, answer := other.again(lin); status != http.StatusOK || parse(t, answer["device"]) != other.replica.Identity.Device {
		t.Fatalf("signing in again: %d %v", status, answer)
	}
	other.connect()
	if v := other.judged(id); v.Refusal != nil {
		t.Errorf("what waited: %v", v.Refusal)
	}
	s.undisturbed(bosses, "别人")

	if status, _ := s.post("/api/v1/signout", other.token, struct{}{}); status != http.StatusOK {
		t.Fatal(status)
	}
	if bye := other.gone(); bye == nil || bye.Bye.Code != authority.SignedOut.Name || bye.Wipe {
		t.Errorf("after signing out the device was told %+v", bye)
	}
}

// A person has so many devices; one more signs the one out that never wrote anything
// and was unused for longest. It is itself again when he signs in on it.
func TestTheOldestUnusedDeviceIsGivenUp(t *testing.T) {
	s := serve(t)
	user, err := s.Auth.UserByMobile(lin)
	if err != nil {
		t.Fatal(err)
	}
	worked, connected, unused := s.enrol(lin, "写过"), s.enrol(lin, "连着"), s.enrol(lin, "没用过")
	worked.connect()
	worked.loaded()
	if id, err := worked.addParty("客户"); err != nil || worked.judged(id).Refusal != nil {
		t.Fatal(err)
	}
	worked.hangUp()
	connected.connect()
	connected.loaded()
	for n := range 18 {
		if _, err := s.Auth.Enrol(t.Context(), user.ID, fmt.Sprint("又一台 ", n), "tablet"); err != nil {
			t.Fatal(err)
		}
	}
	if status, code := unused.enter(); status != http.StatusUnauthorized {
		t.Errorf("the unused device: %d %v", status, code)
	}
	for name, d := range map[string]*device{"the one that wrote": worked, "the one that is connected": connected} {
		if status, code := d.enter(); status != http.StatusOK {
			t.Errorf("%s: %d %v", name, status, code)
		}
	}
	if status, answer := unused.again(lin); status != http.StatusOK || parse(t, answer["device"]) != unused.replica.Identity.Device {
		t.Errorf("signing in again: %d %v", status, answer)
	}
	refused := 0
	for n := range 120 {
		if _, err := s.Auth.Enrol(t.Context(), user.ID, fmt.Sprint("刷 ", n), "tablet"); err != nil {
			refused++
		}
	}
	if refused != 120-(100-21) {
		t.Errorf("%d of 120 more enrolments in a day were refused", refused)
	}
	s.enrol(boss, "老板的新平板") // nobody else notices
}

// A tablet behind the same address as one that sends rubbish is let in.
func TestANeighboursBrokenFrames(t *testing.T) {
	s := serve(t)
	evil, honest := s.enrol(lin, "坏平板"), s.enrol(lin, "好平板")
	for range 35 {
		socket, err := evil.tryDial()
		if err != nil {
			break
		}
		_ = socket.WriteMessage(websocket.BinaryMessage, []byte("x")) // it may have been closed
		_, _, _ = socket.ReadMessage()
		socket.Close()
	}
	if status, code := evil.enter(); status != http.StatusTooManyRequests || code != "link.frame" {
		t.Errorf("the one that sends rubbish: %d %v", status, code)
	}
	if status, code := honest.enter(); status != http.StatusOK {
		t.Errorf("its neighbour: %d %v", status, code)
	}
}

// What no screen makes is refused on the device, in words, before it is saved; sent
// all the same it is refused by the server.
func TestTooMuchForOneCommand(t *testing.T) {
	s := serve(t)
	d := s.enrol(boss, "平板")
	d.connect()
	d.loaded()
	args := make([]kernel.FieldValue, 6000)
	for i := range args {
		args[i] = kernel.FieldValue{Field: "name", Value: strings.Repeat("长", 20)}
	}
	huge := &kernel.AddRow{Values: args}
	_, err := d.do("party.add", huge)
	if refusal, ok := kernel.AsRefusal(err); !ok || refusal.Code != wire.ArgsTooLong.Name {
		t.Errorf("on the device: %v", err)
	}
	r := s.enrol(boss, "坏平板").raw()
	r.hello()
	if code := r.judge(wire.Call{Name: "party.add", Args: s.Catalog.Command("party.add").Encode(huge)}); code != wire.ArgsTooLong.Name {
		t.Errorf("by the server: %s", code)
	}
}
