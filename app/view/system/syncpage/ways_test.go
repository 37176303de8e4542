package syncpage

import (
	"reflect"
	"testing"

	"heyi/app/device/client"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/engines/stock"
)

// A late document of a day of counting goes again with its author's answer; what
// knows no such question is not offered one.
func TestLateDocumentsAreAnsweredWithOneTap(t *testing.T) {
	first := &stock.Receive{Note: "补录"}
	again, can := answered(first, string(stock.BeforeCount))
	if c, ok := again.(*stock.Receive); !can || !ok || c.When != stock.BeforeCount || c.Note != "补录" || first.When != "" {
		t.Errorf("%+v from %+v", again, first)
	}
	for _, args := range []kernel.Command{&stock.Issue{}, &stock.Transfer{}, &sales.Ship{}, &sales.TakeBack{}, &sales.TakeIn{}, &sales.Handover{}} {
		if !repairs(client.Item{Args: args}, string(stock.AfterCount)) {
			t.Errorf("%T cannot be answered", args)
		}
	}
	for _, args := range []kernel.Command{nil, &stock.Count{}, &sales.Place{}} {
		if repairs(client.Item{Args: args}, string(stock.AfterCount)) {
			t.Errorf("%T is asked what it does not know", args)
		}
	}
}

// An opening balance that was given before goes again as one that is meant to be added.
func TestAnotherOpeningIsAddedWithOneTap(t *testing.T) {
	for _, args := range []kernel.Command{&stock.Open{}, &debt.Opening{}, &finance.Opening{}, &ledger.Open{}} {
		again, can := answered(args, ledger.AddMore.Name)
		if !can || !reflect.ValueOf(again).Elem().FieldByName("More").Bool() || reflect.ValueOf(args).Elem().FieldByName("More").Bool() {
			t.Errorf("%+v from %T", again, args)
		}
	}
	if repairs(client.Item{Args: &stock.Count{}}, ledger.AddMore.Name) {
		t.Error("a count is asked what it does not know")
	}
}
