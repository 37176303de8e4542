package product

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/party"
)

// mostPrices is how many agreed prices of one party a command takes over.
const mostPrices = 500

func init() { party.OnMerged.On("product", takePrices) }

// takePrices gives the party that stays what was agreed with the one that goes, for
// products for which it has no price of its own. The old agreements stay to be read.
func takePrices(tx *kernel.Tx, m party.Merged) error {
	its, _ := PricesOf.Of(tx, kernel.Ref[party.Party](m.Gone.ID))
	if err := m.Fits(len(its), mostPrices, "协议价", "agreed prices"); err != nil {
		return err
	}
	who := kernel.Ref[party.Party](m.Keep.ID)
	for _, agreed := range its {
		ref := CustomerPriceOf(who, agreed.Product)
		mine, p := CustomerPrices.Get(tx, ref)
		switch {
		case agreed.Price == 0 || p == kernel.Found && mine.Price != 0:
		case p == kernel.Found:
			kernel.Set(tx, mine, &mine.Price, agreed.Price)
		default:
			CustomerPrices.Insert(tx, &CustomerPrice{
				Record: kernel.Record{ID: ref.ID()}, Party: who, Product: agreed.Product, Price: agreed.Price,
			})
		}
	}
	return nil
}
