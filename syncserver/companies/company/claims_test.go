package company_test

import (
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
	"heyi/shared/sync/wire"
	"heyi/syncserver/companies/audit"
	"heyi/syncserver/companies/company"
)

// claim pushes commands exactly as they are and returns the verdicts by key.
func (r *raw) claim(calls ...wire.Call) map[int64]wire.Verdict {
	r.t.Helper()
	r.say(websocket.BinaryMessage, wire.Encode(&wire.Push{Calls: calls}))
	verdicts := map[int64]wire.Verdict{}
	for waiting := len(calls); waiting > 0; {
		p, ok := r.hear().(*wire.Patch)
		if !ok {
			continue
		}
		for _, v := range p.Verdicts {
			verdicts[v.Key] = v
			waiting--
		}
	}
	return verdicts
}

func newCall(name string, args []byte, key int64) wire.Call {
	at := company.Now()
	return wire.Call{ID: kernel.NewID(at, company.Random()), Key: key, Name: name, Version: 1, Args: args, At: at}
}

// shopOf founds goods, a supplier and a customer, and returns them with the place.
func (s *server) goods(d *device) (place kernel.Ref[org.Place], sofa kernel.Ref[product.Product], supplier kernel.Ref[party.Party]) {
	s.t.Helper()
	add := func(entity string, pairs ...string) kernel.ID {
		args := &kernel.AddRow{}
		for i := 0; i < len(pairs); i += 2 {
			args.Values = append(args.Values, kernel.FieldValue{Field: pairs[i], Value: pairs[i+1]})
		}
		id, err := d.do(entity+".add", args)
		if err != nil {
			s.t.Fatal(err)
		}
		if v := d.judged(id); v.Refusal != nil {
			s.t.Fatal(v.Refusal)
		}
		return kernel.AddedID(id, entity)
	}
	sofa = kernel.Ref[product.Product](add("product", "code", "SF-01", "name", "沙发", "unit", "套", "tax_class", "goods", "retail", "200", "active", "true"))
	supplier = kernel.Ref[party.Party](add("party", "name", "供应商", "is_supplier", "true"))
	_ = d.disk.Scan(org.Places.In(d.catalog), func(row kernel.Row) error { // visit never errs
		if p := row.(*org.Place); p.Code == "ZC" {
			place = kernel.Ref[org.Place](p.ID)
		}
		return nil
	})
	return place, sofa, supplier
}

// What a device says of its own commands breaks nothing: an id, a key, a time and
// a version are claims. The company is sound afterwards, and honest work goes on.
func TestForgedClaims(t *testing.T) {
	s := serve(t)
	honest, evil := s.enrol(boss, "老板"), s.enrol(boss, "坏手机")
	honest.connect()
	honest.loaded()
	place, sofa, supplier := s.goods(honest)
	receive := func(qty kernel.Qty) []byte {
		return s.Catalog.Command("stock.receive").Encode(&stock.Receive{
			Place: place, Supplier: supplier, Lines: []stock.ReceiveLine{{Product: sofa, Qty: qty, Price: 100e6}},
		})
	}
	add := func(name string) []byte {
		return s.Catalog.Command("party.add").Encode(&kernel.AddRow{Values: []kernel.FieldValue{{Field: "name", Value: name}, {Field: "is_customer", Value: "true"}}})
	}
	r := evil.raw()
	r.hello()
	is := func(what string, v wire.Verdict, code string) {
		t.Helper()
		if v.Refusal.Code != code {
			t.Errorf("%s: %q, want %q", what, v.Refusal.Code, code)
		}
	}
	first := newCall("stock.receive", receive(50e6), 1)
	twice := newCall("stock.receive", receive(7e6), 2)
	twice.ID = first.ID
	v := r.claim(first, twice)
	is("goods", v[1], "")
	is("other goods under the id", v[2], "call.forged")
	customer := newCall("party.add", add("甲"), 3)
	again := newCall("party.add", add("乙"), 4)
	again.ID = customer.ID
	v = r.claim(customer, again)
	is("a customer", v[3], "")
	is("another one under the id", v[4], "call.forged")
	for _, key := range []int64{1<<63 - 1, -7, 0, 1 << 40} {
		is("a key out of order", r.claim(newCall("party.add", add("丙"), key))[key], "call.key")
	}
	version := newCall("party.add", add("丁"), 5)
	version.Version = 99
	is("a version of tomorrow", r.claim(version)[5], "command.version")
	for key, at := range map[int64]kernel.Time{6: 4102444800000, 7: 1} {
		call := newCall("party.add", add("戊"), key)
		call.At, call.ID = at, kernel.NewID(at, company.Random())
		v := r.claim(call)[key]
		is("another time", v, "")
		if now := company.Now(); v.At > now || v.At < now-181*24*3600*1000 {
			t.Errorf("given at %s: taken for %s", at, v.At)
		}
	}
	is("the next one", r.claim(newCall("party.add", add("己"), 8))[8], "")
	s.undisturbed(honest, "庚")
	s.sound()
	if n := s.log.count("command failed"); n != 0 {
		t.Errorf("%d of the commands broke inside", n)
	}
}

// A device whose clock runs wild loses nothing: what it did is recorded as of now,
// and it is told.
func TestAWildClock(t *testing.T) {
	s := serve(t)
	d := s.enrol(boss, "平板")
	d.connect()
	d.loaded()
	for name, wild := range map[string]kernel.Time{"甲": 40 * 365 * 24 * 3600 * 1000, "乙": -300 * 24 * 3600 * 1000} {
		d.mu.Lock()
		args := s.Catalog.Command("party.add").Encode(&kernel.AddRow{Values: []kernel.FieldValue{{Field: "name", Value: name}, {Field: "is_customer", Value: "true"}}})
		saved, err := d.replica.DoEncoded("party.add", args, company.Now()+wild, company.Random())
		d.pump()
		d.mu.Unlock()
		if err != nil {
			t.Fatal(err)
		}
		v, now := d.judged(saved.Call.ID), company.Now()
		if v.Refusal != nil || !v.Adjusted || v.Dated > now || v.Dated < now-181*24*3600*1000 {
			t.Errorf("%s: %+v", name, v)
		}
	}
	s.undisturbed(d, "丙")
	s.sound()
}

// A salesperson who knows the id of a colleague's customer can neither read nor
// change him: the answer is that of an id that never was.
func TestAColleaguesCustomerIsNotThere(t *testing.T) {
	s := serve(t)
	owner, evil := s.enrol(huang, "黄建平"), s.enrol(lin, "林晓燕")
	owner.connect()
	owner.loaded()
	id, err := owner.addParty("黄的客户")
	if err != nil {
		t.Fatal(err)
	}
	if v := owner.judged(id); v.Refusal != nil {
		t.Fatal(v.Refusal)
	}
	r := evil.raw()
	r.hello()
	for _, row := range []kernel.ID{kernel.AddedID(id, "party"), kernel.NewID(company.Now(), company.Random())} {
		edit := func(field, was, becomes string) wire.Call {
			return wire.Call{Name: "party.edit", Args: s.Catalog.Command("party.edit").Encode(&kernel.EditRow{
				Row: row, Changes: []kernel.Change{{Field: field, Was: was, Becomes: becomes}},
			})}
		}
		remove := wire.Call{Name: "party.remove", Args: s.Catalog.Command("party.remove").Encode(&kernel.RemoveRow{Row: row, Seen: 1})}
		contact := wire.Call{Name: "contact.add", Args: s.Catalog.Command("contact.add").Encode(&kernel.AddRow{
			Values: []kernel.FieldValue{{Field: "party", Value: row.String()}, {Field: "name", Value: "甲"}},
		})}
		for what, call := range map[string]wire.Call{
			"a wrong was": edit("limit", "1", "2"), "a mobile": edit("mobile", "", "13800000001"), "a contact": contact,
		} {
			if code := r.judge(call); code != kernel.NotThere.Name {
				t.Errorf("%s: %q", what, code)
			}
		}
		if code := r.judge(remove); code != kernel.NotAllowed.Name {
			t.Errorf("a removal: %q", code)
		}
	}
}

// A hello that pins more than any screen shows is told so, in a line of the log.
func TestAHelloWithManyPins(t *testing.T) {
	s := serve(t)
	honest, evil := s.enrol(boss, "老板"), s.enrol(lin, "坏平板")
	honest.connect()
	honest.loaded()
	r := evil.raw()
	hello := &wire.Hello{Device: evil.replica.Identity.Device}
	for range 20_000 {
		hello.Pins = append(hello.Pins, kernel.NewID(company.Now(), company.Random()))
	}
	r.say(websocket.BinaryMessage, wire.Encode(hello))
	if code := r.end(); code != "link.pins" {
		t.Errorf("the reason is %q", code)
	}
	time.Sleep(10 * time.Millisecond)
	s.log.mu.Lock()
	size := 0
	for _, line := range s.log.lines {
		size += len(line)
	}
	s.log.mu.Unlock()
	if size > 16<<10 {
		t.Errorf("the log took %d bytes", size)
	}
	s.undisturbed(honest, "甲")
}

// sound verifies the company as the administrator's command does.
func (s *server) sound() {
	s.t.Helper()
	view, err := s.Store.Read()
	if err != nil {
		s.t.Fatal(err)
	}
	defer view.Close()
	verified, err := audit.Verify(s.Catalog, view)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, f := range verified.Findings {
		s.t.Errorf("%s %s: %s", f.Rule, f.En, f.Key)
	}
}
