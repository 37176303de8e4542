package story_test

import (
	"maps"
	"os"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/rigs/story"
	"heyi/shared/rigs/tree"
)

// elsewhere are tables and columns that stay empty through all stories, each with who
// fills it or why nobody does yet.
var elsewhere = map[string]string{
	"lease":                       "promises that hold offline: the table stands, no command yet (README)",
	"stock_balance.leased":        "as above",
	"line_link":                   "the lines of several orders that one purchase is for: the first purchase order writes it; ChainOf reads it",
	"sales_order.serial":          "of every document; an order keeps the number of its device, which its customer was told",
	"approval.role_a":             "of before [org.AskedByRight]: approvals name a right",
	"task.role":                   "of before [org.AskedByRight]: tasks name a right",
	"company.vans_tied":           "a step of an upgrade",
	"upgraded.next":               "a step of an upgrade that was cut",
	"upgraded.rows":               "a step of an upgrade that walks",
	"company.clock_before":        "the server, when its clock jumps",
	"company.clock_doubt":         "the server, when its clock jumps",
	"device.seen":                 "the server, of devices that connect",
	"job":                         "the server, of what is due",
	"report_export":               "the program, when a file is taken out",
	"task_delivery":               "each person, for himself: flow.task.deliver",
	"sales_area":                  "an administrator: party's region_test.go",
	"region.own":                  "an administrator: party's region_test.go",
	"region.area":                 "an administrator: party's region_test.go",
	"own_link":                    "own fields that name rows: party's ownref_test.go",
	"party_balance.payable":       "opening payables and, one day, bills: debt_test.go",
	"sales_order.held_for":        "while an order waits, which no story ends with",
	"sales_waiting.qty":           "while a line waits, which no story ends with",
	"sales_order_line.service":    "services: sales' ship_test.go",
	"sales_delivery_line.service": "services: sales' ship_test.go",
	"sales_return_line.service":   "as on the delivery's line",
	"sales_return_line.gift":      "as on the delivery's line",
	"sales_return_line.spec":      "as on the delivery's line",
	"sales_return_line.before":    "a second return of a line of a delivery",
	"stock_revaluation.counted":   "a cost that comes after a count: stock's late_test.go",
}

// What only commands write, some command writes: a column that stays empty through all
// that people do in the stories is a promise that nobody keeps.
func TestStoriesFillWhatCommandsWrite(t *testing.T) {
	catalog := all.Catalog(all.Latest)
	filled, rows := map[*kernel.Field]bool{}, map[*kernel.Schema]bool{}
	for _, s := range tree.Stories() {
		data, err := os.ReadFile(s.Path)
		if err != nil {
			t.Fatal(err)
		}
		rig := story.NewDirect(catalog)
		if err := story.Run(rig, data); err != nil {
			t.Fatal(err)
		}
		for _, schema := range catalog.Schemas {
			err := rig.Truth().Scan(schema, func(row kernel.Row) error {
				rows[schema] = true
				for _, f := range schema.Fields {
					if f.Kind != kernel.KindList && f.Kind != kernel.KindStruct && !f.Get(row).IsZero() {
						filled[f] = true
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	unused := maps.Clone(elsewhere)
	fault := func(where, what string) {
		if elsewhere[where] == "" {
			t.Errorf("%s: %s", where, what)
		}
		delete(unused, where)
	}
	for _, schema := range catalog.Schemas {
		if !rows[schema] {
			fault(schema.Name, "no story has a row")
			continue
		}
		for _, f := range schema.Fields {
			if f.Derived && !f.Former && !filled[f] && f.Name != "removed" && f.Name != "retired" {
				fault(schema.Name+"."+f.Name, "nobody writes it in a story")
			}
		}
	}
	for where := range unused {
		t.Errorf("%s is filled by now: take it off the list", where)
	}
}
