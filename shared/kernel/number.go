package kernel

import (
	"errors"
	"fmt"

	"github.com/shopspring/decimal"
)

// Exact figures. Each is a scaled integer, so sums stay exact in SQL and in Go;
// products and quotients go through decimal and are rounded by name, once.
type (
	// Money is an amount in minor units of the company's currency (fen).
	Money int64
	// Qty is a quantity of a product in its base unit, in millionths.
	Qty int64
	// Price is money per unit, in millionths of the currency's major unit.
	Price int64
	// Rate is a ratio in millionths: 13 % is 130,000.
	Rate int64
)

// Scales are the decimal places each figure carries.
const (
	MoneyScale = 2
	QtyScale   = 6
	PriceScale = 6
	RateScale  = 6
)

// Limits keep every sum of a company's life inside an int64.
const (
	MaxMoney = Money(1e15)
	MaxQty   = Qty(1e15)
	MaxPrice = Price(1e15)
	MaxRate  = Rate(1e12)
)

// ErrNumber is wrapped by every error of the number parsers, ErrRange by those of
// figures beyond their limits.
var (
	ErrNumber = errors.New("kernel: not a number of this kind")
	ErrRange  = fmt.Errorf("%w: out of range", ErrNumber)
)

// Decimal returns the amount in major units.
func (m Money) Decimal() decimal.Decimal { return decimal.New(int64(m), -MoneyScale) }

// Decimal returns the quantity in base units.
func (q Qty) Decimal() decimal.Decimal { return decimal.New(int64(q), -QtyScale) }

// Decimal returns the price in major units.
func (p Price) Decimal() decimal.Decimal { return decimal.New(int64(p), -PriceScale) }

// Decimal returns the ratio: 0.13 for 13 %.
func (r Rate) Decimal() decimal.Decimal { return decimal.New(int64(r), -RateScale) }

func (m Money) String() string { return m.Decimal().StringFixed(MoneyScale) }
func (q Qty) String() string   { return q.Decimal().String() }
func (p Price) String() string { return p.Decimal().String() }
func (r Rate) String() string  { return r.Decimal().String() }

// MoneyOf rounds a decimal half away from zero to minor units. This is the one
// rounding rule for money. It fails beyond MaxMoney.
func MoneyOf(d decimal.Decimal) (Money, error) {
	n, err := scaled(d.Round(MoneyScale), MoneyScale, int64(MaxMoney))
	return Money(n), err
}

// QtyOf rounds a decimal half away from zero to millionths.
func QtyOf(d decimal.Decimal) (Qty, error) {
	n, err := scaled(d.Round(QtyScale), QtyScale, int64(MaxQty))
	return Qty(n), err
}

// PriceOf rounds a decimal half away from zero to millionths.
func PriceOf(d decimal.Decimal) (Price, error) {
	n, err := scaled(d.Round(PriceScale), PriceScale, int64(MaxPrice))
	return Price(n), err
}

// RateOf rounds a decimal half away from zero to millionths.
func RateOf(d decimal.Decimal) (Rate, error) {
	n, err := scaled(d.Round(RateScale), RateScale, int64(MaxRate))
	return Rate(n), err
}

func scaled(d decimal.Decimal, scale int32, limit int64) (int64, error) {
	shifted := d.Shift(scale)
	if shifted.Abs().GreaterThan(decimal.New(limit, 0)) {
		return 0, fmt.Errorf("%w: %s", ErrRange, d)
	}
	return shifted.IntPart(), nil
}

// ParseMoney reads "1234.50"; more than two decimals are an error, not rounded.
func ParseMoney(s string) (Money, error) {
	n, err := parseScaled(s, MoneyScale, int64(MaxMoney))
	return Money(n), err
}

// ParseQty reads "12.5"; more than six decimals are an error.
func ParseQty(s string) (Qty, error) {
	n, err := parseScaled(s, QtyScale, int64(MaxQty))
	return Qty(n), err
}

// ParsePrice reads "0.035"; more than six decimals are an error.
func ParsePrice(s string) (Price, error) {
	n, err := parseScaled(s, PriceScale, int64(MaxPrice))
	return Price(n), err
}

// ParseRate reads "0.13"; more than six decimals are an error.
func ParseRate(s string) (Rate, error) {
	n, err := parseScaled(s, RateScale, int64(MaxRate))
	return Rate(n), err
}

func parseScaled(s string, scale int32, limit int64) (int64, error) {
	const longest = 40 // digits: far beyond every limit, and no exponent bombs
	if len(s) == 0 || len(s) > longest {
		return 0, fmt.Errorf("%w: %q", ErrNumber, s)
	}
	for _, c := range s {
		if (c < '0' || c > '9') && c != '.' && c != '-' {
			return 0, fmt.Errorf("%w: %q", ErrNumber, s)
		}
	}
	d, err := decimal.NewFromString(s)
	if err != nil {
		return 0, fmt.Errorf("%w: %q", ErrNumber, s)
	}
	if !d.Equal(d.Truncate(scale)) {
		return 0, fmt.Errorf("%w: %s has more than %d decimals", ErrNumber, s, scale)
	}
	return scaled(d, scale, limit)
}

// MarshalText and UnmarshalText let figures travel in JSON as exact strings.
func (m Money) MarshalText() ([]byte, error) { return []byte(m.String()), nil }
func (q Qty) MarshalText() ([]byte, error)   { return []byte(q.String()), nil }
func (p Price) MarshalText() ([]byte, error) { return []byte(p.String()), nil }
func (r Rate) MarshalText() ([]byte, error)  { return []byte(r.String()), nil }

func (m *Money) UnmarshalText(b []byte) (err error) { *m, err = ParseMoney(string(b)); return err }
func (q *Qty) UnmarshalText(b []byte) (err error)   { *q, err = ParseQty(string(b)); return err }
func (p *Price) UnmarshalText(b []byte) (err error) { *p, err = ParsePrice(string(b)); return err }
func (r *Rate) UnmarshalText(b []byte) (err error)  { *r, err = ParseRate(string(b)); return err }
