package api_test

import (
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/gorilla/websocket"

	"heyi/shared/figures"
	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/tree"
	"heyi/shared/sync/authority"
	"heyi/shared/sync/wire"
	"heyi/syncserver/companies/company"
	"heyi/syncserver/demo"
)

var (
	update  = flag.Bool("update", os.Getenv("GOLDEN") == "write", "write docs/canary.md anew")
	catalog = all.Catalog(all.Latest)
)

// door is what came through one way in: rows by entity, and all of its bytes.
type door struct {
	rows  map[string]map[kernel.ID]bool
	bytes string
}

func (d *door) take(entity string, id kernel.ID) {
	if d.rows[entity] == nil {
		d.rows[entity] = map[kernel.ID]bool{}
	}
	d.rows[entity][id] = true
}

func canaryNeeds(t *testing.T) map[string][]string {
	t.Helper()
	needs := map[string][]string{}
	for _, row := range canaryTable {
		for entity := range strings.FieldsSeq(row.entities) {
			needs[entity] = strings.Fields(row.needs)
		}
	}
	return needs
}

// openCanary founds the demo company and gives it the roles that it has nobody for.
func openCanary(t *testing.T) *canary {
	t.Helper()
	co, err := company.At(t.TempDir()).Create(slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := co.Close(t.Context()); err != nil {
			t.Log(err)
		}
	})
	err = co.Hub.On(t.Context(), func(d *authority.Desk) error {
		_, err := demo.Found(d, co.Store, company.Now())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	c := &canary{server: listen(t, co), rows: map[string][]kernel.Row{}, needs: canaryNeeds(t)}
	sales := ""
	_ = kernel.Each(co.Catalog, co.Store, org.Departments, func(d *org.Department) error {
		if d.Name == "销售部" {
			sales = d.ID.String()
		}
		return nil
	})
	c.makeCashier(t)
	for _, r := range canaryRoles {
		if r.mobile < "19900000190" {
			if _, err := co.NewPassword(t.Context(), r.mobile, password); err != nil {
				t.Fatal(err)
			}
			continue
		}
		add := &kernel.AddRow{Values: []kernel.FieldValue{{Field: "name", Value: r.name}, {Field: "dept", Value: sales}, {Field: "roles", Value: r.code}}}
		if _, err := co.Hub.RunEncoded(t.Context(), "seat.add", co.Catalog.Command("seat.add").Encode(add)); err != nil {
			t.Fatal(err)
		}
		if _, err := co.AddUser(t.Context(), r.name, r.mobile, r.name, password); err != nil {
			t.Fatal(err)
		}
	}
	c.nameKeepers(t)
	view, err := co.Store.Read()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = view.Close() })
	c.all = view
	for _, s := range co.Catalog.Schemas {
		_ = view.Scan(s, func(row kernel.Row) error {
			c.rows[s.Name] = append(c.rows[s.Name], row)
			return nil
		})
	}
	return c
}

// watcher is who plays a role, with his seats and their warehouses.
func (c *canary) watcher(role int) *watcher {
	w := &watcher{role: role, seats: map[kernel.ID]bool{}, places: map[kernel.ID]bool{}, funds: map[kernel.ID]bool{}}
	for _, row := range c.rows["user"] {
		user := row.(*org.User)
		if user.Mobile != canaryRoles[role].mobile {
			continue
		}
		for _, row := range c.rows["seat"] {
			if s := row.(*org.Seat); s.Holder.ID() == user.ID {
				w.seats[s.ID] = true
				if strings.Contains(s.Roles, org.SalesManager) {
					w.dept = s.Dept.ID()
				}
			}
		}
	}
	for _, row := range c.rows["seat_place"] {
		if sp := row.(*org.SeatPlace); w.seats[sp.Seat.ID()] {
			w.places[sp.Place.ID()] = true
		}
	}
	for _, row := range c.rows["fund"] {
		if f := row.(*finance.Fund); canaryRoles[role].code == cashier && (f.Keeper.IsZero() || w.seats[f.Keeper.ID()]) {
			w.funds[f.Account.ID()] = true
		}
	}
	return w
}

// make gives a command of the server's own.
func (c *canary) make(t *testing.T, command string, args kernel.Command) {
	t.Helper()
	if _, err := c.Hub.RunEncoded(t.Context(), command, c.Catalog.Command(command).Encode(args)); err != nil {
		t.Fatal(err)
	}
}

// makeCashier makes the cashier's role of its template.
func (c *canary) makeCashier(t *testing.T) {
	t.Helper()
	i := slices.IndexFunc(org.Templates(), func(t org.Template) bool { return t.En == "Cashier" })
	values := []kernel.FieldValue{{Field: "code", Value: cashier}}
	for field, value := range org.Templates()[i].Texts("zh") {
		values = append(values, kernel.FieldValue{Field: field, Value: value})
	}
	slices.SortFunc(values, func(a, b kernel.FieldValue) int { return strings.Compare(a.Field, b.Field) })
	c.make(t, "role.add", &kernel.AddRow{Values: values})
}

// nameKeepers has the cashier's seat keep a fund and the accountant's another.
func (c *canary) nameKeepers(t *testing.T) {
	t.Helper()
	seats := map[string]kernel.ID{}
	var funds []*finance.Fund
	_ = kernel.Each(c.Catalog, c.Store, org.Seats, func(s *org.Seat) error {
		seats[s.Roles] = s.ID
		return nil
	})
	_ = kernel.Each(c.Catalog, c.Store, finance.Funds, func(f *finance.Fund) error {
		funds = append(funds, f)
		return nil
	})
	if len(funds) < 3 || seats[cashier].IsZero() || seats[org.Finance].IsZero() {
		t.Fatalf("%d funds, seats %v", len(funds), seats)
	}
	for n, role := range []string{cashier, org.Finance} {
		c.make(t, "fund.edit", &kernel.EditRow{Row: funds[n].ID, Changes: []kernel.Change{{Field: "keeper", Becomes: seats[role].String()}}})
	}
}

// overHTTP reads every list to its end, and every report.
func (c *canary) overHTTP(t *testing.T, mobile string) door {
	t.Helper()
	d := door{rows: map[string]map[kernel.ID]bool{}}
	var text strings.Builder
	who := c.as(mobile)
	for _, s := range c.Catalog.Schemas {
		if s.Main != nil {
			continue
		}
		for after := ""; ; {
			a := who.get("/api/v1/" + s.Name + "?limit=1000&removed=true" + after)
			text.WriteString(a.text)
			for _, r := range a.rows() {
				row := r.(map[string]any)
				id, _ := kernel.ParseID(row["id"].(string))
				d.take(s.Name, id)
				for _, part := range s.Parts {
					if _, has := row[guardedField(part)]; has {
						d.take(part.Name, id)
					}
				}
			}
			next, _ := a.at("next").(string)
			if next == "" {
				break
			}
			after = "&after=" + url.QueryEscape(next)
		}
	}
	reports := []string{"receivables", "stock_ledger?from=2020-01-01&to=2099-01-01", "trial_balance?month=202611", "vouchers?month=202611"}
	for _, r := range figures.Reports() {
		reports = append(reports, r.Name+"?from=2020-01-01&to=2099-01-01", r.Name+"?format=csv&from=2020-01-01&to=2099-01-01")
	}
	for _, report := range reports {
		a := who.send("GET", "/api/v1/reports/"+report, "")
		text.WriteString(a.text)
	}
	d.bytes = text.String()
	return d
}

func guardedField(part *kernel.Schema) string {
	for _, f := range part.Fields {
		if f.Sees != "" {
			return f.Name
		}
	}
	return ""
}

// overSync says hello as a new device and reads the whole first load.
func (c *canary) overSync(t *testing.T, mobile string) door {
	t.Helper()
	d := door{rows: map[string]map[kernel.ID]bool{}}
	var text strings.Builder
	none := &client{s: c.server}
	enrolled := none.want(200, "POST", "/api/v1/enrol", fmt.Sprintf(`{"mobile":%q,"password":%q,"name":"金丝雀","kind":"tablet"}`, mobile, password))
	device, err := kernel.ParseID(enrolled.str("device"))
	if err != nil {
		t.Fatal(err)
	}
	socket, _, err := websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(c.http.URL, "http")+"/ws", http.Header{"Authorization": {"Bearer " + enrolled.str("token")}})
	if err != nil {
		t.Fatal(err)
	}
	defer socket.Close()
	if err := socket.WriteMessage(websocket.BinaryMessage, wire.Encode(&wire.Hello{Device: device})); err != nil {
		t.Fatal(err)
	}
	for {
		_, data, err := socket.ReadMessage()
		if err != nil {
			t.Fatal(err)
		}
		m, err := wire.Decode(data)
		if err != nil {
			t.Fatal(err)
		}
		p, ok := m.(*wire.Patch)
		if !ok {
			continue
		}
		for _, r := range p.Rows {
			s := c.Catalog.SchemaByNumber(uint32(r.Entity))
			row, err := s.Decode(r.Body)
			if err != nil {
				t.Fatal(err)
			}
			d.take(s.Name, row.Base().ID)
			text.Write(r.Body)
		}
		if !p.Partial {
			d.bytes = text.String()
			return d
		}
	}
}

var canaryPage = tree.Path("docs/canary.md")

// The page says to people what the table says to the test.
func TestGoldenCanary(t *testing.T) {
	var b strings.Builder
	b.WriteString("# Who gets what\n\nMade by `make golden` from the table in `syncserver/doors/api/canary_test.go`, which `TestCanary` holds against the demo company: the rows and the bytes of every list and report of the API and of a whole first sync.\n\n" +
		"`all` every row · `own` of one's own customers · `dept` of the department's, too · `place` of one's warehouses · `supply` of suppliers · `kept` of funds that one keeps · `mine` with a row that one sees, or addressed to one · `-` nothing\n\n| entities |")
	for _, r := range canaryRoles {
		b.WriteString(" " + r.code + " |")
	}
	b.WriteString(" why |\n|---" + strings.Repeat("|---", len(canaryRoles)+1) + "|\n")
	for _, row := range canaryTable {
		b.WriteString("| " + strings.ReplaceAll(row.entities, " ", ", ") + " | " + strings.Join(strings.Fields(row.needs), " | ") + " | " + row.zh + " · " + row.en + " |\n")
	}
	if *update {
		if err := os.WriteFile(canaryPage, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if page, err := os.ReadFile(canaryPage); err != nil || string(page) != b.String() {
		t.Errorf("docs/canary.md is not what the table says: run make golden (%v)", err)
	}
}
