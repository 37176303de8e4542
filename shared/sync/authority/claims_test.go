package authority_test

import (
	"encoding/binary"
	"math/bits"
	"strings"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/sync/authority"
)

// liar is a device of the owner that says of its commands what it likes.
type liar struct {
	*rig
	device, user kernel.ID
	now          kernel.Time
}

func openLiar(t *testing.T) *liar {
	r := openRig(t)
	l := &liar{rig: r, device: r.id(), now: noon}
	_ = r.disk.Scan(org.Users.In(r.Catalog), func(row kernel.Row) error { // visit never errs
		l.user = row.Base().ID
		return nil
	})
	r.run(&org.Enrol{Device: l.device, User: kernel.Ref[org.User](l.user), Name: "A01", Series: "A01", Kind: "tablet"})
	return l
}

func (l *liar) add(key int64, name string) kernel.Call {
	call := l.rig.department(name)
	call.Origin, call.Author, call.Key = l.device, l.user, key
	return call
}

// says judges calls as one group and returns the codes of their refusals.
func (l *liar) says(calls ...kernel.Call) []string {
	l.t.Helper()
	judged, _, err := l.a.Judge(calls, l.now)
	if err != nil {
		l.t.Fatal(err)
	}
	codes := make([]string, len(judged))
	for i, j := range judged {
		if j.Refusal != nil {
			codes[i] = j.Refusal.Code
		}
	}
	return codes
}

func (l *liar) expect(what string, got []string, want ...string) {
	l.t.Helper()
	for i := range want {
		if got[i] != want[i] {
			l.t.Errorf("%s: command %d: %q, want %q", what, i, got[i], want[i])
		}
	}
}

// restart opens the authority anew over what is durable.
func (l *liar) restart() {
	l.t.Helper()
	var err error
	if l.a, err = authority.Open(l.Catalog, l.disk); err != nil {
		l.t.Fatal(err)
	}
	l.Desk = authority.NewDesk(l.a)
}

// An id belongs to the first command that had it: in the same group, in the group
// on its way to the disk, before a restart, of another origin, of a refused one.
func TestACommandsIdIsItsOwn(t *testing.T) {
	l := openLiar(t)
	forged := authority.Forged.Name
	first := l.add(1, "仓储部")
	again := func(key int64, of kernel.Call) kernel.Call {
		call := l.add(key, "另一个")
		call.ID = of.ID
		return call
	}
	l.expect("in one group", l.says(first, again(2, first)), "", forged)
	row := l.disk.Get(org.Departments.In(l.Catalog), kernel.AddedID(first.ID, "department"))
	if row == nil || kernel.TitleOf(row) != "仓储部" {
		t.Errorf("the first row is %+v", row)
	}
	l.expect("judged before", l.says(again(3, first)), forged)
	l.restart()
	l.expect("before a restart", l.says(again(4, first)), forged)

	second := l.add(5, "销售部")
	g := l.draft(second)
	l.a.Send(g)
	above := l.draft(again(6, second), again(7, first))
	g.Write()
	if err := l.a.Written(g); err != nil {
		t.Fatal(err)
	}
	for _, j := range above.Judged {
		if j.Refusal == nil || j.Refusal.Code != forged {
			t.Errorf("on top of a group being written: %v", j.Refusal)
		}
	}
	// A command of another kind writes other rows: nothing but the id gives it away.
	third := l.add(13, "客服部")
	g = l.draft(third)
	l.a.Send(g)
	renamed := l.add(14, "")
	renamed.ID, renamed.Name = third.ID, "department.edit"
	renamed.Args = l.Catalog.Command(renamed.Name).Encode(&kernel.EditRow{
		Row: kernel.AddedID(first.ID, "department"), Changes: []kernel.Change{{Field: "name", Was: "仓储部", Becomes: "仓库"}},
	})
	above = l.draft(renamed)
	g.Write()
	if err := l.a.Written(g); err != nil {
		t.Fatal(err)
	}
	if j := above.Judged[0]; j.Refusal == nil || j.Refusal.Code != forged {
		t.Errorf("another kind of command on top of a group being written: %v", j.Refusal)
	}
	other := l.rig.department("系统的")
	l.expect("the server's own", l.says(other, again(8, other)), "", forged)
	nothing := l.add(9, "销售部") // the name is taken
	l.expect("of a refused one", l.says(nothing, again(10, nothing)), kernel.Taken.Name, forged)
	none := l.add(11, "无号")
	none.ID = kernel.ID{}
	l.expect("no id", l.says(none), forged)
	far := l.add(12, "远")
	far.ID = kernel.NewID(noon+900*24*3600*1000, [10]byte{1})
	early := l.add(15, "早")
	early.ID = kernel.NewID(noon-2*24*3600*1000, [10]byte{1})
	l.expect("made at another time", l.says(far, early), forged, forged)
}

// A resend is the same command in all that its author says, not in its id alone.
func TestAResendIsTheSameCommand(t *testing.T) {
	l := openLiar(t)
	first := l.add(1, "仓储部")
	l.expect("new", l.says(first), "")
	l.expect("again", l.says(first), "")
	other := first
	other.Args = l.Catalog.Command("department.add").Encode(&kernel.AddRow{Values: []kernel.FieldValue{{Field: "name", Value: "别的"}}})
	renamed := first
	renamed.Name = "seat.add"
	another := first
	another.Author = l.id()
	l.expect("other content", l.says(other, renamed, another), authority.Forged.Name, authority.Forged.Name, authority.Forged.Name)

	// Of a refused command only a hash of its arguments may be kept.
	long := func(mark string) kernel.Call {
		call := l.add(2, mark+strings.Repeat("长", 300))
		call.ID = kernel.NewID(noon, [10]byte{7})
		return call
	}
	tooLong := kernel.TextTooLong.Name
	l.expect("too long", l.says(long("一")), tooLong)
	l.expect("too long, again and as another", l.says(long("一"), long("二")), tooLong, authority.Forged.Name)
}

// Keys follow each other; one out of all order is refused and does not become the
// last of its origin, also after a restart.
func TestKeysAreNumbered(t *testing.T) {
	l := openLiar(t)
	bad := authority.BadKey.Name
	l.expect("new", l.says(l.add(1, "一")), "")
	before := l.a.State().Version
	for _, key := range []int64{0, -7, 1 + authority.KeyWindow + 1, 1 << 53, 1<<63 - 1, -1 << 63} {
		l.expect("out of order", l.says(l.add(key, "二")), bad)
	}
	if now := l.a.State().Version; now != before {
		t.Errorf("what was never a command moved the company from %d to %d", before, now)
	}
	l.restart()
	l.expect("honest", l.says(l.add(2, "二"), l.add(3, "三")), "", "")
	// An outbox that was lost leaves a gap; what comes late fills it.
	l.expect("after a loss", l.says(l.add(903, "四"), l.add(500, "五"), l.add(904, "六")), "", "", "")
	l.expect("each once", l.says(l.add(500, "七")), authority.Forged.Name)
	l.expect("as far as an outbox reaches", l.says(l.add(904+authority.KeyWindow+1, "八"), l.add(904+authority.KeyWindow, "八")), bad, "")
}

// A backup may have forgotten any number of commands, and their devices go on behind
// them.
func TestARestoredCompanyBelievesAnyKey(t *testing.T) {
	l := openLiar(t)
	far := l.add(7*authority.KeyWindow, "一")
	l.expect("before", l.says(far), authority.BadKey.Name)
	l.disk.before = kernel.NewID(noon, [10]byte{2})
	l.restart()
	l.expect("restored", l.says(far), "")
}

// A company of an earlier release may hold a key that nobody can follow.
func TestAPoisonedOriginGoesOn(t *testing.T) {
	l := openLiar(t)
	call := l.add(1<<63-1, "毒")
	if err := l.disk.Commit(&authority.Commit{
		From: l.a.State().Version, To: l.a.State().Version + 1, Judged: []authority.Judged{{Call: call, Version: l.a.State().Version + 1}},
	}); err != nil {
		t.Fatal(err)
	}
	l.restart()
	l.expect("honest", l.says(l.add(1, "一"), l.add(2, "二")), "", "")
}

// No command is refused for its clock: it is taken for the nearest time that is
// believed.
func TestTheClockIsAClaim(t *testing.T) {
	l := openLiar(t)
	day := kernel.Time(24 * 3600 * 1000)
	key := int64(0)
	for _, c := range []struct{ at, want kernel.Time }{
		{noon, noon},
		{noon - 1, noon - 1},
		{noon - 100*day, noon - 100*day},
		{noon - authority.OldestWork, noon - authority.OldestWork},
		{noon + 1000, noon + 1000},
		{noon + 130_000, noon},
		{noon + 30000*day, noon},
		{noon - authority.OldestWork - 1, noon - authority.OldestWork},
		{1, noon - authority.OldestWork},
	} {
		key++
		call := l.add(key, "部"+string(rune('a'+key)))
		call.At = c.at
		call.ID = kernel.NewID(c.at, [10]byte{9, byte(key)})
		judged, _, err := l.a.Judge([]kernel.Call{call}, l.now)
		if err != nil {
			t.Fatal(err)
		}
		if j := judged[0]; j.Refusal != nil || j.Call.At != c.want {
			t.Errorf("given at %s: taken for %s, want %s; %v", c.at, j.Call.At, c.want, j.Refusal)
		}
	}
}

// Nothing is judged before what was judged last, wherever the server's clock goes,
// also after a restart.
func TestJudgementsDoNotRunBackwards(t *testing.T) {
	l := openLiar(t)
	judged := func(key int64, now kernel.Time) kernel.Time {
		list, _, err := l.a.Judge([]kernel.Call{l.add(key, "部"+string(rune('a'+key)))}, now)
		if err != nil {
			t.Fatal(err)
		}
		return list[0].Call.Judged
	}
	const hour = 3600 * 1000
	latest := noon + 2*hour
	for i, now := range []kernel.Time{latest, noon, latest - 1} {
		if got := judged(int64(i+1), now); got != latest {
			t.Errorf("judged at %s while the clock shows %s, want %s", got, now, latest)
		}
	}
	l.restart()
	if got := judged(4, noon); got != latest {
		t.Errorf("after a restart: judged at %s, want %s", got, latest)
	}
	if got := judged(5, latest+1); got != latest+1 {
		t.Errorf("the clock is right again: judged at %s", got)
	}
}

// A version of a command that this release does not know is not guessed at.
func TestAnUnknownVersionIsRefused(t *testing.T) {
	l := openLiar(t)
	for i, version := range []int64{99, -1} {
		call := l.add(int64(i+1), "部")
		call.Version = version
		l.expect("unknown", l.says(call), kernel.NoSuchVersion.Name)
	}
}

// birth is a document whose row a command gives birth to, as all documents are.
type birth struct {
	kernel.Record
	Note string `zh:"备注" en:"Note" is:"title"`
}

// bear makes one.
type bear struct {
	Note string `zh:"备注" en:"Note"`
}

var (
	births = kernel.Define[birth]("test_birth", kernel.Spec{Zh: "单据", En: "Document", Kept: true, Scope: kernel.Scope{kernel.Everyone}})
	_      = kernel.Intent[bear]("test.bear", "制单", "Make")
)

func (b bear) Predict(tx *kernel.Tx) error {
	births.Insert(tx, &birth{Note: b.Note})
	return nil
}

func (l *liar) bear(key int64, note string) kernel.Call {
	call := l.add(key, note)
	spec := l.Catalog.CommandFor(bear{})
	call.Name, call.Args = spec.Name, spec.Encode(&bear{Note: note})
	return call
}

// An id can be computed for which a row is born with the id of any other row. Such
// a command is refused and the row stays, also where it is in the same group or in
// the one being written.
func TestNoCommandIsBornOverARow(t *testing.T) {
	for what, make := range map[string]func(l *liar, key int64, text string) kernel.Call{"department": (*liar).add, "test_birth": (*liar).bear} {
		l, forged := openLiar(t), authority.Forged.Name
		over := func(key int64, first kernel.Call) kernel.Call {
			call := make(l, key, "覆盖")
			call.ID = craft(t, kernel.AddedID(first.ID, what), what, key)
			return call
		}
		first := make(l, 1, "原来的")
		l.expect("in one group", l.says(first, over(2, first), make(l, 3, "旁边的")), "", forged, "")
		l.expect("judged before", l.says(make(l, 4, "先来的"), over(5, first), make(l, 6, "后来的")), "", forged, "")
		l.restart()
		l.expect("before a restart", l.says(over(7, first)), forged)
		second := make(l, 8, "在途的")
		g := l.draft(second)
		l.a.Send(g)
		above := l.draft(over(9, second), make(l, 10, "之上的"))
		g.Write()
		if err := l.a.Written(g); err != nil {
			t.Fatal(err)
		}
		if r := above.Judged[0].Refusal; r == nil || r.Code != forged || above.Judged[1].Refusal != nil {
			t.Errorf("on top of a group being written: %v, %v", r, above.Judged[1].Refusal)
		}
		for call, title := range map[*kernel.Call]string{&first: "原来的", &second: "在途的"} {
			row := l.disk.Get(l.Catalog.Schema(what), kernel.AddedID(call.ID, what))
			if row == nil || kernel.TitleOf(row) != title {
				t.Errorf("%s: the row is %+v, want %s", what, row, title)
			}
		}
	}
}

// The primes of XXH64, of which the ids of newborn rows are made.
const (
	prime1 uint64 = 11400714785074694791
	prime2 uint64 = 14029467366897019727
	prime3 uint64 = 1609587929392839161
	prime4 uint64 = 9650029242287828579
	prime5 uint64 = 2870177450012600261
)

// inverse is that of an odd number modulo 2^64.
func inverse(n uint64) uint64 {
	x := n
	for range 6 {
		x *= 2 - n*x
	}
	return x
}

// craft finds an id of a command whose newborn row has a given id, by taking
// the hash back, another one for each n: it is made for speed, not against attackers.
func craft(t *testing.T, target kernel.ID, entity string, n int64) kernel.ID {
	t.Helper() // the name, a zero byte and an id are three words and three bytes
	var head [16]byte
	copy(head[:], entity)
	copy(head[11:], target[:5])
	state := 2 + prime5 + uint64(len(entity)+1+16)
	for i := range 2 {
		word := binary.LittleEndian.Uint64(head[i*8:])
		state = bits.RotateLeft64(state^bits.RotateLeft64(word*prime2, 31)*prime1, 27)*prime1 + prime4
	}
	back1, back2, back3, back5 := inverse(prime1), inverse(prime2), inverse(prime3), prime5
	for try := uint64(n) << 21; try < 1<<26; try++ {
		h := binary.BigEndian.Uint64(target[8:])&^(3<<62) | try>>24<<62
		h ^= h >> 32
		h *= back3
		h ^= h>>29 ^ h>>58
		h *= back2
		h ^= h >> 33
		id := target
		id[13], id[14], id[15] = byte(try>>16), byte(try>>8), byte(try)
		for i := 15; i >= 13; i-- {
			h = bits.RotateLeft64(h*back1, -11) ^ uint64(id[i])*back5
		}
		word := bits.RotateLeft64((bits.RotateLeft64((h-prime4)*back1, -27)^state)*back1, -31) * back2
		if byte(word) != target[5] {
			continue
		}
		binary.LittleEndian.PutUint64(id[5:], word)
		if kernel.AddedID(id, entity) == target {
			return id
		}
	}
	t.Fatal("the hash could not be taken back")
	return kernel.ID{}
}
