package warehouse

import (
	"errors"
	"slices"

	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/product"
)

// Differences are what a count comes to before it is booked.
type Differences struct {
	Lines          []Difference // of what is more or less than the book says, the largest losses first where worth is seen
	Equal          int          // products that are as the book says
	Found, Missing string       // what is too much and too little is worth; "" for who sees no costs
	Unknown        bool         // the device does not hold what it takes
}

// Difference is a product of which there is more or less than the book says.
type Difference struct {
	Name, Book, Counted, More string // with their unit
	Worth                     string // "" for who sees no costs
	Less                      bool

	worth kernel.Money
}

// Differences holds the count against the book, as booking it now would.
func (f *Form) Differences(r *view.Reader) (d Differences, err error) {
	filled := f.Filled()
	if len(filled.Lines) == 0 {
		return d, NoLines.With()
	}
	count := filled.Command().(*stock.Count)
	count.At = r.State.Now
	sees := view.Sees(r, stock.DocLines.Name(), "amount")
	var found, missing kernel.Money
	counted := map[kernel.Ref[product.Product]]bool{}
	for i, l := range count.Lines {
		good := filled.Lines[i].Good
		if counted[l.Product] {
			return d, stock.Twice.With(kernel.Text("product", view.Join(good.Code, good.Name)))
		}
		counted[l.Product] = true
		against, err := count.Against(r.Tx, l)
		switch {
		case errors.Is(err, kernel.ErrNeedsServer):
			d.Unknown = true
			continue
		case err != nil:
			return d, err
		case against.More == 0:
			d.Equal++
			continue
		}
		line := Difference{
			Name: view.Join(good.Code, good.Name), Book: view.Qty(against.Book, good.Unit), Counted: view.Qty(l.Counted, good.Unit),
			More: view.Qty(against.More, good.Unit), Less: against.More < 0,
		}
		if !line.Less {
			line.More = "+" + line.More
		}
		if sees {
			if line.worth, err = stock.Estimate(r.Tx, l.Product, kernel.Ref[org.Place](f.Place), against.More); err != nil {
				return d, err
			}
			line.Worth = view.Money(line.worth)
			found, missing = found+max(line.worth, 0), missing+max(-line.worth, 0)
		}
		d.Lines = append(d.Lines, line)
	}
	slices.SortStableFunc(d.Lines, func(a, b Difference) int { return int(max(-1, min(1, a.worth-b.worth))) })
	if sees && len(d.Lines) > 0 {
		d.Found, d.Missing = view.Money(found), view.Money(missing)
	}
	return d, nil
}
