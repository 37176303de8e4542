package record

import (
	"testing"

	"heyi/app/client"
	"heyi/app/screens/common"
	"heyi/app/screens/screentest"
	"heyi/app/ui/uithread"
	"heyi/app/view/demotest"
	"heyi/shared/org"
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
	if !w.Shows("只显示这一次，请念给或抄给本人") || !w.Shows("复制") {
		t.Fatalf("%q", w.Texts())
	}
	given := ""
	for _, text := range w.Texts() {
		if len(text) == 14 && text[4] == '-' && text[9] == '-' {
			given = text
		}
	}
	keeper := client.Credentials{Mobile: s.Person(demotest.Warehouse).Mobile, Password: given, New: "my own secret"}
	if _, err := (client.Home{Dir: t.TempDir()}).Enrol(t.Context(), s.URL, keeper, "平板", "tablet"); err != nil {
		t.Errorf("the password %q that the page shows: %v", given, err)
	}
	if err := boss.Engine.SetFlight(true); err != nil {
		t.Fatal(err)
	}
	w = screentest.OpenAt(t, boss, uithread.Immediate{}, areas, passwordPage, huang.User.String())
	w.Tap("生成一次性密码")
	if !w.Shows("重置密码需要联网；连上服务器后再试") || w.Shows("只显示这一次，请念给或抄给本人") {
		t.Errorf("%q", w.Texts())
	}
}
