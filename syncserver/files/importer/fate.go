package importer

import (
	"slices"

	"heyi/shared/kernel"
	"heyi/syncserver/files/tabular"
)

// becomes is what the lines of a sheet make.
func (m *Mapping) becomes(sheet string) (list []Why) {
	add := func(zh, en string) {
		if why := (Why{zh, en}); !slices.Contains(list, why) {
			list = append(list, why)
		}
	}
	if s := m.Sale; s != nil && s.Sheet == sheet {
		add("销售订单", "sales orders")
	}
	if r := m.Returned; r != nil && r.Sheet == sheet {
		add("销售退货", "sales returns")
	}
	for i := range m.Documents {
		if d := &m.Documents[i]; d.Sheet == sheet {
			add(d.zh, d.en)
		}
	}
	for i := range m.Entities {
		if e := &m.Entities[i]; e.Sheet == sheet {
			add(e.zh, e.en)
		}
	}
	if o := m.Opening; o != nil && slices.ContainsFunc(o.From, func(f OpeningFrom) bool { return f.Sheet == sheet }) {
		add("期初库存", "opening stock")
	}
	for _, s := range m.Sheets {
		for _, j := range s.Joins {
			if j.Sheet == sheet {
				add("「"+s.Name+"」的补充", "what goes with "+s.Name)
			}
		}
	}
	return list
}

// words gives the mapping's sections the words of the catalogue for what they make.
func (m *Mapping) words(c *kernel.Catalog) {
	for i := range m.Documents {
		if spec := c.Command(m.Documents[i].Command); spec != nil {
			m.Documents[i].zh, m.Documents[i].en = spec.Zh, spec.En
		}
	}
	for i := range m.Entities {
		if s := c.Schema(m.Entities[i].Entity); s != nil {
			m.Entities[i].zh, m.Entities[i].en = s.Zh, s.En
		}
	}
}

// met takes note of a file's columns that the mapping does not name, and of the
// other sheets of its workbook.
func (t *table) met(s *tabular.Sheet, file string) {
	for _, title := range s.Idle() {
		if !slices.Contains(t.fate.Idle, title) {
			t.fate.Idle = append(t.fate.Idle, title)
		}
	}
	form := s.Form()
	if t.tabs[file] == nil {
		t.tabs[file] = map[string]bool{}
	}
	for _, tab := range form.Tabs {
		t.tabs[file][tab] = t.tabs[file][tab] || tab == form.Tab
	}
}

// otherTabs adds the sheets of workbooks that no table has read.
func (d *Data) otherTabs(report *Report) {
	used, order := map[[2]string]bool{}, [][2]string(nil)
	for i := range d.mapping.Sheets {
		for file, tabs := range d.tables[d.mapping.Sheets[i].Name].tabs {
			for tab, read := range tabs {
				key := [2]string{file, tab}
				if _, known := used[key]; !known {
					order = append(order, key)
				}
				used[key] = used[key] || read
			}
		}
	}
	slices.SortFunc(order, func(a, b [2]string) int { return slices.Compare(a[:], b[:]) })
	for _, key := range order {
		if !used[key] {
			report.Sheets = append(report.Sheets, &Fate{Sheet: key[0] + " " + key[1], Why: &Why{"映射里没有这张工作表", "the mapping does not name this sheet"}})
		}
	}
}
