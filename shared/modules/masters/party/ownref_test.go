package party_test

import (
	"strings"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
	"heyi/shared/rigs/trial"
)

// namer is a company whose customers name rows of a kind in a field of its own.
type namer struct {
	*trial.World
	t     *testing.T
	field kernel.ID
	who   kernel.Ref[party.Party]
}

func naming(t *testing.T, target string) *namer {
	t.Helper()
	w := trial.Company(t, org.VatGeneral)
	field, err := w.Add(trial.System(), "custom_field", "entity", "party", "zh", "关联", "field_kind", "ref", "target", target)
	if err != nil {
		t.Fatal(err)
	}
	return &namer{w, t, field, w.Party(t, "恒泰家具")}
}

func (n *namer) own() string { return kernel.CustomPrefix + n.field.String() }

func (n *namer) content() string {
	return n.Get(party.Parties.In(n.Catalog), n.who.ID()).Base().Custom.Get(n.field)
}

// names has the customer name a row, by an author.
func (n *namer) names(author *kernel.Author, id kernel.ID) error {
	return n.Edit(author, "party", n.who.ID(), n.own(), n.content(), id.String())
}

func (n *namer) must(err error) {
	n.t.Helper()
	if err != nil {
		n.t.Fatal(err)
	}
}

func (n *namer) refused(code *kernel.Code, err error) {
	n.t.Helper()
	if r, is := kernel.AsRefusal(err); !is || r.Code != code.Name {
		n.t.Errorf("the answer is %v, not %s", err, code.Name)
	}
}

// A row of whatever kind that own fields may name is held by who names it: it cannot be
// removed until the field names another or none, or is defined no more.
func TestWhatAnOwnFieldNamesIsHeld(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	kinds := 0
	for _, s := range w.Catalog.Schemas {
		if !org.Refers(s) {
			continue
		}
		kinds++
		n := naming(t, s.Name)
		var row kernel.ID
		_ = n.Scan(s, func(r kernel.Row) error {
			if !r.Base().Removed && r.Base().ID != n.who.ID() {
				row = r.Base().ID
			}
			return nil
		})
		switch s.Name {
		case "party":
			row = n.Party(t, "厚街店").ID()
		case "product":
			row = n.Product(t, "HY-1").ID()
		}
		if row.IsZero() {
			continue
		}
		n.must(n.names(trial.System(), row))
		if err := n.Remove(trial.System(), s.Name, row); err == nil {
			t.Errorf("a %s that is named is removed", s.Name)
		}
		n.Sound(t)
	}
	if kinds < 8 {
		t.Errorf("own fields may name %d kinds of rows", kinds)
	}
}

func TestOwnReferences(t *testing.T) {
	n := naming(t, "product")
	sofa, bed := n.Product(t, "HY-1").ID(), n.Product(t, "HY-2").ID()
	n.refused(kernel.NotThere, n.names(trial.System(), kernel.DeriveID("nothing")))
	n.refused(kernel.NotThere, n.names(trial.System(), n.who.ID())) // a row of another kind
	n.must(n.names(trial.System(), sofa))
	err := n.Remove(trial.System(), "product", sofa)
	n.refused(kernel.InUse, err)
	if r, _ := kernel.AsRefusal(err); !strings.Contains(r.Sentence("zh", nil), "不能删除：往来单位 1。") {
		t.Error(r.Sentence("zh", nil))
	}
	n.must(n.names(trial.System(), bed))
	n.must(n.Remove(trial.System(), "product", sofa))
	n.must(n.names(trial.System(), sofa)) // who names it brings it back
	if n.Get(product.Products.In(n.Catalog), sofa).Base().Removed {
		t.Error("what is named stays removed")
	}
	n.Sound(t)
	n.must(n.Edit(trial.System(), "party", n.who.ID(), n.own(), sofa.String(), ""))
	n.must(n.Remove(trial.System(), "product", sofa))
	n.must(n.names(trial.System(), bed))
	n.must(n.Remove(trial.System(), "custom_field", n.field))
	n.must(n.Remove(trial.System(), "product", bed))
	n.Sound(t)
}

// Nobody names what he does not see, and a customer who was merged stands for the other.
func TestOwnReferencesAreSeen(t *testing.T) {
	n := naming(t, "party")
	keep, gone := n.Party(t, "鹭岛"), n.Party(t, "鹭岛店")
	seller := n.As(t, org.Sales)
	mine, err := n.Add(seller, "party", "name", "我的客户", "is_customer", "true")
	n.must(err)
	n.who = kernel.Ref[party.Party](mine)
	n.refused(kernel.NotThere, n.names(seller, keep.ID()))
	n.must(n.names(seller, mine))
	_, err = n.Do(trial.System(), &party.Merge{Keep: keep, Gone: gone})
	n.must(err)
	n.must(n.names(trial.System(), gone.ID()))
	if n.content() != keep.ID().String() {
		t.Errorf("it names %s, who was merged into %s", n.content(), keep.ID())
	}
	n.Sound(t)
}

// A reference says what it refers to, and only to what people can find.
func TestAnOwnReferenceHasATarget(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	for _, target := range []string{"", "nonsense", "sales_order", "party__debt"} {
		_, err := w.Add(trial.System(), "custom_field", "entity", "party", "zh", "关联", "field_kind", "ref", "target", target)
		if r, is := kernel.AsRefusal(err); !is || r.Code != org.NoTarget.Name {
			t.Errorf("a reference to %q: %v", target, err)
		}
	}
}
