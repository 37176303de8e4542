package stock

import (
	"heyi/shared/figures"
	"heyi/shared/modules/masters/org"
)

// What is in suspense is nobody's to sell and is looked at by itself.
var inSuspense = []figures.Choice{{Path: "place", Values: []string{org.SuspensePlace.String()}}}

// Goods is what is there, what of it is free, what it is worth, and what is left of what is
// on sale; Moved what came and left on each day.
var (
	Held = figures.DeclareFact(figures.Fact{
		Name: "held", Zh: "库存", En: "Stock",
		Grain:      figures.Words{Zh: "每种商品在每个仓库的库存，待查除外", En: "each product in each place, what is in suspense left out"},
		Parts:      []figures.Part{{Entity: "stock_balance", Zh: "库存", En: "Stock", Except: inSuspense}},
		Dimensions: []figures.Dimension{byProduct, {Name: "place", Zh: "仓库", En: "Warehouse", Path: "place"}},
		Measures: []figures.Measure{
			{Name: "on_hand", Zh: "库存量", En: "On hand", Of: []string{"on_hand"}, Means: figures.Words{Zh: "账面库存", En: "what is there"}},
			{Name: "free", Zh: "可售量", En: "Available", Of: []string{"on_hand", "-reserved", "-leased"}, Means: figures.Words{Zh: "库存量减占用，再减设备持有", En: "on hand less reserved and leased"}},
		},
	})
	HeldWorth = figures.DeclareFact(figures.Fact{
		Name: "worth", Zh: "库存金额", En: "Stock value",
		Grain:      figures.Words{Zh: "每种商品在每个仓库的库存金额，待查除外", En: "the value of each product in each place, what is in suspense left out"},
		Parts:      []figures.Part{{Entity: "stock_value", Zh: "库存", En: "Stock", Except: inSuspense}},
		Dimensions: []figures.Dimension{byProduct, {Name: "place", Zh: "仓库", En: "Warehouse", Path: "place"}, {Name: "balance", Zh: "库存行", En: "Balance", Path: "id"}},
		Measures: []figures.Measure{
			{Name: "amount", Zh: "库存金额", En: "Value", Of: []string{"amount"}, Means: figures.Words{Zh: "按移动加权成本的库存金额", En: "at the moving average cost"}},
			{Name: "qty", Zh: "数量", En: "Quantity", Of: []string{"qty"}, Means: figures.Words{Zh: "已计价的数量", En: "the quantity that is valued"}},
		},
	})
	Offered = figures.DeclareFact(figures.Fact{
		Name: "offered", Zh: "在售商品的可售量", En: "What is left of goods on sale",
		Grain: figures.Words{Zh: "每种在售商品，和每种商品在每个仓库的库存，待查除外", En: "each product on sale, and each product in each place, what is in suspense left out"},
		Parts: []figures.Part{
			{Entity: "stock_balance", Zh: "库存", En: "Stock", Except: inSuspense},
			{Entity: "product", Zh: "商品", En: "Product", Only: []figures.Choice{{Path: "active", Values: []string{"true"}}, {Path: "service", Values: []string{"false"}}}},
		},
		Dimensions: []figures.Dimension{{Name: "product", Zh: "商品", En: "Product", Path: "product|id", Bare: true}},
		Measures: []figures.Measure{
			{Name: "kinds", Zh: "在售商品", En: "Products on sale", Operation: figures.Count, Of: []string{"|id"}, Means: figures.Words{Zh: "启用的商品，服务除外", En: "active products, services left out"}},
			{Name: "free", Zh: "可售量", En: "Available", Of: []string{"on_hand|", "-reserved|", "-leased|"}, Means: figures.Words{Zh: "库存量减占用，再减设备持有", En: "on hand less reserved and leased"}},
		},
	})
	Moved = figures.DeclareFact(figures.Fact{
		Name: "moved", Zh: "商品日变动", En: "Products by day",
		Grain:      figures.Words{Zh: "每种商品每天的净变动和销量", En: "what each product moved and sold by day"},
		Parts:      []figures.Part{{Entity: "stock_day", Zh: "变动", En: "Moved", Date: "date"}},
		Dimensions: []figures.Dimension{byProduct},
		Measures: []figures.Measure{
			{Name: "net", Zh: "净变动", En: "Net change", Of: []string{"net"}, Means: figures.Words{Zh: "入库减出库", En: "came in less left"}},
			{Name: "sold", Zh: "销量", En: "Sold", Of: []string{"sold"}, Means: figures.Words{Zh: "销售出库减退货", En: "left for customers less returned"}},
			{Name: "left", Zh: "销售出库", En: "Left for customers", Of: []string{"left"}, Means: figures.Words{Zh: "销售出库，不减退货", En: "left for customers, returns not taken off"}},
		},
		Cubes: []figures.Cube{{"product"}},
	})
	Turned = figures.DeclareFact(figures.Fact{
		Name: "turned", Zh: "收发存", En: "Stock ledger",
		Grain: figures.Words{Zh: "每一条库存收发，和每种商品在每个仓库的现有库存", En: "each movement, and what there is now of each product in each place"},
		Parts: []figures.Part{
			{Entity: "stock_balance", Zh: "现有库存", En: "Stock now"},
			{Entity: "stock_move", Zh: "收发", En: "Movement", Date: "date"},
		},
		Dimensions: []figures.Dimension{byProduct, {Name: "place", Zh: "仓库", En: "Warehouse", Path: "place"}},
		Measures: []figures.Measure{
			{Name: "in", Zh: "收入数量", En: "In", Of: []string{"|qty"}, When: "-|qty", Means: figures.Words{Zh: "入库的数量", En: "what came in"}},
			{Name: "out", Zh: "发出数量", En: "Out", Of: []string{"-|qty"}, When: "|qty", Means: figures.Words{Zh: "出库的数量", En: "what left"}},
			{Name: "net", Zh: "净变动", En: "Net change", Of: []string{"|qty"}, Means: figures.Words{Zh: "收入减发出；期末结存 = 现有库存 − 期末以后的净变动，期初 = 结存 − 收入 + 发出", En: "in less out; what there was at the end is what there is now less the net change since, and at the beginning that less in plus out"}},
			{Name: "now", Zh: "现有库存", En: "On hand now", Of: []string{"on_hand|"}, Means: figures.Words{Zh: "现在的账面库存", En: "what is there now"}},
		},
	})
	TurnedWorth = figures.DeclareFact(figures.Fact{
		Name: "turned_worth", Zh: "收发存金额", En: "Stock ledger by value",
		Grain: figures.Words{Zh: "每一条成本明细，和每种商品在每个仓库的现有金额", En: "each value layer, and what is there now of each product in each place is worth"},
		Parts: []figures.Part{
			{Entity: "stock_value", Zh: "现有金额", En: "Value now"},
			{Entity: "stock_layer", Zh: "成本", En: "Value layer", Date: "date"},
		},
		Dimensions: []figures.Dimension{byProduct, {Name: "place", Zh: "仓库", En: "Warehouse", Path: "place"}},
		Measures: []figures.Measure{
			{Name: "in", Zh: "收入金额", En: "Value in", Of: []string{"|amount"}, When: "-|qty", Means: figures.Words{Zh: "入库的金额，后到的成本也算收入", En: "the value that came in, later costs among it"}},
			{Name: "out", Zh: "发出金额", En: "Value out", Of: []string{"-|amount"}, When: "|qty", Means: figures.Words{Zh: "出库的成本", En: "the cost of what left"}},
			{Name: "net", Zh: "净变动金额", En: "Net change of value", Of: []string{"|amount"}, Means: figures.Words{Zh: "收入减发出；结存和期初金额与数量同样倒推", En: "in less out; closing and opening follow as for quantities"}},
			{Name: "now", Zh: "现有金额", En: "Value now", Of: []string{"amount|"}, Means: figures.Words{Zh: "现在的库存金额", En: "what is there now is worth"}},
		},
	})
)

var byProduct = figures.Dimension{Name: "product", Zh: "商品", En: "Product", Path: "product", Shows: []string{"code", "spec", "unit"}}
