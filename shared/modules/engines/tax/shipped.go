package tax

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// shipped is the table of rates a new company starts with.
var shipped = []Rate{
	{Class: Goods, From: 20090101, Rate: 170_000, Note: "增值税暂行条例"},
	{Class: Goods, From: 20180501, Rate: 160_000, Note: "财税〔2018〕32号"},
	{Class: Goods, From: 20190401, Rate: 130_000, Note: "财政部 税务总局 海关总署公告2019年第39号"},
	{Class: Farm, From: 20090101, Rate: 130_000, Note: "增值税暂行条例"},
	{Class: Farm, From: 20170701, Rate: 110_000, Note: "财税〔2017〕37号"},
	{Class: Farm, From: 20180501, Rate: 100_000, Note: "财税〔2018〕32号"},
	{Class: Farm, From: 20190401, Rate: 90_000, Note: "财政部 税务总局 海关总署公告2019年第39号"},
	{Class: Services, From: 20120101, Rate: 60_000, Note: "财税〔2011〕111号"},
	{Class: Zero, From: 19940101, Rate: 0, Note: "增值税暂行条例"},
	{Class: Levy, From: 20090101, Rate: 30_000, Note: "增值税暂行条例"},
	{Class: Levy, From: 20200301, Rate: 10_000, Note: "减按1%征收,执行至2027-12-31"},
	{Class: Levy, From: 20280101, Rate: 30_000, Note: "优惠到期"},
}

// InsertShipped writes the shipped rates; it is part of setting up a company. Each
// row has the id of its class and day, so that doing it twice changes nothing.
func InsertShipped(tx *kernel.Tx) {
	for _, r := range shipped {
		row := r
		row.ID = kernel.DeriveID("tax_rate", string(r.Class), r.From)
		if _, p := Rates.Get(tx, kernel.Ref[Rate](row.ID)); p == kernel.Absent {
			Rates.Insert(tx, &row)
		}
	}
}

func init() {
	org.OnSetup.On("tax", func(tx *kernel.Tx, _ org.SetUp) error {
		InsertShipped(tx)
		return nil
	})
}
