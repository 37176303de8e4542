package kernel_test

import (
	"testing"

	"heyi/shared/kernel"
)

func TestArgumentsTravelAsJSON(t *testing.T) {
	w, _, b := furnish(t)
	spec := w.c.Command("basket.take")
	data := spec.EncodeJSON(&take{b, 4_500_000})
	if want := `{"basket":"` + b.String() + `","qty":"4.5"}`; string(data) != want {
		t.Fatalf("got %s, want %s", data, want)
	}
	args, err := spec.DecodeJSON(data)
	if err != nil || *args.(*take) != (take{b, 4_500_000}) {
		t.Fatalf("got %v, %v", args, err)
	}
	for _, bad := range []string{`{"qty":"1e18"}`, `{"qty":"1.2345678"}`, `{"quantity":"1"}`, `{"basket":7}`, `[]`, `{"qty":{}}`} {
		if _, err := spec.DecodeJSON([]byte(bad)); err == nil {
			t.Errorf("%s was taken", bad)
		} else if _, ok := kernel.AsRefusal(err); !ok {
			t.Errorf("%s: %v is not a refusal", bad, err)
		}
	}
}

func TestRowsTravelAsJSON(t *testing.T) {
	w, _, b := furnish(t)
	row := w.Get(baskets.In(w.c), b.ID()).(*basket)
	got := string(kernel.AppendJSON(nil, row))
	want := `{"id":"` + b.String() + `","version":0,"removed":false,"retired":false,"custom":{},"name":"一","owner":"` + id(1).String() +
		`","state":"open","limit":"1.00","total":"0","seal":0}`
	if got != want {
		t.Fatalf("got  %s\nwant %s", got, want)
	}
}
