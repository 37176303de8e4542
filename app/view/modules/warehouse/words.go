package warehouse

import "heyi/app/ui/i18n"

// The words of the warehouse beyond the labels of its fields.
var (
	Urgent    = i18n.Define("warehouse.urgent", "加急", "Urgent")
	Overdue   = i18n.Define("warehouse.overdue", "逾期未发", "Late")
	kinds     = i18n.DefinePlural("warehouse.kinds", "{0} 种商品", "{0} product", "{0} products")
	OpenOnes  = i18n.Define("warehouse.filter.open", "待出库", "To ship")
	GoneOnes  = i18n.Define("warehouse.filter.gone", "已出库", "Shipped")
	AllOnes   = i18n.Define("warehouse.filter.all", "全部", "All")
	OnHand    = i18n.Define("warehouse.onhand", "库存量", "On hand")
	Reserved  = i18n.Define("warehouse.reserved", "已占用", "Reserved")
	Available = i18n.Define("warehouse.available", "可售量", "Available")
	NotSold   = i18n.Define("warehouse.notsold", "不可售", "Not for sale")
	AllPlaces = i18n.Define("warehouse.places", "全部仓库", "All warehouses")
)
