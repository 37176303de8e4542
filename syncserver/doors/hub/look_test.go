package hub_test

import (
	"encoding/json"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/product"
	"heyi/shared/rowstore"
	"heyi/shared/sync/wire"
	"heyi/syncserver/doors/hub"
)

// look asks and hears the answer.
func (d *device) look(l *wire.Look) *wire.Seen {
	d.t.Helper()
	d.key++
	l.Seq = d.key
	d.say(l)
	for {
		switch m := d.hear().(type) {
		case nil:
			d.t.Fatal("the connection ended before the answer")
		case *wire.Bye:
			d.t.Fatalf("turned away: %+v", m.Refusal)
		case *wire.Seen:
			if m.Seq != l.Seq {
				d.t.Fatalf("an answer to %d, asked was %d", m.Seq, l.Seq)
			}
			return m
		}
	}
}

func queryOf(t *testing.T, q rowstore.Query) []byte {
	t.Helper()
	data, err := json.Marshal(q)
	must(t, err)
	return data
}

// stocked has opening stock of a product, which is a document of the day before the
// books begin.
func (o *office) stocked() {
	o.t.Helper()
	catalog := o.Catalog
	spec := catalog.Command("product.add")
	var values []kernel.FieldValue
	for _, v := range [][2]string{{"code", "A1"}, {"name", "办公椅"}, {"unit", "件"}, {"tax_class", "goods"}, {"retail", "100"}} {
		values = append(values, kernel.FieldValue{Field: v[0], Value: v[1]})
	}
	judged, err := o.RunEncoded(o.t.Context(), spec.Name, spec.Encode(&kernel.AddRow{Values: values}))
	must(o.t, err)
	var place kernel.Ref[org.Place]
	must(o.t, kernel.Each(catalog, o.store, org.Places, func(p *org.Place) error {
		if p.Code == "W1" {
			place = kernel.Ref[org.Place](p.ID)
		}
		return nil
	}))
	goods := kernel.Ref[product.Product](kernel.AddedID(judged.Call.ID, "product"))
	judged, err = o.Run(o.t.Context(), &stock.Open{Place: place, Lines: []stock.OpenLine{{Product: goods, Qty: 3e6, Price: 10e6}}})
	must(o.t, err)
	if judged.Refusal != nil {
		o.t.Fatalf("%+v", judged.Refusal)
	}
}

// A device looks at what its user may see and it does not hold, with what follows that;
// at nothing that it holds, and at nothing that he may not see. What cannot be asked is
// refused, and nothing else suffers.
func TestADeviceLooksBeyondItsWindow(t *testing.T) {
	o := raise(t, hub.Config{})
	o.stocked()
	docs := &wire.Look{Query: queryOf(t, rowstore.Query{Entity: "stock_doc"}), Count: 10}
	d := o.connect(o.enrol("A01"))
	if seen := d.look(docs); len(seen.Rows) != 0 || seen.Count != 0 {
		t.Errorf("a device that holds all looks at %d rows of %d", len(seen.Rows), seen.Count)
	}
	window := func(d *device) {
		t.Helper()
		d.say(&wire.Keep{Since: 20990101})
		for {
			if p, is := d.hear().(*wire.Patch); is && p.Rescope {
				return
			}
		}
	}
	window(d)
	seen := d.look(docs)
	schema := o.Catalog.Schema("stock_doc")
	if seen.Found != 1 || seen.Count != 1 || len(seen.Rows) < 2 || seen.Rows[0].Entity != int64(schema.Number) {
		t.Errorf("beyond the window: %d found of %d, with %d rows", seen.Found, seen.Count, len(seen.Rows))
	}
	if seen := d.look(&wire.Look{Query: queryOf(t, rowstore.Query{Entity: "product"}), Count: 10}); seen.Found != 0 || seen.Count != 0 {
		t.Errorf("products do not stand in months: %d of %d", seen.Found, seen.Count)
	}
	for _, wrong := range []rowstore.Query{{Entity: "pigeon"}, {Entity: "stock_doc", After: "x"}, {Entity: "stock_doc", Sort: []rowstore.Order{{Field: "wing"}}}} {
		if r := d.look(&wire.Look{Query: queryOf(t, wrong)}).Refusal.Unpack(); r.Code == "" || r.Sentence("zh", nil) == "" || r.Sentence("en", nil) == "" {
			t.Errorf("%+v: %+v", wrong, r)
		}
	}
	if r := d.look(&wire.Look{Query: []byte(`{"Report":"pigeons"}`), Report: true}).Refusal; r.Code == "" {
		t.Error("a report that nobody declared is answered")
	}

	clerk := o.connect(o.enrolFor(o.clerk, "A02"))
	window(clerk)
	if seen := clerk.look(docs); seen.Found != 0 || seen.Count != 0 || len(seen.Rows) != 0 {
		t.Errorf("who may not see them looks at %d of %d", seen.Found, seen.Count)
	}
	calls := d.calls(1, "")
	d.say(&wire.Push{Calls: calls})
	if v := d.verdict(calls[0].ID); v.Refused {
		t.Errorf("%+v", v)
	}
	d.say(&wire.Look{Query: make([]byte, wire.MaxLook+1)})
	d.told(hub.BadFrame)
}
