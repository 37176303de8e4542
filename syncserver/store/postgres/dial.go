package postgres

import (
	"context"
	"net"
	"time"
)

// dialTime is how long a connection may take to be made.
const dialTime = 5 * time.Second

// dial notices a host that is gone without a word within about ten seconds.
func dial(ctx context.Context, network, address string) (net.Conn, error) {
	d := net.Dialer{KeepAliveConfig: net.KeepAliveConfig{Enable: true, Idle: 5 * time.Second, Interval: 2 * time.Second, Count: 3}}
	conn, err := d.DialContext(ctx, network, address)
	if err == nil {
		err = unansweredTime(conn)
	}
	return conn, err
}
