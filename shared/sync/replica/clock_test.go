package replica_test

import (
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/sync/replica"
	"heyi/shared/sync/wire"
)

// A device takes the server's time over when its own clock is wrong, and not when the
// server's is.
func TestWhoseClockIsWrong(t *testing.T) {
	const (
		day   = 24 * 3600_000
		start = kernel.Time(1_790_000_000_000)
	)
	for _, c := range []struct {
		name           string
		device, server kernel.Time // since they last met, by either's clock
		followed       bool
	}{
		{"both right", 3 * day, 3*day + 500, true},
		{"after two months in a drawer", 60 * day, 60 * day, true},
		{"the device lost its clock", -2000 * day, 2 * day, true},
		{"the device is a year ahead", 366 * day, day, true},
		{"the server jumped by a week", day, 8 * day, true},
		{"the server is a year ahead", day, 366 * day, false},
		{"the server is days behind what it said", day, -3 * day, false},
	} {
		m := replica.NewMemory(0)
		r, err := replica.Open(catalog, me, m, m.Outbox())
		if err != nil {
			t.Fatal(err)
		}
		meet := func(device, server kernel.Time, patch bool) {
			r.Hello()
			messages := []wire.Message{&wire.Welcome{History: history, Version: 1, Now: server, Reload: patch}}
			if patch {
				messages = append(messages, &wire.Patch{To: 1})
			}
			if _, err := r.ReceiveAll(messages, device); err != nil {
				t.Fatal(err)
			}
		}
		meet(start, start, true)
		meet(start+c.device, start+c.server, false)
		now := start + c.device + kernel.Time(r.State().Offset)
		if followed := now == start+c.server; followed != c.followed || (r.Apart() == 0) != c.followed {
			t.Errorf("%s: the device goes by %s, the server by %s, apart %d", c.name, now, start+c.server, r.Apart())
		}
	}
}
