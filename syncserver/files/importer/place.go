package importer

import (
	"strings"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// Where goods are that a source does not place is the company's one warehouse, or the one
// that was named. What a mapping names by itself and the company has not is refused once,
// and not at each of its lines.

// Refusals of a mapping that does not fit the company.
var (
	whichPlace = kernel.Refuse("import.which_place", "文件里没有写明仓库，公司有：{list}。请选择仓库再试（在服务器上导入时加 --place 编码，或在映射开头写 place = \"编码\"）",
		"The files do not say which warehouse; the company has {list}. Choose one and try again (on the server: --place CODE, or place = \"CODE\" at the top of the mapping)")
	notHad = kernel.Refuse("import.not_there", "映射写明的{entity}「{value}」公司里没有；公司有：{list}。请改映射里的 is，或先在公司里建好",
		"The mapping names {entity} {value}, which the company has not; it has {list}. Change the mapping, or make it in the company first")
)

// settle finds in the company what the mapping names by itself.
func (p *Plan) settle() error {
	for _, v := range p.Mapping.constants {
		row, err := p.lookup(v.Find, v.Is)
		if err != nil {
			return err
		}
		if entity, field, _ := strings.Cut(v.Find, "."); row == nil {
			s := p.catalog.Schema(entity)
			list, err := p.names(s, s.Field(field), func(kernel.Row) bool { return true })
			if err != nil {
				return err
			}
			return notHad.With(kernel.Words("entity", s.Zh, s.En), kernel.Text("value", v.Is), kernel.Text("list", list))
		}
	}
	if p.Mapping.unplaced() {
		_, err := p.homePlace()
		return err
	}
	return nil
}

// unplaced tells whether goods come or go without a word of the place.
func (m *Mapping) unplaced() bool {
	return m.Opening != nil && m.Opening.Place.none() || m.Sale != nil && m.Sale.From.none() || m.Returned != nil && m.Returned.Into.none()
}

// place is where a line's goods are: as it says, or else at home.
func (p *Plan) place(l *line, v Value) (kernel.ID, error) {
	if v.none() || p.omits(l, v) {
		return p.homePlace()
	}
	return p.resolve(l, v)
}

// homePlace is the warehouse that the mapping or the person has named, or the only one of
// the company; those that an earlier run of the import has made do not count.
func (p *Plan) homePlace() (kernel.ID, error) {
	if !p.home.IsZero() {
		return p.home, nil
	}
	s := org.Places.In(p.catalog)
	mine, ours := map[kernel.ID]bool{}, 0
	for _, earlier := range p.told {
		if earlier.Refusal == nil && earlier.Call.Name == s.Name+".add" {
			mine[kernel.AddedID(earlier.Call.ID, s.Name)] = true
		}
	}
	err := p.view.Scan(s, func(row kernel.Row) error {
		place := row.(*org.Place)
		switch code := p.Mapping.Place; {
		case place.Removed || place.Retired:
		case code != "" && s.Field("code").Normal(code) == place.Code:
			p.home, ours = place.ID, 1
		case code == "" && place.Kind == org.Warehouse && !mine[place.ID]:
			p.home, ours = place.ID, ours+1
		}
		return nil
	})
	if err == nil && ours != 1 {
		var list string
		if list, err = p.names(s, s.Field("code"), func(row kernel.Row) bool { return row.(*org.Place).Sells() }); err == nil {
			err = whichPlace.With(kernel.Text("list", list))
		}
		p.home = kernel.ID{}
	}
	return p.home, err
}

// namesMost is how many rows a refusal names.
const namesMost = 8

// names are rows of the company by a field and their title.
func (p *Plan) names(s *kernel.Schema, f *kernel.Field, which func(kernel.Row) bool) (string, error) {
	var list []string
	err := p.view.Scan(s, func(row kernel.Row) error {
		if base := row.Base(); base.Removed || base.Retired || !which(row) {
			return nil
		}
		name := f.Get(row).String()
		for _, title := range s.Fields {
			if text := title.Get(row).String(); title.Title && title != f && text != name {
				name += " " + text
			}
		}
		list = append(list, name)
		return nil
	})
	if len(list) > namesMost {
		list = append(list[:namesMost], "…")
	}
	if len(list) == 0 {
		list = []string{"—"}
	}
	return strings.Join(list, "、"), err
}
