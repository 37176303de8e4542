// Package story runs stories: text files in which people of a company send
// commands from their devices, with and without network, and documents, balances
// and refusals are expected. A salesperson could read them.
//
// A story is a txtar file. The text before the first scene is its moral; each
// scene has a title and lines:
//
//	company vat=general                      the demo company is founded
//	date 2026-11-19 10:30                    what the clocks show
//	林晓燕 on A01: party.add name=鹭岛 is_customer=yes as=鹭岛
//	林晓燕 on A01: sales.order.place customer=鹭岛 lines=HY-S301×15@3680 as=单1
//	    lines: product=HY-S302 qty=2 price=3680
//	refused sales.short says="可售 3"
//	黄建平 on W01                            signs in
//	offline A01                              until: online A01
//	expect sales_order 单1: state=approved total=55200
//	expect stock_balance product=HY-S301 place=ZC on A02: reserved=15
//	expect no task kind=party.twin
//	expect 2 task: state=open
//	name 送货 = delivery order=单1
//
// Rows are called by what people call them (a code, a name, a part of it), or by
// the name that "as" gave to what a command made. The name means each kind of
// row that the command made first: the order, and its delivery. An indented line
// is an item of the command's list. A refusal that no line expects fails the
// story, and at its end all invariants must hold.
package story
