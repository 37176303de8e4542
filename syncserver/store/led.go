package store

import (
	"context"
	"fmt"
	"sync"

	"heyi/shared/kernel"
)

// Rows such as the events of trails may follow rows of any entity, and follow those of
// few. A load would look for them behind each row that it brings, so a store knows which
// entities they have ever followed: it reads that once, when somebody first asks, and
// notes what is committed. An entity that they no longer follow stays known.
type led struct {
	mu    sync.Mutex
	named map[*kernel.Schema]map[string]bool // by what follows: names of entities
	read  map[*kernel.Schema]bool            // what was there before is known
	field map[*kernel.Schema]*kernel.Field   // names the entity that a row follows
}

func newLed(c *kernel.Catalog) *led {
	l := &led{named: map[*kernel.Schema]map[string]bool{}, read: map[*kernel.Schema]bool{}, field: map[*kernel.Schema]*kernel.Field{}}
	for _, s := range c.Schemas {
		if f := s.LeaderName(); f != nil {
			l.field[s], l.named[s] = f, map[string]bool{}
		}
	}
	return l
}

// note notes what rows follow, before anybody can see them.
func (l *led) note(rows []kernel.Row) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, row := range rows {
		if s := row.Base().Schema(); l.field[s] != nil {
			l.named[s][l.field[s].Get(row).Str] = true
		}
	}
}

// Led tells whether rows of a trail may follow those of its leader.
func (v *View) Led(trail kernel.Trail) (bool, error) {
	l := v.pool.led
	if l == nil || l.field[trail.Schema] == nil {
		return true, nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.read[trail.Schema] {
		if err := l.readFrom(v, trail.Schema); err != nil {
			return false, fmt.Errorf("store: what %s follows: %w", trail.Schema.Name, err)
		}
	}
	return l.named[trail.Schema][trail.Leader.Name], nil
}

func (l *led) readFrom(v *View, s *kernel.Schema) error {
	rows, err := v.conn.QueryContext(context.Background(), "SELECT DISTINCT "+kernel.Quote(l.field[s].Name)+" FROM "+kernel.Quote(s.Name))
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return err
		}
		l.named[s][name] = true
	}
	l.read[s] = rows.Err() == nil
	return rows.Err()
}
