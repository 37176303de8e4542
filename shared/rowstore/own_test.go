package rowstore_test

import (
	"strings"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/rowstore"
)

// owns are the fields that the company of the tests has defined, one of each kind that
// is compared in another way; the last is defined no more.
var owns = func() []kernel.CustomField {
	kinds := []kernel.Kind{
		kernel.KindText, kernel.KindInt, kernel.KindQty, kernel.KindMoney, kernel.KindRate, kernel.KindDate, kernel.KindBool, kernel.KindChoice, kernel.KindID, kernel.KindText,
	}
	list := make([]kernel.CustomField, len(kinds))
	for i, kind := range kinds {
		list[i] = kernel.CustomField{ID: kernel.DeriveID("field", i), Kind: kind}
	}
	return list
}()

func ownOf(id kernel.ID) (kernel.CustomField, bool) {
	for i, f := range owns {
		if f.ID == id {
			return f, i < len(owns)-1
		}
	}
	return kernel.CustomField{}, false
}

func init() {
	kernel.CustomFieldIn = func(_ *kernel.Catalog, _ func(*kernel.Schema, kernel.ID) kernel.Row, id kernel.ID) (kernel.CustomField, bool) {
		return ownOf(id)
	}
}

func (d dice) own() *kernel.CustomField { return &owns[d.IntN(len(owns))] }

// content is what a field could hold, also as people write it; never nothing.
func (d dice) content(f *kernel.CustomField) string {
	switch f.Kind {
	case kernel.KindInt:
		return []string{"0", "-3", "7", "+7", "007", "9007199254740993"}[d.IntN(6)]
	case kernel.KindQty, kernel.KindRate:
		return []string{"0", "-0.5", ".5", "5.", "5.500000", "0.000001", "12", "-12.000000"}[d.IntN(8)]
	case kernel.KindMoney:
		return []string{"0.00", "12", "12.5", "12.50", "-3.10", "9999999999999.99", "-.5"}[d.IntN(7)]
	case kernel.KindDate:
		return []string{"2026-01-01", "2025-12-31", "2026-11-19"}[d.IntN(3)]
	case kernel.KindBool:
		return []string{"true", "false", "1", "T"}[d.IntN(4)]
	case kernel.KindID:
		return kernel.DeriveID("named", d.IntN(3)).String()
	case kernel.KindText:
		if d.IntN(4) == 0 { // its length takes two bytes
			return strings.Repeat("长", 60) + words[1+d.IntN(len(words)-1)]
		}
	}
	return words[1+d.IntN(len(words)-1)]
}

// holdsOwn is what a condition on such a field means.
func holdsOwn(t *testing.T, id kernel.ID, r kernel.Row, f rowstore.Filter) bool {
	t.Helper()
	own, _ := ownOf(id)
	v, there := own.In(r.Base().Custom), r.Base().Custom.Get(id) != ""
	values := make([]kernel.Value, len(f.Values))
	for i, content := range f.Values {
		var err error
		values[i], err = kernel.ParseValue(own.Valued(), content)
		must(t, err)
	}
	switch {
	case own.Kind == kernel.KindBool:
	case f.Op == rowstore.None, f.Op == rowstore.Some:
		return there == (f.Op == rowstore.Some)
	case (f.Op == rowstore.Lt || f.Op == rowstore.Le) && !there:
		return false
	}
	return holds(v, f.Op, values)
}
