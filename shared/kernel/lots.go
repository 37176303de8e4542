package kernel

// How an audit goes through more rows than there is memory for: the rows of one entity a
// lot at a time, with those of others that hang on them.

// lotMost is how many rows an audit has at hand at once.
const lotMost = 256

// EachLot visits the rows of an entity, a lot at a time, in the order of ids.
func EachLot[T any](c *Catalog, all Scanner, e *Entity[T], visit func([]*T) error) error {
	lot := make([]*T, 0, lotMost)
	err := Each(c, all, e, func(row *T) error {
		if lot = append(lot, row); len(lot) < lotMost {
			return nil
		}
		err := visit(lot)
		lot = lot[:0]
		return err
	})
	if err != nil || len(lot) == 0 {
		return err
	}
	return visit(lot)
}

// gatherer is a scanner that finds the rows of many keys at once.
type gatherer interface {
	// Gather lists the rows of which the field names one of the ids.
	Gather(s *Schema, field *Field, ids []ID) ([]Row, error)
}

// Among lists the rows of an index whose first column names one of the ids, by that id,
// for an audit.
func (m Many[T, K]) Among(c *Catalog, all Scanner, ids []ID) (map[ID][]*T, error) {
	ix := c.byOrder[m.entity.order].index(m.index)
	rows := make(map[ID][]*T, len(ids))
	if many, ok := all.(gatherer); ok {
		list, err := many.Gather(ix.Schema, ix.Fields[0], ids)
		for _, row := range list {
			id := ix.Fields[0].Get(row).ID()
			rows[id] = append(rows[id], any(row).(*T))
		}
		return rows, err
	}
	for _, id := range ids {
		for _, row := range all.Range(ix, []Value{idValue(id)}) {
			rows[id] = append(rows[id], any(row).(*T))
		}
	}
	return rows, nil
}
