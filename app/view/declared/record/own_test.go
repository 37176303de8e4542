package record_test

import (
	"slices"
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/app/view/modules/customers"
	"heyi/app/view/modules/products"
	"heyi/shared/kernel"
	"heyi/shared/rowstore"
)

// samples are contents of each kind of own field, the lesser before the greater, and
// what a list shows of the greater.
var samples = map[string][3]string{
	"text": {"甲仓", "重仓", "重仓"}, "int": {"-7", "12", "12"}, "qty": {"9.5", "10", "10"}, "money": {"99.90", "1200", "1,200.00"}, "rate": {"0.06", "0.13", "13%"},
	"date": {"2025-12-31", "2026-02-01", "2026-02-01"}, "bool": {"false", "true", "是"}, "choice": {"B", "C", "C"}, "ref": {"深圳龙岗万悦家居有限公司", "东莞市厚街恒泰家具经营部", "东莞市厚街恒泰家具经营部"}, // customers
}

// define makes an own field of a kind and says how it is named.
func define(s *viewtest.Shop, entity, kind string, more ...string) string {
	id := s.Add("custom_field", append([]string{"entity", entity, "zh", "自定义" + kind, "field_kind", kind, "options", "A\nB\nC", "target", "party", "listed", "true"}, more...)...)
	return kernel.CustomPrefix + id.String()
}

// A field that a company has defined, of whatever kind, is a column of the lists of its
// entity, those from the declaration and those made by hand; it sorts them, and the search
// box finds what it holds.
func TestOwnFieldsInLists(t *testing.T) {
	s := viewtest.Trading(t)
	for _, o := range viewtest.Catalog.Schema("custom_field").ChoicesOf(viewtest.Catalog.Schema("custom_field").Field("field_kind")) {
		t.Run(o.Code, func(t *testing.T) {
			sample, known := samples[o.Code]
			if !known {
				t.Fatal("no samples of this kind")
			}
			own := define(s, "product", o.Code)
			less, more := s.Product("HY-C201"), s.Product("HY-S301")
			for i, p := range []kernel.ID{less.ID(), more.ID()} {
				becomes := sample[i]
				if o.Code == "ref" {
					becomes = s.Customer(becomes).String()
				}
				if err := s.Edit(viewtest.Boss, "product", p, kernel.Change{Field: own, Becomes: becomes}); err != nil {
					t.Fatal(err)
				}
			}
			desk := s.Desk(viewtest.Boss)
			for _, desc := range []bool{false, true} {
				for what, got := range map[string][]string{
					"the list of the declaration": names(t, desk, "product", "", record.Sort{Field: own, Desc: desc}, record.Part{}, own),
					"the list made by hand":       byHand(t, products.Listing().Rows(desk, record.Look{}).Sorted(rowstore.Order{Field: own, Desc: desc}), own),
				} {
					if desc {
						slices.Reverse(got)
					}
					if o.Code == "ref" { // nothing that people read is sorted by
						if !slices.Contains(got, sample[0]) || !slices.Contains(got, sample[1]) {
							t.Errorf("%s names nobody: %v", what, got)
						}
						continue
					}
					if n := len(got); n < 3 || got[n-1] != sample[2] || (o.Code != "bool" && got[0] != "") {
						t.Errorf("%s, backwards %v: %v", what, desc, got)
					}
				}
			}
			if o.Code == "text" || o.Code == "choice" {
				if got := names(t, desk, "product", sample[2], record.Sort{}, record.Part{}, own); !slices.Contains(got, sample[2]) {
					t.Errorf("the search for %s finds %v", sample[2], got)
				}
			}
			err := desk.Read(func(r *view.Reader) error {
				i := slices.IndexFunc(record.Columns(r, "product"), func(c record.Column) bool { return c.Name == own })
				if i < 0 {
					t.Error("it is no column")
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		})
	}
	own := define(s, "party", "text")
	if err := s.Edit(viewtest.Boss, "party", s.Customer("东莞市厚街恒泰家具经营部").ID(), kernel.Change{Field: own, Becomes: "重庆路"}); err != nil {
		t.Fatal(err)
	}
	if got := byHand(t, customers.Listing().Rows(s.Desk(viewtest.Sales), record.Look{Search: "cql"}), own); len(got) != 1 || got[0] != "重庆路" {
		t.Errorf("customers by the initials of what an own field holds: %v", got)
	}
}

func byHand[T interface{ Own(string) string }](t *testing.T, pages *view.Pages[T], column string) []string {
	t.Helper()
	rows, err := pages.Page(t.Context(), 0, 200)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, r := range rows {
		list = append(list, r.Own(column))
	}
	return list
}

// A field that is defined beside guarded ones is theirs who see those: for others it is
// neither in the form nor in a list nor found, whatever they ask for.
func TestGuardedOwnFields(t *testing.T) {
	s := viewtest.Trading(t)
	own := define(s, "product__cost", "text")
	boss := s.Desk(viewtest.Boss)
	id := s.Product("HY-C201").ID()
	save(t, boss, load(t, boss, "product", id), own, "秘密工艺")
	s.Upload(viewtest.Boss, boss)
	for mobile, sees := range map[string]bool{viewtest.Boss: true, viewtest.Sales: false} {
		desk := s.Desk(mobile)
		f := load(t, desk, "product", id)
		input := slices.ContainsFunc(f.Inputs, func(in record.Input) bool { return in.Name == own && in.Was == "秘密工艺" })
		fact := slices.ContainsFunc(read(t, desk, "product", id).Facts(), func(fact record.Fact) bool { return fact.Text == "秘密工艺" })
		if got := input || fact; got != sees {
			t.Errorf("%s: on the form %v", mobile, got)
		}
		err := desk.Read(func(r *view.Reader) error {
			i := slices.IndexFunc(record.Columns(r, "product"), func(c record.Column) bool { return c.Name == own })
			if i >= 0 != sees || sees && record.Columns(r, "product")[i].Sortable {
				t.Errorf("%s: column %d", mobile, i)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for what, got := range map[string][]string{
			"declared": names(t, desk, "product", "HY-C201", record.Sort{}, record.Part{}, own), "made by hand": byHand(t, products.Listing().Rows(desk, record.Look{Search: "HY-C201"}), own),
		} {
			if len(got) != 1 || got[0] == "秘密工艺" != sees {
				t.Errorf("%s: the list %s shows %v", mobile, what, got)
			}
		}
		if got := names(t, desk, "product", "秘密", record.Sort{}, record.Part{}, own); len(got) != 0 {
			t.Errorf("%s finds a product by it", mobile)
		}
	}
}
