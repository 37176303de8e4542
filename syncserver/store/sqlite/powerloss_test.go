package sqlite

import (
	"database/sql"
	"path/filepath"
	"strconv"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/rigs/powerloss"
	"heyi/shared/sync/authority"
	"heyi/syncserver/store"
	"heyi/syncserver/store/storetest"
)

func TestMain(m *testing.M) {
	powerloss.Main(m, map[string]powerloss.Child{"FULL": work("") /* as the server opens it */, "NORMAL": work("NORMAL")})
}

// failing turns a test helper's failure in a recorded process into its end.
type failing struct{ testing.TB }

func (f failing) Helper()                   {}
func (f failing) Fatal(args ...any)         { panic(args) }
func (f failing) Fatalf(s string, a ...any) { panic(append([]any{s}, a...)) }
func (f failing) Errorf(s string, a ...any) { f.Fatalf(s, a...) }

// work judges commands in groups and acknowledges each as the server does: when
// the commit of its group has returned.
func work(synchronous string) powerloss.Child {
	return func(dir string, ack func(string)) error {
		c := storetest.Catalog()
		s, err := Create(filepath.Join(dir, "company.db"), c, kernel.DeriveID("company"), kernel.DeriveID("history"), Options{synchronous: synchronous})
		if err != nil {
			return err
		}
		o := storetest.Found(failing{}, c, s)
		ack("1")
		for range 40 {
			calls := []kernel.Call{o.Random(), o.Random()}
			o.Judge(calls...)
			for _, call := range calls {
				ack(strconv.FormatInt(call.Key, 10))
			}
		}
		return nil
	}
}

// findLost reads the company as it is after the power loss: what was
// acknowledged must be in the log, the log must be whole, and the rows must
// belong to it.
func findLost(s *powerloss.State) (lost []string, err error) {
	db := s.DB("company.db")
	var tables int
	if err := db.QueryRow(`SELECT count(*) FROM sqlite_master WHERE name = '_state'`).Scan(&tables); err != nil {
		return nil, err
	}
	if tables == 0 {
		return s.Acked, nil
	}
	state, err := store.ReadState(db)
	if err != nil {
		return nil, err
	}
	judged := map[string]bool{}
	var chain authority.Chain
	err = store.ReadLog(db, kernel.SQLite, func(j *authority.Judged) error {
		judged[strconv.FormatInt(j.Call.Key, 10)] = true
		return chain.Check(j)
	})
	if err != nil {
		return nil, err
	}
	for _, id := range s.Acked {
		if !judged[id] {
			lost = append(lost, id)
		}
	}
	return lost, firstError(chain.End(state), newest(db, state.Version))
}

// newest finds rows that are newer than the log.
func newest(db *sql.DB, version int64) error {
	var ahead int64
	err := db.QueryRow(`SELECT coalesce(max(version), 0) FROM (SELECT version FROM department UNION ALL SELECT version FROM seat)`).Scan(&ahead)
	if err == nil && ahead > version {
		return authority.ErrMoved
	}
	return err
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

const lossStates = 1500

// What the server has acknowledged survives a power loss at any moment.
func TestAcknowledgedCommandsSurvivePowerLoss(t *testing.T) {
	report := powerloss.Record(t, "FULL", powerloss.TempDir(t)).Enumerate(t, powerloss.Short(lossStates), 1, findLost)
	if report.Lost != 0 || report.Corrupt != 0 {
		t.Fatal(report)
	}
	t.Logf("%d states, none lost, none corrupt", report.States)
}

// The same with go-sqlite3's default loses them, so the test above has teeth.
func TestNormalSynchronousLosesAcknowledgedCommands(t *testing.T) {
	report := powerloss.Record(t, "NORMAL", powerloss.TempDir(t)).Enumerate(t, powerloss.Short(lossStates/5), 1, findLost)
	if report.Lost == 0 || report.Corrupt != 0 {
		t.Fatal(report)
	}
	t.Logf("%d of %d states lost an acknowledged command", report.Lost, report.States)
}
