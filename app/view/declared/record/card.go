package record

import (
	"slices"

	"heyi/shared/kernel"
)

// name chooses which columns are the first line of a card, unless the list has said so: the
// longest name and the first amount.
func name(s *kernel.Schema, list []Column) {
	title := slices.IndexFunc(list, func(c Column) bool { return c.Place == AsTitle })
	amount := slices.IndexFunc(list, func(c Column) bool { return c.Place == AsFigure })
	if title < 0 {
		title = longestTitle(s, list)
	}
	if title < 0 && len(list) > 0 {
		title = 0
	}
	for i, c := range list {
		_, f := wholeField(s, c.Name)
		if amount < 0 && f != nil && figure(f.Kind) && f.Kind != kernel.KindInt {
			amount = i
		}
	}
	if title >= 0 {
		list[title].Place = AsTitle
	}
	if amount >= 0 && amount != title {
		list[amount].Place = AsFigure
	}
	keepDetails(list)
}

// longestTitle is the column that names a row, -1 for none.
func longestTitle(s *kernel.Schema, list []Column) int {
	title, longest := -1, -1
	for i, c := range list {
		f := s.Field(c.Name)
		switch {
		case f == nil || !f.Title:
		case f.Kind != kernel.KindText && title < 0:
			title = i
		case f.Kind == kernel.KindText && f.Max > longest:
			title, longest = i, f.Max
		}
	}
	return title
}

// pictureOf is the field of the picture by which people know the rows of an entity; nil for
// none.
func pictureOf(s *kernel.Schema) *kernel.Field {
	for _, f := range s.FileFields() {
		if f.Picture && !s.Kept {
			return f
		}
	}
	return nil
}

// Pictured tells whether the rows of the list have a picture.
func (l *Listing) Pictured(c *kernel.Catalog) bool { return pictureOf(c.Schema(l.Entity)) != nil }
