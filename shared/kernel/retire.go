package kernel

import (
	"fmt"
	"strings"
)

// What documents refer to cannot be removed: it is retired. A retired row is no
// longer offered by pickers, searches and lists; documents and reports keep it,
// and it can be brought back. Who may remove may retire.

// RemoveRow sets a row aside. It is refused while other rows hold the row, and
// loses against an edit made since the remover saw it; a later edit, or a row that
// was written offline and holds it, brings it back.
type RemoveRow struct {
	Row  ID    `is:"required"`
	Seen int64 // version of the row the remover saw; 0 for a row of his own that the server had not judged

	spec *CommandSpec
}

// RetireRow takes a row out of what is offered; RestoreRow brings it back.
type (
	RetireRow struct {
		Row ID `is:"required"`

		spec *CommandSpec
	}
	RestoreRow struct {
		Row ID `is:"required"`

		spec *CommandSpec
	}
)

// InUse is the refusal to remove a row that others hold.
var InUse = Refuse("row.in_use", "{title}还在使用，不能删除：{holders}。可以停用：不再供选择，单据和报表不变",
	"{title} is in use and cannot be deleted: {holders}. You can retire it: it is no longer offered, and documents and reports keep it",
	Repair{Name: "retire", Zh: "停用", En: "Retire"})

// Holds declares that the rows of the index hold what its column names: while one
// of them stands, the row that it names cannot be removed.
func (m Many[T, K]) Holds() Many[T, K] {
	if m.index.keyLen != 1 {
		panic("kernel: " + m.index.name + " holds by more than one column")
	}
	m.index.holds = true
	return m
}

// Holding declares what else forbids to remove a row, such as a balance; empty
// texts for nothing.
func (e *Entity[T]) Holding(says func(tx *Tx, row *T) (zh, en string)) {
	e.decl.holding = append(e.decl.holding, func(tx *Tx, row Row) (string, string) { return says(tx, any(row).(*T)) })
}

// Check refuses to remove what is in use.
func (r *RemoveRow) Check(tx *Tx) error {
	s := r.spec.Schema
	if err := tx.inScope(s, Of(r.Row)); err != nil {
		return err
	}
	row, p := tx.get(s, r.Row)
	if p != Found || row.Base().Removed {
		return nil // Predict says it
	}
	if err := tx.dispensable(row); err != nil {
		return err
	}
	zh, en := tx.holders(s, row)
	if zh == "" {
		return nil
	}
	return InUse.With(Text("title", TitleOf(row)), Words("holders", zh, en))
}

// holders says what holds a row: how many rows of each kind, as far as the author
// may see them.
func (tx *Tx) holders(s *Schema, row Row) (zh, en string) {
	var zhs, ens []string
	hidden := false
	for _, ix := range s.HeldBy {
		rows, _ := tx.rangeOf(ix, []Value{Of(row.Base().ID)})
		seen := 0
		for _, r := range rows {
			if tx.author().permits(r, tx.leader) {
				seen++
			}
		}
		if hidden = hidden || seen < len(rows); seen > 0 {
			zhs, ens = append(zhs, fmt.Sprintf("%s %d", ix.Schema.Zh, seen)), append(ens, fmt.Sprintf("%s %d", ix.Schema.En, seen))
		}
	}
	zhs, ens = tx.named(row, zhs, ens, &hidden)
	for _, says := range s.decl.holding {
		if z, e := says(tx, row); z != "" {
			zhs, ens = append(zhs, z), append(ens, e)
		}
	}
	if hidden {
		zhs, ens = append(zhs, "你看不到的其他资料"), append(ens, "others that you cannot see")
	}
	return strings.Join(zhs, "、"), strings.Join(ens, ", ")
}

// named adds who names a row in a field of the company's own.
func (tx *Tx) named(row Row, zhs, ens []string, hidden *bool) (zh, en []string) {
	var kinds []*Schema
	counts := map[*Schema]int{}
	tx.namedBy(row.Base().ID, func(s *Schema, seen bool) {
		if *hidden = *hidden || !seen; !seen {
			return
		}
		if counts[s]++; counts[s] == 1 {
			kinds = append(kinds, s)
		}
	})
	for _, s := range kinds {
		zhs, ens = append(zhs, fmt.Sprintf("%s %d", s.Zh, counts[s])), append(ens, fmt.Sprintf("%s %d", s.En, counts[s]))
	}
	return zhs, ens
}

// Predict sets the row aside.
func (r *RemoveRow) Predict(tx *Tx) error {
	row, err := tx.needRow(r.spec.Schema, r.Row)
	switch {
	case err != nil:
		return err
	case row.Base().Removed:
		return nil
	case r.Seen != 0 && row.Base().Version > r.Seen:
		return ChangedMeanwhile.With(Text("title", TitleOf(row)))
	}
	return tx.mark(row, "removed", true)
}

// Predict takes the row out of what is offered. What the company cannot be without
// cannot be retired either.
func (r *RetireRow) Predict(tx *Tx) error {
	row, err := tx.needRow(r.spec.Schema, r.Row)
	if err != nil || row.Base().Retired {
		return err
	}
	if err := tx.dispensable(row); err != nil {
		return err
	}
	return tx.mark(row, "retired", true)
}

// Predict brings the row back, also one that was removed.
func (r *RestoreRow) Predict(tx *Tx) error {
	row, err := tx.needRow(r.spec.Schema, r.Row)
	if err != nil {
		return err
	}
	for _, name := range []string{"removed", "retired"} {
		if row.Base().schema.Field(name).Get(row).Int != 0 {
			if err := tx.mark(row, name, false); err != nil {
				return err
			}
		}
	}
	return nil
}

func (tx *Tx) needRow(s *Schema, id ID) (Row, error) {
	row, p := tx.get(s, id)
	switch p {
	case Unknown:
		return nil, ErrNeedsServer
	case Absent:
		return nil, NotThere.With(Words("entity", s.Zh, s.En))
	}
	return row, nil
}

// dispensable asks the row's invariants whether they would hold without it.
func (tx *Tx) dispensable(row Row) error {
	row.Base().Removed = true
	defer func() { row.Base().Removed = false }()
	for _, g := range row.Base().schema.Guards {
		if err := g.check(tx, row); err != nil {
			return err
		}
	}
	return nil
}

// mark sets one of the two marks of a row, with an entry in its trail.
func (tx *Tx) mark(row Row, name string, on bool) error {
	f := row.Base().schema.Field(name)
	was := f.Get(row).String()
	tx.SetField(row, f, Of(on))
	return OnEdited.Emit(tx, Edited{Row: row, Field: name, Was: was, Becomes: Of(on).String()})
}

// bringBack undoes the removal of what a command's rows hold: an order that was
// written offline wins against the removal of its customer.
func (tx *Tx) bringBack() error {
	for _, h := range tx.touched {
		for _, ix := range h.schema.Indexes {
			f := ix.Fields[0]
			if !ix.Holds || h.row.Base().Removed || h.before != nil && f.Get(h.before) == f.Get(h.row) {
				continue
			}
			target := tx.load(Key{h.schema.Target(f), f.Get(h.row).ID()})
			if target == nil || !target.row.Base().Removed {
				continue
			}
			if err := tx.mark(target.row, "removed", false); err != nil {
				return err
			}
		}
	}
	return nil
}
