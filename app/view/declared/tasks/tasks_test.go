package tasks_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"heyi/app/rigs/viewtest"
	"heyi/app/view"
	"heyi/app/view/declared/tasks"
	"heyi/app/view/modules/boss"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rowstore"
)

// What waits for a person is one thing: the list of tasks shows what his board does,
// and the number beside it counts it.
func TestOneRuleSaysWhatWaits(t *testing.T) {
	shop := viewtest.Trading(t)
	for _, mobile := range []string{viewtest.Boss, viewtest.Sales, shop.Hire(org.Finance), shop.Hire(org.SalesManager)} {
		desk := shop.DeskIn(t, mobile)
		list, err := rows(tasks.List(desk, "", tasks.Mine))
		if err != nil {
			t.Fatal(err)
		}
		n, err := tasks.Waiting(desk)
		if err != nil || n != int64(len(list)) {
			t.Errorf("%s: the number is %d, the list has %d (%v)", mobile, n, len(list), err)
		}
		if mobile != viewtest.Boss {
			continue
		}
		board, err := view.Load(desk, boss.Load)
		if err != nil || len(board.Waiting) == 0 {
			t.Fatal(err, "nothing waits for the boss")
		}
		for _, w := range board.Waiting {
			if !slices.ContainsFunc(list, func(todo tasks.Todo) bool {
				return todo.Opens == w.ID || todo.Entity == "" && about(t, desk, todo.ID) == w.ID
			}) {
				t.Errorf("%q stands on the board only", w.Title)
			}
		}
	}
}

// What is to be decided says whose it is, also where the reason names only goods.
func TestADecisionSaysWhose(t *testing.T) {
	shop := viewtest.Trading(t)
	shop.MustAs(viewtest.Sales, &sales.Place{Wish: sales.Wish{
		Customer: shop.Customer("深圳龙岗万悦家居有限公司"), From: shop.Place("W1"),
		Lines: []sales.WishLine{{Product: shop.Product("HY-S301"), Qty: 1_000_000, Price: 1_000_000}},
	}})
	list, err := rows(tasks.List(shop.DeskIn(t, viewtest.Boss), "", tasks.Mine))
	if err != nil || !slices.ContainsFunc(list, func(todo tasks.Todo) bool {
		return strings.Contains(todo.Text, "万悦") && strings.Contains(todo.Text, "最低售价")
	}) {
		t.Errorf("%v %+v", err, list)
	}
}

// Tasks are found by what they say, its sound and its initials.
func TestTasksAreFoundByTheirWords(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.DeskIn(t, viewtest.Boss)
	for search, found := range map[string]bool{"东莞": true, "dg": true, "nobody": false} {
		list, err := rows(tasks.List(desk, search, tasks.Mine))
		if err != nil || len(list) > 0 != found {
			t.Errorf("%q finds %d, %v", search, len(list), err)
		}
	}
}

// Tasks stand in the order that somebody chooses, and what presses most comes first until
// he does.
func TestTasksStandInTheOrderThatIsChosen(t *testing.T) {
	desk := viewtest.Trading(t).DeskIn(t, viewtest.Boss)
	says := map[string]func(tasks.Todo) string{
		tasks.ByText: func(todo tasks.Todo) string { return todo.Text }, tasks.ByAbout: func(todo tasks.Todo) string { return todo.About },
		tasks.BySince: func(todo tasks.Todo) string { return todo.Since },
	}
	for column, say := range says {
		for _, down := range []bool{false, true} {
			l := tasks.List(desk, "", tasks.Open)
			l.OrderBy(rowstore.Order{Field: column, Desc: down})
			list, err := rows(l)
			if err != nil || len(list) < 2 {
				t.Fatalf("%d tasks, %v", len(list), err)
			}
			if down {
				slices.Reverse(list)
			}
			if !slices.IsSortedFunc(list, func(a, b tasks.Todo) int { return strings.Compare(kernel.SortKey(say(a)), kernel.SortKey(say(b))) }) {
				t.Errorf("by %s, down %v: %+v", column, down, list)
			}
		}
	}
}

func rows(l *tasks.Todos) ([]tasks.Todo, error) {
	n, err := l.Count(context.Background())
	if err != nil {
		return nil, err
	}
	return l.Page(context.Background(), 0, n)
}

func about(t *testing.T, desk *view.Desk, task kernel.ID) kernel.ID {
	t.Helper()
	made, err := view.Load(desk, func(r *view.Reader) (*tasks.Task, error) { return tasks.Load(r, task) })
	if err != nil {
		t.Fatal(err)
	}
	return made.Root
}
