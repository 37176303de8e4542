package stock_test

import (
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rigs/trial"
)

// What has happened is kept whatever has become of the fields that the company defined:
// an option that is gone stays as it was written, a field that is gone is left out, one
// that has become required is not asked for. What nobody can read is refused, and so is
// a field of another entity.
func TestAFactIsKeptWhateverHasBecomeOfItsFields(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	define := func(entity, zh, kind string, more ...string) kernel.ID {
		id, err := w.Add(trial.System(), "custom_field", append([]string{"entity", entity, "zh", zh, "field_kind", kind}, more...)...)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	gate, slip, late := define("stock_doc", "库门", "choice", "options", "东门\n西门"), define("stock_doc", "磅单", "int"), define("stock_doc", "司机", "text", "required", "true")
	foreign := define("party", "楼层", "text")
	place, goods := w.Place("W1"), w.Product(t, "A1")
	supplier, err := w.Add(trial.System(), "party", "name", "厂", "is_supplier", "true")
	if err != nil {
		t.Fatal(err)
	}
	receive := func(own map[kernel.ID]string) *stock.Receive {
		texts := map[string]string{}
		for id, text := range own {
			texts[kernel.CustomPrefix+id.String()] = text
		}
		return &stock.Receive{
			Own:   kernel.Own[stock.Doc]{Custom: kernel.OwnOf[stock.Doc](kernel.Fill(texts))},
			Place: place, Supplier: kernel.Ref[party.Party](supplier), Lines: []stock.ReceiveLine{{Product: goods, Qty: 1e6, Price: 5e6}},
		}
	}
	kept := func(own map[kernel.ID]string) kernel.Custom {
		t.Helper()
		call := w.Must(t, trial.System(), receive(own))
		return w.Get(stock.Docs.In(w.Catalog), kernel.AddedID(call.ID, stock.Docs.Name())).Base().Custom
	}
	if c := kept(map[kernel.ID]string{gate: "东门", slip: "88012"}); c.Get(gate) != "东门" || c.Get(slip) != "88012" || c.Get(late) != "" {
		t.Errorf("kept %v", c.Values())
	}
	if c := kept(map[kernel.ID]string{gate: "南门"}); c.Get(gate) != "南门" {
		t.Errorf("an option that is gone: %v", c.Values())
	}
	w.Refused(t, kernel.Malformed, trial.System(), receive(map[kernel.ID]string{slip: "很多"}))
	if err := w.Remove(trial.System(), "custom_field", slip); err != nil {
		t.Fatal(err)
	}
	if c := kept(map[kernel.ID]string{slip: "88013", foreign: "3", gate: "西门"}); c.Get(slip) != "" || c.Get(foreign) != "" || c.Get(gate) != "西门" {
		t.Errorf("a field that is gone, and one of another entity: %v", c.Values())
	}
	w.Sound(t)
}

// What a program gave that knew no such fields is judged as it was meant.
func TestAProgramWithoutOwnFieldsIsNotAskedForThem(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	if _, err := w.Add(trial.System(), "custom_field", "entity", "stock_revaluation", "zh", "依据", "field_kind", "text", "required", "true"); err != nil {
		t.Fatal(err)
	}
	spec := w.Catalog.Command("stock.revalue")
	was := spec.As(int64(spec.Version) - 1)
	if was.Owns(w.Catalog) != nil || was.Field("custom") != nil || spec.Owns(w.Catalog) == nil {
		t.Fatalf("today's takes %v, the one before %v", spec.Owns(w.Catalog), was.Owns(w.Catalog))
	}
}
