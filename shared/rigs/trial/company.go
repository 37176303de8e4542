package trial

import (
	"fmt"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
)

// Company founds a company with the VAT status on 2026-11-01; the world's clock
// stands on 2026-11-19. Its places are 总仓 (W1), 展厅仓 (W2), 不良品仓 (D1) and
// 待查; each shipped role has one member.
func Company(t testing.TB, vat kernel.Choice) *World {
	t.Helper()
	w := Open(20261119)
	setup := &org.Setup{
		Company: org.SetupCompany{
			Name: "佛山市禾宜家具贸易有限公司", Zone: 480, Vat: vat, Start: 20261101,
			OverdueDays: 15, CreditPolicy: org.CreditStop,
		},
		Places: []org.SetupPlace{
			{Code: "W1", Name: "总仓", Kind: org.Warehouse},
			{Code: "W2", Name: "展厅仓", Kind: org.Warehouse},
			{Code: "D1", Name: "不良品仓", Kind: org.Defect},
		},
	}
	for i, role := range org.ShippedRoles() {
		setup.Seats = append(setup.Seats, org.SetupSeat{Name: role.Zh, Roles: []string{role.Code}, Places: []string{"W1", "W2"}})
		setup.Users = append(setup.Users, org.SetupUser{Name: role.Zh, Mobile: mobile(i), Seat: role.Zh})
	}
	w.Must(t, System(), setup)
	for i, role := range org.ShippedRoles() {
		user, _ := org.UserByMobile.Find(w.Tx(), mobile(i))
		w.Must(t, System(), &org.Enrol{
			Device: ID(9000 + i), User: kernel.Ref[org.User](user.ID), Name: role.Zh, Series: fmt.Sprintf("A%02d", i), Kind: "tablet",
		})
	}
	return w
}

func mobile(n int) string { return fmt.Sprintf("1990000%04d", 100+n) }

// As is the member who holds a shipped role, with that role's grants and sight.
func (w *World) As(t testing.TB, role string) *kernel.Author {
	t.Helper()
	for i, r := range org.ShippedRoles() {
		if r.Code != role {
			continue
		}
		user, _ := org.UserByMobile.Find(w.Tx(), mobile(i))
		author, err := kernel.Identify(w.Catalog, w, ID(9000+i), user.ID)
		if err != nil {
			t.Fatal(err)
		}
		return author
	}
	t.Fatalf("no role %s is shipped", role)
	return nil
}

// Party adds a business partner; a customer and supplier at once.
func (w *World) Party(t testing.TB, name string) kernel.Ref[party.Party] {
	t.Helper()
	id, err := w.Add(System(), "party", "name", name, "is_customer", "true", "is_supplier", "true")
	if err != nil {
		t.Fatal(err)
	}
	return kernel.Ref[party.Party](id)
}

// Product adds a product counted in 件; more are further fields and values.
func (w *World) Product(t testing.TB, code string, more ...string) kernel.Ref[product.Product] {
	t.Helper()
	id, err := w.Add(System(), "product", append([]string{"code", code, "name", "商品 " + code, "unit", "件", "tax_class", "goods"}, more...)...)
	if err != nil {
		t.Fatal(err)
	}
	return kernel.Ref[product.Product](id)
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

// Edit sends <entity>.edit of one field, Remove <entity>.remove.
func (w *World) Edit(author *kernel.Author, entity string, row kernel.ID, field, was, becomes string) error {
	args := &kernel.EditRow{Row: row, Changes: []kernel.Change{{Field: field, Was: was, Becomes: becomes}}}
	return w.Judge(author, w.call(author, w.Catalog.Command(entity+".edit"), args))
}

// Remove sets a row aside.
func (w *World) Remove(author *kernel.Author, entity string, row kernel.ID) error {
	return w.Judge(author, w.call(author, w.Catalog.Command(entity+".remove"), &kernel.RemoveRow{Row: row}))
}
