package kernel_test

import (
	"strings"
	"testing"

	"heyi/shared/kernel"
)

// mark is something that happened.
type mark struct {
	kernel.Record
	Text string `zh:"内容" en:"Text"`
}

var marks = kernel.Define[mark]("mark", kernel.Spec{Zh: "记号", En: "Mark", Kept: true, Once: true, Scope: kernel.Scope{kernel.Everyone}})

// The command that writes such a row may still complete it; no later one may touch it.
func TestARowThatIsWrittenOnceStands(t *testing.T) {
	w, a, _ := furnish(t)
	tx := w.tx(a, "basket.take", &take{})
	fresh := marks.Insert(tx, &mark{Text: "一"}, 1)
	kernel.Set(tx, fresh, &fresh.Text, "一二")
	for _, wr := range tx.Writes() {
		w.Put(wr.After)
	}
	later := w.tx(a, "basket.take", &take{})
	stood, p := marks.Get(later, kernel.Ref[mark](fresh.ID))
	if p != kernel.Found || stood.Text != "一二" {
		t.Fatalf("%+v", stood)
	}
	defer func() {
		said, _ := recover().(string)
		if !strings.Contains(said, "mark "+fresh.ID.String()+" stands") {
			t.Errorf("the row was changed: %q", said)
		}
	}()
	kernel.Set(later, stood, &stood.Text, "三")
}
