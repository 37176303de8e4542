package company_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/rigs/trial/await"
)

// A device that takes nothing is disconnected, nobody waits for it, and when it
// comes back it gets the newest state.
func TestASlowDevice(t *testing.T) {
	if testing.Short() {
		t.Skip("fills a connection's lane")
	}
	s := serve(t)
	slow, fast := s.enrol(boss, "慢"), s.enrol(boss, "快")
	fast.connect()
	fast.loaded()
	r := slow.raw()
	r.hello() // then it takes nothing any more

	spec := s.Catalog.Command("party.add")
	luck := rand.New(rand.NewPCG(1, 1))
	for batch := 0; s.log.count("too slow") == 0; batch++ {
		if batch == 400 {
			t.Fatal("a lane without bound")
		}
		var calls []kernel.Call
		for n := range 50 {
			note := make([]rune, 1000) // text that no compression makes small
			for i := range note {
				note[i] = '一' + luck.Int32N(20000)
			}
			name := fmt.Sprintf("%d-%d", batch, n)
			args := spec.Encode(&kernel.AddRow{Values: []kernel.FieldValue{{Field: "name", Value: name}, {Field: "is_customer", Value: "true"}, {Field: "note", Value: string(note)}}})
			calls = append(calls, kernel.Call{Name: "party.add", Version: 1, Args: args})
		}
		begun := time.Now()
		judged, err := s.Hub.Do(t.Context(), calls...)
		if err != nil || judged[0].Refusal != nil {
			t.Fatal(err, judged[0].Refusal)
		}
		if took := time.Since(begun); took > await.Patience {
			t.Fatalf("the executor waited %s", took)
		}
	}
	if code := r.end(); code != "link.slow" {
		t.Errorf("the slow device was told %q", code)
	}
	slow.connect()
	slow.loaded()
	slow.wait("the newest state", func() bool { return slow.replica.State().Version == s.Hub.Version() })
	if slow.disk == nil || !slow.holds("0-0") {
		t.Error("a device that came back lacks what it missed")
	}
}
