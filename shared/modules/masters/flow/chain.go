package flow

import (
	"sort"

	"heyi/shared/kernel"
)

// Hop is one step from a row to the row that came out of it: goods from an order's
// line to a delivery's, money from a receipt to a bill, a document to its voucher.
type Hop struct {
	SrcEntity string
	Src       kernel.ID
	DstEntity string
	Dst       kernel.ID
	Qty       kernel.Qty   // of goods, in base units
	Amount    kernel.Money // of money
}

// HopOf is the step between two rows.
func HopOf(src string, srcID kernel.ID, dst string, dstID kernel.ID) Hop {
	return Hop{SrcEntity: src, Src: srcID, DstEntity: dst, Dst: dstID}
}

// Of is the hop with what it carried.
func (h Hop) Of(qty kernel.Qty, amount kernel.Money) Hop {
	h.Qty, h.Amount = qty, amount
	return h
}

// chainer answers for the rows of its module what came into a row and what went
// out of it; nothing for rows it does not know.
type chainer struct {
	module string
	hops   func(*kernel.Tx, kernel.Row) []Hop
}

var chainers []chainer

// DeclareChain adds a module's answer to where rows come from and what became of
// them. It reads the references that the module's rows have anyway, so a link is
// kept once; what no reference says is kept by [Link].
func DeclareChain(module string, hops func(*kernel.Tx, kernel.Row) []Hop) {
	chainers = append(chainers, chainer{module, hops})
	sort.SliceStable(chainers, func(i, j int) bool { return chainers[i].module < chainers[j].module })
}

// ChainOf is what came into a row and what went out of it, as far as the author
// sees it.
func ChainOf(tx *kernel.Tx, row kernel.Row) (into, out []Hop) {
	if row.Base().Schema().Main != nil { // guarded fields hang on nothing of their own
		return nil, nil
	}
	var all []Hop
	for _, c := range chainers {
		all = append(all, c.hops(tx, row)...)
	}
	id := row.Base().ID
	came, _ := LinksInto.Of(tx, id)
	went, _ := LinksOut.Of(tx, id)
	for _, l := range append(came, went...) {
		all = append(all, HopOf(l.SrcEntity, l.Src, l.DstEntity, l.Dst).Of(l.Qty, 0))
	}
	for _, h := range all {
		if h.Dst == id {
			into = append(into, h)
		} else {
			out = append(out, h)
		}
	}
	return into, out
}
