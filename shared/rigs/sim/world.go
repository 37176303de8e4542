package sim

import (
	"fmt"

	"heyi/shared/kernel"
	"heyi/shared/sync/authority"
	"heyi/shared/sync/replica"
	"heyi/shared/sync/wire"
)

// Workload is what people do in a run.
type Workload interface {
	// Found sets the company up through the authority and names its devices.
	Found(w *World) ([]replica.Identity, error)
	// CatalogOf is the release that the n-th device runs.
	CatalogOf(n int) *kernel.Catalog
	// Act is one thing that the user of a device does.
	Act(w *World, d *Device)
	// Check errs on a broken promise of the workload, once all is quiet.
	Check(w *World) error
}

// Faults says what may go wrong, each as a chance in percent per tick.
type Faults struct {
	Cut, DeviceCrash, ServerCrash, CommitCrash int64
	Thin                                       int64 // connections that carry a few thousand bytes and die, of all
	Carries                                    int64 // bytes that those carry at most; 0 for 20,000. Not a chance
	Prune                                      int64 // of the log of changes, wherever devices stand
	Stutter                                    int64 // the server's store fails while a group is judged
	Twice                                      int64 // what a device pushes comes once more a moment later
	Lose                                       int64 // a device loses its rows, but not its outbox
	Behind                                     int64 // the power of a device fails between its rows and its outbox
	Early                                      int64 // a connection ends behind the welcome
	Slow                                       int64 // a group is long on its way to the disk
	ServerClock, DeviceClock                   int64 // turned to some other time; not among the usual weather
	Window                                     int64 // devices that hold documents from some month on only, of all; they open older ones
	Hurt                                       int64 // rows of a device are damaged in its file; not among the usual weather
	Hours                                      int64 // go by in which nobody works, and what is due by itself is done; not among the usual weather
	Restore                                    bool  // once, in the middle, from a backup
	PutBack                                    bool  // once, in the middle, an older file, of which nobody says a word
}

// AllFaults is the usual weather.
var AllFaults = Faults{Cut: 12, DeviceCrash: 3, ServerCrash: 1, CommitCrash: 2, Thin: 25, Stutter: 2, Twice: 5, Lose: 1, Behind: 1, Early: 3, Slow: 5}

// World is one run.
type World struct {
	Clock    *Clock
	Catalog  *kernel.Catalog // the server's
	Server   *Server
	Devices  []*Device
	Verdicts map[kernel.ID]replica.Verdict // what devices learned, by command

	workload Workload
	faults   Faults
	files    Files
	portion  wire.Portion         // of everything that is sent in parts
	many     int                  // devices that are told the same, so that it waits
	pasts    map[kernel.ID]*past  // by history
	shown    map[kernel.ID]*shown // of commands, by their ids
	lost     *lost                // by a restore; nil before
	jump     [2]kernel.Time       // of the server's clock, which the company has not noted
	failures []error

	serverTurned bool // the server's clock was set to something else once
	hours        bool // go by in this history
	Faulty       int  // faults that happened
	Thin         int  // connections that were to die after a few thousand bytes
	Resumed      int  // catch-ups that went on where the last connection was cut
	Hurt         int  // devices whose rows were damaged
	Healed       int  // proofs that came to their end
	Held         int  // times that a file was held against memory
	Opened       int  // older documents that were opened
	LetGo        int  // and let go of
	Reframed     int  // devices whose window moved
	Moved        int  // things that the company did by itself
	Refilled     int  // connected devices whose scope changed
	Parted       int  // devices that came from a log that the company's file had lost
	Looks        int  // times that a device was held against its own version in the middle
	Lulls        int  // times that all connected devices were, against the server's
	Together     int  // times that a device took in several messages at once
	Updated      int  // devices that went on with a newer release
	Stacked      int  // groups judged on top of one that was still being written
	Fallen       int  // of these, those that a crash took together with it
	Restored     int  // times that the server came back from a backup
	Turned       int  // clocks that were set to something else
	Lies         int  // commands with forged ids, keys, times and versions
	Mismatch     int  // accepted commands whose effect differed from the last prediction
}

// sumsEvery is after how many ticks sums are looked at; it takes nothing from the chance
// that makes histories.
const sumsEvery = 9

const start = kernel.Time(1_763_700_000_000)

// Run is one history: a number of ticks under faults, then quiet until
// everything has come together. It returns the trace hash.
func Run(c *kernel.Catalog, w Workload, seed uint64, ticks int, faults Faults) (*World, error) {
	return RunOver(Files{}, c, w, seed, ticks, faults)
}

// RunOver is Run over real files.
func RunOver(files Files, c *kernel.Catalog, w Workload, seed uint64, ticks int, faults Faults) (*World, error) {
	world := &World{
		Clock: NewClock(seed, start), Catalog: c, workload: w, files: files, faults: faults, Verdicts: map[kernel.ID]replica.Verdict{},
		pasts: map[kernel.ID]*past{}, shown: map[kernel.ID]*shown{},
	}
	world.hours = faults.Hours > 0
	world.portion = portions[world.Clock.Rand.IntN(len(portions))]
	world.many = 1 + int(seed%3)
	world.Server = &Server{Disk: NewServerDisk(kernel.NewID(start, world.Clock.Random())), world: world}
	world.Server.Disk.sums = world.besides(c)
	world.begin()
	if files.Company != nil {
		var err error
		if world.Server.Disk.file, err = files.Company(c, world.Server.Disk.state.History); err != nil {
			return world, err
		}
	}
	if err := world.found(); err != nil {
		return world, err
	}
	var backup *ServerDisk
	for tick := range ticks {
		if tick == ticks/3 {
			backup = world.backUp()
		}
		if tick == 2*ticks/3 && (faults.Restore || faults.PutBack) {
			world.restore(backup)
		}
		world.tick()
		world.Clock.Run(world.Clock.Now + kernel.Time(world.Clock.Between(5, 200)))
		world.look()
		if tick%sumsEvery == 0 {
			world.fail(world.checkSums())
		}
		if len(world.failures) > 0 {
			return world, world.failed(fmt.Sprintf("tick %d", tick))
		}
	}
	world.quiet()
	world.fail(world.check())
	return world, world.failed("end")
}

// backUp copies the server's disk. Devices are told, and let go of what is in it.
func (w *World) backUp() *ServerDisk {
	backup, err := w.Server.Disk.BackUp()
	w.fail(err)
	if w.Server.desk != nil {
		w.Server.desk.Saved(backup.state.Version)
	}
	return backup
}

// portions are how much goes into one part: little, so that catch-ups, large patches
// and long outboxes have several, and cuts fall between them.
var portions = []wire.Portion{
	{Rows: 3, Bytes: wire.PartBytes}, {Rows: 3, Bytes: 300}, {Rows: 1, Bytes: wire.PartBytes}, {Rows: 40, Bytes: 4 << 10},
}

// begin opens the past of the server's history.
func (w *World) begin() { w.pasts[w.Server.Disk.state.History] = w.Server.Disk.past }

// look holds devices against the truth in the middle of a history.
func (w *World) look() {
	if d := w.Devices[w.Clock.Rand.IntN(len(w.Devices))]; w.Clock.Chance(10) {
		w.Looks++
		w.fail(w.checkPrefix(d))
		if w.Looks%8 == 0 {
			w.fail(w.checkFile(d))
			if s := w.Server; s.desk != nil && s.writing == nil {
				w.Held++
				w.fail(s.Disk.checkFile(w.Catalog))
			}
		}
	}
	if w.Clock.Chance(3) {
		w.fail(w.lull())
	}
}

func (w *World) found() error {
	if err := w.Server.start(); err != nil {
		return err
	}
	identities, err := w.workload.Found(w)
	if err != nil {
		return err
	}
	for n, id := range identities {
		d := &Device{ID: id, Name: fmt.Sprintf("device %d", n), Catalog: w.workload.CatalogOf(n), Disk: NewDeviceDisk(), world: w, Saved: map[kernel.ID]string{}}
		if w.Clock.Chance(w.faults.Window) {
			d.since = w.someMonth()
		}
		if w.files.Device != nil {
			if d.Disk.file, err = w.files.Device(d.Catalog); err != nil {
				return err
			}
		}
		d.Disk.sums = w.besides(d.Catalog)
		if err := d.start(); err != nil {
			return err
		}
		w.Devices = append(w.Devices, d)
	}
	return nil
}

// Judge hands calls of the system to the authority, as the server's own jobs do.
func (w *World) Judge(calls ...kernel.Call) ([]authority.Judged, error) {
	var all []authority.Judged
	if err := w.Server.drain(); err != nil {
		return nil, err
	}
	err := w.Server.desk.Take([]authority.Order{{Calls: calls, Done: func(j []authority.Judged) { all = j }}}, w.Server.now())
	return all, err
}

func (w *World) tick() {
	for _, d := range w.Devices {
		switch {
		case w.Clock.Chance(w.faults.Cut):
			w.Faulty++
			d.cut()
		case w.Clock.Chance(w.faults.DeviceCrash), d.Replica.State().Loading && w.Clock.Chance(3*w.faults.DeviceCrash):
			w.Faulty++
			d.crash()
		case w.Clock.Chance(w.faults.Lose):
			w.Faulty++
			d.lose()
		case d.conn == nil && w.Clock.Chance(30):
			d.connect()
		}
		if w.Clock.Chance(10) && !w.serverTurned { // whoever believes a server a year ahead believes that a year has passed
			w.fail(d.Replica.Prune())
		}
		if w.Clock.Chance(40) && d.Replica.State().Version > 0 {
			w.workload.Act(w, d)
		}
	}
	if w.Server.desk != nil && w.Clock.Chance(w.faults.ServerCrash) {
		w.Faulty++
		w.Server.crash()
	}
	if w.faults.Prune > 0 && w.Clock.Chance(w.faults.Prune) {
		w.Faulty++
		w.Server.prune()
	}
	if w.Server.desk != nil && w.Clock.Chance(5) {
		w.Server.survive(w.Server.beat())
	}
	w.hurtDevices()
	w.openOld()
	w.lie()
	w.turnClocks()
	w.letHoursPass()
	w.dropConnections()
	if w.Clock.Chance(w.faults.CommitCrash) {
		w.Faulty++
		w.Server.crashInNextCommit()
	}
}

func (w *World) dropConnections() {
	for _, d := range w.Devices {
		if d.conn != nil && d.conn.ToDevice.closed {
			d.cut()
		}
	}
}

// restore brings the server back from its backup under the live devices, or puts the
// backup in the place of its file without a word.
func (w *World) restore(backup *ServerDisk) {
	if w.Clock.Chance(50) { // everybody has heard of everything
		w.fail(w.lull())
	}
	w.Faulty++
	w.Restored++
	w.Clock.Note("restore")
	w.Server.crash()
	w.fail(w.replay())
	for _, s := range w.shown {
		s.done = s.told != nil
	}
	if w.faults.PutBack {
		w.fail(w.Server.Disk.PutBack(backup))
	} else {
		w.lost = w.losing(backup)
		w.fail(w.Server.Disk.Restore(backup, kernel.NewID(w.Clock.Now, w.Clock.Random())))
	}
	w.begin()
	for _, d := range w.Devices {
		d.cut()
	}
}

// quiet lets the faults stop and everything come together, within bounded time.
func (w *World) quiet() {
	w.Clock.Run(w.Clock.Now + 5000)
	w.Server.Disk.failNext = nil
	w.faults = Faults{Restore: w.faults.Restore, PutBack: w.faults.PutBack}
	w.fail(w.lull())
	for range 20 {
		for _, d := range w.Devices {
			d.cut()
		}
		w.Clock.Run(w.Clock.Now + 500)
		for _, d := range w.Devices {
			d.connect()
		}
		w.Clock.Run(w.Clock.Now + 60_000)
		if w.together() && !w.movesOn() {
			w.fail(w.lull())
			return
		}
	}
	w.fail(Together.Broken("it has not in 20 minutes"))
}

func (w *World) together() bool {
	if w.Server.desk == nil || w.Server.Disk.state.Recovering {
		return false
	}
	for _, d := range w.Devices {
		if len(d.Replica.Pending()) > 0 || d.Replica.State().Version == 0 {
			return false
		}
		_, nobody := kernel.Identify(w.Catalog, w.Server.Disk, d.ID.Device, d.ID.User)
		if nobody == nil && (!d.seated() || d.hurt) { // its hello fell into a crash, and it has not noticed yet
			return false
		}
	}
	return true
}

func (w *World) devices() ([]kernel.ID, error) {
	ids := make([]kernel.ID, len(w.Devices))
	for i, d := range w.Devices {
		ids[i] = d.ID.Device
	}
	return ids, nil
}

func (w *World) judged(d *Device, v replica.Verdict) {
	w.Verdicts[v.Call.ID] = v
	if s := w.shown[v.Call.ID]; s != nil && s.told == nil {
		s.told, s.history, s.kept = &v, d.Replica.State().History, true
	}
	if v.Adjusted {
		w.Mismatch++
	}
	w.fail(w.checkFact(v.Call.Name, v.Refusal))
	outcome := "accepted"
	if v.Refusal != nil {
		outcome = v.Refusal.Code
		d.refused++
	}
	w.trace("%s learns %d %s %s", d, v.Call.Key, v.Call.Name, outcome)
	w.Clock.Note(fmt.Sprintf("%d %s %d %s %s", w.Clock.Now, d.ID.Device, v.Call.Key, v.Call.Name, outcome))
}

// fail notes what is broken; nothing is by a nil error.
func (w *World) fail(err error) {
	if err != nil {
		w.failures = append(w.failures, err)
	}
}

func (w *World) failed(when string) error {
	if len(w.failures) == 0 {
		return nil
	}
	return fmt.Errorf("%s, %w", when, w.failures[0])
}
