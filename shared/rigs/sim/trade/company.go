package trade

import (
	"fmt"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
	"heyi/shared/rigs/sim"
	"heyi/shared/rowstore"
	"heyi/shared/sync/replica"
)

// Company is a workload: two salespeople, a storekeeper, a buyer, an accountant
// and the boss, each with a device.
type Company struct {
	Catalog  *kernel.Catalog
	Sold     int  // orders there were in the end
	Merged   int  // customers that were merged into another
	Closed   int  // closings of months that were accepted
	Doubted  int  // closings that were refused because the time was in doubt
	Reversed int  // warehouse documents that were reversed
	Mistaken bool // much of what storekeepers and buyers write is wrong, and they take it back
	Modular  bool // the boss switches modules off and on
	Switches int  // modules that were switched
	Late     int  // facts that were accepted of a module that had been switched off meanwhile
	Money    bool // customers owe from the beginning, and most of what people do is about that

	key       int64
	warehouse kernel.Ref[org.Place]
	van       kernel.Ref[org.Place]
	goods     []kernel.Ref[product.Product]
	supplier  kernel.Ref[party.Party]
	liar      replica.Identity

	Databases func(*kernel.Catalog) *rowstore.Session // beside the disks of this history; nil without

	founded kernel.Time
	work    *org.Clockwork // of the server that runs what is due
	stale   *org.RunJob    // what another one had found before
	history kernel.ID      // in which it had
}

// staff is who holds which role; two of them sell.
var staff = []string{org.Sales, org.Sales, org.Storekeeper, org.Purchase, org.Finance, org.Boss}

// Database implements sim.Databases.
func (c *Company) Database(of *kernel.Catalog) *rowstore.Session {
	if c.Databases == nil {
		return nil
	}
	return c.Databases(of)
}

// CatalogOf implements sim.Workload.
func (c *Company) CatalogOf(int) *kernel.Catalog { return c.Catalog }

// Found implements sim.Workload.
func (c *Company) Found(w *sim.World) ([]replica.Identity, error) {
	c.founded = w.Clock.Now
	today := w.Clock.Now.Date(480)
	setup := &org.Setup{
		Company: org.SetupCompany{
			Name: "禾宜家具", Zone: 480, Vat: org.VatGeneral, Start: today.MonthStart(), OverdueDays: 15, CreditPolicy: org.CreditStop,
		},
		Places: []org.SetupPlace{{Code: "W1", Name: "总仓", Kind: org.Warehouse}, {Code: "V1", Name: "车载仓", Kind: org.Van}},
	}
	for i, role := range staff {
		name := fmt.Sprintf("%s%d", role, i)
		places := []string{"W1"}
		if i == 0 { // drives the van
			places = append(places, "V1")
		}
		setup.Seats = append(setup.Seats, org.SetupSeat{Name: name, Roles: []string{role}, Places: places})
		setup.Users = append(setup.Users, org.SetupUser{Name: name, Mobile: fmt.Sprintf("1990000%04d", i), Seat: name})
	}
	spec := c.Catalog.CommandFor(setup)
	founding := c.call(w, spec, setup)
	if w.HoursPass() { // else it is of a release that did nothing by itself
		founding.Version = int64(spec.Version)
	}
	if err := c.judge(w, founding); err != nil {
		return nil, err
	}
	ids, err := c.enrol(w)
	if err != nil {
		return nil, err
	}
	return ids, c.masters(w)
}

func (c *Company) enrol(w *sim.World) ([]replica.Identity, error) {
	var ids []replica.Identity
	for i, role := range staff {
		user, p := org.UserByMobile.Find(c.read(w), fmt.Sprintf("1990000%04d", i))
		if p != kernel.Found {
			return nil, fmt.Errorf("no user for %s", role)
		}
		id := replica.Identity{Device: kernel.NewID(w.Clock.Now, w.Clock.Random()), User: user.ID}
		err := c.must(w, &org.Enrol{
			Device: id.Device, User: kernel.Ref[org.User](user.ID), Name: role, Series: fmt.Sprintf("A%02d", i), Kind: "tablet",
		})
		if err != nil {
			return nil, err
		}
		ids = append(ids, id)
	}
	boss := ids[len(ids)-1].User
	c.liar = replica.Identity{Device: kernel.NewID(w.Clock.Now, w.Clock.Random()), User: boss}
	return ids, c.must(w, &org.Enrol{Device: c.liar.Device, User: kernel.Ref[org.User](boss), Name: "liar", Series: "L01", Kind: "api"})
}

// Liar implements sim.Liar.
func (c *Company) Liar() replica.Identity { return c.liar }

// masters are three products, short enough to be fought over, of which one goes whole
// only, six customers of both salespeople, some of whom may owe little, and a fund.
func (c *Company) masters(w *sim.World) error {
	place, _ := org.PlaceByCode.Find(c.read(w), "W1")
	van, _ := org.PlaceByCode.Find(c.read(w), "V1")
	c.warehouse, c.van = kernel.Ref[org.Place](place.ID), kernel.Ref[org.Place](van.ID)
	open := &stock.Open{Place: c.warehouse}
	for i := range 3 {
		id, err := c.add(w, "product", "code", fmt.Sprintf("P%d", i), "name", fmt.Sprintf("沙发%d", i), "unit", "套", "tax_class", "goods",
			"retail", "200", "wholesale", "180", "dealer", "160", "floor", "150", "lead_days", "15", "active", "true", "divides", fmt.Sprint(i < 2))
		if err != nil {
			return err
		}
		c.goods = append(c.goods, kernel.Ref[product.Product](id))
		open.Lines = append(open.Lines, stock.OpenLine{Product: c.goods[i], Qty: 60e6, Price: 100e6})
	}
	if err := c.must(w, open); err != nil {
		return err
	}
	var customers []kernel.Ref[party.Party]
	for i := range 6 {
		user, _ := org.UserByMobile.Find(c.read(w), fmt.Sprintf("1990000%04d", i%2))
		id, err := c.add(w, "party", "name", fmt.Sprintf("客户%d", i), "is_customer", "true", "owner", user.Seat.String(),
			"level", "wholesale", "limit", fmt.Sprint(2000*(i+1)), "terms", "days", "term_days", "15")
		if err != nil {
			return err
		}
		customers = append(customers, kernel.Ref[party.Party](id))
	}
	id, err := c.add(w, "party", "name", "供应商", "is_supplier", "true")
	if err != nil {
		return err
	}
	c.supplier = kernel.Ref[party.Party](id)
	_, err = c.add(w, "fund", "name", "现金", "account", ledger.AccountRef("1001").String(), "active", "true")
	if err != nil {
		return err
	}
	capital := kernel.Money(18_000_00)
	if c.Money {
		owed, sum := owedBy(customers, w.Clock.Now.Date(480).MonthStart())
		if err := c.must(w, owed); err != nil {
			return err
		}
		capital += sum
	}
	return c.must(w, &ledger.Open{Lines: []ledger.OpenLine{{Account: ledger.AccountRef("3001"), Credit: capital}}})
}

// owedBy are two bills of each customer and what some have paid in advance, and what they
// owe in all.
func owedBy(customers []kernel.Ref[party.Party], start kernel.Date) (open *debt.Opening, sum kernel.Money) {
	open = &debt.Opening{}
	for i, customer := range customers {
		for n := range 3 {
			line := debt.OpeningLine{
				Party: customer, Kind: debt.Receivable, Number: fmt.Sprintf("QC%d-%d", i, n), Date: start.AddDays(-5 * (n + 1)), Amount: kernel.Money(300_00 * (i + n + 1)),
			}
			if n == 2 {
				if i%2 == 0 {
					continue
				}
				line.Kind, line.Amount = debt.Prepaid, line.Amount/3
				sum -= 2 * line.Amount
			}
			sum += line.Amount
			open.Lines = append(open.Lines, line)
		}
	}
	return open, sum
}

func (c *Company) read(w *sim.World) *kernel.Tx {
	return kernel.NewTx(c.Catalog, w.Server.Disk, nil, &kernel.Call{At: w.Clock.Now, Judged: w.Clock.Now}, &kernel.Author{System: true, Zone: 480})
}

func (c *Company) add(w *sim.World, entity string, pairs ...string) (kernel.ID, error) {
	args := &kernel.AddRow{}
	for i := 0; i < len(pairs); i += 2 {
		args.Values = append(args.Values, kernel.FieldValue{Field: pairs[i], Value: pairs[i+1]})
	}
	call := c.call(w, c.Catalog.Command(entity+".add"), args)
	return kernel.AddedID(call.ID, entity), c.judge(w, call)
}

func (c *Company) must(w *sim.World, args kernel.Command) error {
	return c.judge(w, c.call(w, c.Catalog.CommandFor(args), args))
}

func (c *Company) call(w *sim.World, spec *kernel.CommandSpec, args kernel.Command) kernel.Call {
	c.key++
	return kernel.Call{
		ID: kernel.NewID(w.Clock.Now, w.Clock.Random()), Key: c.key, Name: spec.Name, Version: int64(spec.Version), Args: spec.Encode(args), At: w.Clock.Now,
	}
}

func (c *Company) judge(w *sim.World, call kernel.Call) error {
	judged, err := w.Judge(call)
	if err != nil {
		return err
	}
	if r := judged[0].Refusal; r != nil {
		return fmt.Errorf("%s: %w", call.Name, r)
	}
	return nil
}
