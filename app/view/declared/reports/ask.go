package reports

import (
	"context"
	"maps"
	"slices"

	"heyi/app/device/client"
	"heyi/app/view"
	"heyi/shared/figures"
	"heyi/shared/kernel"
	"heyi/shared/modules/analytics"
	"heyi/shared/modules/masters/party"
)

// ask puts a declared report to the rows of the reader.
func (m *Report) ask(ctx context.Context, r *view.Reader, rows analytics.Store, f Filter) (err error) {
	q := m.Spec.declared.Query(f.From, f.To)
	q.Only = map[string][]kernel.Value{}
	for _, name := range slices.Sorted(maps.Keys(f.Only)) {
		q.Only[name] = []kernel.Value{f.Only[name]}
		m.Subject = view.Join(named(r, q.Fact, name, f.Only[name]), m.Subject)
	}
	if !f.Customer.IsZero() {
		q.Only["customer"] = []kernel.Value{kernel.Of(f.Customer)}
		customer := party.Survivor(r.Tx, kernel.Ref[party.Party](f.Customer))
		if p, found := party.Parties.Get(r.Tx, customer); found == kernel.Found {
			m.Whose, m.Subject = p.Name, view.Join(p.Name, m.Subject)
		}
	}
	b := figuresOf(r)
	b.Rows = rows
	if at := b.Since(q.Fact); at > q.Begin() && r.State.Link == client.Online {
		m.Table, err = fetch(ctx, r, m.Spec.declared, q)
	} else {
		m.Table, err = b.Answer(q)
	}
	if err != nil {
		return err
	}
	if len(f.Only) > 0 || !f.Customer.IsZero() {
		m.Stamp = view.Join(m.Subject, m.Stamp)
	}
	if m.Table.Since > q.Begin() {
		m.Stamp = view.Join(m.Stamp, since.Text(view.Date(m.Table.Since)))
	}
	if m.Table.Part {
		m.Stamp = view.Join(m.Stamp, partly.Text())
	}
	return nil
}

// pageRows is how many rows of a report come from the server at once.
const pageRows = 500

// fetch has the server answer what this device lacks days of.
func fetch(ctx context.Context, r *view.Reader, report *figures.Report, q figures.Query) (*figures.Table, error) {
	ask := figures.AskOf(report, q)
	ask.Limit = pageRows
	var rows []figures.Row
	for {
		packed, err := ask.Pack()
		if err != nil {
			return nil, err
		}
		answer, err := r.Tabulate(ctx, packed)
		if err != nil {
			return nil, err
		}
		t, err := figures.UnpackTable(answer)
		if err != nil {
			return nil, err
		}
		rows = append(rows, t.Rows...)
		if ask.After = t.Next; ask.After == "" {
			t.Rows = rows
			return t, nil
		}
	}
}
