package importer

import (
	"cmp"
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
	"strings"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/sync/authority"
	"heyi/shared/tools/text"
)

// Origin is the origin of an import's commands.
func (m *Mapping) Origin() kernel.ID { return kernel.DeriveID("import", m.Name) }

// step is one command of a source document.
type step struct {
	doc     *document
	kind    *Counted // as what it is counted; nil for one that only goes with another
	amount  kernel.Money
	name    string // within the document: "place", "ship"
	day     kernel.Date
	call    kernel.Call
	done    bool // accepted in an earlier run
	changed bool // accepted, but with other arguments than the source has now
}

// document is what is imported whole or not at all.
type document struct {
	kind    *Counted
	key     string
	lines   []*line
	refused bool
	part    func() []*step // makes documents of its lines, should it be refused; nil for one that is whole or not at all
}

// Plan is everything that an import wants to be judged, in order.
type Plan struct {
	Report  *Report
	Mapping *Mapping

	catalog  *kernel.Catalog
	data     *Data
	view     authority.Reader
	told     map[tail]authority.Judged // of earlier runs
	opened   map[goods]kernel.Qty      // what earlier runs have opened
	openDocs int                       // in so many documents
	lastKey  int64
	parts    map[string]int // documents there are of each key
	now      kernel.Time
	zone     int
	start    kernel.Date
	home     kernel.ID  // see homePlace; zero until it is asked for
	enrol    *org.Enrol // of the origin, nil when it is known
	masters  []*step
	events   []*step
	made     map[string]map[string]kernel.ID    // rows of [[entity]], by key
	alike    map[string]map[string]kernel.ID    // likewise, by a key whose case, width and blanks do not count
	coded    map[string]map[string]kernel.ID    // rows of an entity in this import, by the content of the field they are matched by
	rows     map[string]map[string][]kernel.Row // of the company, by "entity.field" and content
	owns     []kernel.CustomField               // of the company, once they are asked for
	counts   []*Counted
	changed  int // opening stock that differs in the source now
	seq      map[kernel.Date]int64
}

// tail is what of a command's id comes from its document, not from its time.
type tail [10]byte

func tailOf(id kernel.ID) tail { return tail(id[6:]) }

// MakePlan turns data into commands. It reads the company, and what of the import
// it has already.
func MakePlan(c *kernel.Catalog, view authority.Reader, d *Data, r *Report, now kernel.Time) (p *Plan, err error) {
	defer kernel.Catch(&err)
	p = &Plan{
		Report: r, Mapping: d.mapping, catalog: c, data: d, view: view, now: now, told: map[tail]authority.Judged{}, opened: map[goods]kernel.Qty{},
		parts: map[string]int{}, made: map[string]map[string]kernel.ID{}, alike: map[string]map[string]kernel.ID{}, coded: map[string]map[string]kernel.ID{}, rows: map[string]map[string][]kernel.Row{}, seq: map[kernel.Date]int64{},
	}
	r.Notes = slices.Clone(r.read)
	if err := view.CommandsOf(d.mapping.Origin(), p.remember); err != nil {
		return nil, err
	}
	company, err := org.OfCompany(p.reading())
	if err != nil {
		return nil, err
	}
	p.zone, p.start = int(company.Zone), company.Start
	for _, t := range d.tables {
		t.eve = p.start.AddDays(-1)
	}
	if err := errors.Join(p.introduce(), p.checkOwn(), p.settle()); err != nil {
		return nil, err
	}
	for i := range d.mapping.Entities {
		p.entity(&d.mapping.Entities[i])
	}
	for i := range d.mapping.Documents {
		p.documents(&d.mapping.Documents[i])
	}
	if d.mapping.Sale != nil {
		p.sales(d.mapping.Sale)
	}
	if d.mapping.Returned != nil {
		p.takenBack(d.mapping.Returned)
	}
	if d.mapping.Opening != nil { // behind the documents, so that none opens stock for lines that are refused
		p.opening(d.mapping.Opening)
	}
	if err := p.sameSource(); err != nil {
		return nil, err
	}
	slices.SortStableFunc(p.events, func(a, b *step) int { return cmp.Compare(a.day, b.day) })
	return p, nil
}

// Zone is how many minutes east of Greenwich a company is.
func Zone(c *kernel.Catalog, view authority.Reader) (int, error) {
	company, err := org.OfCompany((&Plan{catalog: c, view: view}).reading())
	if err != nil {
		return 0, err
	}
	return int(company.Zone), nil
}

// reading is a transaction that sees everything, for finding rows.
func (p *Plan) reading() *kernel.Tx {
	return kernel.NewTx(p.catalog, p.view, nil, &kernel.Call{}, &kernel.Author{System: true})
}

// introduce prepares the origin's enrolment with the first free series I01 …
func (p *Plan) introduce() error {
	devices, used := org.Devices.In(p.catalog), map[string]bool{}
	origin := p.Mapping.Origin()
	known := false
	err := p.view.Scan(devices, func(row kernel.Row) error {
		used[row.(*org.Device).Series] = true
		known = known || row.Base().ID == origin
		return nil
	})
	if err != nil || known {
		return err
	}
	for n := 1; n <= 999; n++ {
		if series := fmt.Sprintf("I%02d", n); !used[series] {
			p.enrol = &org.Enrol{Device: origin, Name: clip(orElse(p.Mapping.Zh, p.Mapping.Name), 200), Series: series, Kind: "import"}
			return nil
		}
	}
	return errors.New("importer: every series of imports is taken")
}

// kind begins a count of one kind of documents.
func (p *Plan) kind(zh, en string) *Counted {
	for _, k := range p.counts {
		if k.Zh == zh {
			return k
		}
	}
	k := &Counted{Zh: zh, En: en}
	p.counts = append(p.counts, k)
	return k
}

// step prepares a command of a document. A command that was refused before is
// tried again as another one; one that was accepted stands.
func (p *Plan) step(d *document, name string, day kernel.Date, command string, args func(id kernel.ID) kernel.Command) *step {
	s := &step{doc: d, name: name, day: day}
	at := p.at(day)
	for attempt := 0; ; attempt++ {
		s.call.ID = p.id(d, name, attempt, at)
		earlier, known := p.told[tailOf(s.call.ID)]
		if known && earlier.Refusal != nil {
			continue
		}
		if known {
			s.call.ID, s.done = earlier.Call.ID, true
		}
		spec := p.catalog.Command(command)
		s.call.Origin, s.call.Name, s.call.Version, s.call.At = p.Mapping.Origin(), command, int64(spec.Version), at
		s.call.Args = spec.Encode(args(s.call.ID))
		s.changed = known && !earlier.Brought(s.call.Args)
		return s
	}
}

// id is that of a document's command. Only its time is not made of the source's
// names, so that a document keeps its commands when its date is corrected.
func (p *Plan) id(d *document, name string, attempt int, at kernel.Time) kernel.ID {
	hash := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s\x00%s\x00%d", p.Mapping.Name, d.key, name, attempt))
	return kernel.NewID(at, [10]byte(hash[:10]))
}

// has tells whether an earlier run has got a document's command accepted.
func (p *Plan) has(d *document, name string) bool {
	for attempt := 0; ; attempt++ {
		earlier, known := p.told[tailOf(p.id(d, name, attempt, 0))]
		if !known || earlier.Refusal == nil {
			return known
		}
	}
}

// at is an instant of a document's day: noon in the company, a little later for
// each document, so that ids keep the order of the source.
func (p *Plan) at(day kernel.Date) kernel.Time {
	if day == 0 {
		return p.now
	}
	p.seq[day]++
	midnight, err := kernel.ParseTime(day.String() + "T00:00:00Z")
	if err != nil {
		return p.now // the date was checked when it was read
	}
	return midnight + kernel.Time(12*60-p.zone)*60_000 + kernel.Time(p.seq[day]%3_600_000)
}

// resolve is the row that a reference means for a line.
func (p *Plan) resolve(l *line, v Value) (kernel.ID, error) {
	if v.Of != "" {
		t, _ := parseTemplate(v.Key)
		if id, ok := p.made[v.Of][t.render(l)]; ok {
			return id, nil
		}
		if id, ok := p.alike[v.Of][text.Code.Normal(t.render(l))]; ok {
			return id, nil
		}
		return kernel.ID{}, noRow.With(kernel.Text("entity", v.Of), kernel.Text("value", t.render(l)))
	}
	t, _ := parseTemplate(v.Is)
	content := t.render(l)
	row, err := p.lookup(v.Find, content)
	if err != nil {
		return kernel.ID{}, err
	}
	if row == nil {
		entity, _, _ := strings.Cut(v.Find, ".")
		s := p.catalog.Schema(entity)
		return kernel.ID{}, noRow.With(kernel.Words("entity", s.Zh, s.En), kernel.Text("value", content))
	}
	return row.Base().ID, nil
}

// unique is the company's row with a content in a unique field, nil without one.
func (p *Plan) unique(ix *kernel.Index, content string) kernel.Row {
	v, err := kernel.ParseValue(ix.Fields[0].Kind, content)
	if err != nil {
		return nil
	}
	v.Str = ix.Fields[0].Normal(v.Str)
	for _, row := range p.view.Range(ix, []kernel.Value{v}) {
		if !row.Base().Removed {
			return row
		}
	}
	return nil
}

func keyOf(l *line, templates []string) string {
	parts := make([]string, len(templates))
	for i, template := range templates {
		t, _ := parseTemplate(template)
		parts[i] = t.render(l)
	}
	return strings.Join(parts, "\x1f")
}

// spoil refuses a document because of one of its lines.
func (p *Plan) spoil(d *document, because *line, column string, err error) {
	if !because.refused {
		p.Report.refuse(because, column, err)
	}
	d.refused = true
	for _, l := range d.lines {
		if l != because && !l.refused {
			p.Report.refuse(l, "", withOthers.With(kernel.Int("line", int64(because.number))))
		}
	}
}

// spoilWhole refuses a document of which nobody can tell which line is to blame.
func (p *Plan) spoilWhole(d *document, err error) {
	d.refused = true
	zh, en := reason(err)
	for i, l := range d.lines {
		switch {
		case l.refused:
		case i == 0:
			p.Report.refuse(l, "", err)
		default:
			p.Report.refuse(l, "", withWhole.With(kernel.Words("why", zh, en)))
		}
	}
}

func (p *Plan) linesOf(sheet string) []*line {
	if sheet == "" { // a constant row
		return []*line{{table: &table{sheet: &Sheet{}, eve: p.start.AddDays(-1)}}}
	}
	return p.data.tables[sheet].lines
}

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// clip keeps a text within what a field holds.
func clip(s string, most int) string {
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

// First tells whether no run of this import has come before.
func (p *Plan) First() bool { return p.lastKey == 0 }
