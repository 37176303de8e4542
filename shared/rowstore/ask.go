package rowstore

import (
	"fmt"

	"heyi/shared/kernel"
)

// Statement begins a statement that [Session.Ask] runs.
func (s *Session) Statement() *kernel.SQL { return &kernel.SQL{Dialect: s.Dialect} }

// Ask runs a statement that reads, and calls visit for each row of its answer with the
// function that scans it, until visit errs. Rows are read as they are visited; visit
// asks nothing else of the session.
func (s *Session) Ask(q *kernel.SQL, visit func(scan func(into ...any) error) error) error {
	stmt, err := s.prepare(q.String())
	if err != nil {
		return err
	}
	rows, err := stmt.Query(q.Args...)
	if err != nil {
		return fmt.Errorf("rowstore: ask %s: %w", q.String(), err)
	}
	defer rows.Close()
	for rows.Next() {
		if err := visit(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

// Do runs a statement that writes, or leaves it to Later.
func (s *Session) Do(q *kernel.SQL) error {
	if s.Later != nil {
		s.Later(q.String(), q.Args)
		return nil
	}
	stmt, err := s.prepare(q.String())
	if err != nil {
		return err
	}
	if err := Run(stmt, q.Args); err != nil {
		return fmt.Errorf("rowstore: do %s: %w", q.String(), err)
	}
	return nil
}
