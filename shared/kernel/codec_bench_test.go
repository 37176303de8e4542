package kernel_test

import (
	"bytes"
	"math"
	"sort"
	"testing"
	"time"
	"unicode/utf8"

	"google.golang.org/protobuf/encoding/protowire"

	"heyi/shared/kernel"
)

// BenchmarkCodec encodes and decodes rows of 19 fields through the plan and by
// hand, by turns, and reports the median ratio of the times.
func BenchmarkCodec(b *testing.B) {
	c := kernel.NewCatalog(1, kernel.Lock{})
	schema := c.Schema("sampler")
	row := sampled(schema)
	data := kernel.Encode(nil, row)
	if hand := encodeByHand(nil, row); !bytes.Equal(hand, data) {
		b.Fatalf("by hand %x, by plan %x", hand, data)
	}
	if back, err := schema.Decode(data); err != nil || !bytes.Equal(kernel.Encode(nil, back), data) {
		b.Fatal("decoding by plan", err)
	}
	if back, err := decodeByHand(data); err != nil || !bytes.Equal(encodeByHand(nil, back), data) {
		b.Fatal("decoding by hand", err)
	}
	const rows = 1000
	buf := make([]byte, 0, len(data))
	b.Run("encode", func(b *testing.B) {
		byTurns(b, rows, func() { kernel.Encode(buf, row) }, func() { encodeByHand(buf, row) })
	})
	b.Run("decode", func(b *testing.B) {
		byTurns(b, rows, func() { decoded, _ = schema.Decode(data) }, func() { decoded, _ = decodeByHand(data) })
	})
}

var decoded kernel.Row // keeps the work from being left out

func byTurns(b *testing.B, times int, plan, hand func()) {
	b.Helper()
	run := func(f func()) float64 {
		start := time.Now()
		for range times {
			f()
		}
		return float64(time.Since(start).Nanoseconds()) / float64(times)
	}
	var ratios []float64
	best := [2]float64{math.MaxFloat64, math.MaxFloat64}
	for range b.N {
		for range 51 {
			p, h := run(plan), run(hand)
			ratios = append(ratios, p/h)
			best[0], best[1] = min(best[0], p), min(best[1], h)
		}
	}
	sort.Float64s(ratios)
	b.ReportMetric(ratios[len(ratios)/2], "ratio")
	b.ReportMetric(best[0], "plan-ns")
	b.ReportMetric(best[1], "hand-ns")
	b.ReportMetric(0, "ns/op")
}

func sampled(s *kernel.Schema) *sampler {
	r := &sampler{
		Select: "XS-A07-000123", Order: 12, Open: true, Amount: 1234567, Quantity: 12_000_000, Price: 12_500_000,
		Rate: 130_000, Day: 20260131, At: 1_770_000_000_000, State: "open", Choice: "a",
		Person: kernel.Ref[person](kernel.DeriveID("person", 1)), VeryLongName: "送货前请电话联系",
		EvenLongerNameOfAField: "浙江省杭州市余杭区文一西路969号",
	}
	r.ID, r.Version = kernel.DeriveID("sampler", 1), 99
	s.Adopt(r)
	return r
}

// The numbers are those of the struct's order.

func encodeByHand(b []byte, r *sampler) []byte {
	number := func(n protowire.Number, v int64) {
		if v != 0 {
			b = protowire.AppendTag(b, n, protowire.VarintType)
			b = protowire.AppendVarint(b, protowire.EncodeZigZag(v))
		}
	}
	text := func(n protowire.Number, s string) {
		if s != "" {
			b = protowire.AppendTag(b, n, protowire.BytesType)
			b = protowire.AppendString(b, s)
		}
	}
	raw := func(n protowire.Number, v []byte) {
		if len(v) > 0 {
			b = protowire.AppendTag(b, n, protowire.BytesType)
			b = protowire.AppendBytes(b, v)
		}
	}
	id := func(n protowire.Number, id kernel.ID) {
		if !id.IsZero() {
			raw(n, id[:])
		}
	}
	id(1, r.ID)
	number(2, r.Version)
	number(3, toInt(r.Removed))
	raw(4, r.Custom)
	text(5, r.Select)
	number(6, r.Order)
	number(7, toInt(r.Open))
	number(8, int64(r.Amount))
	number(9, int64(r.Quantity))
	number(10, int64(r.Price))
	number(11, int64(r.Rate))
	number(12, int64(r.Day))
	number(13, int64(r.At))
	text(14, string(r.State))
	text(15, string(r.Choice))
	id(16, kernel.ID(r.Person))
	raw(17, r.Raw)
	text(18, r.VeryLongName)
	text(19, r.EvenLongerNameOfAField)
	return b
}

func toInt(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

func decodeByHand(data []byte) (*sampler, error) {
	r := new(sampler)
	for len(data) > 0 {
		number, typ, n := protowire.ConsumeTag(data)
		if n < 0 {
			return nil, protowire.ParseError(n)
		}
		data = data[n:]
		var v int64
		var raw []byte
		switch typ {
		case protowire.VarintType:
			u, m := protowire.ConsumeVarint(data)
			v, n = protowire.DecodeZigZag(u), m
		case protowire.BytesType:
			raw, n = protowire.ConsumeBytes(data)
		default:
			n = protowire.ConsumeFieldValue(number, typ, data)
		}
		if n < 0 {
			return nil, protowire.ParseError(n)
		}
		data = data[n:]
		if err := r.field(number, v, raw); err != nil {
			return nil, err
		}
	}
	return r, nil
}

func (r *sampler) field(number protowire.Number, v int64, raw []byte) (err error) {
	switch number {
	case 1:
		copy(r.ID[:], raw)
	case 2:
		r.Version = v
	case 3:
		r.Removed = v != 0
	case 4:
		r.Custom = bytes.Clone(raw)
	case 5:
		r.Select, err = validText(raw)
	case 6:
		r.Order = v
	case 7:
		r.Open = v != 0
	case 8:
		r.Amount = kernel.Money(v)
	case 9:
		r.Quantity = kernel.Qty(v)
	case 10:
		r.Price = kernel.Price(v)
	case 11:
		r.Rate = kernel.Rate(v)
	case 12:
		r.Day = kernel.Date(v)
	case 13:
		r.At = kernel.Time(v)
	case 14, 15:
		return r.word(number, raw)
	case 16:
		copy(r.Person[:], raw)
	case 17:
		r.Raw = bytes.Clone(raw)
	case 18:
		r.VeryLongName, err = validText(raw)
	case 19:
		r.EvenLongerNameOfAField, err = validText(raw)
	}
	return err
}

func (r *sampler) word(number protowire.Number, raw []byte) error {
	s, err := validText(raw)
	if number == 14 {
		r.State = kernel.State(s)
	} else {
		r.Choice = kernel.Choice(s)
	}
	return err
}

func validText(raw []byte) (string, error) {
	if !utf8.Valid(raw) {
		return "", kernel.ErrCodec
	}
	return string(raw), nil
}
