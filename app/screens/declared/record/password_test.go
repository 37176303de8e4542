package record

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"heyi/app/device/client"
	"heyi/app/rigs/demotest"
	"heyi/app/rigs/screentest"
	"heyi/app/screens/common"
	"heyi/app/ui/uithread"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/trial/await"
)

func TestMain(m *testing.M) { demotest.Main(m) }

// The owner gives a salesperson a password for one sign-in on her page, which shows it;
// without the server it says what is missing, and a salesperson is offered nothing.
func TestAPasswordIsResetOnThePage(t *testing.T) {
	s := demotest.Serve(t)
	boss, lin, huang := s.Desk(demotest.Boss), s.Desk(demotest.Sales), s.Enrol(demotest.Warehouse)
	areas := func(site *common.Site) []common.Area { return []common.Area{Area(site)} }
	row := org.Users.Name() + "/" + huang.User.String()
	if w := screentest.OpenAt(t, lin, uithread.Immediate{}, areas, rowPage, row); w.Offers("重置密码") {
		t.Error("a salesperson is offered it")
	}
	own := org.Users.Name() + "/" + boss.Engine.Enrolment().User.String()
	if w := screentest.OpenAt(t, boss, uithread.Immediate{}, areas, rowPage, own); w.Offers("重置密码") {
		t.Error("the owner is offered it for himself")
	}
	w := screentest.OpenAt(t, boss, uithread.Immediate{}, areas, rowPage, row)
	w.Act("重置密码")
	w.Tap("生成一次性密码")
	if !w.Shows("只显示这一次，请念给本人，或复制后发给本人") || !w.Shows("复制登录信息") {
		t.Fatalf("%q", w.Texts())
	}
	given := shown(w)
	keeper := client.Credentials{Mobile: s.Person(demotest.Warehouse).Mobile, Password: given, New: "my own secret"}
	if _, err := (client.Home{Dir: t.TempDir()}).Enrol(t.Context(), s.URL, keeper, "平板", "tablet"); err != nil {
		t.Errorf("the password %q that the page shows: %v", given, err)
	}
	if err := boss.Engine.SetFlight(true); err != nil {
		t.Fatal(err)
	}
	w = screentest.OpenAt(t, boss, uithread.Immediate{}, areas, passwordPage, huang.User.String())
	w.Tap("生成一次性密码")
	if !w.Shows("重置密码需要联网；连上服务器后再试") || w.Shows("只显示这一次，请念给本人，或复制后发给本人") {
		t.Errorf("%q", w.Texts())
	}
}

// shown is the one-time password that a page shows.
func shown(w *screentest.Window) (password string) {
	for _, text := range w.Texts() {
		if len(text) == 14 && text[4] == '-' && text[9] == '-' {
			password = text
		}
	}
	return password
}

// Whoever makes a user is led to what the user needs next, a first password, and copies
// all that there is to hand over; the user signs in with just that.
func TestANewUserGetsAFirstPassword(t *testing.T) {
	s := demotest.Serve(t)
	boss := s.Desk(demotest.Boss)
	areas := func(site *common.Site) []common.Area { return []common.Area{Area(site)} }
	w := screentest.OpenAt(t, boss, uithread.Immediate{}, areas, rowPage, org.Users.Name()+"/")
	w.Type("姓名", "新来的")
	w.Type("手机", "13700000001")
	w.Save()
	if !w.Shows("新来的 还没有密码") || !w.Shows("新来的 还没有岗位") {
		t.Fatalf("%q", w.Texts())
	}
	await.Until(t, "the user is on the server", func() bool { return boss.Engine.State().Waiting == 0 })
	w.Tap("生成一次性密码")
	w.Tap("复制登录信息")
	message, password := fyne.CurrentApp().Clipboard().Content(), shown(w)
	for _, part := range []string{"新来的", s.URL, "13700000001", password} {
		if part == "" || !strings.Contains(message, part) {
			t.Errorf("%q is not in %q", part, message)
		}
	}
	if _, err := (client.Home{Dir: t.TempDir()}).Enrol(t.Context(), s.URL, client.Credentials{Mobile: "13700000001", Password: password, New: "my own secret"}, "平板", "tablet"); err != nil {
		t.Errorf("the first password: %v", err)
	}
}
