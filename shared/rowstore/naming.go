package rowstore

import "heyi/shared/kernel"

// Naming lists rows of which a field names a content, in the order of ids.
func (s *Session) Naming(schema *kernel.Schema, field *kernel.Field, c kernel.Content, limit int) ([]kernel.Row, error) {
	t := s.table(schema)
	q := &kernel.SQL{Dialect: s.Dialect}
	column := "t." + kernel.Quote(field.Name)
	q.Write("SELECT ", t.reads, " FROM ", kernel.Quote(schema.Name), " t WHERE ", column, " <> '' AND ", column, " >= ")
	q.Arg(c.String() + " ")
	q.Write(" AND ", column, " < ")
	q.Arg(c.String() + "!") // what comes next behind a space
	q.Write(` ORDER BY t."id" LIMIT `)
	q.Arg(int64(limit))
	return s.run(t, q)
}
