package view

import "heyi/shared/kernel"

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
func Why(why *kernel.Refusal) string { return why.Brief(Lang(), Figure) }
