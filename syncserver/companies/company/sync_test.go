package company_test

import (
	"errors"
	"net/http"
	"testing"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/trial/await"
)

// What one device adds, a device of the same company sees; one that is offline
// sees it when it comes back.
func TestTwoDevices(t *testing.T) {
	s := serve(t)
	a, b, c := s.enrol(boss, "老板手机"), s.enrol(boss, "老板平板"), s.enrol(boss, "老板电脑")
	a.connect()
	b.connect()
	a.loaded()
	b.loaded()
	id, err := a.addParty("顺德家私城")
	if err != nil {
		t.Fatal(err)
	}
	if v := a.judged(id); v.Refusal != nil || v.Adjusted {
		t.Fatalf("the verdict is %+v", v)
	}
	b.wait("the other device's row", func() bool { return b.holds("顺德家私城") })
	c.connect()
	c.loaded()
	if !c.holds("顺德家私城") {
		t.Error("a device that came later lacks the row")
	}
}

// Commands that were made offline are judged on reconnect, and a second
// connection brings nothing twice.
func TestOfflineCommands(t *testing.T) {
	s := serve(t)
	a := s.enrol(boss, "平板")
	a.connect()
	a.loaded()
	a.mu.Lock()
	a.socket.Close()
	a.mu.Unlock()
	a.gone()
	var ids []kernel.ID
	for _, name := range []string{"甲店", "乙店", "丙店"} {
		id, err := a.addParty(name)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	a.connect()
	for _, id := range ids {
		if v := a.judged(id); v.Refusal != nil {
			t.Error(v.Refusal)
		}
	}
	version := s.version()
	a.mu.Lock()
	a.socket.Close()
	a.mu.Unlock()
	a.gone()
	a.connect()
	a.wait("reconnection", func() bool { return a.replica.Online() })
	if now := s.version(); now != version {
		t.Errorf("a reconnection moved the company from %d to %d", version, now)
	}
}

// version asks the executor, which answers after everything before.
func (s *server) version() int64 {
	s.t.Helper()
	state, err := s.Hub.State(s.t.Context())
	if err != nil {
		s.t.Fatal(err)
	}
	return state.Version
}

// A revoked device is closed and told to forget within seconds, and does not get
// in again; the same holds for every device of a deactivated user.
func TestRevocation(t *testing.T) {
	s := serve(t)
	lost, other, kept := s.enrol(lin, "丢了"), s.enrol(lin, "还在"), s.enrol(boss, "老板")
	for _, d := range []*device{lost, other, kept} {
		d.connect()
		d.loaded()
	}
	start := time.Now()
	if _, err := s.Hub.Run(t.Context(), &org.Revoke{Device: kernel.Ref[org.Device](lost.replica.Identity.Device)}); err != nil {
		t.Fatal(err)
	}
	if bye := lost.gone(); bye == nil || !bye.Wipe || bye.Bye.Code != org.UnknownDevice.Name {
		t.Errorf("the revoked device was told %+v", bye)
	}
	lost.connect()
	if bye := lost.gone(); bye == nil || !bye.Wipe {
		t.Errorf("a revoked device that reconnects was told %+v", bye)
	}
	edit := &kernel.EditRow{Row: other.replica.Identity.User, Changes: []kernel.Change{{Field: "active", Was: "true", Becomes: "false"}}}
	if _, err := s.Hub.RunEncoded(t.Context(), "user.edit", s.Catalog.Command("user.edit").Encode(edit)); err != nil {
		t.Fatal(err)
	}
	if bye := other.gone(); bye == nil || !bye.Wipe || bye.Bye.Code != org.UnknownUser.Name {
		t.Errorf("the device of a deactivated user was told %+v", bye)
	}
	if took := time.Since(start); took > await.Patience {
		t.Errorf("it took %s", took)
	}
	if _, err := kept.addParty("照常营业"); err != nil {
		t.Fatal(err)
	}
	if status, _ := s.post("/api/v1/signin", "", map[string]string{"mobile": lin, "password": password}); status != http.StatusUnauthorized {
		t.Errorf("a deactivated user signs in with status %d", status)
	}
}

// A graceful stop judges what waits and says so to the devices.
func TestStop(t *testing.T) {
	s := serve(t)
	a := s.enrol(boss, "平板")
	a.connect()
	a.loaded()
	id, err := a.addParty("最后一单")
	if err != nil {
		t.Fatal(err)
	}
	a.judged(id)
	if err := s.Hub.Close(t.Context()); err != nil {
		t.Fatal(err)
	}
	if bye := a.gone(); bye == nil || bye.Wipe || bye.Bye.Code != "server.stopping" {
		t.Errorf("the device was told %+v", bye)
	}
	if _, err := s.Hub.State(t.Context()); err == nil {
		t.Error("a stopped hub answers")
	}
	if socket, err := a.tryDial(); err == nil {
		if _, _, err := socket.ReadMessage(); err == nil {
			t.Error("a stopped hub takes connections")
		}
		socket.Close()
	}
}

func TestOneServerPerFolder(t *testing.T) {
	s := serve(t)
	if _, err := openAgain(s); !errors.Is(err, locked) {
		t.Errorf("a second server on the folder: %v", err)
	}
}
