package kernel_test

import (
	"errors"
	"testing"

	"heyi/shared/kernel"
)

// rename is a command of release 2. What it writes both releases know.
type rename struct {
	Basket kernel.Ref[basket] `zh:"篮子" en:"Basket" is:"required"`
	Name   string             `zh:"名称" en:"Name" is:"required"`
}

var _ = kernel.Intent[rename]("basket.rename", "改名", "Rename", kernel.SinceRelease(2))

func (r rename) Predict(tx *kernel.Tx) error {
	b, err := baskets.Need(tx, r.Basket)
	if err != nil {
		return err
	}
	kernel.Set(tx, b, &b.Name, r.Name)
	return nil
}

// release judges a call of rename in one release, over rows of its own.
func release(t *testing.T, n int) (*world, error) {
	t.Helper()
	w, a, b := furnish(t)
	args := kernel.NewCatalog(2, kernel.Lock{}).Command("basket.rename").Encode(&rename{b, "二"}) // as the newer device sends it
	w.c = kernel.NewCatalog(n, kernel.Lock{})
	w.Memory = kernel.NewMemory()
	w.put(people, &person{Record: kernel.Record{ID: id(1)}, Name: "林晓燕"})
	w.put(baskets, &basket{Record: kernel.Record{ID: id(9)}, Name: "一", Owner: kernel.Ref[person](id(1)), State: open})
	call := &kernel.Call{ID: kernel.NewID(2000, [10]byte{2}), Key: 1, Name: "basket.rename", Args: args}
	tx := kernel.NewTx(w.c, w, a.Viewer, call, a)
	if _, err := tx.Judge(); err != nil {
		return w, err
	}
	for _, wr := range tx.Writes() {
		w.Put(wr.After)
	}
	return w, nil
}

// A server of the older release does not know the command: it answers with a
// refusal that has a sentence, and nothing is written. Its own catalogue lists no
// such command, so no screen of that release offers it.
func TestACommandOfALaterReleaseIsRefusedByAnOlderOne(t *testing.T) {
	w, err := release(t, 1)
	r, refused := kernel.AsRefusal(err)
	if !refused || !errors.Is(err, kernel.NoSuchCommand.With()) || r.Sentence("zh", nil) == "" {
		t.Fatalf("got %v", err)
	}
	if got := w.Get(baskets.In(w.c), id(9)).(*basket).Name; got != "一" {
		t.Errorf("the basket is called %s", got)
	}
	for _, c := range w.c.Commands {
		if c.Name == "basket.rename" {
			t.Error("release 1 offers the command")
		}
	}
	if w, err = release(t, 2); err != nil {
		t.Fatal(err)
	}
	// What the newer release wrote, a device of the older one reads.
	old := baskets.In(kernel.NewCatalog(1, kernel.Lock{}))
	row, err := old.Decode(kernel.Encode(nil, w.Get(baskets.In(w.c), id(9))))
	if err != nil || row.(*basket).Name != "二" {
		t.Errorf("an older device reads %+v, %v", row, err)
	}
}
