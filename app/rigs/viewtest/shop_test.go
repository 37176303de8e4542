package viewtest_test

import (
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
)

// The company is sound, and a device holds what its user may see and no more.
func TestTrading(t *testing.T) {
	s := viewtest.Trading(t)
	findings, err := kernel.Verify(viewtest.Catalog, s)
	if err != nil || len(findings) != 0 {
		t.Fatalf("%v %v", err, findings)
	}
	keeper := s.Desk(viewtest.Keeper)
	err = keeper.Read(func(r *view.Reader) error {
		held := 0
		for _, o := range viewtest.Rows(s, sales.Orders) {
			if _, p := sales.Orders.Get(r.Tx, kernel.Ref[sales.Order](o.ID)); p == kernel.Found {
				t.Errorf("the warehouse holds order %s", o.Number)
			}
			if o.State == sales.Held {
				held++
			}
		}
		if held != 1 {
			t.Errorf("%d orders are held", held)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	state := keeper.Engine.State()
	if state.Loading || state.Waiting != 0 || state.AsOf == 0 {
		t.Errorf("%+v", state)
	}
}
