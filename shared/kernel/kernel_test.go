package kernel_test

import (
	"errors"
	"testing"

	"heyi/shared/kernel"
)

// A small company of one document and one counter, enough to try the contract.

type person struct {
	kernel.Record
	Name string `zh:"姓名" en:"Name" is:"title,required"`
}

type basket struct {
	kernel.Record
	Name  string             `zh:"名称" en:"Name" is:"title,required"`
	Owner kernel.Ref[person] `zh:"业务员" en:"Owner" is:"fixed"`
	State kernel.State       `zh:"状态" en:"State" is:"derived"`
	Limit kernel.Money       `zh:"额度" en:"Limit" clash:"ask"`
	Cost  kernel.Money       `zh:"成本" en:"Cost" sees:"cost"`
	Total kernel.Qty         `zh:"合计" en:"Total" is:"derived"`
	Seal  int64              `zh:"编号" en:"Serial" is:"settled"`
}

type counter struct {
	kernel.Record
	Free kernel.Qty `zh:"可用" en:"Free" is:"derived,negative"`
}

const (
	open   kernel.State = "open"
	closed kernel.State = "closed"
)

var (
	people  = kernel.Define[person]("person", kernel.Spec{Zh: "人", En: "Person", Scope: kernel.Scope{kernel.Everyone}})
	baskets = kernel.Define[basket]("basket", kernel.Spec{
		Zh: "篮子", En: "Basket",
		States: []kernel.Option{{Code: "open", Zh: "开", En: "Open"}, {Code: "closed", Zh: "关", En: "Closed"}},
		Scope:  kernel.Scope{kernel.By("owner", func(b *basket) *kernel.Ref[person] { return &b.Owner }), kernel.Audience("all")},
	})
	counters = kernel.Define[counter]("counter", kernel.Spec{Zh: "计数", En: "Counter", Scope: kernel.Scope{kernel.Everyone}, Kept: true})

	byOwner = kernel.Find(baskets, func(b *basket) *kernel.Ref[person] { return &b.Owner })
	_       = kernel.Unique(baskets, func(b *basket) *string { return &b.Name })

	short = kernel.Refuse("test.short", "只剩 {left}", "only {left} left")
)

var theCounter = kernel.DeriveID("counter", "stock")

// take closes a basket and takes its quantity off the counter.
type take struct {
	Basket kernel.Ref[basket] `zh:"篮子" en:"Basket" is:"required"`
	Qty    kernel.Qty         `zh:"数量" en:"Quantity" is:"required"`
}

var _ = kernel.Intent[take]("basket.take", "取", "Take", kernel.Moves(baskets, kernel.From(open), kernel.To(closed)))

func (t take) Predict(tx *kernel.Tx) error {
	b, err := baskets.Need(tx, t.Basket)
	if err != nil {
		return err
	}
	c, err := counters.Need(tx, kernel.Ref[counter](theCounter))
	if err != nil {
		return err
	}
	if c.Free < t.Qty {
		return short.With(kernel.Quantity("left", c.Free, "件"))
	}
	kernel.Add(tx, c, &c.Free, -t.Qty)
	kernel.Set(tx, b, &b.Total, t.Qty)
	return nil
}

func (t take) Settle(tx *kernel.Tx) error {
	b, err := baskets.Need(tx, t.Basket)
	if err != nil {
		return err
	}
	kernel.Set(tx, b, &b.Seal, 7)
	return nil
}

func init() {
	kernel.Identify = func(c *kernel.Catalog, base kernel.Reader, origin, user kernel.ID) (*kernel.Author, error) {
		return nil, errors.New("not used here")
	}
}

type world struct {
	*kernel.Memory
	c   *kernel.Catalog
	key int64
}

func newWorld(t *testing.T) *world {
	t.Helper()
	return &world{Memory: kernel.NewMemory(), c: kernel.NewCatalog(1, kernel.Lock{})}
}

func id(n byte) kernel.ID { return kernel.NewID(kernel.Time(n), [10]byte{n}) }

func owner(n byte, tags ...string) *kernel.Author {
	v := &kernel.Viewer{Tags: map[string]bool{"all": true, "owner:" + id(n).String(): true}}
	for _, t := range tags {
		v.Tags[t] = true
	}
	return &kernel.Author{User: id(n), Grants: []string{"*"}, Viewer: v, Zone: 480, Series: "A01"}
}

func (w *world) tx(a *kernel.Author, name string, args kernel.Command) *kernel.Tx {
	w.key++
	spec := w.c.Command(name)
	call := &kernel.Call{ID: kernel.NewID(kernel.Time(1000+w.key), [10]byte{byte(w.key)}), Key: w.key, Name: name, Args: spec.Encode(args)}
	return kernel.NewTx(w.c, w, a.Viewer, call, a)
}

func (w *world) do(t *testing.T, a *kernel.Author, name string, args kernel.Command) (kernel.Outcome, *kernel.Call, error) {
	t.Helper()
	tx := w.tx(a, name, args)
	out, err := tx.Judge()
	if err != nil {
		return out, tx.Call, err
	}
	for _, wr := range tx.Writes() {
		wr.After.Base().Version = w.key
		w.Put(wr.After)
	}
	return out, tx.Call, nil
}

func (w *world) put(e interface {
	In(*kernel.Catalog) *kernel.Schema
}, row kernel.Row,
) {
	e.In(w.c).Adopt(row)
	w.Put(row)
}

// furnish puts a person, a basket of his and 15 on the counter.
func furnish(t *testing.T) (*world, *kernel.Author, kernel.Ref[basket]) {
	t.Helper()
	w := newWorld(t)
	w.put(people, &person{Record: kernel.Record{ID: id(1)}, Name: "林晓燕"})
	w.put(people, &person{Record: kernel.Record{ID: id(2)}, Name: "周志强"})
	w.put(counters, &counter{Record: kernel.Record{ID: theCounter}, Free: 15e6})
	w.put(baskets, &basket{Record: kernel.Record{ID: id(9)}, Name: "一", Owner: kernel.Ref[person](id(1)), State: open, Limit: 100})
	return w, owner(1), kernel.Ref[basket](id(9))
}

func TestPredictionAndJudgementAgree(t *testing.T) {
	w, a, b := furnish(t)
	tx := w.tx(a, "basket.take", &take{b, 4e6})
	predicted, err := tx.Predict()
	if err != nil {
		t.Fatal(err)
	}
	w.key--
	judged, _, err := w.do(t, a, "basket.take", &take{b, 4e6})
	if err != nil || judged.Digest != predicted.Digest {
		t.Fatalf("judged %v %v, predicted %v", judged, err, predicted)
	}
	got := w.Get(baskets.In(w.c), b.ID()).(*basket)
	if got.State != closed || got.Total != 4e6 || got.Seal != 7 {
		t.Fatalf("basket %+v", got)
	}
}

func TestRefusalsHaveFiguresInBothLanguages(t *testing.T) {
	w, a, b := furnish(t)
	_, _, err := w.do(t, a, "basket.take", &take{b, 16e6})
	r, ok := kernel.AsRefusal(err)
	if !ok || r.Sentence("zh", nil) != "只剩 15 件" || r.Sentence("en", nil) != "only 15 件 left" {
		t.Fatalf("got %v", err)
	}
	if w.Get(counters.In(w.c), theCounter).(*counter).Free != 15e6 {
		t.Fatal("a refused command left a trace")
	}
}

func TestAStrangersRowIsMissingNotForbidden(t *testing.T) {
	w, _, b := furnish(t)
	_, _, err := w.do(t, owner(2), "basket.take", &take{b, 1e6})
	if r, ok := kernel.AsRefusal(err); !ok || r.Code != kernel.NotThere.Name {
		t.Fatalf("got %v", err)
	}
	tx := w.tx(owner(2), "basket.take", &take{kernel.Ref[basket](id(77)), 1e6})
	_, err = tx.Judge()
	if r, ok := kernel.AsRefusal(err); !ok || r.Code != kernel.NotThere.Name {
		t.Fatalf("a row that does not exist answers differently: %v", err)
	}
}

func TestReadsAnswerFoundAbsentUnknown(t *testing.T) {
	w, a, b := furnish(t)
	tx := w.tx(a, "basket.take", &take{b, 1e6})
	if _, p := baskets.Get(tx, b); p != kernel.Found {
		t.Fatalf("own basket: %v", p)
	}
	if _, p := baskets.Get(tx, kernel.Ref[basket](id(50))); p != kernel.Unknown {
		t.Fatalf("a basket that may be someone else's: %v", p)
	}
	if _, p := people.Get(tx, kernel.Ref[person](id(50))); p != kernel.Absent {
		t.Fatalf("a person, all of whom are held: %v", p)
	}
	if list, p := byOwner.Of(tx, kernel.Ref[person](id(1))); len(list) != 1 || p != kernel.Unknown {
		t.Fatalf("range: %d rows, %v", len(list), p)
	}
}

func TestGuardedFieldsLiveInACompanion(t *testing.T) {
	w, a, _ := furnish(t)
	_, call, err := w.do(t, a, "basket.add", &kernel.AddRow{Values: []kernel.FieldValue{{"name", "二"}, {"owner", id(1).String()}}})
	if err != nil {
		t.Fatal(err)
	}
	added := kernel.AddedID(call.ID, "basket")
	if baskets.In(w.c).Field("cost") != nil {
		t.Fatal("cost stands in the open row")
	}
	cost := baskets.Guarded("cost")
	tx := w.tx(a, "basket.take", &take{})
	if _, p := cost.Get(tx, kernel.Ref[basket](added)); p != kernel.Unknown {
		t.Fatalf("cost without the right: %v", p)
	}
	tx = w.tx(owner(1, "sees:cost"), "basket.take", &take{})
	if _, p := cost.Get(tx, kernel.Ref[basket](added)); p != kernel.Found {
		t.Fatalf("cost with the right: %v", p)
	}
}

func TestEditsOfTwoPeople(t *testing.T) {
	w, a, b := furnish(t)
	edit := func(field, was, becomes string) error {
		_, _, err := w.do(t, a, "basket.edit", &kernel.EditRow{Row: b.ID(), Changes: []kernel.Change{{field, was, becomes}}})
		return err
	}
	if err := edit("limit", "1.00", "2.00"); err != nil {
		t.Fatal(err)
	}
	if err := edit("limit", "1.00", "2.00"); err != nil {
		t.Fatalf("the same wish twice: %v", err)
	}
	if r, ok := kernel.AsRefusal(edit("limit", "1.00", "3.00")); !ok || r.Code != kernel.Clash.Name || r.Arg("theirs").Str != "2.00" {
		t.Fatalf("clash:ask let a stale edit pass: %v", r)
	}
	if err := edit("limit", "2", "2.5"); err != nil {
		t.Fatalf("one amount written in two ways clashed: %v", err)
	}
	if err := edit("limit", "2.50", ""); err != nil {
		t.Fatalf("emptying a figure: %v", err)
	}
	if err := edit("limit", "", "4.00"); err != nil {
		t.Fatalf("an empty input is not the figure's nothing: %v", err)
	}
	if err := edit("name", "零", "三"); err != nil {
		t.Fatalf("clash:last refused: %v", err)
	}
	if err := edit("total", "0", "3"); err == nil {
		t.Fatal("a derived field was edited")
	}
}

func TestRemovalLosesAgainstAnEdit(t *testing.T) {
	w, a, b := furnish(t)
	if _, _, err := w.do(t, a, "basket.edit", &kernel.EditRow{Row: b.ID(), Changes: []kernel.Change{{"name", "一", "新"}}}); err != nil {
		t.Fatal(err)
	}
	seen := w.Get(baskets.In(w.c), b.ID()).Base().Version
	if _, _, err := w.do(t, a, "basket.edit", &kernel.EditRow{Row: b.ID(), Changes: []kernel.Change{{"name", "新", "更新"}}}); err != nil {
		t.Fatal(err)
	}
	_, _, err := w.do(t, a, "basket.remove", &kernel.RemoveRow{Row: b.ID(), Seen: seen})
	if r, ok := kernel.AsRefusal(err); !ok || r.Code != kernel.ChangedMeanwhile.Name {
		t.Fatalf("got %v", err)
	}
	seen = w.Get(baskets.In(w.c), b.ID()).Base().Version
	if _, _, err := w.do(t, a, "basket.remove", &kernel.RemoveRow{Row: b.ID(), Seen: seen}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.do(t, a, "basket.edit", &kernel.EditRow{Row: b.ID(), Changes: []kernel.Change{{"name", "更新", "旧"}}}); err != nil {
		t.Fatal(err)
	}
	if w.Get(baskets.In(w.c), b.ID()).Base().Removed {
		t.Fatal("the edit did not bring the row back")
	}
}

func TestUniqueKeysHold(t *testing.T) {
	w, a, _ := furnish(t)
	_, _, err := w.do(t, a, "basket.add", &kernel.AddRow{Values: []kernel.FieldValue{{"name", "一"}, {"owner", id(1).String()}}})
	if r, ok := kernel.AsRefusal(err); !ok || r.Code != kernel.Taken.Name {
		t.Fatalf("got %v", err)
	}
}

func TestAnOlderReleaseKeepsWhatItDoesNotKnow(t *testing.T) {
	w, _, _ := furnish(t)
	s := baskets.In(w.c)
	data := kernel.Encode(nil, w.Get(s, id(9)))
	data = append(data, 0xfa, 0x3f, 3, 'n', 'e', 'w') // field 1023 of a later release
	row, err := s.Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	if again := kernel.Encode(nil, row); string(again) != string(data) {
		t.Fatalf("unknown field lost:\n%x\n%x", data, again)
	}
}

// A command that writes rows of several entities reads a range afterwards: rows
// of the others must not be looked at through this entity's layout.
func TestARangeLooksAtItsOwnRowsOnly(t *testing.T) {
	w, a, b := furnish(t)
	tx := w.tx(a, "basket.take", &take{b, 1e6})
	c, _ := counters.Get(tx, kernel.Ref[counter](theCounter))
	kernel.Add(tx, c, &c.Free, 1)
	people.Insert(tx, &person{Name: "何嘉敏"}, 1)
	if list, _ := byOwner.Of(tx, kernel.Ref[person](id(1))); len(list) != 1 {
		t.Fatalf("%d baskets", len(list))
	}
}

type remark struct {
	kernel.Record
	Entity string    `is:"fixed"`
	Of     kernel.ID `ref:"entity" is:"fixed"`
}

var remarks = kernel.Define[remark]("remark", kernel.Spec{Zh: "备注", En: "Remark", Scope: kernel.Scope{
	kernel.FollowsAny(func(r *remark) *kernel.ID { return &r.Of }, func(r *remark) *string { return &r.Entity }),
}})

// Remarks on remarks could refer to each other; who may see them would never end.
func TestRowsDoNotFollowEachOtherInACircle(t *testing.T) {
	w, a, b := furnish(t)
	add := func(entity string, of kernel.ID) (kernel.ID, error) {
		_, call, err := w.do(t, a, "remark.add", &kernel.AddRow{Values: []kernel.FieldValue{{"entity", entity}, {"of", of.String()}}})
		return kernel.AddedID(call.ID, "remark"), err
	}
	first, err := add("basket", b.ID())
	if err != nil {
		t.Fatal(err)
	}
	second, err := add("remark", first)
	if err != nil {
		t.Fatal(err)
	}
	row := *w.Get(remarks.In(w.c), first).(*remark)
	row.Entity, row.Of = "remark", second // as a broken file could have it
	w.put(remarks, &row)
	if _, err := add("remark", second); !errors.Is(err, kernel.FollowsInCircle.With()) {
		t.Fatalf("got %v", err)
	}
	if (&kernel.Viewer{Tags: map[string]bool{"all": true}}).Sees(&row, w.Get) {
		t.Fatal("a circle is seen by everybody")
	}
}
