package record_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/screens/common"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

func userOf(t *testing.T, shop *viewtest.Shop, mobile string) *org.User {
	t.Helper()
	u, p := org.UserByMobile.Find(shop.Tx(), mobile)
	if p != kernel.Found {
		t.Fatal("nobody has", mobile)
	}
	return u
}

// mentionBox is where a comment is written.
func mentionBox(t *testing.T, w *screentest.Window) (box *widgets.MentionField) {
	t.Helper()
	w.Each(func(o fyne.CanvasObject) {
		if f, ok := o.(*widgets.MentionField); ok {
			box = f
		}
	})
	if box == nil {
		t.Fatalf("nothing can be written: %q", w.Texts())
	}
	return box
}

// A comment is written on the page of a record, with a name behind an @ that is found by
// its initials, and taken back again; who sees the page reads it there.
func TestACommentIsWrittenOnThePage(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Boss)
	customer := shop.Customer("深圳龙岗万悦家居有限公司").ID()
	lin := userOf(t, shop, viewtest.Sales)
	w := screentest.OpenAt(t, desk, uithread.Immediate{}, areas, common.RecordRoute, "party/"+customer.String())
	if !w.Shows("还没有评论") {
		t.Fatalf("there is no place for comments: %q", w.Texts())
	}
	w.Tap("发送")
	if !w.Shows("请先写点什么") {
		t.Errorf("nothing can be sent: %q", w.Texts())
	}
	box := mentionBox(t, w)
	box.Focus()
	w.Strike("请 @" + initials(lin.Name))
	if got := box.Offers(); len(got) == 0 || got[0] != lin.Name {
		t.Fatalf("an @ offers %q", got)
	}
	w.Key(fyne.KeyReturn)
	w.Strike("月底前问一下 👍")
	w.Save()
	if text := "请 @" + lin.Name + " 月底前问一下 👍"; !w.Shows(text) || box.Input.Text != "" {
		t.Fatalf("%q is not there: %q, left is %q", text, w.Texts(), box.Input.Text)
	}
	said, err := view.Load(desk, func(r *view.Reader) (*view.Comments, error) { return view.CommentsOf(r, "party", customer), nil })
	if err != nil || len(said.List) != 1 || !said.List[0].Withdrawable || said.List[0].Badges[0].Text != "待上传" {
		t.Fatalf("%+v, %v", said, err)
	}
	shop.Upload(viewtest.Boss, desk)
	mentions := viewtest.Rows(shop, flow.Mentions)
	if len(mentions) != 1 || mentions[0].User.ID() != lin.ID {
		t.Fatalf("mentioned are %+v", mentions)
	}

	other := shop.Desk(viewtest.Sales)
	v := screentest.OpenAt(t, other, uithread.Immediate{}, areas, common.RecordRoute, "party/"+customer.String())
	if !v.Shows("月底前问一下 👍") || !v.Shows("提到了你") {
		t.Errorf("who is named reads %q", v.Texts())
	}
	if _, err := desk.Do(&flow.Withdraw{Comment: kernel.Ref[flow.Comment](said.List[0].ID)}); err != nil {
		t.Fatal(err)
	}
	w = screentest.OpenAt(t, desk, uithread.Immediate{}, areas, common.RecordRoute, "party/"+customer.String())
	if w.Shows("月底前问一下") || !w.Shows("撤回了这条评论") {
		t.Errorf("after it was withdrawn: %q", w.Texts())
	}
}

// initials are what one types for a name of the demo company.
func initials(name string) string {
	return map[string]string{"林晓燕": "lxy", "陈国栋": "cgd", "周志强": "zzq"}[name]
}

// Who names somebody that does not see the row is told so, keeps what he wrote, and sends it
// without him with one tap.
func TestWhoDoesNotSeeTheRowIsNotNamed(t *testing.T) {
	shop := viewtest.Trading(t)
	other := shop.Hire(org.Sales)
	stranger := userOf(t, shop, other)
	desk := shop.Desk(viewtest.Sales)
	customer := shop.Customer("深圳龙岗万悦家居有限公司").ID()
	w := screentest.OpenAt(t, desk, uithread.Immediate{}, areas, common.RecordRoute, "party/"+customer.String())
	text := "@" + stranger.Name + " 你也看看"
	mentionBox(t, w).SetText(text)
	w.Tap("发送")
	if !w.Shows(stranger.Name+" 看不到这条") || mentionBox(t, w).Text() != text {
		t.Fatalf("he is told %q", w.Texts())
	}
	w.Tap("不 @ 看不到的人，直接发送")
	if !w.Shows(text) || w.Shows("看不到这条") {
		t.Errorf("it is not sent: %q", w.Texts())
	}
	shop.Upload(viewtest.Sales, desk)
	if got := viewtest.Rows(shop, flow.Mentions); len(got) != 0 {
		t.Errorf("mentioned are %+v", got)
	}
}

// 2,000 characters without a blank, from right to left and with emoji, are written, shown
// and found; one more is refused at the box.
func TestAnyTextIsAComment(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Boss)
	customer := shop.Customer("深圳龙岗万悦家居有限公司").ID()
	for i := range 25 {
		if _, err := desk.Do(&flow.Say{Entity: "party", Row: customer, Text: "第 " + string(rune('A'+i)) + " 条"}); err != nil {
			t.Fatal(err)
		}
	}
	w := screentest.OpenAt(t, desk, uithread.Immediate{}, areas, common.RecordRoute, "party/"+customer.String())
	if w.Shows("第 E 条") || !w.Shows("第 F 条") {
		t.Errorf("of many the last ones are shown first: %q", w.Texts())
	}
	w.Tap("显示更早的 5 条")
	if !w.Shows("第 A 条") {
		t.Errorf("all are not shown: %q", w.Texts())
	}
	for _, text := range []string{strings.Repeat("木", 2000), "مرحبا بكم في الشركة 🎉👨‍👩‍👧", strings.Repeat("W", 1999) + "。"} {
		mentionBox(t, w).SetText(text)
		w.Tap("发送")
		if !w.Shows(text) || mentionBox(t, w).Text() != "" {
			t.Fatalf("%.20q is not taken: %q", text, w.Texts()[:5])
		}
	}
	mentionBox(t, w).SetText(strings.Repeat("木", 2001))
	w.Tap("发送")
	if mentionBox(t, w).Text() == "" || !w.Shows("最多 2000 个字") {
		t.Errorf("too much is taken: %.60q", w.Texts())
	}
}

// The pictures are for who looks at them; no page of them fails to load.
func TestCommentsAreDrawn(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Boss)
	place, err := desk.Add("department", "name", "佛山展厅") // a short page
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"客户要求 👍 月底前送到，@林晓燕 跟进一下，开票资料在附件里", "مرحبا بكم في الشركة", strings.Repeat("这是很长的一条评论。", 20)} {
		if _, err := desk.Do(&flow.Say{Entity: "department", Row: place, Text: text, Mentions: []kernel.Ref[org.User]{kernel.Ref[org.User](userOf(t, shop, viewtest.Sales).ID)}}); err != nil {
			t.Fatal(err)
		}
	}
	screentest.Draw(t, "comments", desk, areas, map[string]string{common.RecordRoute: "department/" + place.String()})
}
