package stock

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/product"
)

// Balance is how much of a product is in a place, and how much of that is
// promised. It is a projection of the moves and the reservations.
type Balance struct {
	kernel.Record
	Product  kernel.Ref[product.Product] `zh:"商品" en:"Product" is:"listed,derived"`
	Place    kernel.Ref[org.Place]       `zh:"仓库" en:"Warehouse" is:"listed,derived"`
	OnHand   kernel.Qty                  `zh:"库存" en:"On hand" unit:"product.unit" is:"listed,derived,negative" means_zh:"账上此刻在这个仓库的数量，包括已占用的" means_en:"What the books say is in this warehouse now, what is promised among it"`
	Reserved kernel.Qty                  `zh:"占用" en:"Reserved" unit:"product.unit" is:"listed,derived" means_zh:"已审核订单占用、还没有出库的数量" means_en:"What approved orders have been promised and has not left"`
	Leased   kernel.Qty                  `zh:"设备持有" en:"Leased" unit:"product.unit" is:"listed,derived" means_zh:"设备离线时可以卖出的数量；现在还没有操作写它" means_en:"What devices may sell offline; no command writes it yet"`
}

// Balances by their place and by their product.
var (
	Balances = kernel.Define[Balance]("stock_balance", kernel.Spec{
		Zh: "库存", En: "Stock", Kept: true, Scope: kernel.Scope{kernel.Everyone},
	})
	BalancesAt = kernel.Find(Balances, func(b *Balance) *kernel.Ref[org.Place] { return &b.Place })
	BalancesOf = kernel.Find(Balances, func(b *Balance) *kernel.Ref[product.Product] { return &b.Product })
)

// BalanceRef is the balance of a product in a place; its value has the same id.
func BalanceRef(p kernel.Ref[product.Product], at kernel.Ref[org.Place]) kernel.Ref[Balance] {
	return kernel.Ref[Balance](kernel.DeriveID("stock_balance", p, at))
}

// Available is what may be promised (可售): on hand, less what is promised already.
// nil is a product that never was in the place.
func Available(b *Balance) kernel.Qty {
	if b == nil {
		return 0
	}
	return b.OnHand - b.Reserved - b.Leased
}

// AvailableAt reads what may be promised of a product in a place.
func AvailableAt(tx *kernel.Tx, p kernel.Ref[product.Product], at kernel.Ref[org.Place]) kernel.Qty {
	b, _ := Balances.Get(tx, BalanceRef(p, at))
	return Available(b)
}

// balance reads the balance of a product in a place, or begins it.
func balance(tx *kernel.Tx, p kernel.Ref[product.Product], at kernel.Ref[org.Place]) (*Balance, error) {
	ref := BalanceRef(p, at)
	b, presence := Balances.Get(tx, ref)
	switch presence {
	case kernel.Found:
		return b, nil
	case kernel.Unknown:
		return nil, kernel.ErrNeedsServer
	}
	return Balances.Insert(tx, &Balance{Record: kernel.Record{ID: ref.ID()}, Product: p, Place: at}), nil
}

// The refusals of this file.
var (
	BelowZero = kernel.Refuse("stock.below_zero", "「{product}」在{place}的库存会变成 {qty}", "The stock of {product} in {place} would become {qty}")
	Promised  = kernel.Refuse("stock.promised", "「{product}」在{place}库存 {on_hand}，其中 {promised} 已被占用，不能再少",
		"{place} has {on_hand} of {product}, of which {promised} are promised; it cannot be less")
)

func init() {
	Balances.GuardRow(BelowZero, func(tx *kernel.Tx, b *Balance) error {
		if b.OnHand >= 0 || mayGoBelowZero(tx, b.Place) {
			return nil
		}
		return BelowZero.With(append(names(tx, b.Product, b.Place), kernel.Quantity("qty", b.OnHand, product.UnitOf(tx, b.Product)))...)
	})
	Balances.GuardRow(Promised, func(tx *kernel.Tx, b *Balance) error {
		if b.Reserved+b.Leased <= max(b.OnHand, 0) || mayGoBelowZero(tx, b.Place) {
			return nil
		}
		unit := product.UnitOf(tx, b.Product)
		return Promised.With(append(names(tx, b.Product, b.Place),
			kernel.Quantity("on_hand", b.OnHand, unit), kernel.Quantity("promised", b.Reserved+b.Leased, unit))...)
	})
}

// MayRunShort tells whether the book's stock may fall below zero everywhere.
var MayRunShort = org.Switch("stock.below_zero", false, "允许负库存", "Stock may go below zero", org.Formerly("below_zero"),
	org.Hint("不允许时，账上不够的出库记入待查", "Otherwise what the book lacks goes to suspense"))

// mayGoBelowZero holds for 待查, and everywhere if the company says so.
func mayGoBelowZero(tx *kernel.Tx, place kernel.Ref[org.Place]) bool {
	if place == org.SuspensePlace {
		return true
	}
	company, p := org.Companies.Get(tx, org.TheCompany)
	return p == kernel.Found && MayRunShort.Of(company)
}

// names are a product and a place as arguments of a sentence.
func names(tx *kernel.Tx, p kernel.Ref[product.Product], at kernel.Ref[org.Place]) []kernel.Arg {
	return []kernel.Arg{kernel.Text("product", productName(tx, p)), kernel.Text("place", placeName(tx, at))}
}

func productName(tx *kernel.Tx, p kernel.Ref[product.Product]) string {
	if row, presence := product.Products.Get(tx, p); presence == kernel.Found {
		return kernel.TitleOf(row)
	}
	return p.String()
}

func placeName(tx *kernel.Tx, at kernel.Ref[org.Place]) string {
	if row, presence := org.Places.Get(tx, at); presence == kernel.Found {
		return row.Name
	}
	return at.String()
}
