package finance

import (
	"cmp"
	"context"
	"slices"

	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rowstore"
)

// Old is a line of an opening form; which of its parts count depends on the form.
type Old struct {
	Who            kernel.ID     // partner, fund or account
	Name           string        // what that is called
	Kind           kernel.Choice // of a partner's item; none is a receivable
	Number         string
	Day, Due       kernel.Date
	Amount, Credit kernel.Money
}

// Opened says how the opening balances stand.
type Opened struct {
	Last   kernel.Date  // the day before the books began, which old documents are of; 0 for none
	Left   kernel.Money // what they differ by: the debit balance of the transit account
	Over   error        // why none are taken any more, nil while they are
	Known  bool
	Hidden bool // the reader does not see the books: Left is not known to him
}

// LoadOpened reads how the opening balances stand.
func LoadOpened(r *view.Reader) (Opened, error) {
	c, err := org.OfCompany(r.Tx)
	if err != nil {
		return Opened{}, err
	}
	o := Opened{Left: ledger.OpeningDifference(r.Tx), Over: ledger.OpeningAllowed(r.Tx), Known: true}
	o.Hidden = !view.Shows(r, ledger.Balances.Name())
	if c.Start != 0 {
		o.Last = c.Start.AddDays(-1)
	}
	return o, nil
}

var (
	debitMore  = i18n.Define("finance.opening.debit", "借方多 {0}", "{0} more on the debit side")
	creditMore = i18n.Define("finance.opening.credit", "贷方多 {0}", "{0} more on the credit side")
	balanced   = i18n.Define("finance.opening.balanced", "借贷平衡", "in balance")
)

// Differs says what opening balances differ by that leave so much in the transit
// account: its other side is the one that is too large.
func Differs(left kernel.Money) string {
	switch {
	case left < 0:
		return debitMore.Text(view.Money(-left))
	case left > 0:
		return creditMore.Text(view.Money(left))
	}
	return balanced.Text()
}

// The opening forms; that of the stock is the warehouse's.
const (
	OpenDebts  = "debts"
	OpenFunds  = "funds"
	OpenLedger = "ledger"
)

// opening is a command that enters opening balances, which refuses a second time.
type opening interface {
	kernel.Command
	Check(tx *kernel.Tx) error
}

// enter are the commands of the forms: of the lines that name something. more adds to what
// is entered already.
var enter = map[string]func(lines []*Old, more bool) opening{
	OpenDebts: func(lines []*Old, more bool) opening {
		c := &debt.Opening{More: more}
		for _, l := range chosen(lines) {
			c.Lines = append(c.Lines, debt.OpeningLine{
				Party: kernel.Ref[party.Party](l.Who), Kind: cmp.Or(l.Kind, debt.Receivable), Number: l.Number, Date: l.Day, Due: l.Due, Amount: l.Amount,
			})
		}
		return c
	},
	OpenFunds: func(lines []*Old, more bool) opening {
		c := &finance.Opening{More: more}
		for _, l := range chosen(lines) {
			c.Lines = append(c.Lines, finance.OpeningLine{Fund: kernel.Ref[finance.Fund](l.Who), Amount: l.Amount})
		}
		return c
	},
	OpenLedger: func(lines []*Old, more bool) opening {
		c := &ledger.Open{More: more}
		for _, l := range chosen(lines) {
			c.Lines = append(c.Lines, ledger.OpenLine{Account: kernel.Ref[ledger.Account](l.Who), Debit: l.Amount, Credit: l.Credit})
		}
		return c
	},
}

func chosen(lines []*Old) []*Old {
	return slices.DeleteFunc(slices.Clone(lines), func(l *Old) bool { return l.Who.IsZero() })
}

// Open enters the lines of a form; more adds to what is entered already.
func Open(desk *view.Desk, form string, lines []*Old, more bool) error {
	_, err := desk.Do(enter[form](lines, more))
	return err
}

// Already tells of the first line that was entered before, as far as this device knows;
// the server knows all.
func Already(desk *view.Desk, form string, lines []*Old) error {
	_, err := view.Load(desk, func(r *view.Reader) (struct{}, error) {
		return struct{}{}, enter[form](lines, false).Check(r.Tx)
	})
	return err
}

// Kinds are what may have been owed.
func Kinds(c *kernel.Catalog) []view.Option { return view.Options(c, debt.Items.Name(), "kind") }

// Sums adds up what the lines say, of chosen ones only.
func Sums(lines []*Old) (amount, credit kernel.Money) {
	for _, l := range lines {
		if !l.Who.IsZero() {
			amount, credit = amount+l.Amount, credit+l.Credit
		}
	}
	return amount, credit
}

// Partners searches customers and suppliers.
func Partners(desk *view.Desk) func(ctx context.Context, query string, limit int) ([]Named, error) {
	return func(_ context.Context, query string, limit int) ([]Named, error) {
		page, err := desk.Engine.List(client.Query{Search: query, Query: rowstore.Query{
			Entity: party.Parties.Name(), Limit: limit, Sort: []rowstore.Order{{Field: "name"}},
		}})
		list := make([]Named, 0, len(page.Rows))
		for _, row := range page.Rows {
			p := row.(*party.Party)
			list = append(list, Named{ID: p.ID, Name: p.Name, Detail: view.Join(p.Contact, p.Mobile)})
		}
		return list, err
	}
}
