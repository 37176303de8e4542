package record

import (
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

var ofSeat = i18n.Define("record.holds.seat", "{0} · {1}", "{0} · {1}")

// holdings are what hangs on a person or on a seat, as far as the reader sees it: seats
// and devices of a person, and for each seat the customers and documents that it owns.
// Whoever lets somebody go looks at them first.
func holdings(r *view.Reader, s *kernel.Schema, id kernel.ID) ([]Related, error) {
	if s.Name != org.Users.Name() && s.Name != org.Seats.Name() {
		return nil, nil
	}
	list, err := held(r, s, id, nil)
	if err != nil || s.Name == org.Seats.Name() {
		return list, err
	}
	seats, _ := org.SeatsOf.Of(r.Tx, kernel.Ref[org.User](id))
	for _, seat := range seats {
		more, err := held(r, seat.Schema(), seat.ID, seat)
		if err != nil {
			return nil, err
		}
		list = append(list, more...)
	}
	return list, nil
}

// held counts the rows that hold a row, by the entities that declare so; of a person's
// seat, where one is given, without himself.
func held(r *view.Reader, s *kernel.Schema, id kernel.ID, seat *org.Seat) ([]Related, error) {
	var list []Related
	for _, ix := range s.HeldBy {
		if seat != nil && ix.Schema.Name == org.Users.Name() {
			continue
		}
		rel := Related{Entity: ix.Schema.Name, Label: view.Say(ix.Schema.Zh, ix.Schema.En), Part: Part{ix.Fields[0].Name, id}}
		n, err := r.Count(partQuery(rel.Entity, rel.Part), relatedMost)
		if err != nil {
			return nil, err
		}
		if rel.Count = n; n == 0 {
			continue
		}
		if seat != nil {
			rel.Label = ofSeat.Text(seat.Name, rel.Label)
		}
		list = append(list, rel)
	}
	return list, nil
}
