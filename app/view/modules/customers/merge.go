package customers

import (
	"strings"

	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
	"heyi/shared/rowstore"
	"heyi/shared/tools/habit"
)

// Merging is two partners side by side, before one is merged into the other.
type Merging struct {
	Keep, Gone Side
	Money      []Compared // what is owed, of both together
	Fields     []Compared // in which they differ
	Moves      []string   // what else comes over
	Trouble    *view.Trouble
}

// Side is one of the two.
type Side struct {
	ID           kernel.ID
	Name, Detail string
}

// Compared is what two partners have in one thing, and what stays of it. Becomes is
// empty where that is what one of the two has.
type Compared struct {
	Label, Keep, Gone string
	KeepStays         bool
	GoneStays         bool
	Becomes           string
}

var (
	peopleMove    = i18n.Define("merge.people", "{0} 个联系人转过来", "{0} contacts come over")
	pricesMove    = i18n.Define("merge.prices", "{0} 项协议价转过来；两家都有的，以保留的一方为准", "{0} agreed prices come over; where both have one, that of the partner that stays holds")
	documentsStay = i18n.Define("merge.documents", "以前的单据不改，仍写原来的名称；欠款、预收按原单号和到期日转到保留的一方", "Documents of before keep their name; what is owed comes over with its numbers and due dates")
	retiredAfter  = i18n.Define("merge.retired", "「{0}」停用，以后用它的编码、名称办的业务都算「{1}」的", "{0} is retired; whatever names it from now on counts for {1}")
	codeOf        = i18n.Define("merge.code", "编码", "Code")
	togetherIs    = i18n.Define("merge.together", "合并后 {0}", "Together {0}")
)

// LoadMerging compares two partners, either of whom may still be to be chosen; who was merged already stands for the one that
// stays.
func LoadMerging(r *view.Reader, keep, gone kernel.ID) (*Merging, error) {
	keep = party.Survivor(r.Tx, kernel.Ref[party.Party](keep)).ID()
	m := &Merging{}
	k, err := m.Keep.load(r, keep)
	if err != nil {
		return nil, err
	}
	g, err := m.Gone.load(r, gone)
	if err != nil || k == nil || g == nil {
		return m, err
	}
	m.Money = balances(r, k, g)
	m.Fields = []Compared{{Label: codeOf.Text(), Keep: k.Code, Gone: g.Code, KeepStays: true}}
	for _, u := range party.Unite(r.Tx, k, g) {
		m.Fields = append(m.Fields, compare(r, u))
	}
	if people, _ := party.ContactsOf.Of(r.Tx, kernel.Ref[party.Party](gone)); len(people) > 0 {
		m.Moves = append(m.Moves, peopleMove.Text(len(people)))
	}
	if prices, _ := product.PricesOf.Of(r.Tx, kernel.Ref[party.Party](gone)); len(prices) > 0 {
		m.Moves = append(m.Moves, pricesMove.Text(len(prices)))
	}
	m.Moves = append(m.Moves, documentsStay.Text(), retiredAfter.Text(g.Name, k.Name))
	check := party.Merge{Keep: kernel.Ref[party.Party](keep), Gone: kernel.Ref[party.Party](gone)}
	m.Trouble = view.Explain(check.Check(r.Tx))
	return m, nil
}

// load reads one of the two; nil while none is chosen.
func (s *Side) load(r *view.Reader, id kernel.ID) (*party.Party, error) {
	if id.IsZero() {
		return nil, nil
	}
	p, err := view.Get(r, party.Parties, id)
	if err != nil {
		return nil, err
	}
	*s = Side{p.ID, p.Name, view.Join(p.Code, p.Mobile, view.Holder(r, p.Owner))}
	return p, nil
}

// balances are what stands open with both, where anything does.
func balances(r *view.Reader, keep, gone *party.Party) []Compared {
	read := func(p *party.Party) *party.Balance {
		if b, has := party.Balances.Get(r.Tx, party.BalanceOf(kernel.Ref[party.Party](p.ID))); has == kernel.Found {
			return b
		}
		return &party.Balance{}
	}
	k, g := read(keep), read(gone)
	var list []Compared
	add := func(field string, a, b kernel.Money) {
		if a != 0 || b != 0 {
			list = append(list, Compared{
				Label: view.Label(r.Catalog, party.Balances.Name(), field), Keep: view.Money(a), Gone: view.Money(b),
				Becomes: togetherIs.Text(view.Money(a + b)),
			})
		}
	}
	add("receivable", k.Receivable, g.Receivable)
	add("prepaid", k.Prepaid, g.Prepaid)
	add("payable", k.Payable, g.Payable)
	return list
}

// compare puts a field into words.
func compare(r *view.Reader, u party.Uniting) Compared {
	c := Compared{Label: FieldName(r, u.Name()), KeepStays: u.Becomes == u.Keep, GoneStays: u.Becomes == u.Gone}
	say := func(text string) string { return text }
	if u.Field != nil {
		say = func(text string) string { return saidOf(r, u.Field, text) }
	}
	c.Keep, c.Gone = orNothing(say(u.Keep)), say(u.Gone)
	if !c.KeepStays && !c.GoneStays {
		c.Becomes = togetherIs.Text(strings.ReplaceAll(say(u.Becomes), "\n", " / "))
	}
	return c
}

// saidOf is the content of a field as people read it.
func saidOf(r *view.Reader, f *kernel.Field, content string) string {
	v, err := kernel.ParseValue(f.Kind, content)
	switch {
	case content == "" || err != nil:
		return content
	case f.Kind == kernel.KindChoice:
		return view.Choice(r.Catalog, party.Parties.Name(), f.Name, content)
	case f.Kind == kernel.KindID:
		if seller := view.Holder(r, kernel.Ref[org.Seat](v.ID())); seller != "" {
			return seller
		}
	}
	return view.Figure(v)
}

// FindOther lists for a picker who may be one with a partner: first those that share
// his phone or nearly his name, else whom the search finds.
func FindOther(r *view.Reader, of kernel.ID, search string, limit int) ([]Choice, error) {
	if p, has := party.Parties.Get(r.Tx, kernel.Ref[party.Party](of)); has == kernel.Found && strings.TrimSpace(search) == "" {
		if twins := twinsOf(r, p); len(twins) > 0 {
			return twins, nil
		}
	}
	page, err := r.List(client.Query{Search: search, Query: rowstore.Query{
		Entity: party.Parties.Name(), Limit: limit + 1, Sort: []rowstore.Order{{Field: "name"}},
	}})
	var list []Choice
	for _, row := range page.Rows {
		if other := row.(*party.Party); other.ID != of && len(list) < limit {
			list = append(list, choiceOf(other))
		}
	}
	return list, err
}

func choiceOf(p *party.Party) Choice {
	return Choice{p.ID, p.Name, view.Join(p.Code, p.Mobile, p.Region)}
}

func twinsOf(r *view.Reader, p *party.Party) (list []Choice) {
	seen := map[kernel.ID]bool{p.ID: true}
	take := func(same []*party.Party) {
		for _, twin := range same {
			if !seen[twin.ID] && !twin.Retired {
				seen[twin.ID] = true
				list = append(list, choiceOf(twin))
			}
		}
	}
	if p.Mobile != "" {
		same, _ := party.ByMobile.Of(r.Tx, p.Mobile)
		take(same)
	}
	if key := habit.NameKey(p.Name); key != "" {
		same, _ := party.ByNameKey.Of(r.Tx, key)
		take(same)
	}
	return list
}

// ChoiceOf is a partner as the picker shows him once chosen.
func ChoiceOf(s Side) Choice { return Choice(s) }

// Merge merges the second partner into the first.
func Merge(d *view.Desk, keep, gone kernel.ID, note string) error {
	_, err := d.Do(&party.Merge{Keep: kernel.Ref[party.Party](keep), Gone: kernel.Ref[party.Party](gone), Note: note})
	return err
}

var empty = i18n.Define("customers.empty", "（空）", "(empty)")

func orNothing(s string) string {
	if s == "" {
		return empty.Text()
	}
	return s
}
