package org

import (
	"strings"

	"heyi/shared/kernel"
)

// Setup founds the company: the shipped roles, 待查, and the places, departments,
// seats and people of the arguments. Lines name each other by code or name.
type Setup struct {
	Company     SetupCompany
	Departments []SetupDepartment
	Places      []SetupPlace
	Seats       []SetupSeat
	Users       []SetupUser
}

// SetupCompany is the company's own row.
type SetupCompany struct {
	Name         string        `zh:"公司名称" en:"Company name" is:"required"`
	ShortName    string        `zh:"简称" en:"Short name"`
	Uscc         string        `zh:"统一社会信用代码" en:"Credit code" text:"number"`
	Phone        string        `zh:"电话" en:"Phone" text:"phone"`
	Address      string        `zh:"地址" en:"Address"`
	Zone         int64         `zh:"时区（分钟）" en:"Time zone (minutes)" range:"-720..840"`
	Vat          kernel.Choice `zh:"纳税人类型" en:"VAT status" of:"vat_mode" is:"required"`
	Start        kernel.Date   `zh:"建账日期" en:"Books begin" is:"required" day:"any"`
	OverdueDays  int64         `zh:"逾期宽限天数" en:"Overdue tolerance (days)" range:"0..3650"`
	CreditPolicy kernel.Choice `zh:"超信用额度时" en:"Beyond the credit limit" of:"credit_policy" is:"required"`
}

// SetupDepartment is a department.
type SetupDepartment struct {
	Name string `zh:"部门" en:"Department" is:"required"`
}

// SetupPlace is a warehouse.
type SetupPlace struct {
	Code string        `zh:"编码" en:"Code" text:"code" is:"required"`
	Name string        `zh:"名称" en:"Name" is:"required"`
	Kind kernel.Choice `zh:"类型" en:"Kind" of:"place_kind" is:"required"`
}

// SetupSeat is a seat with its roles and places.
type SetupSeat struct {
	Name   string   `zh:"岗位名称" en:"Seat" is:"required"`
	Dept   string   `zh:"部门" en:"Department"`
	Roles  []string `zh:"角色" en:"Roles" text:"word"`
	Places []string `zh:"仓库" en:"Warehouses" text:"code"`
}

// SetupUser is a person in a seat.
type SetupUser struct {
	Name   string `zh:"姓名" en:"Name" is:"required"`
	Mobile string `zh:"手机" en:"Mobile" text:"phone" is:"required"`
	Seat   string `zh:"岗位" en:"Seat" is:"required"`
}

var _ = kernel.Intent[Setup]("org.setup", "建账", "Set up company", kernel.OfSystem(), kernel.Rising(setupVersion))

// Unnamed is the refusal of a line that names what the set-up does not have,
// Twice of two lines with one name.
var (
	Unnamed = kernel.Refuse("org.setup_name", "建账资料里没有「{name}」", "The set-up has no {name}")
	Twice   = kernel.Refuse("org.setup_twice", "建账资料里「{name}」出现了两次", "The set-up has {name} twice")
)

// setting collects the rows by the names that later lines use.
type setting struct {
	tx     *kernel.Tx
	depts  map[string]kernel.Ref[Department]
	places map[string]kernel.Ref[Place]
	seats  map[string]*Seat
	used   map[string]bool // "kind/name"
}

// once refuses a name that two lines of one kind share.
func (in *setting) once(kind, name string) error {
	if in.used[kind+"/"+name] {
		return Twice.With(kernel.Text("name", name))
	}
	in.used[kind+"/"+name] = true
	return nil
}

// Predict founds the company once.
func (s Setup) Predict(tx *kernel.Tx) error {
	if _, p := Companies.Get(tx, TheCompany); p == kernel.Found {
		return Only.With()
	}
	in := setting{tx, map[string]kernel.Ref[Department]{}, map[string]kernel.Ref[Place]{}, map[string]*Seat{}, map[string]bool{}}
	company, err := in.company(s.Company)
	if err != nil {
		return err
	}
	for _, r := range shippedAtFounding(tx) {
		Roles.Insert(tx, r.row())
	}
	markUpgraded(tx)
	if tx.Since(SettingsMoved) {
		carrySettings(tx, company)
	}
	in.insertPlace(&Place{Record: kernel.Record{ID: SuspensePlace.ID()}, Code: "待查", Name: "待查", Kind: Suspense})
	if err := each(s.Departments, in.addDepartment); err != nil {
		return err
	}
	if err := each(s.Places, in.addPlace); err != nil {
		return err
	}
	if err := each(s.Seats, in.addSeat); err != nil {
		return err
	}
	if err := each(s.Users, in.addUser); err != nil {
		return err
	}
	return OnSetup.Emit(tx, SetUp{Vat: s.Company.Vat, Start: s.Company.Start})
}

// SetUp says that the company has just been founded.
type SetUp struct {
	Vat   kernel.Choice
	Start kernel.Date
}

// OnSetup lets the modules above write what a new company starts with: the chart
// of accounts, the tax rates.
var OnSetup = kernel.NewEvent[SetUp]("org.setup")

func each[L any](lines []L, add func(L) error) error {
	for _, line := range lines {
		if err := add(line); err != nil {
			return err
		}
	}
	return nil
}

func (in *setting) company(c SetupCompany) (*Company, error) {
	row := &Company{
		Name: c.Name, ShortName: c.ShortName, Uscc: c.Uscc, Phone: c.Phone, Address: c.Address, Zone: c.Zone,
		Vat: c.Vat, Start: c.Start, OverdueDays: c.OverdueDays, CreditPolicy: c.CreditPolicy,
		WriteOffMost: usualWriteOff,
	}
	row.ID = TheCompany.ID()
	return kernel.Make(in.tx, Companies, row)
}

func (in *setting) addDepartment(d SetupDepartment) error {
	if err := in.once("department", d.Name); err != nil {
		return err
	}
	row := Departments.Insert(in.tx, &Department{Name: d.Name}, d.Name)
	in.depts[d.Name] = kernel.Ref[Department](row.ID)
	return nil
}

func (in *setting) addPlace(p SetupPlace) error {
	if err := in.once("place", p.Code); err != nil {
		return err
	}
	in.insertPlace(&Place{Code: p.Code, Name: p.Name, Kind: p.Kind})
	return nil
}

func (in *setting) insertPlace(p *Place) {
	row := Places.Insert(in.tx, p, p.Code)
	in.places[p.Code] = kernel.Ref[Place](row.ID)
}

func (in *setting) addSeat(s SetupSeat) error {
	if err := in.once("seat", s.Name); err != nil {
		return err
	}
	dept, known := in.depts[s.Dept]
	if s.Dept != "" && !known {
		return Unnamed.With(kernel.Text("name", s.Dept))
	}
	seat, err := kernel.Make(in.tx, Seats, &Seat{Name: s.Name, Dept: dept, Roles: strings.Join(s.Roles, " ")}, s.Name)
	if err != nil {
		return err
	}
	in.seats[s.Name] = seat
	for _, code := range s.Places {
		place, known := in.places[code]
		if !known {
			return Unnamed.With(kernel.Text("name", code))
		}
		if err := in.once("seat "+s.Name, code); err != nil {
			return err
		}
		SeatPlaces.Insert(in.tx, &SeatPlace{Seat: kernel.Ref[Seat](seat.ID), Place: place}, s.Name, code)
	}
	return nil
}

func (in *setting) addUser(u SetupUser) error {
	seat := in.seats[u.Seat]
	if seat == nil {
		return Unnamed.With(kernel.Text("name", u.Seat))
	}
	if err := in.once("user", u.Mobile); err != nil {
		return err
	}
	row, err := kernel.Make(in.tx, Users, &User{Name: u.Name, Mobile: u.Mobile, Seat: kernel.Ref[Seat](seat.ID)}, u.Mobile)
	if err != nil {
		return err
	}
	kernel.Set(in.tx, seat, &seat.Holder, kernel.Ref[User](row.ID))
	return nil
}
