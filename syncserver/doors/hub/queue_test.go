package hub

import (
	"fmt"
	"strings"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/sync/authority"
)

// waits is an order of some commands, told by the last of their keys.
func waits(key int64, commands int) task {
	calls := make([]kernel.Call, commands)
	for i := range calls {
		calls[i].Key = key
	}
	return task{order: &authority.Order{Calls: calls}}
}

// order empties a queue and tells what came: "a1 b1 a2".
func (q *queue) order(names map[kernel.ID]string) string {
	var order []string
	for {
		q.mu.Lock()
		var origin kernel.ID
		before := map[kernel.ID]int{}
		for id, l := range q.lines {
			before[id] = len(l.tasks)
		}
		q.mu.Unlock()
		t, ok := q.take()
		if !ok {
			return strings.Join(order, " ")
		}
		for id, n := range before {
			if l := q.lines[id]; l == nil || len(l.tasks) < n {
				origin = id
			}
		}
		order = append(order, fmt.Sprint(names[origin], t.order.Calls[0].Key))
	}
}

// Lines take turns of sixteen commands, each in its own order: one command of a
// quiet device comes after a turn of the one that floods, however much of that waits.
func TestLinesTakeTurns(t *testing.T) {
	flood, quiet, third := kernel.DeriveID("flood"), kernel.DeriveID("quiet"), kernel.DeriveID("third")
	names := map[kernel.ID]string{flood: "f", quiet: "q", third: "t"}
	q := newQueue()
	for key := range int64(5) {
		q.put(flood, waits(key, turnCommands))
	}
	q.put(quiet, waits(1, 1))
	q.put(third, waits(1, 10), waits(2, 10), waits(3, 10))
	if got, want := q.order(names), "f0 q1 t1 f1 t2 f2 t3 f3 f4"; got != want {
		t.Errorf("the order is %s, want %s", got, want)
	}

	// An order longer than a turn, such as an import's, waits until its line has saved
	// enough: as many commands of the other pass it as it has itself.
	for key := range int64(400) {
		q.put(flood, waits(key, 1))
	}
	q.put(quiet, waits(1, 100), waits(2, 1))
	got := q.order(names)
	if n := strings.Count(got[:strings.Index(got, "q1")], "f"); n < 100-turnCommands || n > 100+turnCommands || !strings.HasSuffix(got, "f399") {
		t.Errorf("%d commands passed an order of 100: %s", n, got)
	}
}

// Whoever comes while another floods waits for one turn, at any moment.
func TestAQuietDeviceWaitsForOneTurn(t *testing.T) {
	flood, quiet := kernel.DeriveID("flood"), kernel.DeriveID("quiet")
	q := newQueue()
	for key := range int64(5000) {
		q.put(flood, waits(key, 1))
	}
	for round := range int64(50) {
		for range round % 23 {
			q.take()
		}
		q.put(quiet, waits(-1, 1))
		passed := 0
		for t, _ := q.take(); t.order.Calls[0].Key != -1; t, _ = q.take() {
			passed++
		}
		if passed > turnCommands {
			t.Fatalf("%d commands of another device passed a quiet one", passed)
		}
	}
}
