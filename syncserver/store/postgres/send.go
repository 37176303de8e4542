package postgres

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/stdlib"

	"heyi/syncserver/store"
)

// divisionByZero is what PostgreSQL says to a count of no rows in Send.
const divisionByZero = "22012"

// Send implements store.Sender. All statements travel in one batch, which PostgreSQL
// takes as one transaction, so a commit waits for one answer. What the first has
// changed is not known before the last is sent: it breaks where it finds no row, and
// with it the transaction.
func (s *Schema) Send(conn *sql.Conn, statements []store.Statement) error {
	batch := &pgx.Batch{}
	for i, st := range statements {
		if i == 0 {
			st.Text = `WITH changed AS (` + st.Text + ` RETURNING 1) SELECT 1 / count(*) FROM changed`
		}
		batch.Queue(st.Text, st.Args...)
	}
	err := conn.Raw(func(driver any) error {
		return driver.(*stdlib.Conn).Conn().SendBatch(context.Background(), batch).Close()
	})
	if said := new(pgconn.PgError); errors.As(err, &said) && said.Code == divisionByZero {
		return fmt.Errorf("%w: %w", store.ErrNothing, err)
	}
	return err
}
