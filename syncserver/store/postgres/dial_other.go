//go:build !linux

package postgres

import "net"

// unansweredTime leaves the system's own bound in place.
func unansweredTime(net.Conn) error { return nil }
