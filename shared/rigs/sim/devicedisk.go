package sim

import (
	"errors"

	"heyi/shared/figures"
	"heyi/shared/kernel"
	"heyi/shared/sync/replica"
)

// DeviceDisk is a replica's file and its outbox. The replica loses what was not
// checkpointed when the power fails; the outbox loses nothing it has confirmed. Over
// real files its memory says what must stand in them.
type DeviceDisk struct {
	*replica.Memory
	file    DeviceFile       // nil in memory
	history []*replica.Image // every state since the last checkpoint, which is the first
	failing bool             // the power fails right behind the next checkpoint
	dark    bool             // it has
	firmer  int              // times that the file could lose less than memory would have

	sums     *sums // in the database beside it; nil without
	damaging bool  // what is written is damage
}

var errDark = errors.New("sim: the power of the device failed")

// outbox is the other file. Nothing reaches it any more when the power has failed.
type outbox struct {
	replica.Outbox
	disk *DeviceDisk
}

// Outbox is the file of what waits.
func (d *DeviceDisk) Outbox() replica.Outbox {
	if d.file != nil {
		return outbox{outboxOnFile{d.Memory.Outbox(), d}, d}
	}
	return outbox{d.Memory.Outbox(), d}
}

// Accept implements replica.Outbox.
func (o outbox) Accept(key, version int64) error {
	if o.disk.dark {
		return errDark
	}
	return o.Outbox.Accept(key, version)
}

// Forget implements replica.Outbox.
func (o outbox) Forget(keys ...int64) error {
	if o.disk.dark {
		return errDark
	}
	return o.Outbox.Forget(keys...)
}

// NewDeviceDisk makes an empty one.
func NewDeviceDisk() *DeviceDisk {
	m := replica.NewMemory(0)
	return &DeviceDisk{Memory: m, history: []*replica.Image{m.Image()}}
}

// Crash goes back to any state since the last checkpoint.
func (d *DeviceDisk) Crash(clock *Clock, c *kernel.Catalog) error {
	d.dark, d.failing = false, false
	i := clock.Rand.IntN(len(d.history))
	back, torn := len(d.history)-1-i, int64(clock.Now)*37%1000 // drawn from nothing: in memory it is the same history
	d.Restore(d.history[i])
	d.history = []*replica.Image{d.Image()}
	d.sums.anew(d)
	switch {
	case d.file == nil:
		return nil
	case back == 0 && torn%2 == 0:
		return d.file.Again(c)
	}
	return d.file.Fail(back, torn, c)
}

// Lose goes back to nothing.
func (d *DeviceDisk) Lose(c *kernel.Catalog) error {
	d.Restore(replica.NewMemory(0).Image())
	d.history = []*replica.Image{d.Image()}
	d.sums.anew(d)
	if d.file == nil {
		return nil
	}
	return d.file.Lose(c)
}

// Migrate is a new release of the program on the same disk.
func (d *DeviceDisk) Migrate(from, to *kernel.Catalog) error {
	err := d.Memory.Migrate(from, to)
	d.sums = nil // it is of the release before
	d.history = []*replica.Image{d.Image()}
	if err == nil && d.file != nil {
		err = d.file.Again(to)
	}
	return err
}

// Update implements replica.Store.
func (d *DeviceDisk) Update(run func(replica.Writer) error) error {
	var noted *noting
	err := d.Memory.Update(func(w replica.Writer) error {
		if d.sums != nil {
			noted = &noting{Writer: w, sums: d.sums, changes: map[kernel.Key]figures.Change{}}
			w = noted
		}
		return run(w)
	})
	if err == nil {
		d.history = append(d.history, d.Image())
		d.wrote(noted)
	}
	return err
}

// Checkpoint implements replica.Store.
func (d *DeviceDisk) Checkpoint() error {
	d.history = []*replica.Image{d.Image()}
	d.dark, d.failing = d.failing, false
	return nil
}
