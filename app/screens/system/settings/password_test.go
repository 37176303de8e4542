package settings

import (
	"testing"

	"heyi/app/device/client"
	"heyi/app/rigs/demotest"
	"heyi/app/rigs/screentest"
	"heyi/app/screens/common"
	"heyi/app/ui/uithread"
)

func TestMain(m *testing.M) { demotest.Main(m) }

// Everybody changes his own password on a page of the settings: the present one is asked
// for, what is wrong is told where it is, and the device stays signed in. Without the
// server the page says what is missing.
func TestOnesOwnPasswordIsChangedOnAPage(t *testing.T) {
	s := demotest.Serve(t)
	lin := s.Desk(demotest.Sales)
	was := s.Person(demotest.Sales)
	areas := func(site *common.Site) []common.Area { return []common.Area{Area(site, client.Home{Dir: t.TempDir()})} }
	w := screentest.Open(t, lin, uithread.Immediate{}, areas, Route)
	w.Tap(change.Text())
	const chosen = "竹子和风 2026"
	for _, c := range []struct{ old, next, again, says string }{
		{was.Password, chosen, "竹子和风 2027", "两次输入的新密码不一样"},
		{"not the one", chosen, chosen, "原密码不对"},
		{was.Password, was.Password, was.Password, "新密码不能和原密码相同"},
		{was.Password, "short", "short", "密码至少 8 个字符"},
	} {
		w.Type("原密码", c.old)
		w.Type("新密码", c.next)
		w.Type("再输一次新密码", c.again)
		w.Tap(change.Text())
		if !w.Shows(c.says) {
			t.Errorf("%+v: %q", c, w.Texts())
		}
	}
	if err := lin.Engine.SetFlight(true); err != nil {
		t.Fatal(err)
	}
	w.Type("新密码", chosen)
	w.Type("再输一次新密码", chosen)
	w.Tap(change.Text())
	if !w.Shows("修改密码需要联网；连上服务器后再试") {
		t.Errorf("without a network: %q", w.Texts())
	}
	if err := lin.Engine.SetFlight(false); err != nil {
		t.Fatal(err)
	}
	w.Tap(change.Text())
	if _, err := client.SignIn(t.Context(), s.URL, client.Credentials{Mobile: was.Mobile, Password: chosen}); err != nil {
		t.Errorf("the new password: %v", err)
	}
	if _, err := client.SignIn(t.Context(), s.URL, client.Credentials{Mobile: was.Mobile, Password: was.Password}); err == nil {
		t.Error("the old password is good still")
	}
	if err := lin.Engine.ChangePassword(t.Context(), chosen, was.Password); err != nil {
		t.Errorf("the device is no longer signed in: %v", err)
	}
}
