package sim

// Live is checked while devices stay connected: nothing that a reconnect would mend
// may be wrong.
var Live = Promised("live-feed",
	"A device that stays connected has its answers and exactly its user's rows of now as soon as nothing is on its way, without a reconnect.")

// lull is a while in which nobody does anything and nothing fails, so that all that
// is on its way arrives.
func (w *World) lull() error {
	if !w.calmDown() {
		return nil
	}
	for told := int64(-1); told != w.Server.Disk.state.Version; { // something may happen yet
		told = w.Server.Disk.state.Version
		if err := w.Server.desk.Beat(); err != nil {
			return err
		}
		if !w.calmDown() {
			return nil
		}
	}
	w.Lulls++
	for _, d := range w.Devices {
		if !d.seated() || d.hurt {
			continue
		}
		if err := w.checkLive(d); err != nil {
			return err
		}
	}
	return nil
}

// calmDown waits until nothing is on its way; false when the server is not there for
// everybody then.
func (w *World) calmDown() bool {
	for range 60 {
		w.Clock.Run(w.Clock.Now + 500)
		if len(w.failures) > 0 {
			return false
		}
		if w.still() {
			return w.Server.desk != nil && !w.Server.Disk.state.Recovering
		}
	}
	w.fail(Live.Broken("half a minute after the last act something is still on its way"))
	return false
}

func (w *World) still() bool {
	s := w.Server
	if s.desk == nil || s.next != nil || s.writing != nil || len(s.waiting) > 0 {
		return false
	}
	for _, d := range w.Devices {
		if d.conn == nil || d.conn.ToDevice.closed {
			continue
		}
		if d.conn.ToDevice.flying+d.conn.ToServer.flying+len(d.inbox) > 0 || !d.seated() || d.hurt {
			return false
		}
	}
	return true
}

// seated tells whether the device hears live of what happens.
func (d *Device) seated() bool {
	return d.conn != nil && !d.conn.ToDevice.closed && d.world.Server.seats[d.conn] != nil
}

func (w *World) checkLive(d *Device) error {
	if n := len(d.Replica.Pending()); n > 0 {
		return Live.Broken("%s is connected and waits for %d answers that nobody will send", d, n)
	}
	now := then{w.pasts[w.Server.Disk.state.History], w.Server.Disk.state.Version}
	if st := d.Replica.State(); st.Version != now.version || st.History != w.Server.Disk.state.History {
		return Live.Broken("%s is connected and stands at version %d of %d", d, st.Version, now.version)
	}
	if err := w.checkKeeps(d); err != nil {
		return err
	}
	x, somebody, err := w.expect(d, now)
	if err != nil || !somebody {
		return err
	}
	if what := differs(d.Catalog, x.rows, d.Disk); what != "" {
		return Live.Broken("%s is connected and %s", d, what)
	}
	return nil
}
