package viewtest

import (
	"encoding/binary"
	"fmt"
	"runtime/debug"
	"sync"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
)

// Catalog is that of the latest release.
var Catalog = all.Catalog(all.Latest)

// The people, by their mobile numbers.
const (
	Boss    = "19900000101" // 陈国栋
	Sales   = "19900000102" // 林晓燕
	Keeper  = "19900000103" // 黄建平
	Finance = "19900000104" // 吴秀珍
)

// Shop is the company: its rows, its clock, and the names its parts go by.
type Shop struct {
	*kernel.Memory
	Now kernel.Time
	// Given is told of every command that is given on one of the shop's devices.
	Given func(command string, err error)

	t         testing.TB
	key       int64
	devices   map[string]kernel.ID // by mobile number
	products  map[string]kernel.Ref[product.Product]
	customers map[string]kernel.Ref[party.Party]
	funds     map[string]kernel.Ref[finance.Fund]
}

// roomy has the collector wait longer: Fyne's tests keep whatever was ever drawn, and a
// third of their time went into looking through it. The fonts of the last themes are among
// it, some four gigabytes where many windows are opened, which are not waited for fivefold.
var roomy = sync.OnceFunc(func() {
	debug.SetGCPercent(400)
	debug.SetMemoryLimit(6 << 30)
})

// Found sets up the company on 2026-10-01 without any business.
func Found(t testing.TB) *Shop {
	t.Helper()
	roomy()
	s := &Shop{
		Memory: kernel.NewMemory(), t: t, devices: map[string]kernel.ID{},
		products: map[string]kernel.Ref[product.Product]{}, customers: map[string]kernel.Ref[party.Party]{}, funds: map[string]kernel.Ref[finance.Fund]{},
	}
	s.At("2026-10-01")
	places := []string{"W1", "W2", "D1"}
	s.Must(&org.Setup{
		Company: org.SetupCompany{
			Name: "佛山市禾宜家具贸易有限公司", Zone: 480, Vat: org.VatGeneral, Start: 20261001, OverdueDays: 15, CreditPolicy: org.CreditStop,
		},
		Places: []org.SetupPlace{
			{Code: "W1", Name: "乐从总仓", Kind: org.Warehouse},
			{Code: "W2", Name: "番禺展厅仓", Kind: org.Warehouse},
			{Code: "D1", Name: "不良品仓", Kind: org.Defect},
		},
		Seats: []org.SetupSeat{
			{Name: "老板", Roles: []string{org.Boss}, Places: places},
			{Name: "珠三角", Roles: []string{org.Sales}, Places: places},
			{Name: "总仓仓管", Roles: []string{org.Storekeeper}, Places: places},
			{Name: "会计", Roles: []string{org.Finance}, Places: places},
		},
		Users: []org.SetupUser{
			{Name: "陈国栋", Mobile: Boss, Seat: "老板"},
			{Name: "林晓燕", Mobile: Sales, Seat: "珠三角"},
			{Name: "黄建平", Mobile: Keeper, Seat: "总仓仓管"},
			{Name: "吴秀珍", Mobile: Finance, Seat: "会计"},
		},
	})
	for n, mobile := range []string{Boss, Sales, Keeper, Finance} {
		device := kernel.DeriveID("device", mobile)
		s.devices[mobile] = device
		user, _ := org.UserByMobile.Find(s.Tx(), mobile)
		s.Must(&org.Enrol{Device: device, User: kernel.Ref[org.User](user.ID), Name: mobile, Series: string(rune('A'+n)) + "07", Kind: "tablet"})
	}
	return s
}

// Hire gives a shipped role to somebody new, with a device, and returns his number. He
// works in every warehouse.
func (s *Shop) Hire(role string) (mobile string) {
	s.t.Helper()
	n := len(s.devices)
	mobile = fmt.Sprintf("1990000090%d", n)
	seat := s.Add("seat", "name", role, "roles", role)
	for _, code := range []string{"W1", "W2", "D1"} {
		s.Add("seat_place", "seat", seat.String(), "place", s.Place(code).String())
	}
	user := s.Add("user", "name", role, "mobile", mobile, "seat", seat.String(), "active", "true")
	if err := s.Edit(Boss, "seat", seat, kernel.Change{Field: "holder", Becomes: user.String()}); err != nil {
		s.t.Fatal(err)
	}
	s.devices[mobile] = kernel.DeriveID("device", mobile)
	s.Must(&org.Enrol{Device: s.devices[mobile], User: kernel.Ref[org.User](user), Name: mobile, Series: fmt.Sprintf("H%02d", n), Kind: "tablet"})
	return mobile
}

// At puts the clock on nine in the morning of a day.
func (s *Shop) At(day string) {
	now, err := kernel.ParseTime(day + "T01:00:00Z")
	if err != nil {
		s.t.Fatal(err)
	}
	s.Now = now
}

// system may do everything and sees everything.
func system() *kernel.Author {
	return &kernel.Author{Name: "系统", Zone: 480, Series: "S00", System: true}
}

// As is a person on his device.
func (s *Shop) As(mobile string) *kernel.Author {
	s.t.Helper()
	user, _ := org.UserByMobile.Find(s.Tx(), mobile)
	author, err := kernel.Identify(Catalog, s, s.devices[mobile], user.ID)
	if err != nil {
		s.t.Fatal(err)
	}
	return author
}

func (s *Shop) call(name string, args kernel.Command) *kernel.Call {
	s.key++
	s.Now += 1000
	var random [10]byte
	binary.BigEndian.PutUint64(random[2:], uint64(s.key))
	spec := Catalog.Command(name)
	return &kernel.Call{
		ID: kernel.NewID(s.Now, random), Key: s.key, Name: name, Version: int64(spec.Version),
		Args: spec.Encode(args), At: s.Now, Judged: s.Now,
	}
}

func (s *Shop) judge(author *kernel.Author, call *kernel.Call) error {
	tx := kernel.NewTx(Catalog, s, author.Viewer, call, author)
	if _, err := tx.Judge(); err != nil {
		return err
	}
	for _, write := range tx.Writes() {
		write.After.Base().Version = s.key
		s.Put(write.After)
	}
	return nil
}

// Do judges a command of a person; "" is the company itself.
func (s *Shop) Do(mobile string, args kernel.Command) (*kernel.Call, error) {
	author := system()
	if mobile != "" {
		author = s.As(mobile)
	}
	call := s.call(Catalog.CommandFor(args).Name, args)
	call.Author, call.Origin = author.User, s.devices[mobile]
	return call, s.judge(author, call)
}

// Must is Do by the company itself, for what a test takes for granted.
func (s *Shop) Must(args kernel.Command) *kernel.Call {
	s.t.Helper()
	return s.MustAs("", args)
}

// MustAs is Do for what a test takes for granted.
func (s *Shop) MustAs(mobile string, args kernel.Command) *kernel.Call {
	s.t.Helper()
	call, err := s.Do(mobile, args)
	if err != nil {
		s.t.Fatalf("%s: %v", call.Name, err)
	}
	return call
}

// Add makes a row; pairs are field and canonical text.
func (s *Shop) Add(entity string, pairs ...string) kernel.ID {
	s.t.Helper()
	args := &kernel.AddRow{}
	for i := 0; i < len(pairs); i += 2 {
		args.Values = append(args.Values, kernel.FieldValue{Field: pairs[i], Value: pairs[i+1]})
	}
	call := s.call(entity+".add", args)
	if err := s.judge(system(), call); err != nil {
		s.t.Fatalf("%s.add %v: %v", entity, pairs, err)
	}
	return kernel.AddedID(call.ID, entity)
}

// Edit changes a row as a person.
func (s *Shop) Edit(mobile, entity string, row kernel.ID, changes ...kernel.Change) error {
	author := s.As(mobile)
	call := s.call(entity+".edit", &kernel.EditRow{Row: row, Changes: changes})
	call.Author, call.Origin = author.User, s.devices[mobile]
	return s.judge(author, call)
}

// Tx reads everything.
func (s *Shop) Tx() *kernel.Tx {
	return kernel.NewTx(Catalog, s, nil, &kernel.Call{At: s.Now, Judged: s.Now}, system())
}

// Place finds a place by its code: W1, W2, D1.
func (s *Shop) Place(code string) kernel.Ref[org.Place] {
	s.t.Helper()
	p, presence := org.PlaceByCode.Find(s.Tx(), code)
	if presence != kernel.Found {
		s.t.Fatalf("there is no place %s", code)
	}
	return kernel.Ref[org.Place](p.ID)
}

// Product finds a product by its code, Customer a partner by name, Fund an account.
func (s *Shop) Product(code string) kernel.Ref[product.Product] { return must(s, s.products, code) }

// Customer finds a business partner by name.
func (s *Shop) Customer(name string) kernel.Ref[party.Party] { return must(s, s.customers, name) }

// Fund finds a settlement account by name.
func (s *Shop) Fund(name string) kernel.Ref[finance.Fund] { return must(s, s.funds, name) }

func must[T any](s *Shop, known map[string]kernel.Ref[T], name string) kernel.Ref[T] {
	s.t.Helper()
	ref, ok := known[name]
	if !ok {
		s.t.Fatalf("the shop knows no %s", name)
	}
	return ref
}

// Account is a ledger account by its code.
func Account(code string) string { return ledger.AccountRef(code).String() }

// Rows lists the rows of an entity in the order of ids.
func Rows[T any](s *Shop, e *kernel.Entity[T]) []*T {
	var rows []*T
	_ = kernel.Each(Catalog, s, e, func(row *T) error { // visit never errs
		rows = append(rows, e.Whole(s.Get, row))
		return nil
	})
	return rows
}
