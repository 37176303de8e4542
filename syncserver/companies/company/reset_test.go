package company_test

import (
	"net/http"
	"testing"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

// reset asks for a password for one sign-in.
func (s *server) reset(token string, user kernel.ID) (status int, code, password string) {
	s.t.Helper()
	status, answer := s.post("/api/v1/password", token, map[string]string{"user": user.String()})
	code, _ = answer["code"].(string)
	password, _ = answer["password"].(string)
	return status, code, password
}

func (s *server) userID(mobile string) kernel.ID {
	s.t.Helper()
	user, err := s.Auth.UserByMobile(mobile)
	if err != nil {
		s.t.Fatal(err)
	}
	return user.ID
}

// Who is given a password is in only once he has chosen one of his own; what he was
// signed in with has ended, one line in his trail and one in the log say who did it,
// and neither says the password.
func TestAPasswordForOneSignIn(t *testing.T) {
	s := serve(t)
	_, _, before := s.signIn(huang, password, "")
	_, _, token := s.signIn(boss, password, "")
	status, code, once := s.reset(token, s.userID(huang))
	if status != http.StatusOK || len(once) < 12 {
		t.Fatalf("%d %s %q", status, code, once)
	}
	if status, _ := s.post("/api/v1/password", before, map[string]string{"old": password, "new": "my own secret"}); status != http.StatusUnauthorized {
		t.Errorf("an older sign-in goes on: %d", status)
	}
	if status, _, _ := s.signIn(huang, password, ""); status != http.StatusUnauthorized {
		t.Errorf("the old password is good still: %d", status)
	}
	with := func(path, chosen string) (int, any) {
		body := map[string]string{"mobile": huang, "password": once, "new_password": chosen}
		if path == "/api/v1/enrol" {
			body["name"], body["kind"] = "平板", "tablet"
		}
		status, answer := s.post(path, "", body)
		if answer["token"] != nil && status != http.StatusOK {
			t.Errorf("%d with a token", status)
		}
		return status, answer["code"]
	}
	for chosen, want := range map[string]string{"": "auth.password.once", once: "auth.password.once_same", "short": "auth.password.short", "12345678": "auth.password.plain"} {
		for _, path := range []string{"/api/v1/signin", "/api/v1/enrol"} {
			if status, code := with(path, chosen); status == http.StatusOK || code != want {
				t.Errorf("%s with %q: %d %v", path, chosen, status, code)
			}
		}
	}
	if status, code := with("/api/v1/enrol", "my own secret"); status != http.StatusOK {
		t.Fatalf("%d %v", status, code)
	}
	if status, _, _ := s.signIn(huang, "my own secret", ""); status != http.StatusOK {
		t.Errorf("his own password: %d", status)
	}
	if status, code := with("/api/v1/signin", "another secret"); status != http.StatusUnauthorized {
		t.Errorf("the password for one sign-in is good twice: %d %v", status, code)
	}
	s.trail(huang, 1)
	if n, told := s.log.count("password reset"), s.log.count(once)+s.log.count("my own secret"); n != 1 || told != 0 {
		t.Errorf("%d lines of the log, %d with a secret", n, told)
	}
}

// trail counts the lines about reset passwords in a user's trail; the boss wrote them.
func (s *server) trail(mobile string, want int) {
	s.t.Helper()
	view, err := s.Store.Read()
	if err != nil {
		s.t.Fatal(err)
	}
	defer view.Close()
	found := 0
	err = kernel.Each(s.Catalog, view, flow.ProcessEvents, func(e *flow.ProcessEvent) error {
		if e.Node == "org.user.password" && e.Root == s.userID(mobile) && e.AuthorName == "陈国栋" {
			found++
		}
		return nil
	})
	if err != nil || found != want {
		s.t.Errorf("%d lines in the trail, want %d (%v)", found, want, err)
	}
}

// A password for one sign-in ends by itself.
func TestAPasswordForOneSignInEnds(t *testing.T) {
	s := serve(t)
	_, _, token := s.signIn(boss, password, "")
	_, _, once := s.reset(token, s.userID(huang))
	later := time.Now().Add(8 * 24 * time.Hour)
	s.Auth.Now = func() time.Time { return later }
	if status, code, _ := s.signIn(huang, once, ""); status != http.StatusForbidden || code != "auth.password.once_over" {
		t.Errorf("%d %s", status, code)
	}
}

// Nobody takes another's place by a password: who lacks the right, resets his own,
// names nobody, was revoked or asks again and again is told why not.
func TestAttacksOnResets(t *testing.T) {
	s := serve(t)
	_, _, bossToken := s.signIn(boss, password, "")
	_, _, linToken := s.signIn(lin, password, "")
	bossID, huangID := s.userID(boss), s.userID(huang)
	cases := []struct {
		name, token string
		user        kernel.ID
		status      int
		code        string
	}{
		{"without a token", "", huangID, http.StatusUnauthorized, "auth.token"},
		{"without the right", linToken, huangID, http.StatusForbidden, "auth.not_yours"},
		{"the boss's, without the right", linToken, bossID, http.StatusForbidden, "auth.not_yours"},
		{"nobody's, without the right", linToken, kernel.DeriveID("nobody"), http.StatusForbidden, "auth.not_yours"},
		{"one's own", bossToken, bossID, http.StatusForbidden, "auth.password.own"},
		{"nobody's", bossToken, kernel.DeriveID("nobody"), http.StatusUnprocessableEntity, kernel.NotThere.Name},
	}
	for _, c := range cases {
		if status, code, secret := s.reset(c.token, c.user); status != c.status || code != c.code || secret != "" {
			t.Errorf("%s: %d %s %q", c.name, status, code, secret)
		}
	}
	if err := s.Deactivate(t.Context(), huang); err != nil {
		t.Fatal(err)
	}
	if status, code, _ := s.reset(bossToken, huangID); status != http.StatusUnprocessableEntity || code != "auth.password.not_in_use" {
		t.Errorf("of somebody who was let go: %d %s", status, code)
	}
	s.trail(huang, 0)
	throttled := false
	for range 40 {
		_, code, _ := s.reset(bossToken, bossID)
		throttled = throttled || code == "auth.throttled"
	}
	if !throttled {
		t.Error("who asks again and again does not wait")
	}
	who, err := s.Auth.Check(bossToken)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Hub.Run(t.Context(), &org.Revoke{Device: kernel.Ref[org.Device](who.Device)}); err != nil {
		t.Fatal(err)
	}
	s.Auth.Now = func() time.Time { return time.Now().Add(time.Hour) }
	if status, code, _ := s.reset(bossToken, s.userID(lin)); status == http.StatusOK || code == "auth.throttled" {
		t.Errorf("on a revoked device: %d %s", status, code)
	}
	for _, mobile := range []string{boss, lin} {
		if status, _, _ := s.signIn(mobile, password, ""); status != http.StatusOK {
			t.Errorf("%s is shut out: %d", mobile, status)
		}
	}
}

// An administrator gives passwords, but not to who may do more than he may hand out.
func TestAnAdministratorResets(t *testing.T) {
	s := serve(t)
	values := func(pairs ...string) (list []kernel.FieldValue) {
		for i := 0; i < len(pairs); i += 2 {
			list = append(list, kernel.FieldValue{Field: pairs[i], Value: pairs[i+1]})
		}
		return list
	}
	if _, err := s.Hub.RunEncoded(t.Context(), "seat.add", s.Catalog.Command("seat.add").Encode(&kernel.AddRow{Values: values("name", "管理员", "roles", org.Admin)})); err != nil {
		t.Fatal(err)
	}
	if _, err := s.AddUser(t.Context(), "管理员", "19900000777", "管理员", password); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Hub.RunEncoded(t.Context(), "user.add", s.Catalog.Command("user.add").Encode(&kernel.AddRow{Values: values("name", "新人", "mobile", "19900000888", "active", "true")})); err != nil {
		t.Fatal(err)
	}
	_, _, token := s.signIn("19900000777", password, "")
	if status, code, _ := s.reset(token, s.userID(boss)); status != http.StatusForbidden || code != org.Beyond.Name {
		t.Errorf("the boss's: %d %s", status, code)
	}
	if status, code, _ := s.reset(token, s.userID("19900000888")); status != http.StatusOK {
		t.Errorf("a newcomer's: %d %s", status, code)
	}
}
