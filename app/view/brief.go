package view

import (
	"heyi/app/ui/i18n"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
)

var (
	overBy    = i18n.Define("view.brief.over", "{0} 超信用额度 {1}", "{0} is {1} over the credit limit")
	overLimit = i18n.Define("view.brief.over.limit", "{0} 超信用额度", "{0} is over the credit limit")
)

// WhyAndSum says why something waits, and apart from that the whole sum behind it, "" where
// there is none.
func WhyAndSum(why *kernel.Refusal) (short, sum string) {
	short, sum = Why(why), why.Sentence(Lang(), Figure)
	if short == sum {
		sum = ""
	}
	return short, sum
}

// Why says in a list why something waits: of a sum only what it comes to.
func Why(why *kernel.Refusal) string {
	if why.Code != sales.OverLimit.Name {
		return why.Sentence(Lang(), Figure)
	}
	who, exposure, limit := why.Arg("customer").Str, why.Arg("exposure"), why.Arg("limit")
	if exposure.Kind != kernel.KindMoney || limit.Kind != kernel.KindMoney { // for those only who see debts
		return overLimit.Text(who)
	}
	return overBy.Text(who, i18n.Money(exposure.Int-limit.Int))
}
