package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"heyi/shared/figures"
	"heyi/shared/kernel"
	"heyi/shared/sync/authority"
	"heyi/shared/sync/wire"
)

// State reads where the company stands.
func (s *Store) State() (authority.State, error) {
	if err := s.renew(); err != nil {
		return authority.State{}, err
	}
	st, err := ReadState(s.lines.source)
	if err != nil {
		return st, err
	}
	var epoch int64
	if err := s.lines.source.QueryRowContext(context.Background(), `SELECT epoch FROM _state`).Scan(&epoch); err != nil {
		return st, fmt.Errorf("store: read the state: %w", err)
	}
	if epoch != s.epoch {
		return st, fmt.Errorf("store: epoch %d, opened at %d: %w", epoch, s.epoch, authority.ErrMoved)
	}
	err = s.lines.source.QueryRowContext(context.Background(), `SELECT judged FROM _command ORDER BY version DESC LIMIT 1`).Scan(&st.Judged)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return st, fmt.Errorf("store: read the state: %w", err)
	}
	return st, nil
}

// ReadState reads where a company stands.
func ReadState(q Querier) (authority.State, error) {
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
		return st, fmt.Errorf("store: read the state: %w", err)
	}
	copy(st.History[:], history)
	copy(st.Before[:], before)
	st.Chain = orNil(st.Chain)
	return st, nil
}

// Ahead lets Get and Range see a commit that is about to be written.
func (s *Store) Ahead(c *authority.Commit) {
	s.newcomers.end()
	s.ahead.Top = c.Layer()
	s.cache.Commit(c.Writes())
}

// Forget takes back what Ahead has shown. A commit that failed may be durable all
// the same: the database alone is trusted.
func (s *Store) Forget() {
	s.newcomers.end()
	s.ahead.Top = kernel.NewMemory()
	s.cache.Clear()
	s.doubt = true
}

// Commit writes a group in one synced transaction. The version it continues and the
// epoch of who may commit are compared inside the transaction, so that two writers
// of one company cannot both go on, whatever their clocks say.
func (s *Store) Commit(c *authority.Commit) error {
	if s.full.Load() {
		return fmt.Errorf("store: commit %d..%d: %w", c.From, c.To, ErrFull)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	l := &s.lines
	if s.views.led != nil {
		s.views.led.note(c.Rows)
	}
	var err error
	if to, ok := s.db.(Sender); ok {
		err = s.send(to, c)
	} else {
		err = l.writer.Atomic(func() error {
			if err := s.advance(c); err != nil {
				return err
			}
			return s.write(c, nil)
		})
	}
	if err != nil {
		return fmt.Errorf("store: commit %d..%d: %w", c.From, c.To, err)
	}
	return nil
}

// write writes a group, or leaves its statements to later.
func (s *Store) write(c *authority.Commit, later func(string, []any)) error {
	l := &s.lines
	l.writer.Later = later
	err := s.sums.Around(l.writer, func() []figures.Change { return changesOf(c) }, func() error { return l.writer.Upsert(c.Rows) })
	l.writer.Later = nil
	if err != nil {
		return err
	}
	if err := l.commands.insert(l.conn, later, len(c.Judged), func(args []any, i int) []any { return s.bindJudged(args, &c.Judged[i]) }); err != nil {
		return err
	}
	return l.changes.insert(l.conn, later, len(c.Changes), func(args []any, i int) []any { return bindChange(args, i, &c.Changes[i]) })
}

// advanceText moves the company on, if nobody else has.
const advanceText = `UPDATE _state SET version = $1, chain = $2 WHERE history = $3 AND version = $4 AND epoch = $5`

func (s *Store) advanceArgs(c *authority.Commit) []any {
	return []any{c.To, blob(c.Chain), s.history[:], c.From, s.epoch}
}

// send writes a group in one piece.
func (s *Store) send(to Sender, c *authority.Commit) error {
	statements := []Statement{{advanceText, s.advanceArgs(c)}}
	err := s.write(c, func(text string, args []any) { statements = append(statements, Statement{text, slices.Clone(args)}) })
	if err == nil {
		err = to.Send(s.lines.conn, statements)
	}
	if errors.Is(err, ErrNothing) {
		err = authority.ErrMoved
	}
	return err
}

func (s *Store) advance(c *authority.Commit) error {
	result, err := s.lines.conn.ExecContext(context.Background(), advanceText, s.advanceArgs(c)...)
	if err != nil {
		return err
	}
	n, err := result.RowsAffected()
	if err == nil && n != 1 {
		err = authority.ErrMoved
	}
	return err
}

func (s *Store) bindJudged(args []any, j *authority.Judged) []any {
	c := &j.Call
	left := authority.Left{}
	if j.Left != nil {
		left = *j.Left
	}
	return append(args, j.Version, c.Origin[:], c.Key, c.ID[:], c.Author[:], raw(c.Name, s.db.Dialect()), c.Version, blob(c.Args), int64(c.At),
		int64(c.Judged), int64(c.Digest), c.Accepted, blob(wire.EncodeRefusal(j.Refusal)), blob(j.Effect), blob(j.Chain),
		left.Len, blob(left.Hash))
}

// raw is what a column of the kind Raw takes.
func raw(text string, d kernel.Dialect) any {
	if d == kernel.Postgres {
		return []byte(text)
	}
	return text
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
func leftColumns(on Querier, d kernel.Dialect) (string, error) {
	has, err := columnsOf(on, d, commandTable.Name)
	if err != nil {
		return "", fmt.Errorf("store: open a view: %w", err)
	}
	if slices.Contains(has, "args_hash") {
		return keptColumns, nil
	}
	return `0, ` + noBytes(d), nil
}

// noBytes is the literal of no bytes.
func noBytes(d kernel.Dialect) string {
	if d == kernel.Postgres {
		return `''::bytea`
	}
	return `x''`
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
	j, err := scanJudged(s.lines.source.QueryRowContext(context.Background(), selectJudged(`args`, keptColumns)+` WHERE origin = $1 AND key = $2`, origin[:], key).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("store: verdict: %w", err)
	}
	return j, nil
}

// ChainAt is the hash of the operation log at a version, nil where it has none.
func (s *Store) ChainAt(version int64) ([]byte, error) {
	var chain []byte
	err := s.lines.source.QueryRowContext(context.Background(), `SELECT chain FROM _command WHERE version = $1`, version).Scan(&chain)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return nil, fmt.Errorf("store: chain: %w", err)
	}
	return orNil(chain), nil
}

// LastKey is the highest key that an origin has used.
func (s *Store) LastKey(origin kernel.ID) (int64, error) {
	var key int64
	err := s.lines.source.QueryRowContext(context.Background(), `SELECT coalesce(max(key), 0) FROM _command WHERE origin = $1 AND key < $2`,
		origin[:], authority.KeyMax).Scan(&key)
	if err != nil {
		return 0, fmt.Errorf("store: last key: %w", err)
	}
	return key, nil
}

// Commands lists those of the ids that commands have.
func (s *Store) Commands(ids []kernel.ID) (used []kernel.ID, err error) {
	if _, far := s.db.(Sender); far {
		s.newcomers.begin(ids)
	}
	for done, size := 0, 0; done < len(ids); done += batchSizes[size] {
		for size = 0; batchSizes[size] > len(ids)-done; {
			size++
		}
		if used, err = s.commandsAmong(used, size, ids[done:done+batchSizes[size]]); err != nil {
			return nil, fmt.Errorf("store: ids of commands: %w", err)
		}
	}
	return used, nil
}

// places lists so many arguments.
func places(n int, d kernel.Dialect) string {
	list := make([]string, n)
	for i := range list {
		list[i] = d.Placeholder(i + 1)
	}
	return strings.Join(list, ", ")
}

func (s *Store) commandsAmong(used []kernel.ID, size int, ids []kernel.ID) ([]kernel.ID, error) {
	if s.lines.byID[size] == nil {
		stmt, err := s.lines.source.PrepareContext(context.Background(),
			`SELECT id FROM _command WHERE id IN (`+places(len(ids), s.db.Dialect())+`)`)
		if err != nil {
			return nil, err
		}
		s.lines.byID[size] = stmt
	}
	args := make([]any, len(ids))
	for i := range ids {
		args[i] = ids[i][:]
	}
	rows, err := s.lines.byID[size].Query(args...)
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

// Taken tells whether any of the rows is in the database.
func (s *Store) Taken(rows []kernel.Key) (bool, error) { return s.lines.reader.Present(rows) }

// BranchOff makes the company a history of its own that waits for its devices, which
// come from the history before and bring all they keep. Nobody may have a view of it
// open that is to be believed afterwards, and no authority.
func (s *Store) BranchOff(history, before kernel.ID) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, err := s.lines.conn.ExecContext(context.Background(),
		`UPDATE _state SET history = $1, before = $2, branch = 0, recovering = 1, saved = 0`, history[:], before[:])
	if err != nil {
		return fmt.Errorf("store: branch off: %w", err)
	}
	s.history = history
	return nil
}

// Recovered ends the recovery after a restore.
func (s *Store) Recovered() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if _, err := s.lines.conn.ExecContext(context.Background(), `UPDATE _state SET recovering = 0`); err != nil {
		return fmt.Errorf("store: end the recovery: %w", err)
	}
	return nil
}

// Saved reads up to which version the company stands in a backup; NoteSaved
// raises it. Both may be called from any goroutine.
func (s *Store) Saved() (int64, error) {
	st, err := ReadState(s.side)
	return st.Saved, err
}

// NoteSaved notes that the versions up to one stand in a backup.
func (s *Store) NoteSaved(version int64) error {
	return s.Side(func(tx *sql.Tx) error {
		_, err := tx.Exec(`UPDATE _state SET saved = $1 WHERE saved < $1`, version)
		return err
	})
}
