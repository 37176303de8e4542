package syncpage

import (
	"slices"
	"testing"

	"heyi/app/device/client"
	"heyi/app/rigs/viewtest"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
)

// Whatever takes a document out of a state is not offered to be sent again while the
// document is in none from which it could be: it would be refused as often as one tries.
// The document can be opened instead.
func TestWhatIsOverIsNotSentAgain(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Boss)
	checked := 0
	for _, spec := range viewtest.Catalog.Commands {
		if spec.Moves == nil {
			continue
		}
		rows, err := record.List(desk, spec.Moves.Entity, "", record.Sort{}, record.Part{}).Page(t.Context(), 0, 50)
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range rows {
			if err := desk.Read(func(r *view.Reader) error {
				s := r.Catalog.Schema(spec.Moves.Entity)
				at, _ := r.Tx.GetRow(s, row.ID)
				e := Entry{Opens: &Target{Entity: s.Name, ID: row.ID}, Item: client.Item{
					Command: spec.Name, Args: &sales.Ship{}, Standing: client.Refused, Refusal: kernel.WrongState.With(),
				}}
				e.over = isOver(r, e)
				can := slices.Contains(spec.Moves.From, kernel.State(s.StateField().Get(at).Str))
				resend := slices.ContainsFunc(ways(r.Catalog, e), func(w Way) bool { return w.Name == Resend })
				open := slices.ContainsFunc(ways(r.Catalog, e), func(w Way) bool { return w.Name == Open })
				if resend != can || open == can {
					t.Errorf("%s about a document that is %v: to send it again is offered: %v, to open it: %v", spec.Name, s.StateField().Get(at).Str, resend, open)
				}
				if !can {
					checked++
				}
				return nil
			}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if checked < 20 {
		t.Errorf("only %d documents are past something", checked)
	}
}
