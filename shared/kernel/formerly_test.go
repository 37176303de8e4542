package kernel_test

import (
	"errors"
	"testing"

	"heyi/shared/kernel"
)

// fill puts so much into a basket. Its first version counted boxes of six, its second
// said the colour too, and closed the basket.
type fill struct {
	Basket kernel.Ref[basket] `zh:"篮子" en:"Basket" is:"required"`
	Qty    kernel.Qty         `zh:"数量" en:"Quantity" is:"required"`
	Note   string             `zh:"备注" en:"Note"`
}

type fillBoxes struct {
	Basket kernel.Ref[basket] `zh:"篮子" en:"Basket" is:"required"`
	Boxes  kernel.Qty         `zh:"箱数" en:"Boxes" is:"required"`
}

type fillColour struct {
	fill
	Colour string `zh:"颜色" en:"Colour" is:"required"`
}

var _ = kernel.Intent[fill]("basket.fill", "装", "Fill", kernel.During(baskets, open),
	kernel.Formerly[fillBoxes](1),
	kernel.Formerly[fillColour](2, kernel.Moves(baskets, kernel.From(open), kernel.To(closed))))

func (f fill) Predict(tx *kernel.Tx) error       { return filled(tx, f.Basket, f.Qty) }
func (f fillBoxes) Predict(tx *kernel.Tx) error  { return filled(tx, f.Basket, 6*f.Boxes) }
func (f fillColour) Predict(tx *kernel.Tx) error { return filled(tx, f.Basket, f.Qty) }

func filled(tx *kernel.Tx, ref kernel.Ref[basket], q kernel.Qty) error {
	b, err := baskets.Need(tx, ref)
	if err != nil {
		return err
	}
	kernel.Set(tx, b, &b.Total, q)
	return nil
}

// A call is judged by the version that was given, on the device where it waits and on
// the server, with the arguments and the change of state of that version.
func TestACallIsJudgedByTheVersionThatWasGiven(t *testing.T) {
	for version, want := range map[int64]struct {
		args  func(kernel.Ref[basket]) kernel.Command
		total kernel.Qty
		state kernel.State
	}{
		0: {func(b kernel.Ref[basket]) kernel.Command { return &fillBoxes{b, 2e6} }, 12e6, open},
		1: {func(b kernel.Ref[basket]) kernel.Command { return &fillBoxes{b, 2e6} }, 12e6, open},
		2: {func(b kernel.Ref[basket]) kernel.Command { return &fillColour{fill{b, 2e6, ""}, "红"} }, 2e6, closed},
		3: {func(b kernel.Ref[basket]) kernel.Command { return &fill{b, 2e6, "三"} }, 2e6, open},
	} {
		w, a, b := furnish(t)
		spec := w.c.Command("basket.fill")
		if spec.Version != 3 {
			t.Fatalf("today's version is %d", spec.Version)
		}
		call := &kernel.Call{ID: kernel.NewID(3000, [10]byte{3}), Key: 1, Name: spec.Name, Version: version, Args: spec.As(version).Encode(want.args(b))}
		predicted, err := kernel.NewTx(w.c, w, a.Viewer, call, a).Predict()
		if err != nil {
			t.Fatalf("version %d: %v", version, err)
		}
		tx := kernel.NewTx(w.c, w, a.Viewer, call, a)
		judged, err := tx.Judge()
		if err != nil || judged.Digest != predicted.Digest {
			t.Fatalf("version %d is predicted as %+v and judged as %+v, %v", version, predicted, judged, err)
		}
		for _, wr := range tx.Writes() {
			w.Put(wr.After)
		}
		if got := w.Get(baskets.In(w.c), b.ID()).(*basket); got.Total != want.total || got.State != want.state {
			t.Errorf("version %d leaves %v, %s", version, got.Total, got.State)
		}
	}
}

// What a former version must not lack is asked of its own arguments, and a version of
// tomorrow is refused with a sentence.
func TestAFormerVersionHasItsOwnForm(t *testing.T) {
	w, a, b := furnish(t)
	spec := w.c.Command("basket.fill")
	for version, want := range map[int64]*kernel.Code{2: kernel.Missing, 4: kernel.NoSuchVersion} {
		call := &kernel.Call{ID: kernel.NewID(3000, [10]byte{3}), Key: 1, Name: spec.Name, Version: version, Args: spec.Encode(&fill{b, 2e6, ""})}
		if _, err := kernel.NewTx(w.c, w, a.Viewer, call, a).Judge(); !errors.Is(err, want.With()) {
			t.Errorf("version %d: %v", version, err)
		}
	}
}

type refill struct{}

func (refill) Predict(*kernel.Tx) error { return nil }

type refillKind struct {
	Qty string
}

func (refillKind) Predict(*kernel.Tx) error { return nil }

// Versions follow each other, and what stays under one name stays of one kind: its
// number on the wire is one.
func TestFormerVersionsAreDeclaredInOrder(t *testing.T) {
	panics := func(what string, declare func()) {
		defer func() {
			if recover() == nil {
				t.Errorf("%s is declared", what)
			}
		}()
		declare()
	}
	panics("a gap", func() { kernel.Intent[refill]("basket.gap", "空", "Gap", kernel.Formerly[refill](2)) })
	panics("another kind", func() { kernel.Intent[take]("basket.kind", "类", "Kind", kernel.Formerly[refillKind](1)) })
}
