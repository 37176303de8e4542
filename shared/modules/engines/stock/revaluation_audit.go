package stock

import "heyi/shared/kernel"

func init() {
	kernel.DeclareAudit("F15R", "成本补录单的金额 = 计入库存 + 已出库 + 冲减盘盈，作废的全部收回，一行只补录一次",
		"A revaluation is what it put into stock, what had left and what a count had found; a void one has taken all of it back, and a line has one",
		auditRevaluations)
}

func auditRevaluations(c *kernel.Catalog, all kernel.Scanner, found func(string)) error {
	type sum struct{ inStock, left, all kernel.Money }
	sums := map[kernel.Ref[Revaluation]]sum{}
	err := kernel.Each(c, all, RevaluedParts, func(p *RevaluedPart) error {
		s := sums[p.Revaluation]
		s.inStock, s.left, s.all = s.inStock+p.InStock, s.left+p.Left, s.all+p.InStock+p.Left
		sums[p.Revaluation] = s
		if l, ok := all.Get(Layers.In(c), p.ID).(*Layer); !ok || l.Qty != 0 || l.Amount != p.InStock || l.Variance != p.Left || l.Place != p.Place {
			found("part " + p.ID.String())
		}
		return nil
	})
	if err != nil {
		return err
	}
	lines := map[kernel.ID]bool{}
	return kernel.Each(c, all, Revaluations, func(r *Revaluation) error {
		s := sums[kernel.Ref[Revaluation](r.ID)]
		whole := r.Amount == r.InStock+r.Left+r.Counted
		switch {
		case r.State == Void && whole && s.all == 0:
		case r.State == Approved && whole && s.inStock == r.InStock && s.left == r.Left && !lines[r.SrcLine]:
			lines[r.SrcLine] = true
		default:
			found(r.Number)
		}
		return nil
	})
}
