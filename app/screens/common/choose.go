package common

import (
	"context"
	"slices"

	"heyi/app/ui/widgets"
	"heyi/shared/kernel"
)

// chosenMost is how many rows of a list can be chosen for one act.
const chosenMost = 500

// chosenMark stands before the name of a row that is chosen.
const chosenMark = "✓ "

// Choose begins to choose rows: a tap takes one, or leaves it out again, and opens none.
func (l *List[T]) Choose() {
	l.chosen = []kernel.ID{}
	l.told()
}

// ChooseAll takes all rows that the list shows, as many as can be.
func (l *List[T]) ChooseAll() {
	source := l.source()
	l.site.Do(func() error {
		rows, err := source.Page(context.Background(), 0, chosenMost)
		l.chosen = []kernel.ID{}
		for _, row := range rows {
			l.chosen = append(l.chosen, l.spec.ID(row))
		}
		return err
	}, func(error) { l.told() })
}

// Leave ends the choosing.
func (l *List[T]) Leave() {
	l.chosen = nil
	l.told()
}

// Choosing tells whether rows are being chosen, and which are.
func (l *List[T]) Choosing() ([]kernel.ID, bool) { return l.chosen, l.chosen != nil }

func (l *List[T]) told() {
	l.grid.List().Refresh()
	if l.spec.Chosen != nil {
		l.spec.Chosen(len(l.chosen))
	}
}

func (l *List[T]) tapped(row T) {
	if l.chosen == nil {
		if l.spec.Tapped != nil {
			l.spec.Tapped(row)
		}
		return
	}
	id := l.spec.ID(row)
	if at := slices.Index(l.chosen, id); at >= 0 {
		l.chosen = slices.Delete(l.chosen, at, at+1)
	} else if len(l.chosen) < chosenMost {
		l.chosen = append(l.chosen, id)
	}
	l.told()
}

// marked has the column that names a row say whether it is chosen.
func (l *List[T]) marked(columns []widgets.DataColumn[T]) []widgets.DataColumn[T] {
	if l.spec.ID == nil {
		return columns
	}
	for i, c := range columns {
		if c.Card != widgets.CardTitle {
			continue
		}
		columns[i].Text = func(row T) string {
			if slices.Contains(l.chosen, l.spec.ID(row)) {
				return chosenMark + c.Text(row)
			}
			return c.Text(row)
		}
	}
	return columns
}
