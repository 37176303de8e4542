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
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rigs/trial/await"
)

// An open page tells what happens to its row without changing it: what somebody attaches
// stands in its log, and a contact that is added is counted.
func TestAPageFollowsWhatHappensToItsRow(t *testing.T) {
	i18n.SetLanguage(i18n.Chinese)
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Boss)
	customer := shop.Customer("深圳龙岗万悦家居有限公司").ID()
	q, window, shell, router, end := inWindow(t, desk)
	defer end()
	router.Reset(record.RowRoute(party.Parties.Name(), customer))
	shows := func(text string) func() bool {
		return func() (found bool) {
			q.Drain()
			q.Advance(uithread.RefreshInterval)
			picture.Settle(window, picture.Desktop.Size)
			screentest.Walk(shell, func(o fyne.CanvasObject) bool {
				found = found || strings.Contains(screentest.TextOf(o), text)
				return found
			})
			return found
		}
	}
	await.Until(t, "the page is there", shows("联系人（0）"))
	n := kernel.Named{Content: kernel.Content{Size: 3}, Media: "application/pdf", Name: "年度合同.pdf"}
	if _, err := desk.Do(&flow.Attach{Entity: party.Parties.Name(), Row: customer, File: n.File(), Note: "续签两年"}); err != nil {
		t.Fatal(err)
	}
	await.Until(t, "the log says what was attached", shows("操作日志"))
	if _, err := desk.Engine.DoNamed("contact.add", &kernel.AddRow{Values: []kernel.FieldValue{
		{Field: "party", Value: customer.String()}, {Field: "name", Value: "刘采购"},
	}}); err != nil {
		t.Fatal(err)
	}
	await.Until(t, "the contact is counted", shows("联系人（1）"))
}
