package finance

import (
	"slices"

	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	"heyi/shared/kernel"
	"heyi/shared/modules/analytics"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/org"
)

// Balance is the money in one fund, which is what its account in the ledger holds.
type Balance struct {
	ID           kernel.ID
	Name, Amount string
	Hidden       bool // the reader does not see what is in it
}

// Balances lists the funds with what is in them.
func Balances(r *view.Reader) ([]Balance, error) {
	funds, err := analytics.FundsOf(analytics.Books{Catalog: r.Catalog, All: r.Rows, Viewer: r.Eyes(), Held: true})
	if err != nil {
		return nil, err
	}
	var list []Balance
	for _, f := range funds {
		amount := view.Money(f.Amount)
		if f.Hidden {
			amount = view.Hidden.Text()
		}
		list = append(list, Balance{f.ID, f.Name, amount, f.Hidden})
	}
	return list, nil
}

// Journal is the journal of a fund (日记账) in a month of the books.
type Journal struct {
	Name                      string
	Keeper                    string // whose seat it is, "" for no seat in particular
	Month                     int64
	Opening, In, Out, Closing string
	Days                      []JournalDay // the newest first
	Before, After             int64        // the months beside it; 0 where there is none
	Hidden                    bool         // the reader does not see what is in the fund
}

// JournalDay is one day of it.
type JournalDay struct {
	Day                       string
	Opening, In, Out, Balance string
	Lines                     []JournalLine // the newest first
}

// JournalLine is what went in or out.
type JournalLine struct {
	Summary, In, Out string
	Party            string
	Entity           string // of its document
	Src              kernel.ID
}

// openingMonth names the period of opening balances.
var openingMonth = i18n.Define("finance.journal.opening", "期初", "Opening balance")

// Title is the month of the journal: 2026-11.
func (j *Journal) Title() string {
	if j.Month == 0 {
		return openingMonth.Text()
	}
	return Span(j.Month)
}

// LoadJournal reads the journal of a fund for the month that is asked for, 0 for today's.
func LoadJournal(id kernel.ID, month func() int64) func(*view.Reader) (*Journal, error) {
	return func(r *view.Reader) (*Journal, error) {
		f, err := view.Get(r, finance.Funds, id)
		if err != nil {
			return nil, err
		}
		company, err := org.OfCompany(r.Tx)
		if err != nil {
			return nil, err
		}
		j := &Journal{Name: f.Name, Month: month()}
		if !f.Keeper.IsZero() {
			j.Keeper = view.Join(record.TitleOf(r, org.Seats.Name(), f.Keeper.ID()), view.Holder(r, f.Keeper))
		}
		now := r.Today().YearMonth()
		if j.Month == 0 {
			j.Month = now
		}
		if j.Month > company.Start.YearMonth() {
			j.Before = kernel.Date(j.Month*100 + 1).AddMonths(-1).YearMonth()
		}
		if j.Month < now {
			j.After = kernel.Date(j.Month*100 + 1).AddMonths(1).YearMonth()
		}
		if j.Hidden = !ledger.SeesFund(r.Author, f.Account); !j.Hidden {
			j.fill(r, ledger.JournalOf(r.Tx, f.Account, j.Month))
		}
		return j, nil
	}
}

func (j *Journal) fill(r *view.Reader, of *ledger.Journal) {
	j.Opening, j.In, j.Out, j.Closing = view.Money(of.Opening), view.Money(of.In), view.Money(of.Out), view.Money(of.Closing)
	for _, d := range slices.Backward(of.Days) {
		day := JournalDay{
			Day: view.Date(d.Date), Opening: view.Money(d.Opening), In: view.Money(d.In), Out: view.Money(d.Out), Balance: view.Money(d.Balance),
		}
		for _, e := range slices.Backward(d.Entries) {
			line := JournalLine{Summary: e.Summary, Entity: e.SrcEntity, Src: e.Src}
			if e.Debit != 0 {
				line.In = view.Money(e.Debit)
			} else {
				line.Out = view.Money(e.Credit)
			}
			line.Party = partnerOf(r, e)
			day.Lines = append(day.Lines, line)
		}
		j.Days = append(j.Days, day)
	}
}

// partnerOf is the name of the partner that the document of an entry is about, as far as
// the reader sees the document.
func partnerOf(r *view.Reader, e *ledger.Entry) string {
	s := r.Catalog.Schema(e.SrcEntity)
	if s == nil || s.Field("name") == nil {
		return ""
	}
	if row := r.Tx.Held(s, e.Src); row != nil {
		return s.Field("name").Get(row).Str
	}
	return ""
}
