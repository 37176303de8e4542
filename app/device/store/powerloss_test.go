package store_test

import (
	"fmt"
	"path/filepath"
	"testing"

	"heyi/app/device/store"
	"heyi/shared/rigs/powerloss"
	"heyi/shared/sync/replica"
)

func TestMain(m *testing.M) {
	powerloss.Main(m, map[string]powerloss.Child{
		"outbox":          writeOutbox(""),
		"outbox normal":   writeOutbox("_journal_mode=WAL&_synchronous=NORMAL"),
		"replica":         writeReplica(true),
		"replica unsaved": writeReplica(false),
	})
}

// writeOutbox appends, accepts and forgets, and acknowledges what a user was
// told: that a command is saved.
func writeOutbox(options string) powerloss.Child {
	return func(dir string, ack func(string)) error {
		o, err := store.OpenOutboxWith(filepath.Join(dir, "outbox.db"), options)
		if err != nil {
			return err
		}
		for key := range int64(120) {
			if err := o.Append(call(key + 1)); err != nil {
				return err
			}
			ack(fmt.Sprint(key + 1))
			if options == "" && key%3 == 1 { // it goes back to FULL afterwards
				if err := o.Accept(key, key+100); err != nil {
					return err
				}
			}
		}
		return nil
	}
}

func lostCommands(s *powerloss.State) ([]string, error) {
	found := map[string]bool{}
	rows, err := s.DB("outbox.db").Query(`SELECT key FROM "entry"`)
	if err != nil {
		return s.Acked, nil // not even the table
	}
	defer rows.Close()
	for rows.Next() {
		var key string
		if err := rows.Scan(&key); err != nil {
			return nil, err
		}
		found[key] = true
	}
	return missing(s.Acked, found), rows.Err()
}

func missing(acked []string, found map[string]bool) []string {
	var lost []string
	for _, key := range acked {
		if !found[key] {
			lost = append(lost, key)
		}
	}
	return lost
}

// An appended command survives a power loss at any moment. The same test with
// NORMAL loses some, so it would notice.
func TestAnAppendedCommandSurvivesPowerLoss(t *testing.T) {
	r := powerloss.Record(t, "outbox", powerloss.TempDir(t)).Enumerate(t, powerloss.Short(500), 1, lostCommands)
	t.Log(r)
	if r.Lost != 0 || r.Corrupt != 0 {
		t.Error(r)
	}
	r = powerloss.Record(t, "outbox normal", powerloss.TempDir(t)).Enumerate(t, powerloss.Short(500), 1, lostCommands)
	t.Log(r)
	if r.Lost == 0 {
		t.Errorf("NORMAL lost nothing: the test is blind: %v", r)
	}
}

// writeReplica writes versions and acknowledges those that a checkpoint covers.
func writeReplica(checkpoint bool) powerloss.Child {
	return func(dir string, ack func(string)) error {
		s, err := store.Open(filepath.Join(dir, "replica.db"), catalog)
		if err != nil {
			return err
		}
		for n := range 150 {
			err := s.Update(func(w replica.Writer) error {
				w.Put(thingRow(n, fmt.Sprint(n)))
				w.PutVerdict(replica.Verdict{Call: call(int64(n)), Version: int64(n)})
				w.PutState(replica.State{Version: int64(n)})
				return nil
			})
			if err != nil {
				return err
			}
			if n%5 != 4 {
				continue
			}
			if checkpoint {
				if err := s.Checkpoint(); err != nil {
					return err
				}
			}
			ack(fmt.Sprint(n))
		}
		return nil
	}
}

// lostVersions finds checkpointed verdicts that are gone, and files that are not
// the state of one moment.
func lostVersions(s *powerloss.State) ([]string, error) {
	db, found := s.DB("replica.db"), map[string]bool{}
	rows, err := db.Query(`SELECT v.key, EXISTS (SELECT 1 FROM "thing" t WHERE t."version" = v.key) FROM "_verdict" v ORDER BY v.key`)
	if err != nil {
		return s.Acked, nil
	}
	defer rows.Close()
	n := 0
	for rows.Next() {
		var key int
		var whole bool
		if err := rows.Scan(&key, &whole); err != nil {
			return nil, err
		}
		if key != n || !whole {
			return nil, fmt.Errorf("verdict %d follows %d, with its rows: %t", key, n-1, whole)
		}
		found[fmt.Sprint(key)] = true
		n++
	}
	return missing(s.Acked, found), rows.Err()
}

// Verdicts that a checkpoint covers survive, with every row before them; without
// checkpoints the newest may go, which is why the outbox waits for one.
func TestACheckpointSurvivesPowerLoss(t *testing.T) {
	r := powerloss.Record(t, "replica", powerloss.TempDir(t)).Enumerate(t, powerloss.Short(200), 1, lostVersions)
	t.Log(r)
	if r.Lost != 0 || r.Corrupt != 0 {
		t.Error(r)
	}
	r = powerloss.Record(t, "replica unsaved", powerloss.TempDir(t)).Enumerate(t, powerloss.Short(200), 1, lostVersions)
	t.Log(r)
	if r.Lost == 0 || r.Corrupt != 0 {
		t.Errorf("without checkpoints versions must be lost, in order: %v", r)
	}
}
