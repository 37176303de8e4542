package figures

import (
	"slices"
	"strings"

	"heyi/shared/kernel"
)

// What a company has defined itself it can also count by: a field that tells rows apart
// makes a report of its entity, and one beside every report by such rows, sales by what
// customers are like; a field that is a figure is added up in them. Nobody
// declares that.

// OwnPrefix begins the names of such reports; the field's id follows, and behind a dot the
// report beside which it stands.
const OwnPrefix = "own."

// monthly is behind the path of a day by whose months rows are told apart.
const monthly = "/month"

// OwnReports are the reports that the fields of a company make.
func OwnReports(c *kernel.Catalog, own []kernel.CustomField) []*Report {
	var list []*Report
	for i := range own {
		f := &own[i]
		s := c.Schema(f.Entity)
		if s == nil || s.Sees != "" || !groups(f.Kind) { // nobody learns from groups what he may not read
			continue
		}
		list = append(list, ownReport(s, own, f))
		for _, r := range reports {
			if r.Lines || len(r.By) != 1 || r.Check(c) != nil {
				continue
			}
			if filter, ok := r.Fact.Filter(c, r.By[0]); ok && filter.Entity == s.Name {
				d, _ := r.Fact.dimension(r.By[0])
				list = append(list, besides(r, d, own, f))
			}
		}
	}
	return slices.DeleteFunc(list, func(r *Report) bool { return r.Check(c) != nil })
}

// groups tells whether rows are told apart by fields of a kind.
func groups(k kernel.Kind) bool {
	return k == kernel.KindChoice || k == kernel.KindBool || k == kernel.KindDate || k == kernel.KindID
}

// addsUp tells whether fields of a kind are added up.
func addsUp(k kernel.Kind) bool {
	return k == kernel.KindMoney || k == kernel.KindQty || k == kernel.KindInt
}

func ownName(f *kernel.CustomField) string { return kernel.CustomPrefix + f.ID.String() }

// dimensionOf tells rows apart by a field of those that a path leads to.
func dimensionOf(f *kernel.CustomField, way string) Dimension {
	d := Dimension{Name: ownName(f), Zh: f.Zh, En: f.En}
	var paths []string
	for path := range strings.SplitSeq(way, "|") {
		if path != "" {
			path += "."
		}
		path += d.Name
		if f.Kind == kernel.KindDate {
			path += monthly
		}
		paths = append(paths, path)
	}
	d.Path = strings.Join(paths, "|")
	return d
}

// ownReport counts the rows of an entity, adds up its figures, and tells the states of
// documents apart: what is void is not what is due.
func ownReport(s *kernel.Schema, own []kernel.CustomField, by *kernel.CustomField) *Report {
	fact := &Fact{
		Name: OwnPrefix + s.Name, Zh: s.Zh, En: s.En, Grain: Words{"每一条「" + s.Zh + "」", "each " + s.En}, Parts: []Part{{Entity: s.Name, Zh: s.Zh, En: s.En}},
		Dimensions: []Dimension{dimensionOf(by, "")}, own: own,
		Measures: []Measure{{Name: "rows", Zh: "条数", En: "Rows", Operation: Count, Means: Words{"符合条件的条数", "how many there are"}}},
	}
	if day := s.Field("date"); day != nil && day.Kind == kernel.KindDate {
		fact.Parts[0].Date = "date"
	}
	r := &Report{Name: OwnPrefix + by.ID.String(), Fact: fact, By: []string{ownName(by)}, Show: []string{"rows"}}
	if state := s.StateField(); state != nil {
		fact.Dimensions = append(fact.Dimensions, Dimension{Name: state.Name, Zh: state.Zh, En: state.En, Path: state.Name})
		r.By = append(r.By, state.Name)
	}
	for _, of := range append([]*kernel.Schema{s}, s.Parts...) {
		for _, f := range of.Fields {
			if f.Kind == kernel.KindMoney && f.Zh != "" && (f.Sees == of.Sees) && (s.Kept || f.Listed) {
				fact.add(Measure{Name: f.Name, Zh: f.Zh, En: f.En, Of: []string{f.Name}}, r)
			}
		}
		for i := range own {
			if f := &own[i]; f.Entity == of.Name && addsUp(f.Kind) {
				fact.add(Measure{Name: ownName(f), Zh: f.Zh, En: f.En, Of: []string{ownName(f)}}, r)
			}
		}
	}
	r.Zh, r.En = s.Zh+"按「"+by.Zh+"」统计", s.En+" by "+by.En
	r.About = Words{"每种「" + by.Zh + "」各有多少", "How much there is of each " + by.En}
	r.Title, r.Figure, r.Details = ownName(by), r.Show[len(r.Show)-1], r.By[1:]
	return r
}

func (f *Fact) add(m Measure, r *Report) {
	m.Means = Words{"各行「" + m.Zh + "」之和", "the sum of " + m.En}
	f.Measures = append(f.Measures, m)
	r.Show = append(r.Show, m.Name)
}

// besides is a declared report by what the rows of its dimension have.
func besides(of *Report, d Dimension, own []kernel.CustomField, by *kernel.CustomField) *Report {
	fact, r := *of.Fact, *of
	fact.own, fact.Cubes = own, nil
	fact.Dimensions = append(slices.Clone(of.Fact.Dimensions), dimensionOf(by, d.Path))
	r.Name, r.Fact, r.By, r.Opens = OwnPrefix+by.ID.String()+"."+of.Name, &fact, []string{ownName(by)}, nil
	r.Zh, r.En, r.Title = of.Zh+"：按「"+by.Zh+"」", of.En+": by "+by.En, ownName(by)
	return &r
}

// Reports are those that modules have declared, and those that the company's own fields
// make.
func (b Books) Reports() ([]*Report, error) {
	own, err := b.ownFields()
	return append(Reports(), OwnReports(b.Catalog, own)...), err
}

// Find is the report of a name, nil for none.
func (b Books) Find(name string) (*Report, error) {
	if r := Find(name); r != nil || !strings.HasPrefix(name, OwnPrefix) {
		return r, nil
	}
	list, err := b.Reports()
	for _, r := range list {
		if r.Name == name {
			return r, err
		}
	}
	return nil, err
}

// ownFields reads what the company has defined.
func (b Books) ownFields() (fields []kernel.CustomField, err error) {
	s := b.Catalog.Schema(CustomEntity)
	if s == nil || kernel.CustomFieldIn == nil {
		return nil, nil
	}
	q, columns := b.Rows.Statement(), make([]string, 0, len(s.Fields)+1)
	for _, f := range s.Fields {
		columns = append(columns, kernel.Quote(f.Name))
	}
	q.Write("SELECT ", strings.Join(append(columns, kernel.Quote(kernel.MoreColumn)), ", "), " FROM ", kernel.Quote(s.Name),
		` WHERE "removed" = 0 AND "retired" = 0 ORDER BY "id"`)
	scanner := kernel.NewRowScanner(s)
	err = b.Rows.Ask(q, func(scan func(...any) error) error {
		row, err := scanner.Scan(scan)
		if err != nil {
			return err
		}
		if f, known := kernel.CustomFieldIn(b.Catalog, func(*kernel.Schema, kernel.ID) kernel.Row { return row }, row.Base().ID); known {
			fields = append(fields, f)
		}
		return nil
	})
	return fields, err
}

// CustomEntity holds the fields that a company has defined.
const CustomEntity = "custom_field"

// ownColumn is the column of such a field in a row of a schema, or in its companion.
func (s *side) ownColumn(path, name string, schema *kernel.Schema, alias string, loose bool) (column, error) {
	name, byMonth := strings.CutSuffix(strings.TrimPrefix(name, kernel.CustomPrefix), monthly)
	i := slices.IndexFunc(s.query.Fact.own, func(f kernel.CustomField) bool { return f.ID.String() == name })
	if i < 0 {
		return column{}, NoSuchFigure.With(kernel.Text("name", path))
	}
	f, made := &s.query.Fact.own[i], column{}
	for _, part := range schema.Parts {
		if part.Name == f.Entity {
			alias, loose, made.audience = s.join(alias+"#"+part.Name, part, alias+`."id"`, beside), true, part.Sees
			schema = part
		}
	}
	if schema.Name != f.Entity {
		return column{}, NoSuchFigure.With(kernel.Text("name", path))
	}
	if target := s.catalog.Schema(f.Target); f.Kind == kernel.KindID && target != nil {
		return s.ownReferred(f, target, alias, loose, made), nil
	}
	made.field = &kernel.Field{Name: ownName(f), Zh: f.Zh, En: f.En, Kind: f.Valued()}
	made.text = s.dialect().OwnColumn(alias, f, "0")
	if loose {
		made.text = "COALESCE(" + made.text + ", " + s.dialect().Nothing(made.field) + ")"
	}
	if byMonth {
		made.text = "(" + made.text + " / 100 * 100 + CASE WHEN " + made.text + " = 0 THEN 0 ELSE 1 END)" // its first day
	}
	made.bare = made.text
	return made, nil
}

// ownReferred is the row that such a field names, told apart and called like that of a
// declared reference.
func (s *side) ownReferred(f *kernel.CustomField, target *kernel.Schema, alias string, loose bool, made column) column {
	made.field = &kernel.Field{Name: ownName(f), Zh: f.Zh, En: f.En, Kind: kernel.KindID}
	made.text = s.dialect().OwnReferred(alias, f)
	if loose {
		made.text = "COALESCE(" + made.text + ", " + s.dialect().Nothing(made.field) + ")"
	}
	made.bare, made.target = made.text, target
	made.text = s.survivor(target, made.text)
	return made
}
