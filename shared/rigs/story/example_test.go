package story_test

import (
	"fmt"

	"heyi/shared/modules/all"
	"heyi/shared/rigs/story"
)

// A story is what people do and what comes of it. This one is told in one process; real
// devices and a server tell the same file.
func ExampleRun() {
	const told = `An order that the warehouse ships is a debt of its customer.

-- 出库记应收 --
company
梁永康: product.add code=HY-S301 name=雅致茶几 unit=件 dealer=680 active=yes
吴秀珍: stock.open place=ZC
    lines: product=HY-S301 qty=5 price=420
林晓燕: party.add name=鹭岛 is_customer=yes as=鹭岛
林晓燕: sales.order.place customer=鹭岛 from=ZC lines=HY-S301×2@680 as=单1
expect sales_order 单1: state=approved total=1360
name 货1 = sales_delivery order=单1
黄建平: sales.ship delivery=货1
expect party_balance party=鹭岛: receivable=1360
`
	if err := story.Run(story.NewDirect(all.Catalog(all.Latest)), []byte(told)); err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println("it came true")
	// Output: it came true
}
