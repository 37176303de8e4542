package signin_test

import (
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"heyi/app/device/client"
	"heyi/app/rigs/demotest"
	"heyi/app/rigs/viewtest"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/app/view/system/signin"
	"heyi/shared/sync/authority"
)

func TestMain(m *testing.M) { demotest.Main(m) }

func model(t *testing.T) *signin.Model {
	return &signin.Model{Home: client.Home{Dir: t.TempDir()}, Kind: "tablet", Name: "平板"}
}

// problem signs in and expects it to fail.
func problem(t *testing.T, server, mobile, password string) *signin.Problem {
	t.Helper()
	_, err := model(t).Enrol(t.Context(), server, mobile, password)
	p := signin.ProblemOf(err)
	if p == nil || p.Text == "" {
		t.Fatalf("%s, %s: %v", server, mobile, err)
	}
	return p
}

// Everything that keeps somebody out says what it is, where it belongs, and whether
// trying again helps; in both languages.
func TestProblems(t *testing.T) {
	foreign := httptest.NewServer(http.NotFoundHandler())
	defer foreign.Close()
	broken := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }))
	defer broken.Close()
	unknown := httptest.NewTLSServer(http.NotFoundHandler())
	defer unknown.Close()
	for _, c := range []struct {
		what, server, zh, en, field string
		tone                        view.Tone
		retry                       bool
	}{
		{"an unreachable server", "http://127.0.0.1:1", "连不上服务器", "cannot be reached", "", view.Caution, true},
		{"no address", "ftp://heyi", "不正确", "is not the address", "server", view.Alert, false},
		{"another program", foreign.URL, "不是合一服务器", "does not answer like", "server", view.Alert, false},
		{"a server that is not well", broken.URL, "没有正常回答", "did not answer as it should", "", view.Caution, true},
		{"an unknown certificate", unknown.URL, "证书不可信", "is not trusted", "", view.Alert, false},
	} {
		for _, language := range i18n.Languages() {
			i18n.SetLanguage(language)
			want := map[i18n.Language]string{i18n.Chinese: c.zh, i18n.English: c.en}[language]
			p := problem(t, c.server, "19900000101", "whatever")
			if !strings.Contains(p.Text, want) || p.Field != c.field || p.Tone != c.tone || p.Retry != c.retry {
				t.Errorf("%s: %+v", c.what, p)
			}
		}
		i18n.SetLanguage(i18n.Chinese)
	}
	if signin.ProblemOf(nil) != nil {
		t.Error("a problem where there is none")
	}
}

// What a real server says: a wrong password, too many of them, an ended token that
// signing in again mends, a person who is gone.
func TestWhatAServerSays(t *testing.T) {
	s := demotest.Serve(t)
	boss := s.Person(demotest.Boss)
	if p := problem(t, s.URL, boss.Mobile, "wrong wrong"); p.Field != "password" || p.Text != "手机号或密码不对" {
		t.Errorf("%+v", p)
	}
	tired := &signin.Problem{}
	for n := 0; n < 12 && !tired.Retry; n++ {
		tired = problem(t, s.URL, boss.Mobile, "wrong wrong")
	}
	if !strings.Contains(tired.Text, "秒后再试") || tired.Tone != view.Caution {
		t.Errorf("%+v", tired)
	}

	m, lin := model(t), s.Person(demotest.Sales)
	e, err := m.Enrol(t.Context(), s.URL, lin.Mobile, lin.Password)
	if err != nil || m.Server() != s.URL {
		t.Fatalf("%v, the address is %q", err, m.Server())
	}
	if err := os.WriteFile(filepath.Join(e.Dir, "token"), []byte("ended"), 0o600); err != nil {
		t.Fatal(err)
	}
	e.Token = "ended"
	stopped := stoppedOf(t, e)
	if !stopped.Again || !strings.Contains(stopped.Text, "重新登录") || stopped.Busy {
		t.Errorf("%+v", stopped)
	}
	again, err := m.Enrol(t.Context(), s.URL, lin.Mobile, lin.Password)
	if err != nil || again.Device != e.Device || again.Dir != e.Dir {
		t.Errorf("%v: it is another device: %+v", err, again)
	}

	keeper := s.Enrol(demotest.Warehouse)
	s.Administer("user", "deactivate", "--mobile", keeper.Mobile)
	if gone := stoppedOf(t, keeper); gone.Again || gone.Text == "" {
		t.Errorf("%+v", gone)
	} else if why := signin.WhyGone(authority.Revoked.With(), keeper); !strings.Contains(why, keeper.Mobile) || !strings.Contains(why, "停用") || !strings.Contains(why, "重新登录") {
		t.Errorf("%q", why)
	}
	left := &signin.Model{Home: client.Home{Dir: filepath.Dir(keeper.Dir)}}
	accounts, err := left.Accounts()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range accounts {
		if is := a.Device == keeper.Device; a.Gone != is || strings.Contains(a.Detail, "已清除") != is {
			t.Errorf("%+v", a)
		}
	}
}

// stoppedOf opens an engine that the server does not welcome and says what the page
// of the first sync shows.
func stoppedOf(t *testing.T, e client.Enrolment) signin.Loading {
	t.Helper()
	engine, err := client.Open(client.Options{Catalog: viewtest.Catalog, Enrolment: e})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := engine.Close(); err != nil {
			t.Error(err)
		}
	}()
	desk := &view.Desk{Engine: engine, Catalog: viewtest.Catalog}
	demotest.Until(t, desk, "the server says why", func(st client.State) bool { return st.Stopped != nil })
	return signin.LoadingOf(engine.State(), e.Server)
}

// Whose password was reset is asked for one of his own at the input for it, and is in
// once he has one; the password that somebody else knows is good for nothing else.
func TestAResetPasswordIsChosenAnew(t *testing.T) {
	s := demotest.Serve(t)
	engine, err := client.Open(client.Options{Catalog: viewtest.Catalog, Enrolment: s.Enrol(demotest.Boss)})
	if err != nil {
		t.Fatal(err)
	}
	defer engine.Close()
	lin := s.Person(demotest.Sales)
	m := model(t)
	before, err := m.Enrol(t.Context(), s.URL, lin.Mobile, lin.Password)
	if err != nil {
		t.Fatal(err)
	}
	given, err := engine.ResetPassword(t.Context(), before.User)
	if err != nil {
		t.Fatal(err)
	}
	if p := problem(t, s.URL, lin.Mobile, lin.Password); p.Field != "password" {
		t.Errorf("the old password: %+v", p)
	}
	if p := problem(t, s.URL, lin.Mobile, given); p.Field != "new" || !strings.Contains(p.Text, "新密码") {
		t.Errorf("%+v", p)
	}
	for _, bad := range []string{given, "short", "12345678"} {
		_, err := m.EnrolOnce(t.Context(), s.URL, lin.Mobile, given, bad)
		if p := signin.ProblemOf(err); p == nil || p.Field != "new" {
			t.Errorf("%q instead: %+v", bad, p)
		}
	}
	after, err := m.EnrolOnce(t.Context(), s.URL, lin.Mobile, given, "my own secret")
	if err != nil || after.Device != before.Device || after.Dir != before.Dir {
		t.Fatalf("%v: it is another device: %+v", err, after)
	}
	if p := problem(t, s.URL, lin.Mobile, given); p.Field != "password" {
		t.Errorf("the one-time password again: %+v", p)
	}
	if _, err := m.Enrol(t.Context(), s.URL, lin.Mobile, "my own secret"); err != nil {
		t.Error(err)
	}
	if _, err := engine.ResetPassword(t.Context(), engine.Enrolment().User); err == nil {
		t.Error("the boss resets his own")
	}
}

// The first sync says what it does, how far it is, and what it waits for.
func TestLoading(t *testing.T) {
	half := client.FirstSync{Done: 61_000, Total: 122_000}
	slow := half
	slow.Rest = 90 * time.Second
	for _, c := range []struct {
		state   client.State
		text    string
		percent int
		busy    bool
	}{
		{client.State{Link: client.Connecting}, "正在连接 http://a…", -1, true},
		{client.State{Link: client.Online}, "正在接收公司资料…", -1, true},
		{client.State{Link: client.Online, FirstSync: half}, "已收到 61,000 / 122,000 条（50%）", 50, true},
		{client.State{Link: client.Online, FirstSync: slow}, "已收到 61,000 / 122,000 条（50%），预计还需 1 分钟", 50, true},
		{client.State{Link: client.Online, FirstSync: client.FirstSync{Done: 5, Total: 5}}, "已收到全部 5 条，正在整理…", 100, true},
		{client.State{FirstSync: half}, "网络断了。已收到 61,000 / 122,000 条（50%）；连上后从这里继续", 50, false},
		{client.State{}, "没有网络。首次使用需要联网一次，连上后会自动继续", -1, false},
		{client.State{Stopped: authority.Revoked.With()}, "本机已被停用，请联系管理员", -1, false},
	} {
		got := signin.LoadingOf(c.state, "http://a")
		if got.Text != c.text || got.Percent != c.percent || got.Busy != c.busy || got.Again {
			t.Errorf("%+v, want %q", got, c.text)
		}
	}
	if !signin.Gone(authority.Revoked.With()) || signin.Gone(nil) || signin.SignInAgain(nil) {
		t.Error("who is gone is not told from who is not")
	}
}
