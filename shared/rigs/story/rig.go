package story

import (
	"encoding/binary"
	"fmt"

	"heyi/shared/kernel"
)

// Rows is what an expectation looks at.
type Rows interface {
	kernel.Scanner
}

// Verdict is what became of a command that a device sent.
type Verdict struct {
	Call   kernel.ID
	Device string
	Err    error // nil, a refusal, or what went wrong
}

// Rig is who runs a story's commands: one process that judges at once, or real
// devices and a server.
type Rig interface {
	Catalog() *kernel.Catalog
	// Clock sets what all clocks show.
	Clock(now kernel.Time)
	// Enrol gives a user a device; the name is its series.
	Enrol(device string, user kernel.ID) error
	// Do sends a command from a device, "" for the system's, and returns its id.
	// The error is the device's own, before anything is sent.
	Do(device string, spec *kernel.CommandSpec, args kernel.Command) (kernel.ID, error)
	// Offline cuts a device off, Online reconnects it and sends what it kept.
	Offline(device string) error
	Online(device string) error
	// Verdicts hands out those that have come since the last call.
	Verdicts() []Verdict
	// Truth is what the server holds, Sight what a device shows, which is the
	// truth seen through the viewer's eyes when it is online.
	Truth() Rows
	Sight(device string) (Rows, *kernel.Viewer, error)
}

// Direct is the rig without wires: a store in memory, judged at once. A device
// that is offline predicts on a copy and sends its queue when it is back.
type Direct struct {
	catalog  *kernel.Catalog
	truth    *kernel.Memory
	now      kernel.Time
	version  int64
	devices  map[string]*device
	verdicts []Verdict
}

type device struct {
	origin kernel.ID
	user   kernel.ID
	key    int64
	local  *kernel.Memory // while offline
	author *kernel.Author // as it was when the device went offline
	queue  []*kernel.Call
}

// NewDirect makes a rig with nothing in it.
func NewDirect(c *kernel.Catalog) *Direct {
	return &Direct{catalog: c, truth: kernel.NewMemory(), devices: map[string]*device{"": {}}}
}

// Catalog is the release that the rig runs.
func (d *Direct) Catalog() *kernel.Catalog { return d.catalog }

// Clock sets all clocks.
func (d *Direct) Clock(now kernel.Time) { d.now = now }

// Truth is the store.
func (d *Direct) Truth() Rows { return d.truth }

// Verdicts hands out the new ones.
func (d *Direct) Verdicts() []Verdict {
	verdicts := d.verdicts
	d.verdicts = nil
	return verdicts
}

// Enrol makes the device known by the system's own command.
func (d *Direct) Enrol(name string, user kernel.ID) error {
	dev := &device{origin: kernel.DeriveID("story device", name), user: user}
	d.devices[name] = dev
	spec := d.catalog.Command("org.device.enrol")
	args := spec.New()
	for field, v := range map[string]any{"Device": dev.origin, "User": user, "Name": name, "Series": name, "Kind": kernel.Choice("tablet")} {
		setGo(args, field, v)
	}
	_, err := d.Do("", spec, args)
	return err
}

// Do judges at once, or predicts while the device is offline.
func (d *Direct) Do(name string, spec *kernel.CommandSpec, args kernel.Command) (kernel.ID, error) {
	dev := d.devices[name]
	if dev == nil {
		return kernel.ID{}, fmt.Errorf("story: no device %s", name)
	}
	call := d.call(dev, spec, args)
	author, err := d.authorOf(dev)
	if err != nil {
		return call.ID, err
	}
	if dev.local == nil {
		err := d.judge(author, call)
		d.verdicts = append(d.verdicts, Verdict{call.ID, name, err})
		return call.ID, nil
	}
	tx := kernel.NewTx(d.catalog, dev.local, author.Viewer, call, author)
	out, err := tx.Predict()
	if err != nil {
		return call.ID, err
	}
	if !out.NeedsServer {
		for _, w := range tx.Writes() {
			dev.local.Put(w.After)
		}
	}
	dev.queue = append(dev.queue, call)
	return call.ID, nil
}

func (d *Direct) call(dev *device, spec *kernel.CommandSpec, args kernel.Command) *kernel.Call {
	dev.key++
	d.now++
	var random [10]byte
	binary.BigEndian.PutUint32(random[2:], uint32(dev.key))
	copy(random[6:], dev.origin[12:])
	return &kernel.Call{
		ID: kernel.NewID(d.now, random), Origin: dev.origin, Key: dev.key, Author: dev.user, Name: spec.Name,
		Version: int64(spec.Version), Args: spec.Encode(args), At: d.now, Judged: d.now,
	}
}

func (d *Direct) authorOf(dev *device) (*kernel.Author, error) {
	switch {
	case dev.author != nil:
		return dev.author, nil
	case dev.origin.IsZero():
		return &kernel.Author{Name: "系统", Series: "S00", Zone: zone, System: true}, nil
	}
	return kernel.Identify(d.catalog, d.truth, dev.origin, dev.user)
}

// judge predicts first as the device would, because its digest must be the
// server's.
func (d *Direct) judge(author *kernel.Author, call *kernel.Call) error {
	device := kernel.NewTx(d.catalog, d.truth, author.Viewer, call, author)
	predicted, unlikely := device.Predict()
	tx := kernel.NewTx(d.catalog, d.truth, author.Viewer, call, author)
	out, err := tx.Judge()
	if err != nil {
		return err
	}
	if unlikely == nil && !predicted.NeedsServer && !out.Wider && predicted.Digest != out.Digest {
		return fmt.Errorf("story: %s: the device and the server do not have the same effect", call.Name)
	}
	d.version++
	for _, w := range tx.Writes() {
		w.After.Base().Version = d.version
		d.truth.Put(w.After)
	}
	return nil
}

// Offline leaves the device with a copy of what it has.
func (d *Direct) Offline(name string) error {
	dev := d.devices[name]
	if dev == nil || dev.origin.IsZero() || dev.local != nil {
		return fmt.Errorf("story: %s is no device that is online", name)
	}
	author, err := d.authorOf(dev)
	if err != nil {
		return err
	}
	dev.local, dev.author = d.truth.Clone(), author
	return nil
}

// Online judges what the device has kept.
func (d *Direct) Online(name string) error {
	dev := d.devices[name]
	if dev == nil || dev.local == nil {
		return fmt.Errorf("story: %s is no device that is offline", name)
	}
	dev.local, dev.author = nil, nil
	for _, call := range dev.queue {
		call.Judged = d.now
		author, err := kernel.AuthorOf(d.catalog, d.truth, call)
		if err == nil {
			err = d.judge(author, call)
		}
		d.verdicts = append(d.verdicts, Verdict{call.ID, name, err})
	}
	dev.queue = nil
	return nil
}

// Sight is the device's copy, or the truth, with the eyes of its user.
func (d *Direct) Sight(name string) (Rows, *kernel.Viewer, error) {
	dev := d.devices[name]
	if dev == nil {
		return nil, nil, fmt.Errorf("story: no device %s", name)
	}
	author, err := d.authorOf(dev)
	if err != nil {
		return nil, nil, err
	}
	if dev.local != nil {
		return dev.local, author.Viewer, nil
	}
	return d.truth, author.Viewer, nil
}
