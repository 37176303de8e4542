package trial

import (
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/org"
)

// Company founds a company with the VAT status on 2026-11-01; the world's clock
// stands on 2026-11-19. Its places are 总仓 (W1), 展厅仓 (W2) and 待查.
func Company(t testing.TB, vat kernel.Choice) *World {
	t.Helper()
	w := Open(20261119)
	w.Must(t, System(), &org.Setup{
		Company: org.SetupCompany{
			Name: "佛山市禾宜家具贸易有限公司", Zone: 480, Vat: vat, Start: 20261101,
			OverdueDays: 15, CreditPolicy: org.CreditStop,
		},
		Places: []org.SetupPlace{{Code: "W1", Name: "总仓", Kind: org.Warehouse}, {Code: "W2", Name: "展厅仓", Kind: org.Warehouse}},
	})
	return w
}

// Place finds a place of the company by its code.
func (w *World) Place(code string) kernel.Ref[org.Place] {
	p, presence := org.PlaceByCode.Find(w.Tx(), code)
	if presence != kernel.Found {
		panic("trial: no place " + code)
	}
	return kernel.Ref[org.Place](p.ID)
}

// Add sends <entity>.add and returns the id of the row; pairs are field, value.
func (w *World) Add(author *kernel.Author, entity string, pairs ...string) (kernel.ID, error) {
	args := &kernel.AddRow{}
	for i := 0; i < len(pairs); i += 2 {
		args.Values = append(args.Values, kernel.FieldValue{Field: pairs[i], Value: pairs[i+1]})
	}
	call := w.call(author, w.Catalog.Command(entity+".add"), args)
	return kernel.AddedID(call.ID, entity), w.Judge(author, call)
}
