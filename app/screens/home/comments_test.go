package home_test

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/screens/declared/record"
	"heyi/app/ui/i18n"
	"heyi/app/ui/picture"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rigs/trial/await"
)

// Who is writing a comment loses nothing of it, nor the keyboard, while the page is drawn
// anew because its row changes and others comment on it; what they say comes by itself.
func TestACommentIsWrittenWhileThePageChanges(t *testing.T) {
	i18n.SetLanguage(i18n.Chinese)
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Boss)
	customer := shop.Customer("深圳龙岗万悦家居有限公司").ID()
	q, window, shell, router, end := inWindow(t, desk)
	defer end()
	router.Reset(record.RowRoute(party.Parties.Name(), customer))
	var box *widgets.MentionField
	shows := func(text string) func() bool {
		return func() (found bool) {
			q.Drain()
			q.Advance(uithread.RefreshInterval)
			picture.Settle(window, picture.Desktop.Size)
			screentest.Walk(shell, func(o fyne.CanvasObject) bool {
				found = found || strings.Contains(screentest.TextOf(o), text)
				if f, ok := o.(*widgets.MentionField); ok {
					box = f
				}
				return false
			})
			return found
		}
	}
	await.Until(t, "the page is there", shows("还没有评论"))
	box.Focus()
	for i, name := range []string{"甲", "乙", "丙"} {
		for _, r := range "写到一半" {
			window.Canvas().Focused().TypedRune(r)
		}
		if _, err := desk.Do(&flow.Say{Entity: party.Parties.Name(), Row: customer, Text: "别人说的" + name}); err != nil {
			t.Fatal(err)
		}
		if _, err := desk.Engine.DoNamed("contact.add", &kernel.AddRow{Values: []kernel.FieldValue{{Field: "party", Value: customer.String()}, {Field: "name", Value: "联系人" + name}}}); err != nil {
			t.Fatal(err)
		}
		await.Until(t, "the page has changed", shows("联系人（"+i18n.Count(int64(i+1))+"）"))
		await.Until(t, "what others say is there", shows("别人说的"+name))
		if want := strings.Repeat("写到一半", i+1); box.Input.Text != want || window.Canvas().Focused() != fyne.Focusable(box.Input) {
			t.Fatalf("%q was written, %q is left, the keyboard is in %T", want, box.Input.Text, window.Canvas().Focused())
		}
	}
}
