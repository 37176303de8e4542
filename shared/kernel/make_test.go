package kernel_test

import (
	"errors"
	"testing"

	"heyi/shared/kernel"
)

// A drawer is a master of one module; open makes one on the way, from another.
type drawer struct {
	kernel.Record
	Name  string       `zh:"名称" en:"Name" is:"title,required"`
	Size  int64        `zh:"尺寸" en:"Size" default:"40"`
	Label string       `zh:"标签" en:"Label" is:"derived"`
	Worth kernel.Money `zh:"价值" en:"Worth" sees:"cost"`
	Grade string       `zh:"等级" en:"Grade" sees:"cost" default:"B"`
}

var (
	drawers = kernel.Define[drawer]("test_drawer", kernel.Spec{Zh: "抽屉", En: "Drawer", Scope: kernel.Scope{kernel.Everyone}})
	noName  = kernel.Refuse("test.drawer_name", "抽屉没有名称", "The drawer has no name")
)

func init() {
	drawers.OnSave(func(tx *kernel.Tx, d *drawer) error {
		if d.Name == "" {
			return noName.With()
		}
		kernel.Set(tx, d, &d.Label, "# "+d.Name)
		return nil
	})
}

type makeDrawer struct {
	Name  string
	Worth kernel.Money
	Grade string
	Size  int64
}

var _ = kernel.Intent[makeDrawer]("test_drawer.make", "做抽屉", "Make a drawer")

func (m makeDrawer) Predict(tx *kernel.Tx) error {
	_, err := kernel.Make(tx, drawers, &drawer{Name: m.Name, Worth: m.Worth, Grade: m.Grade, Size: m.Size})
	return err
}

// A row that a command makes is what the entity's own command would make of the same
// values: defaults, checks and guarded fields in the companion.
func TestAMadeRowIsAsIfItWereAdded(t *testing.T) {
	for _, c := range []struct {
		make   makeDrawer
		values []kernel.FieldValue
	}{
		{makeDrawer{Name: "甲"}, []kernel.FieldValue{{Field: "name", Value: "甲"}}},
		{
			makeDrawer{Name: "乙", Worth: 500, Grade: "A", Size: 60},
			[]kernel.FieldValue{{Field: "name", Value: "乙"}, {Field: "worth", Value: "5.00"}, {Field: "grade", Value: "A"}, {Field: "size", Value: "60"}},
		},
	} {
		w, a, _ := furnish(t)
		w.c, w.Memory = kernel.NewCatalog(1, kernel.Lock{"test_drawer#worth": 90, "test_drawer#grade": 91}), kernel.NewMemory() // so add takes guarded fields, too
		a.Viewer.Tags["sees:cost"] = true
		var rows [2]map[string]string
		for i, judge := range []func() error{
			func() error { _, _, err := w.do(t, a, "test_drawer.make", &c.make); return err },
			func() error { _, _, err := w.do(t, a, "test_drawer.add", &kernel.AddRow{Values: c.values}); return err },
		} {
			before := drawersOf(w)
			if err := judge(); err != nil {
				t.Fatal(err)
			}
			rows[i] = map[string]string{}
			for id := range drawersOf(w) {
				if before[id] {
					continue
				}
				for _, s := range []*kernel.Schema{drawers.In(w.c), drawers.Guarded("cost").In(w.c)} {
					for _, f := range s.Fields {
						if f.Name != "id" && f.Name != "version" {
							rows[i][s.Name+"."+f.Name] = f.Get(w.Get(s, id)).String()
						}
					}
				}
			}
		}
		for name, want := range rows[1] {
			if rows[0][name] != want {
				t.Errorf("%s is made as %q and added as %q", name, rows[0][name], want)
			}
		}
		if rows[0]["test_drawer.label"] == "" || rows[0]["test_drawer__cost.grade"] == "" || rows[0]["test_drawer.size"] == "0" {
			t.Errorf("made %v", rows[0])
		}
	}
	w, a, _ := furnish(t)
	if _, _, err := w.do(t, a, "test_drawer.make", &makeDrawer{}); !errors.Is(err, noName.With()) {
		t.Errorf("a drawer without a name: %v", err)
	}
}

func drawersOf(w *world) map[kernel.ID]bool {
	ids := map[kernel.ID]bool{}
	_ = w.Scan(drawers.In(w.c), func(row kernel.Row) error { ids[row.Base().ID] = true; return nil })
	return ids
}
