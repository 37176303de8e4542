package wire

import (
	"maps"
	"slices"
	"strings"

	"github.com/cespare/xxhash/v2"

	"heyi/shared/kernel"
)

// ArgsTooLong is the code of arguments that no screen makes.
var ArgsTooLong = kernel.Refuse("command.too_long", "这个操作的内容太长：{size} KB，上限 {max} KB，请分成几次做",
	"This is too long for one command: {size} KB, at most {max} KB. Please do it in several")

// TooLong refuses arguments of so many bytes.
func TooLong(size int) *kernel.Refusal {
	return ArgsTooLong.With(kernel.Int("size", int64(size+1023)>>10), kernel.Int("max", MaxArgs>>10))
}

// Refusal is a kernel.Refusal on the wire.
type Refusal struct {
	Code    string
	Args    []Arg
	Details []Detail
}

// Detail is the refusal of one line of a document.
type Detail struct {
	Code string
	Args []Arg
}

// Arg is one figure or name.
type Arg struct {
	Name   string
	Kind   int64
	Int    int64
	Str    []byte // an id is not text
	Zh, En string
}

// RefusalOf packs a refusal; nil becomes the empty one.
func RefusalOf(r *kernel.Refusal) Refusal {
	if r == nil {
		return Refusal{}
	}
	packed := Refusal{Code: r.Code, Args: packArgs(r.Args)}
	for _, d := range r.Details {
		packed.Details = append(packed.Details, Detail{d.Code, packArgs(d.Args)})
	}
	return packed
}

func packArgs(args []kernel.Arg) []Arg {
	packed := make([]Arg, len(args))
	for i, a := range args {
		packed[i] = Arg{a.Name, int64(a.Value.Kind), a.Value.Int, []byte(a.Value.Str), a.Zh, a.En}
	}
	return packed
}

// Unpack is the refusal as the kernel knows it.
func (r Refusal) Unpack() *kernel.Refusal {
	u := &kernel.Refusal{Code: r.Code, Args: unpackArgs(r.Args)}
	for _, d := range r.Details {
		u.Details = append(u.Details, kernel.Refusal{Code: d.Code, Args: unpackArgs(d.Args)})
	}
	return u
}

func unpackArgs(args []Arg) []kernel.Arg {
	unpacked := make([]kernel.Arg, len(args))
	for i, a := range args {
		kind := kernel.Kind(0)
		if a.Kind > 0 && a.Kind <= int64(kernel.KindBytes) {
			kind = kernel.Kind(a.Kind)
		}
		unpacked[i] = kernel.Arg{
			Name: a.Name, Value: kernel.Value{Kind: kind, Int: a.Int, Str: string(a.Str)}, Zh: a.Zh, En: a.En,
		}
	}
	return unpacked
}

var refusalCodec = kernel.NewCodec[Refusal]("wire/refusal")

// EncodeRefusal and DecodeRefusal keep refusals in stores.
func EncodeRefusal(r *kernel.Refusal) []byte {
	if r == nil {
		return nil
	}
	packed := RefusalOf(r)
	return refusalCodec.Append(nil, &packed)
}

// DecodeRefusal reads what EncodeRefusal wrote; nil for no bytes.
func DecodeRefusal(data []byte) (*kernel.Refusal, error) {
	if len(data) == 0 {
		return nil, nil
	}
	var r Refusal
	if err := refusalCodec.Decode(data, &r); err != nil {
		return nil, err
	}
	return r.Unpack(), nil
}

// Tags lists a viewer's tags, one a line, in order.
func Tags(v *kernel.Viewer) string {
	if v == nil {
		return ""
	}
	var b strings.Builder
	for _, t := range slices.Sorted(maps.Keys(v.Tags)) {
		b.WriteString(t + "\n")
	}
	return b.String()
}

// Viewer is what a device says of the scope that it holds.
func (h *Hello) Viewer() *kernel.Viewer { return ViewerOf(h.Held, h.From, h.Kept) }

// ViewerOf is the viewer with the tags, as [Tags] lists them, the window and the pins.
// Beyond [MaxTags] it is not read on: it is then no scope that a device holds.
func ViewerOf(tags string, since kernel.Date, pins []kernel.ID) *kernel.Viewer {
	v := (&kernel.Viewer{Tags: map[string]bool{}}).Within(since, pins)
	for t := range strings.Lines(tags) {
		if len(v.Tags) == MaxTags {
			break
		}
		v.Tags[strings.TrimSuffix(t, "\n")] = true
	}
	return v
}

// ScopeDigest sums up a viewer's tags, window and pins, so that device and server
// notice when they mean different scopes.
func ScopeDigest(v *kernel.Viewer) int64 {
	if v == nil {
		return 0
	}
	h := xxhash.New()
	_, _ = h.WriteString(Tags(v))
	_, _ = h.WriteString(v.Since.String())
	for _, id := range v.Pinned() {
		_, _ = h.Write(id[:])
	}
	return int64(h.Sum64() >> 1)
}
