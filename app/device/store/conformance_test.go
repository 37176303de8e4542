package store_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/rigs/sim"
	"heyi/shared/sync/replica"
)

// disk is a device's two files as the suite below asks of every implementation.
// again opens them anew, as after the end of the process.
type disk struct {
	replica.Store
	outbox replica.Outbox
	again  func() *disk
}

// onBoth runs a test on the files and on the memory that the simulator's disk is
// made of: what the simulator proves is only worth as much as the two are the same.
func onBoth(t *testing.T, test func(t *testing.T, d *disk)) {
	t.Run("sqlite", func(t *testing.T) { test(t, sqliteDisk(t)) })
	t.Run("simulated", func(t *testing.T) { test(t, simulated(sim.NewDeviceDisk())) })
}

func sqliteDisk(t *testing.T) *disk {
	dir := t.TempDir()
	var reopen func() *disk
	last := func() {}
	reopen = func() *disk {
		last()
		s, o := openStore(t, dir), openOutbox(t, dir)
		last = func() { must(t, errors.Join(s.Close(), o.Close())) }
		return &disk{s, o, reopen}
	}
	t.Cleanup(func() { last() })
	return reopen()
}

func simulated(d *sim.DeviceDisk) *disk {
	return &disk{d, d.Outbox(), func() *disk { return simulated(d) }}
}

// fill gives every field of a struct content, so that a field the files forget
// is noticed.
func fill(v reflect.Value, n *int64) {
	for i := range v.NumField() {
		*n++
		switch f := v.Field(i); f.Kind() {
		case reflect.Int64:
			f.SetInt(*n)
		case reflect.Bool:
			f.SetBool(true)
		case reflect.String:
			f.SetString(fmt.Sprint("字段", *n))
		case reflect.Array:
			f.Set(reflect.ValueOf(id(int(*n))))
		case reflect.Struct:
			fill(f, n)
		case reflect.Slice:
			switch f.Type().Elem().Kind() {
			case reflect.Struct:
				f.Set(reflect.MakeSlice(f.Type(), 1, 1))
				fill(f.Index(0), n)
			case reflect.Array:
				f.Set(reflect.MakeSlice(f.Type(), 1, 1))
				f.Index(0).Set(reflect.ValueOf(id(int(*n))))
			default:
				f.SetBytes([]byte{byte(*n), 1})
			}
		case reflect.Pointer:
			f.Set(reflect.New(f.Type().Elem()))
			fill(f.Elem(), n)
		default:
			panic("a field of kind " + f.Kind().String())
		}
	}
}

func TestStateSurvives(t *testing.T) {
	onBoth(t, func(t *testing.T, d *disk) {
		if s, p, err := d.Load(); err != nil || !reflect.DeepEqual(s, replica.State{}) || len(p) > 0 {
			t.Fatalf("an empty file: %v %v %v", s, p, err)
		}
		update(t, d, func(w replica.Writer) { w.PutState(replica.State{}) })
		var want replica.State
		n := int64(0)
		fill(reflect.ValueOf(&want).Elem(), &n)
		update(t, d, func(w replica.Writer) { w.PutState(want) })
		if got, _, err := d.again().Load(); err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, want %+v, %v", got, want, err)
		}
	})
}

func TestPendingAndVerdictsSurvive(t *testing.T) {
	onBoth(t, func(t *testing.T, d *disk) {
		refusal := kernel.Taken.With(kernel.Words("field", "编码", "Code"), kernel.Quantity("value", kernel.Qty(5), "件"))
		refusal.Details = []kernel.Refusal{*kernel.Missing.With(kernel.Text("field", "x"))}
		for key := range int64(3) {
			must(t, d.outbox.Append(call(key+1)))
		}
		first := &replica.Pending{Call: call(1), Undo: []replica.UndoRow{
			{Entity: 3, ID: id(5), Body: []byte{1, 2}}, {Entity: 4, ID: id(6)},
		}}
		second := &replica.Pending{Call: call(2), Failed: refusal}
		v := replica.Verdict{Call: call(3), Version: 7, Refusal: refusal, Adjusted: true}
		update(t, d, func(w replica.Writer) {
			w.PutPending(&replica.Pending{Call: call(3)})
			w.PutPending(second)
			w.PutPending(&replica.Pending{Call: call(1)})
			w.PutPending(first)
			w.DropPending(3)
			w.PutVerdict(v)
		})
		d = d.again()
		_, pending, err := d.Load()
		must(t, err)
		if !reflect.DeepEqual(pending, []*replica.Pending{first, second}) {
			t.Errorf("pending: %+v", pending)
		}
		got, err := d.Verdict(3)
		if err != nil || got == nil || !reflect.DeepEqual(*got, v) {
			t.Errorf("verdict: %+v, %v", got, err)
		}
		if none, err := d.Verdict(1); none != nil || err != nil {
			t.Errorf("a verdict that was never given: %v, %v", none, err)
		}
	})
}

func show(rows []kernel.Row) string {
	var b strings.Builder
	for _, row := range rows {
		fmt.Fprintf(&b, "%s %x\n", kernel.TitleOf(row), kernel.Encode(nil, row))
	}
	return b.String()
}

func all(t *testing.T, r kernel.Scanner) string {
	t.Helper()
	var rows []kernel.Row
	for _, s := range catalog.Schemas {
		must(t, r.Scan(s, func(row kernel.Row) error { rows = append(rows, row); return nil }))
	}
	return show(rows)
}

// What a transaction has written it reads back, by id, by index and in a walk,
// before it ends and after.
func TestAWriterReadsItsOwnRows(t *testing.T) {
	onBoth(t, func(t *testing.T, d *disk) {
		ts, ps := things.In(catalog), pieces.In(catalog)
		of := func(r kernel.Reader) string { return show(r.Range(ps.Indexes[0], []kernel.Value{kernel.Of(id(1))})) }
		coded := func(r kernel.Reader, code string) string {
			return show(r.Range(ts.Indexes[0], []kernel.Value{kernel.Of(code)}))
		}
		update(t, d, func(w replica.Writer) {
			w.Put(thingRow(1, "A"))
			w.Put(pieceRow(11, 1, 2))
			w.Put(pieceRow(12, 1, 1))
		})
		want := show([]kernel.Row{pieceRow(14, 1, 0), pieceRow(12, 1, 1)})
		check := func(when string, r kernel.Scanner) {
			if got := of(r); got != want {
				t.Errorf("%s: range\n%swant\n%s", when, got, want)
			}
			if r.Get(ps, id(11)) != nil || r.Get(ps, id(12)) == nil {
				t.Errorf("%s: by id", when)
			}
			if coded(r, "A") != "" || coded(r, "B") != show([]kernel.Row{thingRow(1, "B")}) {
				t.Errorf("%s: by code", when)
			}
			if got := all(t, r); strings.Count(got, "\n") != 3 {
				t.Errorf("%s: walk\n%s", when, got)
			}
		}
		update(t, d, func(w replica.Writer) {
			w.Put(pieceRow(13, 1, 5))
			w.Delete(ps, id(11))
			w.Delete(ps, id(99))
			w.Put(pieceRow(14, 1, 9))
			w.Put(pieceRow(14, 1, 0))
			w.Delete(ps, id(13))
			w.Put(thingRow(1, "B"))
			check("inside", w)
			w.Delete(ps, id(14))
			w.Put(pieceRow(14, 1, 0))
		})
		check("after", d)
		check("reopened", d.again())
	})
}

func TestAFailedUpdateLeavesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, d *disk) {
		update(t, d, func(w replica.Writer) { w.Put(thingRow(1, "A")); w.Stage([]byte("one")) })
		before := all(t, d)
		wrong := errors.New("wrong")
		err := d.Update(func(w replica.Writer) error {
			w.PutState(replica.State{Loading: true, Version: 9})
			w.Clear()
			w.Put(thingRow(2, "B"))
			w.PutVerdict(replica.Verdict{Call: call(1)})
			w.ClearStaged()
			_ = w.Scan(things.In(catalog), func(kernel.Row) error { return nil })
			return wrong
		})
		if !errors.Is(err, wrong) {
			t.Fatalf("got %v", err)
		}
		if got := all(t, d); got != before {
			t.Errorf("rows\n%swant\n%s", got, before)
		}
		if s, _, _ := d.Load(); !reflect.DeepEqual(s, replica.State{}) {
			t.Errorf("state %+v", s)
		}
		if v, _ := d.Verdict(1); v != nil {
			t.Error("a verdict stayed")
		}
		update(t, d, func(w replica.Writer) {
			var parts []string
			must(t, w.Staged(func(p []byte) error { parts = append(parts, string(p)); return nil }))
			if !reflect.DeepEqual(parts, []string{"one"}) {
				t.Errorf("staged: %q", parts)
			}
		})
	})
}

func TestStagedPartsComeInOrderAndOnce(t *testing.T) {
	onBoth(t, func(t *testing.T, d *disk) {
		staged := func() string {
			var parts []string
			update(t, d, func(w replica.Writer) {
				must(t, w.Staged(func(p []byte) error { parts = append(parts, string(p)); return nil }))
			})
			return strings.Join(parts, " ")
		}
		update(t, d, func(w replica.Writer) { w.Stage([]byte("x")); w.ClearStaged() })
		for _, part := range []string{"b", "a", "c"} {
			update(t, d, func(w replica.Writer) { w.Stage([]byte(part)) })
		}
		d = d.again()
		if got := staged(); got != "b a c" {
			t.Errorf("got %q", got)
		}
		if got := staged(); got != "" {
			t.Errorf("again: %q", got)
		}
	})
}

// Keys change hands within a patch, in any order, also between a row that stays
// and one that leaves the device's scope.
func TestKeysChangeHands(t *testing.T) {
	onBoth(t, func(t *testing.T, d *disk) {
		ts := things.In(catalog)
		update(t, d, func(w replica.Writer) { w.Put(thingRow(1, "A")); w.Put(thingRow(2, "B")) })
		update(t, d, func(w replica.Writer) {
			w.Put(thingRow(2, "A"))
			w.Range(ts.Indexes[0], []kernel.Value{kernel.Of("A")})
			w.Put(thingRow(1, "B"))
			w.Range(ts.Indexes[0], []kernel.Value{kernel.Of("B")})
			w.Put(thingRow(3, "B"))
			w.Range(ts.Indexes[0], []kernel.Value{kernel.Of("B")})
			w.Delete(ts, id(1))
		})
		want := show([]kernel.Row{thingRow(3, "B")})
		if got := show(d.Range(ts.Indexes[0], []kernel.Value{kernel.Of("B")})); got != want {
			t.Errorf("got\n%swant\n%s", got, want)
		}
	})
}

func TestTheOutboxKeepsWhatItTook(t *testing.T) {
	onBoth(t, func(t *testing.T, d *disk) {
		if key, err := d.outbox.LastKey(); key != 0 || err != nil {
			t.Fatalf("an empty outbox: %d, %v", key, err)
		}
		for key := range int64(5) {
			must(t, d.outbox.Append(call(key+1)))
		}
		must(t, d.outbox.Accept(2, 40))
		must(t, d.outbox.Accept(3, -50))
		must(t, d.outbox.Forget(1))
		must(t, d.outbox.Forget(4, 5, 77))
		must(t, d.outbox.Accept(99, 1))
		d = d.again()
		entries, err := d.outbox.Entries()
		must(t, err)
		want := []replica.Entry{{Call: call(2), Accepted: 40}, {Call: call(3), Accepted: -50}}
		if !reflect.DeepEqual(entries, want) {
			t.Errorf("entries: %+v", entries)
		}
		if key, err := d.outbox.LastKey(); key != 5 || err != nil {
			t.Errorf("last key %d, %v", key, err)
		}
		must(t, d.outbox.Forget(2, 3))
		if key, _ := d.again().outbox.LastKey(); key != 5 {
			t.Errorf("last key of an empty outbox %d", key)
		}
	})
}

// What was read is kept in memory, what is written changes it, what fails takes
// it back: under random transactions, a third of which fail, every answer is that
// of a store that reads everything anew.
func TestMemoryIsTheFile(t *testing.T) {
	onBoth(t, func(t *testing.T, d *disk) {
		random := rand.New(rand.NewPCG(1, 2))
		model := kernel.NewMemory()
		ts, ps := things.In(catalog), pieces.In(catalog)
		check := func(r kernel.Reader, m *kernel.Memory) {
			n := random.IntN(12)
			code := []kernel.Value{kernel.Of(fmt.Sprint(n % 4))}
			of := []kernel.Value{kernel.Of(id(n))}
			if got, want := show(r.Range(ts.Indexes[0], code)), show(m.Range(ts.Indexes[0], code)); got != want {
				t.Fatalf("by code: got\n%swant\n%s", got, want)
			}
			if got, want := show(r.Range(ps.Indexes[0], of)), show(m.Range(ps.Indexes[0], of)); got != want {
				t.Fatalf("of a thing: got\n%swant\n%s", got, want)
			}
			if got, want := r.Get(ts, id(n)), m.Get(ts, id(n)); (got == nil) != (want == nil) || got != nil && show([]kernel.Row{got}) != show([]kernel.Row{want}) {
				t.Fatalf("by id: got %v, want %v", got, want)
			}
		}
		wrong := errors.New("wrong")
		for round := range 300 {
			trial := model.Clone()
			fails := random.IntN(3) == 0
			err := d.Update(func(w replica.Writer) error {
				for range random.IntN(12) {
					n := random.IntN(12)
					switch random.IntN(6) {
					case 0:
						w.Delete(ts, id(n))
						trial.Delete(ts, id(n))
					case 1:
						w.Delete(ps, id(100+n))
						trial.Delete(ps, id(100+n))
					case 2, 3:
						row := thingRow(n, fmt.Sprint(random.IntN(4)))
						w.Put(row)
						trial.Put(row)
					case 4:
						row := pieceRow(100+n, random.IntN(12), random.Int64N(3))
						w.Put(row)
						trial.Put(row)
					default:
						check(w, trial)
					}
				}
				if fails {
					return wrong
				}
				return nil
			})
			if fails != errors.Is(err, wrong) {
				t.Fatalf("round %d: %v", round, err)
			}
			if !fails {
				model = trial
			}
			check(d, model)
			if round%100 == 50 {
				d = d.again()
			}
			if got, want := all(t, d), all(t, model); got != want {
				t.Fatalf("round %d: got\n%swant\n%s", round, got, want)
			}
		}
	})
}
