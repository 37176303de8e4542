package sales

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

// Sign says that the customer has the goods.
type Sign struct {
	kernel.Own[Delivery]
	Delivery kernel.Ref[Delivery] `zh:"出库单" en:"Delivery" is:"required"`
	By       string               `zh:"签收人" en:"Signed by" is:"required" max:"40"`
	At       kernel.Time          `zh:"签收时间" en:"Signed at" hint_zh:"不填为现在" hint_en:"Now unless given" day:"done" after:"delivery.left"`
	Note     string               `zh:"备注" en:"Note" text:"lines" max:"500"`
	Slip     kernel.File          `zh:"签收单照片" en:"Photo of the signed slip" is:"picture"`
}

var _ = kernel.Fact[Sign]("sales.delivery.sign", "签收", "Sign for delivery",
	kernel.Moves(Deliveries, kernel.From(Shipped), kernel.To(Signed)), org.For(org.First, org.Storekeeper))

// Predict notes who signed.
func (s Sign) Predict(tx *kernel.Tx) error {
	d, err := Deliveries.Need(tx, s.Delivery)
	if err != nil {
		return err
	}
	at := s.At
	if at == 0 {
		at = tx.At()
	}
	kernel.Set(tx, d, &d.SignedBy, s.By)
	kernel.Set(tx, d, &d.SignedAt, at)
	kernel.Set(tx, d, &d.Slip, s.Slip)
	say(tx, d, s.Note)
	return nil
}

// Settle puts the signature into the order's trail.
func (s Sign) Settle(tx *kernel.Tx) error {
	d, err := Deliveries.Need(tx, s.Delivery)
	if err != nil {
		return err
	}
	o, err := Orders.Need(tx, d.Order)
	if err != nil {
		return err
	}
	flow.Note(tx, o, NodeSigned, d.Number, s.By)
	return nil
}
