package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	"heyi/shared/authority"
	"heyi/shared/kernel"
	"heyi/shared/wire"
)

// querier is a connection or a pool.
type querier interface {
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
}

// State reads where the company stands.
func (s *Store) State() (authority.State, error) {
	st, err := readState(s.source)
	if err != nil {
		return st, err
	}
	err = s.source.QueryRowContext(context.Background(), `SELECT judged FROM _command ORDER BY version DESC LIMIT 1`).Scan(&st.Judged)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return st, fmt.Errorf("sqlite: read the state: %w", err)
	}
	return st, nil
}

func readState(q querier) (authority.State, error) {
	var st authority.State
	var history, before []byte
	scan := func(floor string) error {
		return q.QueryRowContext(context.Background(), `SELECT history, branch, before, version, chain, saved, recovering, `+floor+` FROM _state`).
			Scan(&history, &st.Branch, &before, &st.Version, &st.Chain, &st.Saved, &st.Recovering, &st.Floor)
	}
	err := scan("floor")
	if err != nil && strings.Contains(err.Error(), "no such column") { // a backup of format 1
		err = scan("0")
	}
	if err != nil {
		return st, fmt.Errorf("sqlite: read the state: %w", err)
	}
	copy(st.History[:], history)
	copy(st.Before[:], before)
	st.Chain = orNil(st.Chain)
	return st, nil
}

// Ahead lets Get and Range see a commit that is about to be written.
func (s *Store) Ahead(c *authority.Commit) {
	s.ahead.Top = c.Layer()
	s.cache.Commit(c.Writes())
}

// Forget takes back what Ahead has shown. A commit that failed may be durable all
// the same: the file alone is trusted.
func (s *Store) Forget() {
	s.ahead.Top = kernel.NewMemory()
	s.cache.Clear()
}

// Commit writes a group in one synced transaction. The version it continues is
// compared inside the transaction, so that two writers of one file cannot both
// go on.
func (s *Store) Commit(c *authority.Commit) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	err := s.writer.Atomic(func() error {
		if err := s.advance(c); err != nil {
			return err
		}
		if err := s.writer.Upsert(c.Rows); err != nil {
			return err
		}
		if err := s.commands.insert(s.conn, len(c.Judged), func(args []any, i int) []any { return bindJudged(args, &c.Judged[i]) }); err != nil {
			return err
		}
		return s.changes.insert(s.conn, len(c.Changes), func(args []any, i int) []any { return bindChange(args, i, &c.Changes[i]) })
	})
	if err != nil {
		return fmt.Errorf("sqlite: commit %d..%d: %w", c.From, c.To, err)
	}
	return nil
}

func (s *Store) advance(c *authority.Commit) error {
	result, err := s.conn.ExecContext(context.Background(),
		`UPDATE _state SET version = ?, chain = ? WHERE history = ? AND version = ?`, c.To, blob(c.Chain), s.history[:], c.From)
	if err != nil {
		return err
	}
	n, err := result.RowsAffected()
	if err == nil && n != 1 {
		err = authority.ErrMoved
	}
	return err
}

func bindJudged(args []any, j *authority.Judged) []any {
	c := &j.Call
	left := authority.Left{}
	if j.Left != nil {
		left = *j.Left
	}
	return append(args, j.Version, c.Origin[:], c.Key, c.ID[:], c.Author[:], c.Name, c.Version, blob(c.Args), int64(c.At),
		int64(c.Judged), int64(c.Digest), c.Accepted, blob(wire.EncodeRefusal(j.Refusal)), blob(j.Effect), blob(j.Chain),
		left.Len, blob(left.Hash))
}

func bindChange(args []any, n int, c *authority.Change) []any {
	return append(args, c.Version, int64(n), authority.FormatTags(c.Before), authority.FormatTags(c.After),
		blob(authority.PackRows(c.Rows)))
}

// selectJudged reads commands; args and left say which columns hold the arguments
// and what is left of them.
func selectJudged(args, left string) string {
	return `SELECT version, origin, key, id, author, name, call_version, ` + args + `, at, judged, digest, accepted,
  refusal, effect, chain, ` + left + ` FROM _command`
}

// keptColumns are what a file of this format has of arguments that were not kept.
const keptColumns = `args_len, args_hash`

// leftColumns are keptColumns, or stand for them in a backup of an older format.
func leftColumns(conn *sql.Conn) (string, error) {
	var there bool
	err := conn.QueryRowContext(context.Background(), `SELECT EXISTS (SELECT 1 FROM pragma_table_info('_command') WHERE name = 'args_hash')`).Scan(&there)
	if err != nil {
		return "", fmt.Errorf("sqlite: open a view: %w", err)
	}
	if there {
		return keptColumns, nil
	}
	return `0, x''`, nil
}

func scanJudged(scan func(...any) error) (*authority.Judged, error) {
	j := new(authority.Judged)
	c := &j.Call
	var origin, id, author, refusal []byte
	var at, judged, digest int64
	var left authority.Left
	err := scan(&j.Version, &origin, &c.Key, &id, &author, &c.Name, &c.Version, &c.Args, &at, &judged, &digest, &c.Accepted,
		&refusal, &j.Effect, &j.Chain, &left.Len, &left.Hash)
	if err != nil {
		return nil, err
	}
	if len(left.Hash) > 0 {
		j.Left = &left
	}
	copy(c.Origin[:], origin)
	copy(c.ID[:], id)
	copy(c.Author[:], author)
	c.Args, c.At, c.Judged, c.Digest = orNil(c.Args), kernel.Time(at), kernel.Time(judged), uint64(digest)
	j.Refusal, err = wire.DecodeRefusal(refusal)
	return j, err
}

// Verdict finds what was judged of (origin, key).
func (s *Store) Verdict(origin kernel.ID, key int64) (*authority.Judged, error) {
	j, err := scanJudged(s.source.QueryRowContext(context.Background(), selectJudged(`args`, keptColumns)+` WHERE origin = ? AND key = ?`, origin[:], key).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("sqlite: verdict: %w", err)
	}
	return j, nil
}

// LastKey is the highest key that an origin has used.
func (s *Store) LastKey(origin kernel.ID) (int64, error) {
	var key int64
	err := s.source.QueryRowContext(context.Background(), `SELECT coalesce(max(key), 0) FROM _command WHERE origin = ? AND key < ?`,
		origin[:], authority.KeyMax).Scan(&key)
	if err != nil {
		return 0, fmt.Errorf("sqlite: last key: %w", err)
	}
	return key, nil
}

// Commands lists those of the ids that commands have.
func (s *Store) Commands(ids []kernel.ID) (used []kernel.ID, err error) {
	for done, size := 0, 0; done < len(ids); done += batchSizes[size] {
		for size = 0; batchSizes[size] > len(ids)-done; {
			size++
		}
		if used, err = s.commandsAmong(used, size, ids[done:done+batchSizes[size]]); err != nil {
			return nil, fmt.Errorf("sqlite: ids of commands: %w", err)
		}
	}
	return used, nil
}

func (s *Store) commandsAmong(used []kernel.ID, size int, ids []kernel.ID) ([]kernel.ID, error) {
	if s.byID[size] == nil {
		stmt, err := s.source.PrepareContext(context.Background(),
			`SELECT id FROM _command WHERE id IN (?`+strings.Repeat(", ?", len(ids)-1)+`)`)
		if err != nil {
			return nil, err
		}
		s.byID[size] = stmt
	}
	args := make([]any, len(ids))
	for i := range ids {
		args[i] = ids[i][:]
	}
	rows, err := s.byID[size].Query(args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var id []byte
		if err := rows.Scan(&id); err != nil {
			return nil, err
		}
		used = append(used, kernel.ID(id))
	}
	return used, rows.Err()
}

// Taken tells whether any of the rows is in the file.
func (s *Store) Taken(rows []kernel.Key) (bool, error) { return s.reader.Present(rows) }

// Recovered ends the recovery after a restore.
func (s *Store) Recovered() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := s.conn.ExecContext(context.Background(), `UPDATE _state SET recovering = 0`); err != nil {
		return fmt.Errorf("sqlite: end the recovery: %w", err)
	}
	return nil
}

// Saved reads up to which version the company stands in a backup; NoteSaved
// raises it. Both may be called from any goroutine.
func (s *Store) Saved() (int64, error) {
	st, err := readState(s.side)
	return st.Saved, err
}

// NoteSaved notes that the versions up to one stand in a backup.
func (s *Store) NoteSaved(version int64) error {
	return s.Side(func(tx *sql.Tx) error {
		_, err := tx.Exec(`UPDATE _state SET saved = max(saved, ?)`, version)
		return err
	})
}
