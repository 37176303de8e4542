package stock_test

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rigs/trial"
	"heyi/shared/rigs/trial/drawn"
)

// orderLine stands for the lines of orders, which another module has: a promise is
// only made beside its line.
type orderLine struct {
	kernel.Record
	Text string `zh:"文字" en:"Text"`
}

var orderLines = kernel.Define[orderLine]("stock_test_line", kernel.Spec{
	Zh: "订单行", En: "Order line", Kept: true, Scope: kernel.Scope{kernel.Everyone},
})

// promise is a command that only tests send: an order line takes or gives back.
type promise struct {
	Line    kernel.ID
	Product ref
	Place   kernel.Ref[org.Place]
	Qty     kernel.Qty `is:"negative"`
	Take    kernel.Qty // straight from the balance, past all checks but the guards
	Bare    bool       // without its line
}

func (c promise) Predict(tx *kernel.Tx) error {
	if c.Take != 0 {
		b, err := stock.Balances.Need(tx, stock.BalanceRef(c.Product, c.Place))
		if err != nil {
			return err
		}
		kernel.Add(tx, b, &b.OnHand, -c.Take)
		return nil
	}
	if c.Qty >= 0 {
		if _, p := orderLines.Get(tx, kernel.Ref[orderLine](c.Line)); p != kernel.Found && !c.Bare {
			orderLines.Insert(tx, &orderLine{Record: kernel.Record{ID: c.Line}})
		}
		return stock.Reserve(tx, c.Line, c.Product, c.Place, c.Qty)
	}
	_, err := stock.Unreserve(tx, c.Line, -c.Qty)
	return err
}

var _ = kernel.Intent[promise]("stock_test.promise", "占用", "Promise")

// lost collects what counts have taken from order lines.
var lost []stock.Lost

func init() {
	stock.OnLost.On("stock_test", func(_ *kernel.Tx, l stock.Lost) error {
		lost = append(lost, l)
		return nil
	})
}

func (h *house) promise(line int, n int64) *promise {
	return &promise{Line: trial.ID(line), Product: h.sofa, Place: h.w1, Qty: qty(n)}
}

// The server knows without looking that nothing is promised to a newborn line, so
// code that promised to a line it does not hold would lie to it, and breaks.
func TestAPromiseIsMadeBesideItsLine(t *testing.T) {
	h := open(t)
	h.receive(15, 10)
	defer func() {
		if p, _ := recover().(string); !strings.Contains(p, "not at hand") {
			t.Errorf("a promise without its line: %v", p)
		}
	}()
	bare := h.promise(1, 10)
	bare.Bare = true
	_, err := h.Do(trial.System(), bare)
	t.Errorf("a promise without its line was judged: %v", err)
}

// F2, R28: fifteen sofas cannot be promised sixteen times.
func TestWhatIsPromisedIsNotPromisedAgain(t *testing.T) {
	h := open(t)
	h.receive(15, 10)
	sys := trial.System()
	h.Must(t, sys, h.promise(1, 10))
	r := h.Refused(t, stock.Short, sys, h.promise(2, 6))
	if r.Sentence("zh", nil) != "「HY-S301 商品 HY-S301」在总仓可售 5 件，不够 6 件" {
		t.Fatal(r.Sentence("zh", nil))
	}
	h.Must(t, sys, h.promise(2, 5))
	if left := stock.AvailableAt(h.Tx(), h.sofa, h.w1); left != 0 {
		t.Fatalf("%s left", left)
	}
	h.Must(t, sys, h.promise(1, -4))
	h.Must(t, sys, h.promise(1, -100)) // no more than it has
	if left := stock.AvailableAt(h.Tx(), h.sofa, h.w1); left != qty(10) || stock.ReservedFor(h.Tx(), trial.ID(2)) != qty(5) {
		t.Fatalf("%s left", left)
	}
	h.Sound(t)
}

// A fact takes nothing that an order was promised: the rest is in suspense.
func TestAFactBreaksNoPromise(t *testing.T) {
	h := open(t)
	h.receive(15, 10)
	h.Must(t, trial.System(), h.promise(1, 12))
	h.Must(t, trial.System(), h.issue(5))
	h.holds(h.w1, 12, 12000)
	h.holds(org.SuspensePlace, -2, -2000)
	h.tasks(stock.TaskMisfit, 1)
	h.Sound(t)
}

// What a count does not find cannot stay promised: the youngest promise gives way.
func TestACountCutsTheYoungestPromise(t *testing.T) {
	h := open(t)
	h.receive(15, 10)
	h.Must(t, trial.System(), h.promise(1, 6))
	h.Must(t, trial.System(), h.promise(2, 6))
	lost = nil
	h.Must(t, trial.System(), h.count(8, 0))
	h.holds(h.w1, 8, 8000)
	if stock.ReservedFor(h.Tx(), trial.ID(1)) != qty(6) || stock.ReservedFor(h.Tx(), trial.ID(2)) != qty(2) {
		t.Fatal("the wrong promise was cut")
	}
	if len(lost) == 0 || lost[0].Line != trial.ID(2) || lost[0].Qty != qty(4) {
		t.Fatalf("told %+v", lost)
	}
	h.tasks(stock.TaskMisfit, 0)
	h.Sound(t)
}

// F1, F2: the guards stop even a module that writes past the engine.
func TestTheGuardsOfABalance(t *testing.T) {
	h := open(t)
	h.receive(5, 10)
	h.Must(t, trial.System(), h.promise(1, 3))
	h.Refused(t, stock.BelowZero, trial.System(), &promise{Product: h.sofa, Place: h.w1, Take: qty(6)})
	h.Refused(t, stock.Promised, trial.System(), &promise{Product: h.sofa, Place: h.w1, Take: qty(3)})
}

// F1, F2, F15, F16, F8, F32 after whatever a company does in whatever order.
func TestTheStockStaysSound(t *testing.T) {
	founded := open(t)
	drawn.Check(t, func(rt *rapid.T) {
		h := founded.fork(t)
		sys := trial.System()
		for range rapid.IntRange(1, 25).Draw(rt, "acts") {
			n := rapid.Int64Range(1, 9).Draw(rt, "n")
			at := h.Now - kernel.Time(rapid.Int64Range(0, 5000).Draw(rt, "ago"))
			var args kernel.Command
			switch rapid.IntRange(0, 6).Draw(rt, "act") {
			case 0, 1:
				receipt := h.receipt(n, 1)
				receipt.Lines[0].Price = kernel.Price(rapid.Int64Range(0, 99_999_999).Draw(rt, "price"))
				args = receipt
			case 2:
				args = h.issue(n)
			case 3:
				args = &stock.Transfer{Place: h.w1, To: h.w2, Lines: h.goods(n)}
			case 4:
				args = &stock.Transfer{Place: h.w2, To: org.SuspensePlace, Lines: h.goods(n)}
			case 5:
				args = h.count(n, at)
			case 6:
				args = h.promise(int(n), n)
			}
			if _, err := h.DoAt(sys, at, args); err != nil {
				if r, refusal := kernel.AsRefusal(err); !refusal || r.Code != stock.Short.Name {
					rt.Fatalf("%T: %v", args, err)
				}
			}
		}
		if findings, err := kernel.Verify(h.Catalog, h); err != nil || len(findings) > 0 {
			rt.Fatalf("%v %v", findings, err)
		}
	})
}

// The audits must see what they are for: each is shown broken books.
func TestTheAuditsFindBrokenStock(t *testing.T) {
	founded := open(t)
	founded.receive(5, 10)
	founded.Must(t, trial.System(), founded.promise(1, 3))
	founded.Must(t, trial.System(), &stock.Transfer{Place: founded.w1, To: founded.w2, Lines: founded.goods(1)})
	founded.Sound(t)
	broken := func(name string, breakIt func(h *house)) {
		t.Helper()
		h := founded.fork(t)
		breakIt(h)
		findings, err := kernel.Verify(h.Catalog, h)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range findings {
			if f.Rule == name {
				return
			}
		}
		t.Errorf("%s found nothing among %v", name, findings)
	}
	broken("F1", func(h *house) {
		m := *trial.All(h.World, stock.Movements)[0]
		m.Qty++
		h.Put(&m)
	})
	broken("F2", func(h *house) {
		r := *trial.All(h.World, stock.Reservations)[0]
		r.Qty++
		h.Put(&r)
	})
	broken("F14", func(h *house) {
		for _, e := range trial.All(h.World, ledger.Entries) {
			if e.Account == ledger.AccountRef(ledger.Estimated) {
				c := *e
				c.Credit++
				h.Put(&c)
			}
		}
	})
	broken("F15", func(h *house) {
		l := *trial.All(h.World, stock.Layers)[0]
		l.Amount++
		h.Put(&l)
	})
	broken("F15", func(h *house) {
		for _, e := range trial.All(h.World, ledger.Entries) {
			if e.Account == ledger.AccountRef(ledger.Merchandise) {
				c := *e
				c.Debit++
				h.Put(&c)
			}
		}
	})
	broken("G8", func(h *house) {
		docs := trial.All(h.World, stock.Docs)
		d := *docs[0]
		d.Number = docs[1].Number
		h.Put(&d)
	})
	broken("F8", func(h *house) {
		h.Delete(stock.Docs.In(h.Catalog), trial.All(h.World, stock.Docs)[0].ID)
	})
	broken("F16", func(h *house) {
		for _, m := range trial.All(h.World, stock.Movements) {
			if m.Place == h.w2 {
				h.Delete(stock.Movements.In(h.Catalog), m.ID)
			}
		}
	})
	broken(stock.Promised.Name, func(h *house) {
		for _, b := range trial.All(h.World, stock.Balances) {
			if b.Reserved > 0 {
				c := *b
				c.OnHand = 1
				h.Put(&c)
			}
		}
	})
}

// The ledger's party is the supplier, so what he is owed can be told per supplier.
func TestReceiptsAreOwedToTheirSupplier(t *testing.T) {
	h := open(t)
	other := h.Party(t, "顺德五金行")
	h.receive(2, 10)
	receipt := h.receipt(1, 7)
	receipt.Supplier = other
	h.Must(t, trial.System(), receipt)
	for _, c := range []struct {
		who  kernel.Ref[party.Party]
		owed kernel.Money
	}{{h.maker, -2000}, {other, -700}} {
		if got := ledger.BalanceOf(h.Tx(), ledger.Estimated, c.who); got != c.owed {
			t.Errorf("owed %s, want %s", got, c.owed)
		}
	}
}
