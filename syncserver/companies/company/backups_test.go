package company_test

import (
	"testing"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
)

// backupTasks counts what asks for a backup, in one state.
func (s *server) backupTasks(state kernel.State) (n int) {
	s.t.Helper()
	view, err := s.Store.Read()
	if err != nil {
		s.t.Fatal(err)
	}
	defer view.Close()
	err = kernel.Each(s.Catalog, view, flow.Tasks, func(t *flow.Task) error {
		if t.Kind == flow.TaskBackup.Name && t.State == state && t.Asked == flow.TaskBackup.Asks.Ref() {
			n++
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

// Who administers the company is told once when what was entered a week ago is in no
// backup, and the task is done when it is.
func TestABackupThatIsTooOld(t *testing.T) {
	s := serve(t)
	keep := func(open, done int) {
		t.Helper()
		if err := s.Housekeep(t.Context(), 0); err != nil {
			t.Fatal(err)
		}
		if o, d := s.backupTasks(flow.TaskOpen), s.backupTasks(flow.TaskDone); o != open || d != done {
			t.Errorf("%d tasks open, %d done, want %d and %d", o, d, open, done)
		}
	}
	keep(0, 0)
	s.exec(`UPDATE _command SET judged = judged - $1`, (8 * 24 * time.Hour).Milliseconds())
	keep(1, 0)
	version := s.Hub.Version()
	keep(1, 0)
	if s.Hub.Version() != version {
		t.Error("it is said again and again")
	}
	if err := s.Store.NoteSaved(s.Hub.Version()); err != nil {
		t.Fatal(err)
	}
	keep(0, 1)
	s.exec(`UPDATE _command SET judged = judged - $1`, (6 * 24 * time.Hour).Milliseconds())
	keep(0, 1)
}
