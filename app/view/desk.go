package view

import (
	"cmp"

	"heyi/app/device/client"
	"heyi/shared/kernel"
	"heyi/shared/sync/replica"
)

// Desk is where a signed-in person works: the engine of one enrolment, and how
// its rows are read.
type Desk struct {
	Engine  *client.Engine
	Catalog *kernel.Catalog
	Reading func() // told of every reading before it begins, by tests; nil for nobody
}

// Reader reads rows at one version of the data.
type Reader struct {
	*client.View
	Tx     *kernel.Tx
	Author *kernel.Author
	State  client.State
	Pinned kernel.ID // an older row that was shown and is held until it is let go of

	desk   *Desk
	marks  map[kernel.ID]client.Mark // nil before somebody has asked
	failed error                     // why they are not known
	far    map[kernel.ID]client.Mark // the rows that are on the server only, where those are read
}

// Mark is where a row stands between this device and the server. A reading in which that
// is not known fails.
func (r *Reader) Mark(id kernel.ID) client.Mark {
	switch {
	case r.far != nil:
		return r.far[id]
	case r.marks == nil && r.failed == nil && r.desk != nil:
		r.marks, r.failed = r.desk.Engine.Marks()
	}
	return r.marks[id]
}

// Today is the company's civil date.
func (r *Reader) Today() kernel.Date { return r.Tx.Today() }

// Lies tells whether the rows of an entity belong to a module that the company has switched
// off.
func (r *Reader) Lies(entity string) bool {
	s := r.Catalog.Schema(entity)
	return s != nil && r.Author.Lacks(s.Module)
}

// Read runs f on one version of the data. It may be called from any goroutine; f
// must not keep the reader.
func (d *Desk) Read(f func(*Reader) error) error {
	if d.Reading != nil {
		d.Reading()
	}
	state := d.Engine.State()
	return d.Engine.View(func(v *client.View) error {
		tx, err := v.Tx()
		if err != nil {
			return err
		}
		r := &Reader{View: v, Tx: tx, Author: tx.Author, State: state, desk: d}
		return cmp.Or(f(r), r.failed)
	})
}

// Load is Read for a view-model that is made out of rows.
func Load[T any](d *Desk, f func(*Reader) (T, error)) (made T, err error) {
	err = d.Read(func(r *Reader) error {
		made, err = f(r)
		return err
	})
	return made, err
}

// Get finds a row that a screen was asked to show.
func Get[T any](r *Reader, e *kernel.Entity[T], id kernel.ID) (*T, error) {
	row, p := e.Get(r.Tx, kernel.Ref[T](id))
	if p != kernel.Found {
		return nil, r.Missing(e.In(r.Catalog), id, p)
	}
	r.Opened(id)
	return row, nil
}

// Do runs a command. The error of a refusal is a *kernel.Refusal.
func (d *Desk) Do(args kernel.Command) (replica.Saved, error) { return d.Engine.Do(args) }

// Add makes a row of an entity out of field and canonical text pairs and returns
// its id. Empty texts are left out.
func (d *Desk) Add(entity string, pairs ...string) (kernel.ID, error) {
	args := &kernel.AddRow{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			args.Values = append(args.Values, kernel.FieldValue{Field: pairs[i], Value: pairs[i+1]})
		}
	}
	saved, err := d.Engine.DoNamed(entity+".add", args)
	if err != nil {
		return kernel.ID{}, err
	}
	return kernel.AddedID(saved.Call.ID, entity), nil
}

// Edit changes fields of a row; without changes it does nothing.
func (d *Desk) Edit(entity string, row kernel.ID, changes []kernel.Change) error {
	if len(changes) == 0 {
		return nil
	}
	_, err := d.Engine.DoNamed(entity+".edit", &kernel.EditRow{Row: row, Changes: changes})
	return err
}

// Texts is the canonical text of fields of a row, with those of the company's own
// fields under their prefixed ids. Fields that the schema does not have are left
// out: an older release keeps fewer.
func Texts(row kernel.Row, fields ...string) map[string]string {
	texts := map[string]string{}
	s := row.Base().Schema()
	for _, name := range fields {
		if _, f := s.Takes(name); f != nil {
			if v := f.Get(row); !v.IsZero() || f.Kind == kernel.KindBool {
				texts[name] = v.String()
			}
		}
	}
	for _, c := range row.Base().Custom.Values() {
		texts[kernel.CustomPrefix+c.Field.String()] = c.Text
	}
	return texts
}
