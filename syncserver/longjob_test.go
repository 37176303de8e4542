package main

import (
	"database/sql"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"testing"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/modules/engines/debt"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/rigs/trial/await"
	"heyi/shared/sync/authority"
	"heyi/syncserver/companies/company"
	"heyi/syncserver/store/sqlite"
)

// A server that is killed again and again while it works through a long job goes on
// where the job stands: of every row it is done once, none is left out, and how far it
// has come is never more or less than what was done. Whoever is kept from looking while
// the job runs kills it too seldom, and tries a longer one.
func TestALongJobIsKilled(t *testing.T) {
	customers := 2400
	if testing.Short() {
		customers = 900
	}
	for kills := 0; kills < 3; customers *= 2 {
		if kills = killed(t, customers); kills < 3 && customers > 30_000 {
			t.Errorf("only %d kills in a job over %d customers: the test proves little", kills, customers)
			return
		}
	}
}

// killed is how often a job over so many customers was killed until it was done.
func killed(t *testing.T, customers int) (kills int) {
	t.Helper()
	at, clock := overdueCompany(t, customers)
	luck := rand.New(rand.NewPCG(1, 2))
	stood := progress{}
	for stood.state != "done" {
		p := at.startAt(t, clock)
		from := stood.rows
		await.Until(t, "the job goes on", func() bool {
			stood = at.overdueJob(t)
			return stood.state == "done" || stood.rows != from
		}, p.log)
		time.Sleep(time.Duration(luck.IntN(40)) * time.Millisecond) // in the middle of the next part
		p.kill(t)
		kills++
		now := at.overdueJob(t)
		if now.rows < stood.rows || now.rows != now.done || now.total != int64(customers) || now.failed > 0 {
			t.Errorf("after kill %d the job stands at %+v, and stood at %+v", kills, now, stood)
		}
		stood = now
	}
	p := at.startAt(t, clock) // and what has run is not run again
	enrolledAt(t, p)
	stopped(t, p)
	if now := at.overdueJob(t); now.rows != int64(customers) || now.runs != 1 {
		t.Errorf("in the end the job stands at %+v", now)
	}
	var tasks, of int
	at.inFile(t, `SELECT count(*), count(DISTINCT root) FROM task WHERE kind = 'debt.overdue' AND state = 'open'`, &tasks, &of)
	if tasks != customers || of != customers {
		t.Errorf("%d tasks about %d customers, want one about each of %d", tasks, of, customers)
	}
	sound(t, at)
	t.Logf("%d kills in a job over %d customers", kills, customers)
	return kills
}

// overdueCompany is one that was founded an hour before the job of the morning is due,
// with customers who owe what is long overdue; and a clock by which it is due.
func overdueCompany(t *testing.T, customers int) (at place, clock string) {
	t.Helper()
	const zone = 8 * time.Hour
	begun := time.Now().UTC().Add(zone).Truncate(24 * time.Hour).Add(5*time.Hour - zone) // 05:00 there
	defer func(was func() time.Time) { company.Clock = was }(company.Clock)
	company.Clock = func() time.Time { return begun }
	at = foundedAt(t, "")
	c := all.Catalog(all.Latest)
	store, err := sqlite.Open(filepath.Join(at.dir, company.File), c, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	a, err := authority.Open(c, store)
	if err != nil {
		t.Fatal(err)
	}
	desk, key := authority.NewDesk(a), int64(1000)
	judge := func(list ...kernel.Call) {
		t.Helper()
		for i := range list {
			key++
			list[i].Key = key
		}
		err := desk.Take([]authority.Order{{Calls: list, Done: func(judged []authority.Judged) {
			for i := range judged {
				if judged[i].Refusal != nil {
					t.Fatal(judged[i].Refusal)
				}
			}
		}}}, company.Now())
		if err != nil {
			t.Fatal(err)
		}
	}
	call := func(name string, args kernel.Command) kernel.Call {
		spec := c.Command(name)
		return kernel.Call{ID: kernel.NewID(company.Now(), company.Random()), Name: name, Version: int64(spec.Version), Args: spec.Encode(args), At: company.Now()}
	}
	for done := 0; done < customers; done += 300 {
		var adds []kernel.Call
		opening := &debt.Opening{}
		for i := range 300 {
			add := call("party.add", &kernel.AddRow{Values: []kernel.FieldValue{{Field: "name", Value: fmt.Sprint("客户 ", done+i)}, {Field: "is_customer", Value: "true"}}})
			adds = append(adds, add)
			opening.Lines = append(opening.Lines, debt.OpeningLine{
				Party: kernel.Ref[party.Party](kernel.AddedID(add.ID, "party")), Kind: debt.Receivable, Date: 20231001, Due: 20231101, Amount: 100,
			})
		}
		judge(adds...)
		judge(call("debt.open", opening))
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	return at, time.Until(begun.Add(90 * time.Minute)).Round(time.Second).String()
}

// progress is how far the job has come: as its row says, which is what administrators
// are shown, and as the operation log does.
type progress struct {
	state               string
	rows, total, failed int64
	done                int64 // rows in accepted parts
	runs                int   // that came to their end
}

func (p place) overdueJob(t *testing.T) (at progress) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(p.dir, company.File)+"?mode=ro&_busy_timeout=10000")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	tx, err := db.Begin() // of one moment
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = tx.Rollback() }()
	err = tx.QueryRow(`SELECT state, rows, total, failed FROM job WHERE name = 'debt.overdue'`).Scan(&at.state, &at.rows, &at.total, &at.failed)
	if errors.Is(err, sql.ErrNoRows) { // it has not begun
		return progress{}
	}
	rows, err := tx.Query(`SELECT args FROM _command WHERE ` + accepted)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	spec := all.Catalog(all.Latest).Command("org.job.run")
	for rows.Next() {
		var data []byte
		if err := rows.Scan(&data); err != nil {
			t.Fatal(err)
		}
		args, err := spec.Decode(data)
		if err != nil {
			t.Fatal(err)
		}
		if part := args.(*org.RunJob); part.Name == "debt.overdue" {
			at.done += int64(len(part.Rows))
			if part.Done {
				at.runs++
			}
		}
	}
	return at
}

func (p place) inFile(t *testing.T, text string, into ...any) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(p.dir, company.File)+"?mode=ro")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.QueryRow(text).Scan(into...); err != nil {
		t.Fatal(err)
	}
}
