package tax

import (
	"heyi/shared/kernel"
)

// Classes of goods and services by the tax they bear.
const (
	Goods    kernel.Choice = "goods"    // most goods, repair, letting of movables
	Farm     kernel.Choice = "farm"     // farm produce, books, transport, building
	Services kernel.Choice = "services" // modern services, finance, consumer services
	Zero     kernel.Choice = "zero"     // exports and what bears no tax
	Levy     kernel.Choice = "levy"     // everything a small-scale taxpayer sells
)

// Classes are the choices of a product's tax class.
var Classes = kernel.Choices("tax_class",
	kernel.Option{Code: string(Goods), Zh: "货物", En: "Goods"},
	kernel.Option{Code: string(Farm), Zh: "农产品、运输、建筑", En: "Farm produce, transport, building"},
	kernel.Option{Code: string(Services), Zh: "现代服务", En: "Services"},
	kernel.Option{Code: string(Zero), Zh: "零税率或免税", En: "Zero-rated or exempt"},
	kernel.Option{Code: string(Levy), Zh: "小规模征收率", En: "Small-scale levy"},
)

// Rate is the tax rate of a class from a day on, until the next row of the class.
// Rates are data because the state changes them; a document of an old day keeps
// the rate of its day.
type Rate struct {
	kernel.Record
	Class kernel.Choice `zh:"税类" en:"Tax class" is:"title,required,fixed" of:"tax_class"`
	From  kernel.Date   `zh:"起始日期" en:"From" is:"title,required,fixed" day:"any"`
	Rate  kernel.Rate   `zh:"税率" en:"Rate" is:"listed" range:"0..0.999999" clash:"ask" means_zh:"从起始日起的增值税税率，含税价按它拆成不含税金额和税额" means_en:"The rate of VAT from its first day on; prices incl. tax are split by it"`
	Note  string        `zh:"依据" en:"Source" is:"listed"`
}

// Rates is the dated table.
var Rates = kernel.Define[Rate]("tax_rate", kernel.Spec{Zh: "税率", En: "Tax rate", Scope: kernel.Scope{kernel.Everyone}})

var ratesOf = kernel.Find(Rates, func(r *Rate) *kernel.Choice { return &r.Class }, func(r *Rate) any { return &r.From })

// The refusals of this file.
var (
	NoRate    = kernel.Refuse("tax.no_rate", "{date} 没有「{class}」的税率，请先维护税率表", "There is no tax rate for {class} on {date}; please add it to the table of rates")
	RateTwice = kernel.Refuse("tax.rate_twice", "「{class}」从 {date} 起的税率已有一行", "{class} already has a rate from {date} on")
)

func init() {
	Rates.OnSave(func(tx *kernel.Tx, r *Rate) error {
		list, _ := ratesOf.Of(tx, r.Class)
		for _, other := range list {
			if other.ID != r.ID && other.From == r.From {
				return RateTwice.With(words(r.Class), kernel.Figure("date", r.From))
			}
		}
		return nil
	})
}

// RateOn is the rate of a class on a day.
func RateOn(tx *kernel.Tx, class kernel.Choice, day kernel.Date) (kernel.Rate, error) {
	list, presence := ratesOf.Of(tx, class)
	rate, found := lastBefore(list, day)
	switch {
	case found:
		return rate, nil
	case presence == kernel.Unknown:
		return 0, kernel.ErrNeedsServer
	}
	return 0, NoRate.With(words(class), kernel.Figure("date", day))
}

func lastBefore(list []*Rate, day kernel.Date) (rate kernel.Rate, found bool) {
	for _, r := range list { // in the order of their days
		if r.From <= day {
			rate, found = r.Rate, true
		}
	}
	return rate, found
}

func words(class kernel.Choice) kernel.Arg {
	for _, o := range Classes {
		if o.Code == string(class) {
			return kernel.Words("class", o.Zh, o.En)
		}
	}
	return kernel.Text("class", string(class))
}
