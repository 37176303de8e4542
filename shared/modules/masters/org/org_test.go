package org_test

import (
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

type books struct {
	*kernel.Memory
	c   *kernel.Catalog
	key int64
}

func id(n byte) kernel.ID { return kernel.NewID(kernel.Time(n), [10]byte{n}) }

// run judges a command and keeps what it wrote.
func (b *books) run(author *kernel.Author, name string, args kernel.Command) error {
	b.key++
	spec := b.c.Command(name)
	call := &kernel.Call{ID: kernel.NewID(kernel.Time(1000+b.key), [10]byte{byte(b.key)}), Key: b.key, Name: name, Args: spec.Encode(args)}
	tx := kernel.NewTx(b.c, b, author.Viewer, call, author)
	if _, err := tx.Judge(); err != nil {
		return err
	}
	for _, w := range tx.Writes() {
		w.After.Base().Version = b.key
		b.Put(w.After)
	}
	return nil
}

var system = &kernel.Author{System: true, Series: "S01"}

func setup() org.Setup {
	return org.Setup{
		Company: org.SetupCompany{
			Name: "佛山市禾宜家具贸易有限公司", Zone: 480, Vat: org.VatGeneral, Start: 20261001,
			OverdueDays: 30, CreditPolicy: org.CreditStop, Phone: "0757-8888 0101",
		},
		Departments: []org.SetupDepartment{{Name: "销售部"}},
		Places:      []org.SetupPlace{{Code: "ZC", Name: "乐从总仓", Kind: org.Warehouse}},
		Seats: []org.SetupSeat{
			{Name: "老板", Roles: []string{org.Boss}},
			{Name: "珠三角", Dept: "销售部", Roles: []string{org.Sales}},
			{Name: "仓管", Roles: []string{org.Storekeeper}, Places: []string{"ZC"}},
		},
		Users: []org.SetupUser{
			{Name: "陈国栋", Mobile: "199 0000 0101", Seat: "老板"},
			{Name: "林晓燕", Mobile: "+86 19900000102", Seat: "珠三角"},
			{Name: "黄建平", Mobile: "19900000103", Seat: "仓管"},
		},
	}
}

func founded(t *testing.T) *books {
	t.Helper()
	b := &books{Memory: kernel.NewMemory(), c: kernel.NewCatalog(1, kernel.Lock{})}
	if err := b.run(system, "org.setup", setup()); err != nil {
		t.Fatal(err)
	}
	return b
}

// enrol gives the person with the mobile number a device and identifies him.
func (b *books) enrol(t *testing.T, mobile string, device byte) *kernel.Author {
	t.Helper()
	u, p := org.UserByMobile.Find(kernel.NewTx(b.c, b, nil, &kernel.Call{}, system), mobile)
	if p != kernel.Found {
		t.Fatalf("no user %s", mobile)
	}
	err := b.run(system, "org.device.enrol", org.Enrol{
		Device: id(device), User: kernel.Ref[org.User](u.ID), Name: "平板", Series: "A" + string('0'+rune(device)), Kind: "tablet",
	})
	if err != nil {
		t.Fatal(err)
	}
	a, err := kernel.Identify(b.c, b, id(device), u.ID)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func TestAuthorsGetTheTagsOfTheirSeats(t *testing.T) {
	b := founded(t)
	seller := b.enrol(t, "19900000102", 1)
	store := b.enrol(t, "19900000103", 2)
	boss := b.enrol(t, "19900000101", 3)
	for name, ok := range map[string]bool{
		"seller owns":        seller.Viewer.Tags["owner:"+seller.Seat.String()],
		"seller is one":      seller.Viewer.Tags["as:"+org.RoleRef(org.Sales).String()],
		"seller not cost":    !seller.Viewer.Tags["sees:cost"],
		"seller not dept":    !seller.Viewer.Tags["dept:"+seller.Dept.String()],
		"seller may order":   seller.May("sales.order.place"),
		"seller may not pay": !seller.May("sales.order.release"),
		"store has a place":  hasPrefix(store.Viewer.Tags, "place:"),
		"boss sees cost":     boss.Viewer.Tags["sees:cost"],
		"boss may all":       boss.May("anything.at.all"),
		"series":             seller.Series == "A1",
		"zone":               seller.Zone == 480,
	} {
		if !ok {
			t.Error(name)
		}
	}
}

func hasPrefix(tags map[string]bool, prefix string) bool {
	for tag := range tags {
		if len(tag) > len(prefix) && tag[:len(prefix)] == prefix {
			return true
		}
	}
	return false
}

func TestWhoIsNotLetIn(t *testing.T) {
	b := founded(t)
	seller := b.enrol(t, "19900000102", 1)
	boss := b.enrol(t, "19900000101", 3)
	keeper := b.enrol(t, "19900000103", 5)
	refused := func(name string, err error, code *kernel.Code) {
		t.Helper()
		if r, ok := kernel.AsRefusal(err); !ok || r.Code != code.Name {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := kernel.Identify(b.c, b, id(3), seller.User)
	refused("another's device", err, org.UnknownDevice)
	if err := b.run(boss, "org.device.revoke", org.Revoke{Device: kernel.Ref[org.Device](id(1))}); err != nil {
		t.Fatal(err)
	}
	_, err = kernel.Identify(b.c, b, id(1), seller.User)
	refused("revoked device", err, org.UnknownDevice)
	refused("a seller revokes", b.run(seller, "org.device.revoke", org.Revoke{Device: kernel.Ref[org.Device](id(3))}), kernel.NotAllowed)
	refused("enrolled twice", b.run(system, "org.device.enrol", org.Enrol{Device: id(3), Name: "x", Series: "B1", Kind: "phone"}), org.Enrolled)
	refused("series twice", b.run(system, "org.device.enrol", org.Enrol{Device: id(4), Name: "x", Series: "A3", Kind: "phone"}), kernel.Taken)
	err = b.run(boss, "user.edit", &kernel.EditRow{Row: keeper.User, Changes: []kernel.Change{{Field: "active", Was: "true", Becomes: "false"}}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = kernel.Identify(b.c, b, id(5), keeper.User)
	refused("inactive user", err, org.UnknownUser)
}

func TestSetupRefusesWhatDoesNotFit(t *testing.T) {
	try := func(change func(*org.Setup)) string {
		s := setup()
		change(&s)
		b := &books{Memory: kernel.NewMemory(), c: kernel.NewCatalog(1, kernel.Lock{})}
		r, _ := kernel.AsRefusal(b.run(system, "org.setup", s))
		if r == nil {
			return ""
		}
		return r.Code
	}
	for want, change := range map[string]func(*org.Setup){
		org.Twice.Name:        func(s *org.Setup) { s.Users[1].Mobile = s.Users[0].Mobile },
		org.Unnamed.Name:      func(s *org.Setup) { s.Users[1].Seat = "没有" },
		org.NoSuchRole.Name:   func(s *org.Setup) { s.Seats[0].Roles = []string{"king"} },
		org.BadInput.Name:     func(s *org.Setup) { s.Users[0].Mobile = "电话" },
		org.OneSuspense.Name:  func(s *org.Setup) { s.Places[0].Kind = org.Suspense },
		kernel.BadChoice.Name: func(s *org.Setup) { s.Company.Vat = "none of them" },
	} {
		if got := try(change); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	b := founded(t)
	if r, ok := kernel.AsRefusal(b.run(system, "org.setup", setup())); !ok || r.Code != org.Only.Name {
		t.Errorf("a second company: %v", r)
	}
}

func TestASuccessorTakesOverTheSeat(t *testing.T) {
	b := founded(t)
	seller := b.enrol(t, "19900000102", 1)
	boss := b.enrol(t, "19900000101", 3)
	err := b.run(boss, "seat.edit", &kernel.EditRow{Row: seller.Seat, Changes: []kernel.Change{
		{Field: "holder", Was: seller.User.String(), Becomes: boss.User.String()},
	}})
	if err != nil {
		t.Fatal(err)
	}
	boss, _ = kernel.Identify(b.c, b, id(3), boss.User)
	if !boss.Viewer.Tags["owner:"+seller.Seat.String()] {
		t.Error("the successor does not see what the seat owns")
	}
	seller, _ = kernel.Identify(b.c, b, id(1), seller.User)
	if len(seller.Grants) != 0 || seller.Viewer.Tags["owner:"+seller.Seat.String()] {
		t.Error("the one who left still acts for the seat")
	}
}
