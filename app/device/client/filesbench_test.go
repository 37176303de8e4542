package client_test

import (
	"bytes"
	"fmt"
	"slices"
	"testing"
	"time"

	"heyi/app/device/client"
	"heyi/shared/kernel"
)

// How long a command takes from the tap to the verdict while 200 photos of 3 MB are on
// their way, and while none is: commands never wait for files, so the 99th of a hundred
// should stay within a fifth of what it is without them.
func BenchmarkCommandsBesideFiles(b *testing.B) {
	const photos, size = 200, 3 << 20
	c := found(b)
	c.shelve()
	e := open(b, c.enrol(boss))
	until(b, e, "the first sync is whole", synced)
	goods := c.add("product", "code", "P", "name", "沙发", "unit", "张", "tax_class", "goods")
	customer := c.add("party", "name", "客户", "is_customer", "true")
	caughtUp(b, c, e)
	for i := 0; b.Loop(); i++ {
		alone := judged(b, e, customer, 300)
		must(b, e.SetFlight(true))
		was := kernel.File("")
		for n := range photos {
			named, content, thumbnail := photo(uint64(i*photos+n), size)
			must(b, e.KeepFile(b.Context(), named, bytes.NewReader(content), thumbnail))
			if n == 0 {
				must(b, pictured(e, goods, was, named))
				was = named.File()
				continue
			}
			_, err := e.DoNamed("product.add", &kernel.AddRow{Values: []kernel.FieldValue{
				{Field: "code", Value: fmt.Sprintf("P%d-%d", i, n)}, {Field: "name", Value: "沙发"}, {Field: "unit", Value: "张"}, {Field: "tax_class", Value: "goods"}, {Field: "picture", Value: string(named.File())},
			}})
			must(b, err)
		}
		must(b, e.SetFlight(false))
		until(b, e, "the commands are judged", synced)
		beside := judged(b, e, customer, 300)
		waiting := e.Files().Waiting
		b.ReportMetric(float64(alone.Microseconds())/1000, "ms_alone_p99")
		b.ReportMetric(float64(beside.Microseconds())/1000, "ms_beside_p99")
		b.ReportMetric(float64(beside)/float64(alone), "ratio_p99")
		b.ReportMetric(float64(waiting), "files_waiting_still")
	}
}

// judged is the 99th of a hundred of how long commands take from the tap to the verdict.
func judged(b *testing.B, e *client.Engine, customer kernel.ID, n int) time.Duration {
	b.Helper()
	took := make([]time.Duration, n)
	for i := range took {
		began := time.Now()
		_, err := e.DoNamed("party.edit", &kernel.EditRow{Row: customer, Changes: []kernel.Change{{Field: "short_name", Becomes: fmt.Sprint("简称", i)}}})
		must(b, err)
		for e.State().Waiting > 0 {
			time.Sleep(200 * time.Microsecond)
		}
		took[i] = time.Since(began)
	}
	slices.Sort(took)
	return took[n*99/100]
}
