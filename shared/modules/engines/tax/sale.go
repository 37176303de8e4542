package tax

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// SaleRate is the rate that the company's own sales bear: a general taxpayer's by
// the class of the product, a small-scale taxpayer's the levy, none without VAT.
func SaleRate(tx *kernel.Tx, class kernel.Choice, day kernel.Date) (kernel.Rate, error) {
	company, err := org.OfCompany(tx)
	if err != nil {
		return 0, err
	}
	switch {
	case company.Vat == org.VatNone || class == Zero:
		return 0, nil
	case company.Vat == org.VatSmall:
		return RateOn(tx, Levy, day)
	}
	return RateOn(tx, class, day)
}

// InputRate is the rate of the input tax that a price with tax contains and the
// company may deduct: nothing for who is no general taxpayer, because to him the
// tax is cost.
func InputRate(tx *kernel.Tx, class kernel.Choice, day kernel.Date) (kernel.Rate, error) {
	company, err := org.OfCompany(tx)
	if err != nil || company.Vat != org.VatGeneral || class == "" {
		return 0, err
	}
	return RateOn(tx, class, day)
}
