package debt_test

import (
	"testing"

	"pgregory.net/rapid"

	"heyi/shared/kernel"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rigs/trial/drawn"
)

func item(n byte, due kernel.Date, amount, settled kernel.Money) *debt.Item {
	return &debt.Item{
		Record: kernel.Record{ID: kernel.NewID(kernel.Time(n), [10]byte{n})},
		Kind:   debt.Receivable, Date: due, Due: due, Amount: amount, Settled: settled,
	}
}

func TestExposureCountsWhatIsPromised(t *testing.T) {
	// 恒泰 owes 126,480.00 and wants 3 × 3,680.00.
	if got := debt.Exposure(12648000, 0, 0, 1104000); got != 13752000 {
		t.Errorf("exposure %s", got)
	}
	if got := debt.Exposure(10000, 4000, 2500, 1500); got != 10000 {
		t.Errorf("exposure with prepaid %s", got)
	}
}

func TestOverdueStartsTheDayAfter(t *testing.T) {
	items := []*debt.Item{item(1, 20260920, 8640000, 0), item(2, 20261121, 4008000, 0), item(3, 20260101, 500, 500)}
	if late := debt.Overdue(items, 20261121); late != (debt.Late{Amount: 8640000, Days: 62, Items: 1}) {
		t.Errorf("late %+v", late)
	}
	if got := debt.OldestDue(items); got != 20260920 {
		t.Errorf("oldest due %s", got)
	}
	if got := debt.OldestDue(nil); got != 0 {
		t.Errorf("oldest due of nothing %s", got)
	}
}

func TestAgeClassesAddUp(t *testing.T) {
	today := kernel.Date(20261121)
	var items []*debt.Item
	for n, days := range []int{-1, 0, 1, 30, 31, 60, 61, 90, 91, 400} {
		items = append(items, item(byte(n), today.AddDays(-days), 100, 0))
	}
	age := debt.AgeOf(items, today)
	if age != (debt.Age{200, 200, 200, 200, 200}) || age.Total() != 1000 {
		t.Errorf("ages %v", age)
	}
	// What was paid in advance counts against the oldest, the rest of it is no age.
	items = append(items, &debt.Item{Kind: debt.Prepaid, Due: 20200101, Amount: 250})
	if age := debt.AgeOf(items, today); age != (debt.Age{200, 200, 200, 150, 0}) {
		t.Errorf("ages %v", age)
	}
	if age := debt.AgeOf([]*debt.Item{item(1, 20260101, -70, 0), item(2, 20260101, 50, 0)}, today); age != (debt.Age{-20}) {
		t.Errorf("ages of a credit %v", age)
	}
}

func TestOldestFirst(t *testing.T) {
	a, b := item(1, 20260101, 300, 100), item(2, 20260201, 500, 0)
	red := item(3, 20260301, -150, 0)
	for _, c := range []struct {
		what  string
		items []*debt.Item
		money kernel.Money
		want  []kernel.Money // per item a, b, red
	}{
		{"less than the oldest", []*debt.Item{b, a}, 150, []kernel.Money{150, 0, 0}},
		{"into the second", []*debt.Item{b, a}, 450, []kernel.Money{200, 250, 0}},
		{"more than all", []*debt.Item{b, a}, 999, []kernel.Money{200, 500, 0}},
		{"a red item helps", []*debt.Item{a, b, red}, 550, []kernel.Money{200, 500, -150}},
		{"as far as needed", []*debt.Item{a, b, red}, 600, []kernel.Money{200, 500, -100}},
		{"red alone stays", []*debt.Item{red}, 100, []kernel.Money{0, 0, 0}},
		{"netting without money", []*debt.Item{a, red}, 0, []kernel.Money{150, 0, -150}},
	} {
		got := map[kernel.ID]kernel.Money{}
		shares := debt.OldestFirst(c.items, c.money)
		for _, s := range shares {
			got[s.Item.ID()] += s.Amount
		}
		for n, i := range []*debt.Item{a, b, red} {
			if got[i.ID] != c.want[n] {
				t.Errorf("%s: item %d takes %s, want %s", c.what, n+1, got[i.ID], c.want[n])
			}
		}
		if debt.Sum(shares) > c.money {
			t.Errorf("%s: more settled than paid", c.what)
		}
	}
}

// Nobody is overdue who owes nothing in all, nobody by more than he owes, and every
// figure that says so says the same.
func TestCreditCountsAgainstTheOldest(t *testing.T) {
	drawn.Check(t, func(t *rapid.T) {
		const today = 20261115
		var items []*debt.Item
		var balance kernel.Money
		for n := range rapid.IntRange(0, 8).Draw(t, "items") {
			i := item(byte(n), kernel.DateOf(2026, 11, rapid.IntRange(1, 30).Draw(t, "due")), kernel.Money(rapid.Int64Range(-500, 500).Draw(t, "amount")), 0)
			if rapid.IntRange(0, 3).Draw(t, "kind") == 0 {
				i.Kind, i.Amount, i.Due = debt.Prepaid, max(i.Amount, -i.Amount), 0
				balance -= i.Amount
			} else {
				balance += i.Amount
			}
			items = append(items, i)
		}
		late := debt.Overdue(items, today)
		if late.Amount > max(balance, 0) || (late.Amount == 0) != (late.Items == 0) || (late.Days == 0) != (late.Items == 0) {
			t.Fatalf("%+v of a balance of %s", late, balance)
		}
		age := debt.AgeOf(items, today)
		if age.Total() != balance || age.Total()-age[0] != late.Amount || len(debt.LateItems(items, today)) != late.Items {
			t.Fatalf("ages %v, late %+v, balance %s", age, late, balance)
		}
		if days := debt.DaysLateOf(&party.Balance{OldestDue: debt.OldestDue(items)}, today); days != late.Days {
			t.Fatalf("%d days late by the balance, %d by the items", days, late.Days)
		}
	})
}
