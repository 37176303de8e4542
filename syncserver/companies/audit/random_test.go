package audit_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/pgtest"
	"heyi/shared/sync/authority"
	"heyi/syncserver/companies/audit"
	"heyi/syncserver/store"
	"heyi/syncserver/store/postgres"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// chaos gives random commands of the whole catalogue: references to rows that there
// are, choices that there are, texts and figures that are hard on a store.
type chaos struct {
	*rand.Rand
	catalog *kernel.Catalog
	rows    map[*kernel.Schema][]kernel.ID
	byType  map[string]*kernel.Schema
	look    func(*kernel.Schema, kernel.ID) kernel.Row
	specs   []*kernel.CommandSpec
}

func newChaos(c *kernel.Catalog, look func(*kernel.Schema, kernel.ID) kernel.Row) *chaos {
	x := &chaos{
		Rand: rand.New(rand.NewPCG(7, 31)), catalog: c, rows: map[*kernel.Schema][]kernel.ID{}, byType: map[string]*kernel.Schema{}, look: look,
	}
	for _, s := range c.Schemas {
		t := reflect.TypeOf(s.New()).Elem()
		if s.Main == nil {
			x.byType[t.PkgPath()+"."+t.Name()] = s
		}
	}
	for _, spec := range c.Commands {
		if spec.Name != "org.setup" && spec.Name != "org.upgrade" {
			x.specs = append(x.specs, spec)
		}
	}
	return x
}

var hardTexts = []string{"甲", "沙发", "重庆", "a", "B", "Zoë", "é", "𠮷", "😀", "%", "_", `\`, "'", `"`, "--", "{}", "13800000000", "2026-11-01", " 甲 ", "ＡＢ", "z'\"z", "e\u0301"}

func (x *chaos) text(most int) string {
	var b strings.Builder
	for range 1 + x.IntN(3) {
		b.WriteString(hardTexts[x.IntN(len(hardTexts))])
	}
	if x.IntN(3) > 0 {
		fmt.Fprintf(&b, "%d", x.IntN(1e6))
	}
	r := []rune(b.String())
	return string(r[:min(len(r), max(1, most))])
}

func (x *chaos) number(unit int64) int64 {
	switch x.IntN(20) {
	case 0:
		return 0
	case 1:
		return -unit * x.Int64N(50)
	case 2:
		return x.Int64N(1e14)
	case 3:
		return x.Int64N(9 * unit)
	}
	return unit * (1 + x.Int64N(30))
}

func (x *chaos) id(s *kernel.Schema) kernel.ID {
	if list := x.rows[s]; s != nil && len(list) > 0 && x.IntN(50) > 0 {
		return list[x.IntN(len(list))]
	}
	return kernel.DeriveID("stray", x.IntN(9))
}

func (x *chaos) choice(of string) string {
	options := x.catalog.Schemas[0].ChoicesOf(&kernel.Field{Kind: kernel.KindChoice, Choices: of})
	if len(options) == 0 {
		return ""
	}
	return options[x.IntN(len(options))].Code
}

func (x *chaos) date() kernel.Date { return kernel.DateOf(2026, 11, 1).AddDays(x.IntN(40) - 5) }

func (x *chaos) value(s *kernel.Schema, f *kernel.Field) kernel.Value {
	switch f.Kind {
	case kernel.KindBool:
		return kernel.Of(x.IntN(4) > 0)
	case kernel.KindText:
		return kernel.Of(x.text(f.Max))
	case kernel.KindState, kernel.KindChoice:
		if options := s.ChoicesOf(f); len(options) > 0 {
			return kernel.Value{Kind: f.Kind, Str: options[x.IntN(len(options))].Code}
		}
		return kernel.Value{Kind: f.Kind}
	case kernel.KindDate:
		return kernel.Of(x.date())
	case kernel.KindID:
		return kernel.Of(x.id(s.Target(f)))
	case kernel.KindMoney:
		return kernel.Value{Kind: f.Kind, Int: x.number(100)}
	case kernel.KindQty, kernel.KindPrice, kernel.KindRate:
		return kernel.Value{Kind: f.Kind, Int: x.number(1e6)}
	}
	return kernel.Value{Kind: f.Kind, Int: x.number(1)}
}

func (x *chaos) args(spec *kernel.CommandSpec) kernel.Command {
	switch args := spec.New().(type) {
	case *kernel.AddRow:
		for _, f := range spec.Schema.Fields {
			plain := !f.Derived && f.Kind != kernel.KindCustom && f.Kind != kernel.KindState && f.Kind != kernel.KindBytes && f.Name != "id"
			if plain && x.IntN(5) > 0 {
				args.Values = append(args.Values, kernel.FieldValue{Field: f.Name, Value: x.value(spec.Schema, f).String()})
			}
		}
		return args
	case *kernel.EditRow:
		args.Row = x.id(spec.Schema)
		f := spec.Schema.Fields[x.IntN(len(spec.Schema.Fields))]
		change := kernel.Change{Field: f.Name, Becomes: x.value(spec.Schema, f).String()}
		if row := x.look(spec.Schema, args.Row); row != nil && f.Kind != kernel.KindCustom {
			change.Was = f.Get(row).String()
		}
		args.Changes = []kernel.Change{change}
		return args
	case *kernel.RemoveRow:
		args.Row = x.id(spec.Schema)
		return args
	default:
		x.fill(reflect.ValueOf(args).Elem(), "")
		return args
	}
}

func (x *chaos) fill(v reflect.Value, of string) {
	t := v.Type()
	switch {
	case t.PkgPath() == "heyi/shared/kernel" && strings.HasPrefix(t.Name(), "Ref["):
		target := strings.TrimSuffix(strings.TrimPrefix(t.Name(), "Ref["), "]")
		v.Set(reflect.ValueOf(x.id(x.byType[target])).Convert(t))
	case t == reflect.TypeFor[kernel.ID]():
		v.Set(reflect.ValueOf(x.id(x.catalog.Schemas[x.IntN(len(x.catalog.Schemas))])))
	case t == reflect.TypeFor[kernel.Date]():
		v.SetInt(int64(x.date()))
	case t == reflect.TypeFor[kernel.Time]():
		v.SetInt(int64(chaosDay) + x.Int64N(1e9))
	case t == reflect.TypeFor[kernel.Choice]():
		v.SetString(x.choice(of))
	case t.Kind() == reflect.Struct:
		for i := range t.NumField() {
			f := t.Field(i)
			required := slices.Contains(strings.Split(f.Tag.Get("is"), ","), "required")
			if f.IsExported() && (f.Anonymous || required || x.IntN(5) > 1) {
				x.fill(v.Field(i), f.Tag.Get("of"))
			}
		}
	case t.Kind() == reflect.Slice && t.Elem().Kind() != reflect.Uint8:
		for range 1 + x.IntN(3) {
			item := reflect.New(t.Elem()).Elem()
			x.fill(item, of)
			v.Set(reflect.Append(v, item))
		}
	case t.Kind() == reflect.Bool:
		v.SetBool(x.IntN(2) == 0)
	case t.Kind() == reflect.String:
		v.SetString(x.text(20))
	case t.Kind() == reflect.Int64:
		unit := int64(1)
		switch t {
		case reflect.TypeFor[kernel.Money]():
			unit = 100
		case reflect.TypeFor[kernel.Qty](), reflect.TypeFor[kernel.Price](), reflect.TypeFor[kernel.Rate]():
			unit = 1e6
		}
		v.SetInt(x.number(unit))
	}
}

const chaosDay = kernel.Time(1_763_700_000_000) // 2025-11-21, on the company's clock

// chaosSetup is a company in which every shipped role has a seat.
func chaosSetup() *org.Setup {
	setup := &org.Setup{
		Company: org.SetupCompany{Name: "禾宜", Zone: 480, Vat: org.VatGeneral, Start: 20251101, OverdueDays: 15, CreditPolicy: org.CreditStop},
		Places:  []org.SetupPlace{{Code: "W1", Name: "总仓", Kind: org.Warehouse}, {Code: "W2", Name: "展厅仓", Kind: org.Warehouse}},
	}
	for i, role := range org.ShippedRoles() {
		setup.Seats = append(setup.Seats, org.SetupSeat{Name: role.Zh, Roles: []string{role.Code}, Places: []string{"W1", "W2"}})
		setup.Users = append(setup.Users, org.SetupUser{Name: role.Zh + "员", Mobile: fmt.Sprintf("1990000%04d", 100+i), Seat: role.Zh})
	}
	return setup
}

// work judges so many random commands in groups of random size, and returns how many
// were accepted.
func (x *chaos) work(t *testing.T, a *authority.Authority, commands int) (accepted int) {
	key := int64(0)
	call := func(spec *kernel.CommandSpec, args kernel.Command) kernel.Call {
		key++
		at := chaosDay + kernel.Time(key)*1000
		return kernel.Call{
			ID: kernel.NewID(at, [10]byte{byte(key >> 16), byte(key >> 8), byte(key)}), Key: key, Name: spec.Name,
			Version: int64(spec.Version), Args: spec.Encode(args), At: at,
		}
	}
	setup := chaosSetup()
	group := []kernel.Call{call(x.catalog.CommandFor(setup), setup)}
	for done := 0; done < commands; {
		judged, commit, err := a.Judge(group, chaosDay+kernel.Time(key)*1000)
		if err != nil {
			t.Fatal(err)
		}
		for i := range judged {
			if judged[i].Refusal == nil {
				accepted++
			}
		}
		for _, row := range commit.Rows {
			if b := row.Base(); b.Version > commit.From && !slices.Contains(x.rows[b.Schema()], b.ID) {
				x.rows[b.Schema()] = append(x.rows[b.Schema()], b.ID)
				if list := x.rows[b.Schema()]; len(list) > 300 { // work goes on with what is new
					x.rows[b.Schema()] = list[100:]
				}
			}
		}
		done += len(group)
		group = group[:0]
		for range 1 + x.IntN(40) {
			spec := x.specs[x.IntN(len(x.specs))]
			group = append(group, call(spec, x.args(spec)))
		}
	}
	return accepted
}

// Random commands of everything there is, judged in PostgreSQL and judged again in
// SQLite, come to the same verdicts and leave the same rows. HEYI_CHAOS says how
// many; they are few by default.
func TestRandomCommandsInBothStores(t *testing.T) {
	commands := 3000
	if set := os.Getenv("HEYI_CHAOS"); set != "" {
		commands, _ = strconv.Atoi(set)
	}
	if testing.Short() {
		commands = 300
	}
	c := all.Catalog(all.Latest)
	at, err := postgres.At(pgtest.Address(t))
	if err != nil {
		t.Fatal(err)
	}
	s, err := at.Create(t.Context(), c, kernel.DeriveID("company"), kernel.DeriveID("history"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	a, err := authority.Open(c, s)
	if err != nil {
		t.Fatal(err)
	}
	broken := map[string]int{}
	a.Broken = func(call *kernel.Call, failure error) { broken[call.Name]++ }
	began := time.Now()
	accepted := newChaos(c, s.Get).work(t, a, commands)
	took := time.Since(began)
	view, err := s.Read()
	if err != nil {
		t.Fatal(err)
	}
	defer view.Close()
	r, err := audit.Rebuild(t.Context(), c, view, t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	rows, kinds := int64(0), 0
	for _, e := range r.Entities {
		if rows += e.Rows; e.Rows > 0 {
			kinds++
		}
	}
	for i, f := range r.Findings {
		if i < 5 {
			t.Errorf("%s: %s", f.En, f.Key)
		}
	}
	if accepted < commands/50 || len(r.Findings) > 0 {
		t.Errorf("%d of %d accepted, %d findings", accepted, commands, len(r.Findings))
	}
	t.Logf("%d commands, %d accepted, %d rows of %d entities equal in both; judged in %s; broken %v", r.Commands, accepted, rows, kinds, took.Round(time.Millisecond), broken)
}
