package flow

import "heyi/shared/kernel"

// LineLink says that so much of one document's line came out of another's where no
// reference of either says it: a purchase for the lines of several orders. What a
// reference says is not written twice; [ChainOf] reads both. It is append-only; a
// correction is a negative quantity.
type LineLink struct {
	kernel.Record
	SrcEntity string     `zh:"来源类型" en:"Source type" text:"word" is:"required,derived" max:"60"`
	Src       kernel.ID  `zh:"来源行" en:"Source line" is:"required,derived" ref:"src_entity"`
	DstEntity string     `zh:"去向类型" en:"Target type" text:"word" is:"required,derived" max:"60"`
	Dst       kernel.ID  `zh:"去向行" en:"Target line" is:"required,derived" ref:"dst_entity"`
	Qty       kernel.Qty `zh:"数量" en:"Quantity" unit:"-" is:"derived,negative" means_zh:"来源行中有多少成了去向行，按基本单位；更正是负数" means_en:"How much of the one line became the other, in base units; a correction is negative"`
}

// LineLinks, those out of a line, and those into a line. They are seen by those
// who see the target.
var (
	LineLinks = kernel.Define[LineLink]("line_link", kernel.Spec{
		Zh: "单据关联", En: "Link between lines", Kept: true, Once: true,
		Scope: kernel.Scope{kernel.FollowsAny(
			func(l *LineLink) *kernel.ID { return &l.Dst }, func(l *LineLink) *string { return &l.DstEntity })},
	})
	LinksOut  = kernel.Find(LineLinks, func(l *LineLink) *kernel.ID { return &l.Src })
	LinksInto = kernel.Find(LineLinks, func(l *LineLink) *kernel.ID { return &l.Dst })
)

// Link notes that qty, in base units, of line dst came out of line src.
func Link(tx *kernel.Tx, src, dst kernel.Row, qty kernel.Qty) *LineLink {
	l := &LineLink{
		SrcEntity: entityOf(src), Src: src.Base().ID, DstEntity: entityOf(dst), Dst: dst.Base().ID, Qty: qty,
	}
	return LineLinks.Insert(tx, l, l.Src, l.Dst, nth(tx, LineLinks))
}
