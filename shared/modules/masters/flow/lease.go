package flow

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// Lease is a slice of stock, of a customer's credit or of a number series that a
// device may promise while it is offline. Until PromiseUntil the device shows a
// guarantee; only after HeldUntil does the server take the slice back.
type Lease struct {
	kernel.Record
	Device       kernel.Ref[org.Device] `zh:"设备" en:"Device" is:"required,derived,listed"`
	Kind         kernel.Choice          `zh:"类型" en:"Kind" of:"lease_kind" is:"required,derived,listed"`
	Product      kernel.ID              `zh:"商品" en:"Product" is:"derived"`
	Place        kernel.Ref[org.Place]  `zh:"仓库" en:"Warehouse" is:"derived"`
	Party        kernel.ID              `zh:"客户" en:"Customer" is:"derived"`
	Qty          kernel.Qty             `zh:"可售" en:"Quantity" unit:"-" is:"derived,listed" means_zh:"设备离线时可以保证卖出的数量，按基本单位；现在还没有操作写它" means_en:"What the device may promise offline, in base units; no command writes it yet"`
	Amount       kernel.Money           `zh:"信用" en:"Credit" is:"derived,listed" means_zh:"设备离线时可以用掉的信用，含税；现在还没有操作写它" means_en:"The credit that the device may use offline, incl. tax; no command writes it yet"`
	PromiseUntil kernel.Time            `zh:"保证至" en:"Promised until" is:"derived,listed"`
	HeldUntil    kernel.Time            `zh:"保留至" en:"Held until" is:"derived"`
}

var _ = kernel.Choices("lease_kind",
	kernel.Option{Code: "stock", Zh: "可售量", En: "Stock"},
	kernel.Option{Code: "credit", Zh: "信用额度", En: "Credit"},
	kernel.Option{Code: "number", Zh: "单号段", En: "Numbers"})

// Leases and those of one device, which alone holds them.
var (
	Leases = kernel.Define[Lease]("lease", kernel.Spec{
		Zh: "本机离线额度", En: "Offline lease", Kept: true,
		Scope: kernel.Scope{kernel.By("device", func(l *Lease) *kernel.Ref[org.Device] { return &l.Device })},
	})
	LeasesOf = kernel.Find(Leases, func(l *Lease) *kernel.Ref[org.Device] { return &l.Device })
)
