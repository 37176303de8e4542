package product

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// Product is a thing or a service that is bought or sold. Prices include tax and
// are per base unit.
type Product struct {
	kernel.Record
	Code      string        `zh:"编码" en:"Code" text:"code" is:"required,title" max:"40"`
	Name      string        `zh:"商品名称" en:"Product" is:"title,required" max:"120"`
	Spec      string        `zh:"规格型号" en:"Specification" is:"listed,search" max:"120"`
	Brand     string        `zh:"品牌" en:"Brand" is:"search" max:"60"`
	Category  string        `zh:"分类" en:"Category" is:"listed" max:"60"`
	Unit      string        `zh:"计量单位" en:"Unit" is:"required,listed,fixed" max:"20"`
	Barcode   string        `zh:"条码" en:"Barcode" text:"number" is:"search" max:"40"`
	TaxClass  kernel.Choice `zh:"税类" en:"Tax class" of:"tax_class" clash:"ask" section:"价格|Prices"`
	Retail    kernel.Price  `zh:"零售价" en:"Retail price" is:"listed" clash:"ask" means_zh:"每个基本单位的含税价，零售等级的客户按它" means_en:"Incl. tax, for one base unit; for customers of the retail level"`
	Wholesale kernel.Price  `zh:"批发价" en:"Wholesale price" is:"listed" clash:"ask" means_zh:"每个基本单位的含税价，批发等级的客户按它" means_en:"Incl. tax, for one base unit; for customers of the wholesale level"`
	Dealer    kernel.Price  `zh:"经销价" en:"Dealer price" is:"listed" clash:"ask" means_zh:"每个基本单位的含税价，经销等级的客户按它" means_en:"Incl. tax, for one base unit; for customers of the dealer level"`
	Floor     kernel.Price  `zh:"最低售价" en:"Lowest price" clash:"ask" hint_zh:"低于此价的订单要放行" hint_en:"An order below it must be released" means_zh:"每个基本单位的含税价，折扣和优惠之后仍按它比" means_en:"Incl. tax, for one base unit; compared with the price after all discounts"`
	Purchase  kernel.Price  `zh:"参考进价" en:"Purchase price" sees:"cost" clash:"ask" means_zh:"每个基本单位的不含税进价，人填的，只作参考，不进账" means_en:"Without tax, for one base unit; typed by people as a guide, and in no book" section:"采购|Purchasing"`
	LeadDays  int64         `zh:"供货天数" en:"Lead time (days)" range:"0..3650" section:"采购|Purchasing"`
	MinOrder  kernel.Qty    `zh:"起订量" en:"Smallest order" unit:"unit" means_zh:"向供应商一次至少订多少，按基本单位，只影响采购建议" means_en:"The least that a supplier sells at once, in base units; suggestions of what to buy go by it"`
	Multiple  kernel.Qty    `zh:"订货倍数" en:"Order multiple" unit:"unit" means_zh:"向供应商订货取它的整数倍，按基本单位，只影响采购建议" means_en:"Suppliers sell multiples of it, in base units; suggestions of what to buy go by it"`
	Divides   bool          `zh:"可拆零" en:"May be divided" hint_zh:"按件计量（张、把、套…）也可以有小数时勾选" hint_en:"When parts of a piece are bought and sold" section:"库存|Stock"`
	Service   bool          `zh:"服务（无库存）" en:"Service (no stock)" is:"fixed"`
	Shelf     string        `zh:"货位" en:"Shelf" text:"code" max:"40"`
	Active    bool          `zh:"在售" en:"On sale" is:"listed" default:"true" section:"其他|Other"`
	Picture   kernel.File   `zh:"图片" en:"Picture" is:"picture"`
	Note      string        `zh:"备注" en:"Note" text:"lines" max:"1000"`
}

// Products, by their unique code and barcode. Purchase prices are in
// Products.Guarded("cost").
var (
	Products = kernel.Define[Product]("product", kernel.Spec{
		Zh: "商品", En: "Product", Scope: kernel.Scope{kernel.Everyone},
	})
	ByCode        = kernel.Unique(Products, func(p *Product) *string { return &p.Code })
	byBaseBarcode = kernel.Unique(Products, func(p *Product) *string { return &p.Barcode })

	_ = org.ForArea(org.First, "product", org.Purchase, org.Admin)
	_ = org.ForRows(org.First, Products.Guarded(org.SeesCost), "edit", org.Purchase)
	_ = org.DutyOfRows(org.Purchase, Products.Guarded(org.SeesCost), "edit")
	_ = org.ToHandOut(org.ByAdministrators, org.Admin, "product.*", "product__cost.*", "product_unit.*")
)

func init() {
	Products.OnSave(func(tx *kernel.Tx, p *Product) error {
		if other, _ := byUnitBarcode.Find(tx, p.Barcode); p.Barcode != "" && other != nil {
			return barcodeTaken(p.Barcode)
		}
		if p.TaxClass == "" {
			kernel.Set(tx, p, &p.TaxClass, "goods")
		}
		return nil
	})
}

func barcodeTaken(code string) error {
	return kernel.Taken.With(kernel.Labelled("field", "barcode", "条码", "Barcode"), kernel.Text("value", code))
}
