package record

import (
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/app/screens/common"
	"heyi/app/ui/nav"
	"heyi/shared/modules/documents/finance"
)

// A month is typed as people write it, or as it is kept, on the form of every command that
// asks for one; and is shown as people write it.
func TestAMonthIsTypedAsPeopleWriteIt(t *testing.T) {
	site := siteOf(viewtest.Trading(t).Desk(viewtest.Boss), window(t))
	asked := 0
	for _, spec := range viewtest.Catalog.Commands {
		for _, f := range spec.Fields {
			if !f.Month || spec.System || spec.Schema != nil {
				continue
			}
			page := show(site, nav.Route{Name: common.ActRoute, ID: spec.Name}).(*act)
			for _, c := range page.inputs {
				if c.in.Name != f.Name {
					continue
				}
				asked++
				for typed, want := range map[string]string{"2026-11": "202611", "202611": "202611", "2026年3月": "202603", "２０２６．１２": "202612"} {
					c.field.(interface{ SetText(string) }).SetText(typed)
					if got := c.text(); got != want || c.field.Check() != "" {
						t.Errorf("%s: %s is %s, %v", spec.Name, typed, got, c.field.Check())
					}
				}
				c.field.(interface{ SetText(string) }).SetText("2026-13")
				if c.field.Check() == "" {
					t.Errorf("%s takes the thirteenth month", spec.Name)
				}
				c.set("202611")
				if shown := c.field.(interface{ Text() string }).Text(); shown != "2026-11" {
					t.Errorf("%s shows %s", spec.Name, shown)
				}
			}
		}
	}
	if asked < 2 {
		t.Errorf("only %d months were asked for", asked)
	}
}

// A form says how things stand with the row that it is about, also where that is chosen on
// it: how much of a customer's credit can be given back, before an amount is typed.
func TestAFormSaysHowThingsStandOnceItsRowIsChosen(t *testing.T) {
	shop := viewtest.Trading(t)
	shop.Must(&finance.Receive{Customer: shop.Customer("深圳龙岗万悦家居有限公司"), Parts: []finance.ReceivePart{{Fund: shop.Fund("现金"), Amount: 5_000_000_00}}})
	desk := shop.Desk(viewtest.Finance)
	site := siteOf(desk, window(t))
	page := show(site, nav.Route{Name: common.ActRoute, ID: "finance.refund"}).(*act)
	if !page.stands.Hidden {
		t.Errorf("it says of nobody: %s", page.stands.Text)
	}
	for _, c := range page.inputs {
		if c.in.Name == "customer" {
			c.set(shop.Customer("深圳龙岗万悦家居有限公司").ID().String())
			c.picked(shop.Customer("深圳龙岗万悦家居有限公司").ID())
		}
	}
	if page.stands.Hidden || page.stands.Text == "" {
		t.Errorf("it does not say what can be given back")
	}
	before := page.stands.Text
	for _, c := range page.inputs {
		if c.in.Name == "customer" {
			c.picked(shop.Customer("广州番禺大石美居家具店").ID())
		}
	}
	if page.stands.Text == before {
		t.Errorf("it says of another what it said before: %s", before)
	}
}
