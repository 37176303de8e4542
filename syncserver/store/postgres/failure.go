package postgres

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"

	"heyi/syncserver/store"
)

func init() { store.Classify(faultOf) }

// faultOf goes by the classes of SQLSTATE (appendix A of PostgreSQL's manual).
func faultOf(err error) store.Fault {
	var said *pgconn.PgError
	var connecting *pgconn.ConnectError
	var network *net.OpError
	switch {
	case errors.As(err, &said):
		return faultOfState(said.Code)
	case errors.As(err, &connecting), errors.As(err, &network), errors.Is(err, driver.ErrBadConn), errors.Is(err, io.ErrUnexpectedEOF),
		pgconn.Timeout(err) && !errors.Is(err, context.Canceled):
		return store.Away
	}
	return store.NoFault
}

func faultOfState(state string) store.Fault {
	switch {
	case state == "53100", state == "53200", strings.HasPrefix(state, "58"), state == "25006": // disk, memory, system; a read-only standby
		return store.Unwritable
	case strings.HasPrefix(state, "XX"): // data_corrupted, index_corrupted
		return store.Damaged
	case strings.HasPrefix(state, "08"), strings.HasPrefix(state, "57P"), state == "53300", state == "25P03":
		return store.Away // connections: lost, ended, too many, idle in a transaction
	}
	return store.NoFault
}

// Reason is what an error says of why the database does not answer, in its own words
// and without its address.
func Reason(err error) string {
	var said *pgconn.PgError
	var network *net.OpError
	switch {
	case errors.As(err, &said):
		return said.Message
	case errors.As(err, &network):
		return network.Err.Error()
	}
	return "?"
}
