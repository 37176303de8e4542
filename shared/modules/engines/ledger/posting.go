package ledger

import (
	"errors"
	"fmt"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
)

// ErrUnbalanced and ErrAccount are programming errors of the module that posts,
// not refusals: they stop the command loudly.
var (
	ErrUnbalanced = errors.New("ledger: the posting does not balance")
	ErrAccount    = errors.New("ledger: the account takes no entries")
)

// Aux is what an entry tells beside the account; zero where it does not apply.
type Aux struct {
	Party kernel.Ref[party.Party]
	Place kernel.Ref[org.Place]
}

// Posting is a voucher in the making. Lines of no amount are left out and lines
// that differ in nothing but the amount become one, so a caller posts line by line.
type Posting struct {
	SrcEntity string    // the document's entity; empty for a command without one
	Src       kernel.ID // the document
	Date      kernel.Date
	Summary   string // of the voucher: "销售出库 XS-A07-000123"
	Opening   bool   // an opening balance: before the first period

	asWritten bool                // parties that were merged are posted to all the same
	into      int64               // the period, where it is not that of the date
	moved     kernel.Ref[Voucher] // see [Voucher.Moved]
	lines     []line
}

type line struct {
	account string
	side    kernel.Choice
	aux     Aux
	amount  kernel.Money
}

// NewPosting begins the voucher of a document.
func NewPosting(entity string, doc *org.Doc, summary string) *Posting {
	return &Posting{SrcEntity: entity, Src: doc.ID, Date: doc.Date, Summary: summary + " " + doc.Number}
}

// Debit and Credit add a line; a red one is negative.
func (p *Posting) Debit(account string, amount kernel.Money, aux Aux) {
	p.add(line{account, Debit, aux, amount})
}

// Credit adds a line on the credit side.
func (p *Posting) Credit(account string, amount kernel.Money, aux Aux) {
	p.add(line{account, Credit, aux, amount})
}

// Pair adds a balanced pair of lines.
func (p *Posting) Pair(debit, credit string, amount kernel.Money, aux Aux) {
	p.Debit(debit, amount, aux)
	p.Credit(credit, amount, aux)
}

func (p *Posting) add(l line) {
	for i := range p.lines {
		if o := &p.lines[i]; o.account == l.account && o.side == l.side && o.aux == l.aux {
			o.amount += l.amount
			return
		}
	}
	p.lines = append(p.lines, l)
}

// left are the lines that have an amount, debits first.
func (p *Posting) left() (lines []line, debit, credit kernel.Money) {
	for _, l := range p.lines {
		if l.amount != 0 && l.side == Debit {
			lines, debit = append(lines, l), debit+l.amount
		}
	}
	for _, l := range p.lines {
		if l.amount != 0 && l.side == Credit {
			lines, credit = append(lines, l), credit+l.amount
		}
	}
	return lines, debit, credit
}

// Post writes the voucher; only Settle may call it. What is posted to a party that was
// merged goes to the one that stands for it. It answers nil when nothing is left to post. An unbalanced posting is an internal error.
func Post(tx *kernel.Tx, p *Posting) (*Voucher, error) {
	return post(tx, p, kernel.Ref[Voucher]{})
}

func post(tx *kernel.Tx, p *Posting, reverses kernel.Ref[Voucher]) (*Voucher, error) {
	lines, debit, credit := p.left()
	if debit != credit {
		return nil, fmt.Errorf("%w: %s: debit %s, credit %s", ErrUnbalanced, p.Summary, debit, credit)
	}
	if len(lines) == 0 {
		return nil, nil
	}
	period, err := p.period(tx)
	if err != nil {
		return nil, err
	}
	const word = "记"
	v := &Voucher{
		Word: word, Period: period, Date: p.Date, SrcEntity: p.SrcEntity, Src: p.Src, Summary: cut(p.Summary),
		Amount: debit, Reverses: reverses, Author: kernel.Ref[org.User](tx.Author.User), Moved: p.moved,
		No: org.NextSerial(tx, fmt.Sprintf("voucher/%s/%d", word, period)),
	}
	Vouchers.Insert(tx, v, v.Period, v.No)
	for i, l := range lines {
		if !p.asWritten {
			l.aux.Party = party.Survivor(tx, l.aux.Party)
		}
		if err := enter(tx, v, int64(i+1), l); err != nil {
			return nil, err
		}
	}
	return v, nil
}

func enter(tx *kernel.Tx, v *Voucher, no int64, l line) error {
	account, p := Accounts.Get(tx, AccountRef(l.account))
	if p != kernel.Found || !account.Posts {
		return fmt.Errorf("%w: %s in %s", ErrAccount, l.account, v.Summary)
	}
	e := &Entry{
		Voucher: kernel.Ref[Voucher](v.ID), Line: no, Account: kernel.Ref[Account](account.ID), Period: v.Period,
		Place: l.aux.Place, Summary: v.Summary,
	}
	if account.PerParty {
		e.Party = l.aux.Party
	}
	if account.Cash && tx.Since(cashJournals) {
		e.Date, e.SrcEntity, e.Src = v.Date, v.SrcEntity, v.Src
	}
	if l.side == Debit {
		e.Debit = l.amount
	} else {
		e.Credit = l.amount
	}
	Entries.Insert(tx, e, v.Period, v.No, no)
	turnover(tx, e)
	return nil
}

// cut keeps a summary within what its column holds.
func cut(s string) string {
	const most = 200
	if r := []rune(s); len(r) > most {
		return string(r[:most])
	}
	return s
}

// Reverse takes back everything a document has posted by red vouchers with the
// same lines, in the open period; those of a party that was merged since go to the one
// that stands for it. Only Settle may call it.
func Reverse(tx *kernel.Tx, src kernel.ID, date kernel.Date) error {
	all, _ := VouchersOf.Of(tx, src)
	taken := map[kernel.Ref[Voucher]]bool{}
	for _, v := range all {
		taken[v.Reverses] = true
	}
	for _, v := range all {
		if taken[kernel.Ref[Voucher](v.ID)] || !v.Reverses.IsZero() {
			continue
		}
		red := &Posting{SrcEntity: v.SrcEntity, Src: src, Date: date, Summary: "冲销 " + v.Summary, Opening: v.Period == 0}
		if err := red.copy(tx, v, -1); err != nil {
			return err
		}
		if _, err := post(tx, red, kernel.Ref[Voucher](v.ID)); err != nil {
			return err
		}
	}
	return nil
}

// copy adds the lines of a voucher, times a sign.
func (p *Posting) copy(tx *kernel.Tx, v *Voucher, sign kernel.Money) error {
	entries, _ := EntriesOf.Of(tx, kernel.Ref[Voucher](v.ID))
	for _, e := range entries {
		account, err := Accounts.Need(tx, e.Account)
		if err != nil {
			return err
		}
		aux := Aux{Party: e.Party, Place: e.Place}
		p.Debit(account.Code, sign*e.Debit, aux)
		p.Credit(account.Code, sign*e.Credit, aux)
	}
	return nil
}
