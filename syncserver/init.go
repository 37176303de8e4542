package main

import (
	"encoding/json"
	"errors"
	"os"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/syncserver/companies/company"
)

func initialise(s *session) error {
	f := s.flags()
	setup := f.setup()
	if err := f.read(s.args); err != nil {
		return err
	}
	return f.found(setup, f.place)
}

// setup adds the flags of a company that is to be founded, and returns what reads them.
func (f *flags) setup() func() (*org.Setup, error) {
	file := f.text("setup", "", "建账资料文件 JSON；其余参数此时不用 / a JSON file of the whole set-up, instead of what follows")
	name := f.text("name", "", "公司名称 / name of the company")
	boss := f.text("boss", "", "老板姓名 / name of the boss")
	mobile := f.text("mobile", "", "老板手机 / mobile number of the boss")
	vat := f.text("vat", string(org.VatGeneral), "纳税人类型 general、small、none / VAT status")
	start := f.text("start", "", "建账日期 YYYY-MM-DD，默认本月一日 / first day of the books; the first of this month")
	zone := f.number("zone", 480, "时区，分钟 / minutes east of UTC")
	return func() (*org.Setup, error) {
		if *file != "" {
			return readSetup(*file)
		}
		if err := required("name", "boss", "mobile")(name, boss, mobile); err != nil {
			return nil, err
		}
		return smallSetup(*name, *boss, *mobile, kernel.Choice(*vat), *start, int64(*zone))
	}
}

// found founds a company and says how its boss signs in.
func (f *flags) found(reading func() (*org.Setup, error), where func() (company.Place, error)) error {
	log, err := f.quiet()
	if err != nil {
		return err
	}
	setup, err := reading()
	if err != nil {
		return err
	}
	place, err := where()
	if err != nil {
		return err
	}
	c, err := place.Create(log)
	if err != nil {
		return err
	}
	first, err := c.Found(f.s, setup)
	if err != nil {
		return errors.Join(err, discard(c))
	}
	f.s.print("公司已建立：%s\nThe company is founded in %s\n\n", setup.Company.Name, place)
	printSignIn(f.s, first.Name, first.Mobile, first.Password)
	return c.Close(f.s)
}

func printSignIn(s *session, name, mobile, password string) {
	s.print("%s\n  手机 mobile    %s\n  密码 password  %s\n\n密码只显示这一次。\nThe password is shown this once.\n", name, mobile, password)
}

func readSetup(path string) (*org.Setup, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, &mistake{"无法读取 " + path + ":" + err.Error(), "Cannot read " + path + ": " + err.Error()}
	}
	defer file.Close()
	setup := &org.Setup{}
	d := json.NewDecoder(file)
	d.DisallowUnknownFields()
	if err := d.Decode(setup); err != nil {
		return nil, &mistake{path + " 不是建账资料：" + err.Error(), path + " is no set-up: " + err.Error()}
	}
	if len(setup.Users) == 0 {
		return nil, &mistake{path + " 里没有用户，第一位用户是老板", path + " has no users; the first is the boss"}
	}
	return setup, nil
}

// smallSetup is a company with one warehouse and a seat for each shipped role,
// of which the boss holds his.
func smallSetup(name, boss, mobile string, vat kernel.Choice, start string, zone int64) (*org.Setup, error) {
	begin := kernel.Time(time.Now().UnixMilli()).Date(int(zone)).MonthStart()
	if start != "" {
		var err error
		if begin, err = kernel.ParseDate(start); err != nil {
			return nil, &mistake{"建账日期应为 YYYY-MM-DD:" + start, "The first day of the books is YYYY-MM-DD, not " + start}
		}
	}
	setup := &org.Setup{
		Company: org.SetupCompany{Name: name, Zone: zone, Vat: vat, Start: begin, OverdueDays: 15, CreditPolicy: org.CreditStop},
		Places:  []org.SetupPlace{{Code: "W1", Name: "总仓", Kind: org.Warehouse}},
	}
	for _, r := range org.ShippedRoles() {
		setup.Seats = append(setup.Seats, org.SetupSeat{Name: r.Zh, Roles: []string{r.Code}, Places: []string{"W1"}})
		if r.Code == org.Boss {
			setup.Users = append(setup.Users, org.SetupUser{Name: boss, Mobile: mobile, Seat: r.Zh})
		}
	}
	return setup, nil
}
