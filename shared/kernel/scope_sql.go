package kernel

import (
	"fmt"
	"slices"
	"sort"
	"strconv"
	"strings"
)

// SQL is a statement being written for one dialect, with its arguments.
type SQL struct {
	Dialect Dialect
	Args    []any

	text    strings.Builder
	aliases int
}

// Write appends text.
func (q *SQL) Write(parts ...string) {
	for _, p := range parts {
		q.text.WriteString(p)
	}
}

// Arg appends a placeholder for the argument.
func (q *SQL) Arg(v any) {
	q.Args = append(q.Args, v)
	q.text.WriteString(q.Dialect.Placeholder(len(q.Args)))
}

func (q *SQL) String() string { return q.text.String() }

// Where appends the condition under which the viewer may hold a row of the schema,
// whose table the statement calls alias. It is [Viewer.Sees] in SQL where the viewer
// is [Viewer.Certain] of the schema. Elsewhere it lets through what follows rows of any
// entity, of which each has to be looked at: a condition would name all entities.
//
// Leaders are looked up by id, row by row: a snapshot is read in pages, and a
// list of all leaders would be made again for each.
func (v *Viewer) Where(q *SQL, s *Schema, alias string) { v.where(q, s, alias, yes) }

// WhereSurely is [Viewer.Where] for conditions on rows that nobody looks at: it holds
// back what it is not certain of.
func (v *Viewer) WhereSurely(q *SQL, s *Schema, alias string) { v.where(q, s, alias, no) }

func (v *Viewer) where(q *SQL, s *Schema, alias, any string) {
	if v == nil {
		q.Write(yes)
		return
	}
	w := scopeWriter{viewer: v, SQL: q, any: any}
	q.Write("(")
	w.window(s, alias)
	q.Write(" AND ")
	w.terms(s, alias)
	q.Write(")")
}

// Window appends the condition that a row lies within the viewer's window.
func (v *Viewer) Window(q *SQL, s *Schema, alias string) {
	if v == nil {
		q.Write(yes)
		return
	}
	w := scopeWriter{viewer: v, SQL: q}
	w.window(s, alias)
}

// Conditions that both dialects take.
const (
	yes = "1 = 1"
	no  = "1 = 0"
)

type scopeWriter struct {
	*SQL
	viewer *Viewer
	path   []*Schema // schemas whose terms are being written
	any    string    // what stands for a term to any entity
}

// window is Viewer.inWindow.
func (w *scopeWriter) window(s *Schema, alias string) {
	v, b := w.viewer, s.Bucket
	if v.Since == 0 || !b.set {
		w.Write(yes)
		return
	}
	date := column(alias, s.byOffset[b.dateAt])
	w.Write("(", date, " >= ")
	w.Arg(int64(v.Since) / 100 * 100)
	w.Write(" OR ", date, " BETWEEN -99 AND 99") // no month
	if open := openStates(b); len(open) > 0 {
		w.Write(" OR ", column(alias, s.byOffset[b.stateAt]))
		w.in(open)
	}
	if pins := v.Pinned(); len(pins) > 0 {
		w.Write(" OR ", alias, `."id"`)
		w.in(sortedIDs(pins))
	}
	w.Write(")")
}

// terms is the rest of Viewer.Sees: one of the tags is held.
func (w *scopeWriter) terms(s *Schema, alias string) {
	for _, t := range s.Scope {
		if t.Tag != "" && w.viewer.Tags[t.Tag] && w.viewer.opens(t) {
			w.Write(yes)
			return
		}
	}
	if slices.Contains(w.path, s) {
		panic(fmt.Sprintf("kernel: %s follows itself, no condition can say who sees it", s.Name))
	}
	w.path = append(w.path, s)
	w.Write("(")
	none := true
	or := func() {
		if !none {
			w.Write(" OR ")
		}
		none = false
	}
	for _, t := range s.Scope {
		switch {
		case t.Tag != "" || !w.viewer.opens(t):
		case t.anyEntity:
			or()
			w.Write(w.any)
		case t.follows:
			or()
			w.leader(s.catalog.byType[t.target], column(alias, s.byOffset[t.offset]))
		default:
			if ids := w.viewer.holders(t.Prefix); len(ids) > 0 {
				or()
				w.Write(column(alias, s.byOffset[t.offset]))
				w.in(ids)
			}
		}
	}
	if none {
		w.Write(no)
	}
	w.Write(")")
	w.path = w.path[:len(w.path)-1]
}

// leader is the condition that the row with the id exists and is seen. A
// release that does not know the leader shows no followers.
func (w *scopeWriter) leader(s *Schema, id string) {
	if s == nil || w.viewer.blind(s, maxFollow) {
		w.Write(no)
		return
	}
	w.aliases++
	alias := "l" + strconv.Itoa(w.aliases)
	w.Write("EXISTS (SELECT 1 FROM ", Quote(s.Name), " ", alias, " WHERE ", alias, `."id" = `, id, " AND ")
	w.window(s, alias)
	w.Write(" AND ")
	w.terms(s, alias)
	w.Write(")")
}

func (w *scopeWriter) in(list []any) {
	w.Write(" IN (")
	for i, v := range list {
		if i > 0 {
			w.Write(", ")
		}
		w.Arg(v)
	}
	w.Write(")")
}

func column(alias string, f *Field) string { return alias + "." + Quote(f.Name) }

// Lists of arguments are sorted, so equal viewers make equal statements.

func openStates(b Bucket) []any {
	var list []string
	for state, open := range b.states {
		if open {
			list = append(list, string(state))
		}
	}
	sort.Strings(list)
	args := make([]any, len(list))
	for i, s := range list {
		args[i] = s
	}
	return args
}

// holders are the ids of the viewer's tags with the prefix.
func (v *Viewer) holders(prefix string) []any {
	var list []ID
	for tag, held := range v.Tags {
		rest, ok := strings.CutPrefix(tag, prefix)
		if !ok || !held {
			continue
		}
		if id, err := ParseID(rest); err == nil && !id.IsZero() {
			list = append(list, id)
		}
	}
	return sortedIDs(list)
}

func sortedIDs(list []ID) []any {
	sort.Slice(list, func(i, j int) bool { return string(list[i][:]) < string(list[j][:]) })
	args := make([]any, len(list))
	for i := range list {
		args[i] = list[i][:]
	}
	return args
}
