package postgres_test

import (
	"database/sql"
	"errors"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/rigs/trial/await"
	"heyi/shared/sync/authority"
	"heyi/syncserver/store"
	"heyi/syncserver/store/storetest"
)

// cutAt lets the next commit get as far as a table, and ends its session there.
func cutAt(t *testing.T, side *sql.DB, table string, commit func()) {
	t.Helper()
	ctx := t.Context()
	block, err := side.BeginTx(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := block.Exec(`LOCK TABLE ` + table + ` IN EXCLUSIVE MODE`); err != nil {
		t.Fatal(err)
	}
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		commit()
	}()
	await.Until(t, "the commit waits at "+table, func() bool {
		var cut int
		if err := side.QueryRowContext(ctx, `SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
  WHERE datname = current_database() AND wait_event_type = 'Lock'`).Scan(&cut); err != nil {
			t.Fatal(err)
		}
		return cut > 0
	})
	<-ended
	if err := block.Rollback(); err != nil {
		t.Fatal(err)
	}
}

// A session that ends in the middle of a group leaves nothing of it, wherever it had
// got to; the store connects again by itself, and a resend is judged once.
func TestASessionEndsInTheMiddleOfAGroup(t *testing.T) {
	place, c := at(t), storetest.Catalog()
	s := create(t, place, c, store.Options{})
	o := storetest.Found(t, c, s)
	side, err := place.Connect(store.Sides)
	if err != nil {
		t.Fatal(err)
	}
	defer side.Close()
	defer s.Close()
	for round, table := range []string{"_state", "department", "_command", "_change"} {
		o.Work(2)
		before := o.State()
		group := []kernel.Call{o.Add("department", "name", "部门"+table), o.Random()}
		cutAt(t, side, table, func() {
			_, _, err := o.Authority.Judge(group, before.Judged+1000)
			if store.FaultOf(err) != store.Away {
				t.Errorf("cut at %s: %v", table, err)
			}
		})
		again, err := authority.Open(c, s)
		if err != nil {
			t.Fatalf("after the cut at %s: %v", table, err)
		}
		o.Authority = again
		if now := again.State(); now.Version != before.Version {
			t.Fatalf("cut at %s: the company stands at %d, was at %d", table, now.Version, before.Version)
		}
		o.Check()
		first := o.Judge(group...)
		second := o.Judge(group...)
		if first[0].Version != before.Version+1 || second[0].Version != first[0].Version {
			t.Errorf("round %d: judged at %d and %d", round, first[0].Version, second[0].Version)
		}
		o.Check()
	}
}

// What a commit did is found out when its answer was lost: the verdict stands, and a
// resend is answered with it.
func TestAnAnswerIsLost(t *testing.T) {
	place, c := at(t), storetest.Catalog()
	s := create(t, place, c, store.Options{})
	defer s.Close()
	o := storetest.Found(t, c, s)
	call := o.Random()
	first := o.Judge(call)
	side, err := place.Connect(store.Sides)
	if err != nil {
		t.Fatal(err)
	}
	defer side.Close()
	if _, err := side.Exec(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`); err != nil {
		t.Fatal(err)
	}
	if _, _, err := o.Authority.Judge([]kernel.Call{o.Random()}, first[0].Call.Judged+1000); err == nil || errors.Is(err, authority.ErrMoved) {
		t.Fatalf("without a session: %v", err)
	}
	if o.Authority, err = authority.Open(c, s); err != nil {
		t.Fatal(err)
	}
	if again := o.Judge(call); again[0].Version != first[0].Version {
		t.Errorf("judged at %d, and again at %d", first[0].Version, again[0].Version)
	}
}
