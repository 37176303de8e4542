package finance_test

import (
	"strings"
	"testing"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/screens/modules/finance"
	"heyi/app/ui/nav"
	"heyi/app/ui/uithread"
	core "heyi/shared/modules/documents/finance"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
)

// Opening balances that were begun are there when the form is opened again, until they are
// entered or somebody begins anew.
func TestHalfAnOpeningOutlivesItsPage(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Finance)
	for which, typed := range map[string]struct{ label, search string }{
		finance.OpenDebts: {"往来单位", "恒泰"}, finance.OpenFunds: {"结算账户", "工行"}, finance.OpenLedger: {"科目", "3001"},
	} {
		amount := "金额"
		if which == finance.OpenLedger {
			amount = "贷方"
		}
		open := func() *screentest.Window {
			return screentest.OpenAt(t, desk, uithread.Immediate{}, areas, finance.RouteOpening, which)
		}
		w := open()
		w.Type(typed.label, typed.search)
		w.Key("Return")
		w.Type(amount, "12.30")
		w.Go(nav.Route{Name: finance.RouteFunds})
		if w.Shows("放弃填写的内容") {
			t.Errorf("%s is not left: %q", which, w.Texts())
		}
		w = open()
		if boxes := strings.Join(w.Boxes(), "|"); !w.Shows("接着上次的填") || !strings.Contains(boxes, "12.30") || !strings.Contains(boxes, typed.search) {
			t.Errorf("%s is forgotten: %q, %q", which, w.Boxes(), w.Texts())
		}
		w.Tap("重新填")
		w.Tap("重新填")
		if again := open(); again.Shows("接着上次的填") {
			t.Errorf("%s: begun anew it is the same: %q", which, again.Boxes())
		}
	}
}

// A form says what was entered before as soon as that is chosen, and sends nothing.
func TestAnOpeningFormTellsWhatWasEnteredBefore(t *testing.T) {
	shop := viewtest.Trading(t)
	hengtai := shop.Customer("东莞市厚街恒泰家具经营部")
	shop.MustAs(viewtest.Finance, &debt.Opening{Lines: []debt.OpeningLine{{Party: hengtai, Kind: debt.Receivable, Date: 20260930, Amount: 100_00}}})
	shop.MustAs(viewtest.Finance, &core.Opening{Lines: []core.OpeningLine{{Fund: shop.Fund("工行基本户"), Amount: 100_00}}, More: true})
	shop.MustAs(viewtest.Finance, &ledger.Open{Lines: []ledger.OpenLine{{Account: ledger.AccountRef("3001"), Credit: 100_00}}, More: true})
	for which, typed := range map[string]struct{ label, search, other string }{
		finance.OpenDebts: {"往来单位", "恒泰", "明辉"}, finance.OpenFunds: {"结算账户", "工行", "微信"}, finance.OpenLedger: {"科目", "3001", "1601"},
	} {
		desk := shop.Desk(viewtest.Finance)
		w := screentest.OpenAt(t, desk, uithread.Immediate{}, areas, finance.RouteOpening, which)
		w.Type(typed.label, typed.other)
		w.Key("Return")
		if strings.Contains(strings.Join(w.Texts(), "|"), "这次没有记账") {
			t.Errorf("%s: %s was not entered before: %q", which, typed.other, w.Texts())
		}
		w = screentest.OpenAt(t, desk, uithread.Immediate{}, areas, finance.RouteOpening, which)
		if w.Shows("重新填") {
			w.Tap("重新填")
			w.Tap("重新填")
		}
		w.Type(typed.label, typed.search)
		w.Key("Return")
		if !strings.Contains(strings.Join(w.Texts(), "|"), "已由") {
			t.Errorf("%s does not tell: %q", which, w.Texts())
		}
		if n := desk.Engine.State().Waiting; n != 0 {
			t.Errorf("%s: %d commands were given", which, n)
		}
	}
}
