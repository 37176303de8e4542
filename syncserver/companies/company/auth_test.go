package company_test

import (
	"bytes"
	"net/http"
	"os"
	"sync"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// An account that is guessed at is closed for a while, even to the right
// password; others sign in meanwhile.
func TestGuessing(t *testing.T) {
	s := serve(t)
	signIn := func(mobile, password string) (int, any) {
		status, answer := s.post("/api/v1/signin", "", map[string]string{"mobile": mobile, "password": password})
		return status, answer["code"]
	}
	for range 6 {
		if status, code := signIn(boss, "wrong wrong"); status != http.StatusUnauthorized || code != "auth.sign_in" {
			t.Fatalf("%d %v", status, code)
		}
	}
	if status, code := signIn(boss, password); status != http.StatusTooManyRequests || code != "auth.throttled" {
		t.Errorf("after six failures: %d %v", status, code)
	}
	if status, code := signIn(lin, password); status != http.StatusOK {
		t.Errorf("somebody else: %d %v", status, code)
	}
	if status, code := signIn("19912345678", password); status != http.StatusUnauthorized || code != "auth.sign_in" {
		t.Errorf("nobody's number says that it is nobody's: %d %v", status, code)
	}
}

// Passwords are changed by their owner with the old one, or by the boss.
func TestChangingPasswords(t *testing.T) {
	s := serve(t)
	token := func(mobile, password string) string {
		status, answer := s.post("/api/v1/signin", "", map[string]string{"mobile": mobile, "password": password})
		if status != http.StatusOK {
			t.Fatalf("%d %v", status, answer)
		}
		return answer["token"].(string)
	}
	linToken, bossToken := token(lin, password), token(boss, password)
	user, err := s.Auth.UserByMobile(huang)
	if err != nil {
		t.Fatal(err)
	}
	cases := []struct {
		name, token string
		body        map[string]string
		status      int
	}{
		{"one's own without the old one", linToken, map[string]string{"new": "new password"}, http.StatusForbidden},
		{"one's own with a wrong old one", linToken, map[string]string{"old": "nonsense", "new": "new password"}, http.StatusForbidden},
		{"the same again", linToken, map[string]string{"old": password, "new": password}, http.StatusUnprocessableEntity},
		{"somebody else's", linToken, map[string]string{"user": user.ID.String(), "new": "new password"}, http.StatusForbidden},
		{"too short", bossToken, map[string]string{"user": user.ID.String(), "new": "short"}, http.StatusUnprocessableEntity},
		{"without a token", "", map[string]string{"new": "new password"}, http.StatusUnauthorized},
		{"one's own", linToken, map[string]string{"old": password, "new": "new password"}, http.StatusOK},
		{"by the boss", bossToken, map[string]string{"user": user.ID.String(), "new": "other password"}, http.StatusOK},
	}
	for _, c := range cases {
		if status, answer := s.post("/api/v1/password", c.token, c.body); status != c.status {
			t.Errorf("%s: %d %v", c.name, status, answer)
		}
	}
	token(lin, "new password")
	if status, code, _ := s.signIn(huang, "other password", ""); status != http.StatusForbidden || code != "auth.password.once" {
		t.Errorf("a password that the boss knows lets in: %d %s", status, code)
	}
	if status, _ := s.post("/api/v1/signout", linToken, struct{}{}); status != http.StatusOK {
		t.Errorf("sign out: %d", status)
	}
	if status, _ := s.post("/api/v1/password", linToken, map[string]string{"old": "new password", "new": "x"}); status != http.StatusUnauthorized {
		t.Errorf("a signed-out token still works: %d", status)
	}
}

// Who may set others' passwords sets nobody's who may do more than he may hand out:
// with it he would take that person's place.
func TestAPasswordIsNoWayUp(t *testing.T) {
	s := serve(t)
	run := func(name string, values ...kernel.FieldValue) {
		t.Helper()
		if _, err := s.Hub.RunEncoded(t.Context(), name, s.Catalog.Command(name).Encode(&kernel.AddRow{Values: values})); err != nil {
			t.Fatal(err)
		}
	}
	value := func(field, value string) kernel.FieldValue { return kernel.FieldValue{Field: field, Value: value} }
	run("role.add", value("code", "hr"), value("name", "人事"), value("grants", "auth.password.reset"))
	run("seat.add", value("name", "人事"), value("roles", "hr"))
	run("user.add", value("name", "新人"), value("mobile", "19900000888"))
	if _, err := s.AddUser(t.Context(), "人事", "19900000777", "人事", password); err != nil {
		t.Fatal(err)
	}
	_, _, token := s.signIn("19900000777", password, "")
	for mobile, want := range map[string]int{boss: http.StatusForbidden, "19900000888": http.StatusOK} {
		user, err := s.Auth.UserByMobile(mobile)
		if err != nil {
			t.Fatal(err)
		}
		if status, answer := s.post("/api/v1/password", token, map[string]string{"user": user.ID.String(), "new": "taken over 7"}); status != want {
			t.Errorf("the password of %s: %d %v", user.Name, status, answer)
		}
	}
	if status, _, _ := s.signIn(boss, password, ""); status != http.StatusOK {
		t.Error("the owner's password is another")
	}
}

// Devices that enrol at the same moment get series of their own.
func TestEnrolmentsAtOnce(t *testing.T) {
	s := serve(t)
	user, err := s.Auth.UserByMobile(boss)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for range 6 {
		all.Go(func() {
			if _, err := s.Auth.Enrol(t.Context(), user.ID, "平板", "tablet"); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	series := map[string]bool{}
	view, err := s.Store.Read()
	if err != nil {
		t.Fatal(err)
	}
	defer view.Close()
	err = view.Scan(org.Devices.In(s.Catalog), func(row kernel.Row) error {
		series[row.(*org.Device).Series] = true
		return nil
	})
	if err != nil || len(series) != 6 || !series["A01"] || !series["A06"] {
		t.Errorf("the series are %v, %v", series, err)
	}
}

// Neither a password nor a token stands in the company's file.
func TestSecretsAreNotStored(t *testing.T) {
	s := serve(t)
	d := s.enrol(boss, "平板")
	for _, suffix := range []string{"", "-wal"} {
		data, err := os.ReadFile(s.Store.Place() + suffix)
		if err != nil {
			t.Fatal(err)
		}
		if bytes.Contains(data, []byte(password)) || bytes.Contains(data, []byte(d.token)) {
			t.Errorf("a secret stands in the file%s", suffix)
		}
	}
}
