package sim

import (
	"bytes"
	"fmt"
	"reflect"
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/sync/replica"
)

// store is what the device's replica works on.
func (d *DeviceDisk) store() replica.Store {
	if d.file != nil {
		return deviceOnFile{d.file, d}
	}
	return d
}

// deviceOnFile reads from the real file, and writes to it and to memory.
type deviceOnFile struct {
	DeviceFile
	disk *DeviceDisk
}

// Update implements replica.Store.
func (f deviceOnFile) Update(run func(replica.Writer) error) error {
	err := f.disk.Update(func(m replica.Writer) error {
		return f.DeviceFile.Update(func(w replica.Writer) error { return run(bothWriters{w, m}) })
	})
	if err == nil {
		if n := len(f.disk.history) - 1 - f.Loose(); n > 0 {
			f.disk.history = f.disk.history[n:]
			f.disk.firmer++
		}
	}
	return err
}

// Checkpoint implements replica.Store.
func (f deviceOnFile) Checkpoint() error {
	err := f.DeviceFile.Checkpoint()
	if err == nil {
		err = f.disk.Checkpoint()
	}
	return err
}

// Verdict implements replica.Store.
func (f deviceOnFile) Verdict(key int64) (*replica.Verdict, error) {
	v, err := f.DeviceFile.Verdict(key)
	want, _ := f.disk.Verdict(key) // in memory
	if err == nil && !reflect.DeepEqual(v, want) {
		err = Kept.Broken("the verdict of %d is %+v and was %+v", key, v, want)
	}
	return v, err
}

// bothWriters reads from the first.
type bothWriters struct {
	replica.Writer
	memory replica.Writer
}

func (w bothWriters) Put(row kernel.Row) {
	w.Writer.Put(row)
	w.memory.Put(row)
}

func (w bothWriters) Delete(s *kernel.Schema, id kernel.ID) {
	w.Writer.Delete(s, id)
	w.memory.Delete(s, id)
}

func (w bothWriters) Clear() {
	w.Writer.Clear()
	w.memory.Clear()
}

func (w bothWriters) PutState(s replica.State) {
	w.Writer.PutState(s)
	w.memory.PutState(s)
}

func (w bothWriters) PutPending(p *replica.Pending) {
	w.Writer.PutPending(p)
	w.memory.PutPending(p)
}

func (w bothWriters) DropPending(key int64) {
	w.Writer.DropPending(key)
	w.memory.DropPending(key)
}

func (w bothWriters) PutVerdict(v replica.Verdict) {
	w.Writer.PutVerdict(v)
	w.memory.PutVerdict(v)
}

func (w bothWriters) Stage(part []byte) {
	w.Writer.Stage(part)
	w.memory.Stage(part)
}

func (w bothWriters) ClearStaged() {
	w.Writer.ClearStaged()
	w.memory.ClearStaged()
}

func (w bothWriters) Staged(visit func(part []byte) error) error {
	var want [][]byte
	_ = w.memory.Staged(func(part []byte) error { want = append(want, part); return nil }) // in memory
	n := 0
	err := w.Writer.Staged(func(part []byte) error {
		if n >= len(want) || !bytes.Equal(part, want[n]) {
			return Kept.Broken("part %d of %d that waited for the last is another one", n+1, len(want))
		}
		n++
		return visit(part)
	})
	if err == nil && n < len(want) {
		err = Kept.Broken("%d parts that waited for the last are %d", len(want), n)
	}
	return err
}

// outboxOnFile writes to the real outbox as well, and reads from that.
type outboxOnFile struct {
	replica.Outbox // in memory
	disk           *DeviceDisk
}

func (o outboxOnFile) file() replica.Outbox { return o.disk.file.Outbox() }

func (o outboxOnFile) Append(call kernel.Call) error {
	err := o.file().Append(call)
	if err == nil {
		err = o.Outbox.Append(call)
	}
	return err
}

func (o outboxOnFile) Accept(key, version int64) error {
	err := o.file().Accept(key, version)
	if err == nil {
		err = o.Outbox.Accept(key, version)
	}
	return err
}

func (o outboxOnFile) Forget(keys ...int64) error {
	err := o.file().Forget(keys...)
	if err == nil {
		err = o.Outbox.Forget(keys...)
	}
	return err
}

func (o outboxOnFile) Entries() ([]replica.Entry, error) {
	list, err := o.file().Entries()
	want, _ := o.Outbox.Entries() // in memory
	if err == nil && !slices.EqualFunc(list, want, func(a, b replica.Entry) bool { return reflect.DeepEqual(a, b) }) {
		err = Kept.Broken("the outbox holds %+v, and was told %+v", list, want)
	}
	return list, err
}

func (o outboxOnFile) LastKey() (int64, error) {
	key, err := o.file().LastKey()
	if want, _ := o.Outbox.LastKey(); err == nil && key != want { // in memory
		err = Kept.Broken("the outbox used %d keys, and was told %d", key, want)
	}
	return key, err
}

// checkFile holds the device's files against memory.
func (w *World) checkFile(d *Device) error {
	if d.Disk.file == nil {
		return nil
	}
	w.Held++
	if err := d.Disk.file.Whole(); err != nil {
		return Kept.Broken("%s: %v", d, err)
	}
	if what := sameAs(d.Catalog, d.Disk.Memory, d.Disk.file); what != "" {
		return Kept.Broken("the file of %s %s", d, what)
	}
	have, waits, err := d.Disk.file.Load()
	want, waited, _ := d.Disk.Load() // in memory
	if err != nil {
		return Kept.Broken("%s: %v", d, err)
	}
	if what := apart(have, want); what != "" {
		return Kept.Broken("the file of %s: %s", d, what)
	}
	if len(waits) != len(waited) {
		return Kept.Broken("%d commands wait in the file of %s, and %d waited", len(waits), d, len(waited))
	}
	for i := range waits {
		if what := apart(*waits[i], *waited[i]); what != "" {
			return Kept.Broken("of a command that waits in the file of %s, %s", d, what)
		}
	}
	_, err = d.Disk.Outbox().Entries()
	return err
}

// apart tells in which field what a file says differs from what it was told; a list
// that is empty and none are the same.
func apart[T any](have, want T) string {
	a, b := reflect.ValueOf(have), reflect.ValueOf(want)
	for i := range a.NumField() {
		if x, y := fmt.Sprintf("%+v", a.Field(i)), fmt.Sprintf("%+v", b.Field(i)); x != y {
			return fmt.Sprintf("%s is %s and was %s", a.Type().Field(i).Name, x, y)
		}
	}
	return ""
}
