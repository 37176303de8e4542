// Package wire is what device and server say to each other: binary frames over
// one ordered byte stream, at most one message each, compressed by the sender
// when that pays.
//
// A frame is a kind byte, a compression byte and a body in the protobuf wire
// format, so an older peer skips fields it does not know. Both the frame and its
// decompressed body are bounded before a byte of them is believed.
package wire

import (
	"errors"
	"fmt"

	"github.com/klauspost/compress/zstd"

	"heyi/shared/kernel"
)

// Limits of one frame, in bytes.
const (
	MaxFrame = 1 << 20   // as sent
	MaxBody  = 8 << 20   // after decompression
	MaxArgs  = 256 << 10 // of one command's arguments: an order of some thousand lines
	MaxName  = 64        // of a command's name
	MaxPins  = 1000      // of a hello
	MaxTags  = 4096      // that are read of the scope a hello says it holds; one with more loads anew
	compress = 1 << 10   // bodies from here on are compressed
)

// ErrFrame is wrapped by every error about a frame that cannot be read. The
// peer that sent it is disconnected; nobody else notices.
var ErrFrame = errors.New("wire: broken frame")

// Message is one of the messages below.
type Message interface{ kind() byte }

// The kinds of frames. Numbers are never reused.
const (
	kindHello byte = iota + 1
	kindWelcome
	kindPush
	kindPatch
	kindBye
	kindProve
	kindKeep
	kindLook
	kindSeen
)

// Hello opens a connection: who the device is and up to where it holds what.
type Hello struct {
	Device  kernel.ID
	History kernel.ID   // zero for an empty replica
	Version int64       // the device holds its whole scope up to this version
	Release int64       // of its catalogue
	Scope   int64       // digest of the scope it holds, see [ScopeDigest]
	Since   kernel.Date // start of its window of closed documents
	Resume  Place       // of the last part that came of a catch-up that was cut
	Pins    []kernel.ID // older documents that it wants all the same
	Chain   []byte      // of the operation log at Version; empty when the device does not know it
	Held    string      // tags of the scope that it holds, one a line
	From    kernel.Date // start of the window that it holds
	Waits   int64       // commands that nobody has judged yet
	Lacks   []Lack      // of what a program of another release has brought
	Kept    []kernel.ID // pins that it holds
}

// Lack is an entity whose rows a device holds as another release has brought them: by
// a scope that is not today's, or not at all.
type Lack struct {
	Entity   int64
	Audience string // by which it holds them, see [kernel.Schema.Audience], a term a line; empty for not at all
}

// Keep says from when on the device wants to hold closed documents from now on, 0 for
// all, and which older ones besides. It is answered by a patch that brings and names
// what that changes.
type Keep struct {
	Since kernel.Date
	Pins  []kernel.ID
}

// Look asks for a page of a list beyond what the device holds, or of a report about days
// of which it does not hold all. The answer is a [Seen], before which the device asks
// for no other.
type Look struct {
	Seq    int64
	Query  []byte // a rowstore.Query in JSON, or a figures.Ask
	Count  int64  // how far the rows of all pages of a list are counted, 0 for not at all
	Report bool   // the question is a report's
}

// MaxLook bounds the query of a [Look].
const MaxLook = 64 << 10

// Seen is a page of what the user may see and the device does not hold. It keeps none
// of it.
type Seen struct {
	Seq     int64
	Found   int64 // the first of the rows are the page, in its order; the others follow them
	Rows    []Row
	Next    string // After of the next page, empty on the last
	Count   int64
	Table   []byte  // the page of a report, a packed figures.Table
	Refusal Refusal // why there is no page; without a code there is one
}

// Place is where a catch-up stands behind one of its parts. The server makes it, the
// device brings it back as it is, and the next connection goes on behind it. A
// catch-up has legs: a load of all rows or, where the scope has changed, of those that
// it has gained; the changes after a version; the changes since that leg began; then
// verdicts.
type Place struct {
	Version  int64     // to which the leg leads; what stands behind it the next leg brings
	Entity   int64     // of the last row sent
	Row      kernel.ID // the last row sent, of the load or of what a change has brought along
	Base     int64     // the leg brings the changes after this version; 0 for a load
	Load     bool      // the catch-up began with a load
	Done     int64     // changed rows of the leg that are dealt with, in the order of the log; or roots of the lots of a load before
	Verdicts int64     // verdicts up to this version were sent
	Scope    int64     // for which the rows were chosen, see [ScopeDigest]
	Newest   int64     // version as of which the newest of the rows were sent
	Chain    []byte    // of the operation log at Newest
	Gain     bool      // the leg loads what the scope has gained
	Was      int64     // scope that the device held when the catch-up began
	Ways     int64     // digest of the ways on which a load goes
	Way      int64     // the one on which it is
	Root     kernel.ID // behind which the lot under way begins
	Till     kernel.ID // the last root of the lot; zero where the way ends with it
	Met      int64     // roots of the lot that have come, for who looks how far it is
}

// Welcome answers a hello that is accepted.
type Welcome struct {
	History kernel.ID
	Version int64
	Now     kernel.Time // by the server's clock
	Release int64
	Reload  bool   // the rows that follow are everything the device may hold
	Branch  int64  // with Reload after a restore: what was judged beyond this version is unknown here
	Saved   int64  // versions up to this one stand in a backup
	Resumed bool   // what follows continues behind the hello's place
	Parted  bool   // the company's log is not the one that the device has seen: what was accepted then is pushed again
	Proves  bool   // the server answers a [Prove]
	Brings  []Lack // what of the hello's the catch-up brings, under which scopes
	Keeps   bool   // the server takes a [Keep]
	Looks   bool   // and answers a [Look]
}

// Call is a command on its way to the server.
type Call struct {
	ID       kernel.ID
	Key      int64
	Name     string
	Version  int64
	Args     []byte
	At       kernel.Time
	Digest   int64
	Accepted int64 // version at which an earlier history accepted it, else 0
}

// Push brings commands in the order of their keys.
type Push struct {
	Calls    []Call
	Reported bool // everything that an earlier history accepted has been pushed
}

// Row is a row as it is now, or one to evict when it has no body. An evicted row
// has left the device's scope; it is not deleted.
type Row struct {
	Entity int64
	ID     kernel.ID // of evicted rows only; a body carries its own
	Body   []byte
}

// Verdict is the server's answer to one command.
type Verdict struct {
	ID      kernel.ID
	Key     int64
	Version int64
	Digest  int64
	Refused bool
	Refusal Refusal
	Name    string // for an author whose device lost its outbox
	At      kernel.Time
}

// Patch moves a device from one version to another in one transaction. A patch
// in several parts becomes visible with the last.
type Patch struct {
	From, To int64
	Rows     []Row
	Verdicts []Verdict
	Partial  bool // more parts follow
	Rescope  bool // the device's scope has changed: it sweeps what it no longer may hold
	// Total is how many rows a whole reload has, those before an interruption
	// among them. It is for people who wait: 0 from a server that does not count.
	Total int64
	Place Place  // of a part of a catch-up
	Chain []byte // of the operation log at To; a part has none
	// Proof tells that the patch answers a [Prove]: with Sums, or with all rows of the
	// parts that were asked for.
	Proof bool
	Sums  []Sums
	// Since and Pins are the window that a load, or a change of scope, was made for: what
	// the device holds from then on. Repin tells that nothing else of its scope has
	// changed than the pins.
	Since kernel.Date
	Pins  []kernel.ID
	Repin bool
}

// Bye ends a connection and says why in the words of a refusal.
type Bye struct {
	Refusal Refusal
	Wipe    bool // the device must forget the company's data
}

func (*Hello) kind() byte   { return kindHello }
func (*Welcome) kind() byte { return kindWelcome }
func (*Push) kind() byte    { return kindPush }
func (*Patch) kind() byte   { return kindPatch }
func (*Bye) kind() byte     { return kindBye }
func (*Prove) kind() byte   { return kindProve }

// Framed is a patch in its frame, made once for all devices that get it.
type Framed struct {
	*Patch
	Frame []byte
}

// InFrame makes the patch's frame.
func (p *Patch) InFrame() *Framed { return &Framed{p, Encode(p)} }

func (*Keep) kind() byte { return kindKeep }
func (*Look) kind() byte { return kindLook }
func (*Seen) kind() byte { return kindSeen }

var (
	helloCodec   = kernel.NewCodec[Hello]("wire/hello")
	welcomeCodec = kernel.NewCodec[Welcome]("wire/welcome")
	pushCodec    = kernel.NewCodec[Push]("wire/push")
	patchCodec   = kernel.NewCodec[Patch]("wire/patch")
	byeCodec     = kernel.NewCodec[Bye]("wire/bye")
	proveCodec   = kernel.NewCodec[Prove]("wire/prove")
	keepCodec    = kernel.NewCodec[Keep]("wire/keep")
	lookCodec    = kernel.NewCodec[Look]("wire/look")
	seenCodec    = kernel.NewCodec[Seen]("wire/seen")
)

// The coders are safe for concurrent use when driven by EncodeAll and DecodeAll.
var (
	encoder, _ = zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedFastest))
	decoder, _ = zstd.NewReader(nil, zstd.WithDecoderMaxMemory(MaxBody), zstd.WithDecoderConcurrency(1))
)

// Encode makes the frame of a message.
func Encode(m Message) []byte {
	var body []byte
	switch m := m.(type) {
	case *Hello:
		body = helloCodec.Append(nil, m)
	case *Welcome:
		body = welcomeCodec.Append(nil, m)
	case *Push:
		body = pushCodec.Append(nil, m)
	case *Patch:
		body = patchCodec.Append(make([]byte, 0, roomFor(m)), m)
	case *Framed:
		return m.Frame
	case *Bye:
		body = byeCodec.Append(nil, m)
	case *Prove:
		body = proveCodec.Append(nil, m)
	case *Keep:
		body = keepCodec.Append(nil, m)
	case *Look:
		body = lookCodec.Append(nil, m)
	case *Seen:
		body = seenCodec.Append(nil, m)
	}
	return frame(m.kind(), body)
}

// roomFor is about what a patch takes: rows are nearly all of it.
func roomFor(p *Patch) int {
	size := 64
	for _, r := range p.Rows {
		size += len(r.Body) + 32
	}
	return size
}

func frame(kind byte, body []byte) []byte {
	if len(body) < compress {
		return append([]byte{kind, 0}, body...)
	}
	return encoder.EncodeAll(body, []byte{kind, 1})
}

// BodySize is what a frame takes when it is decoded: what it says, or the limit.
func BodySize(frame []byte) int {
	if len(frame) < 2 || frame[1] != 1 {
		return len(frame)
	}
	var head zstd.Header
	if head.Decode(frame[2:]) != nil || !head.HasFCS || head.FrameContentSize > MaxBody {
		return MaxBody
	}
	return int(head.FrameContentSize)
}

// Decode reads a frame of any kind.
func Decode(data []byte) (Message, error) {
	if len(data) < 2 || len(data) > MaxFrame || data[1] > 1 {
		return nil, fmt.Errorf("%w: %d bytes", ErrFrame, len(data))
	}
	body := data[2:]
	if data[1] == 1 {
		var err error
		if body, err = decoder.DecodeAll(body, nil); err != nil {
			return nil, fmt.Errorf("%w: %w", ErrFrame, err)
		}
		if size := BodySize(data); len(body) > size {
			return nil, fmt.Errorf("%w: %d bytes instead of %d", ErrFrame, len(body), size)
		}
	}
	m, err := decodeBody(data[0], body)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrFrame, err)
	}
	return m, nil
}

func decodeBody(kind byte, body []byte) (Message, error) {
	switch kind {
	case kindHello:
		m := new(Hello)
		return m, helloCodec.Decode(body, m)
	case kindWelcome:
		m := new(Welcome)
		return m, welcomeCodec.Decode(body, m)
	case kindPush:
		m := new(Push)
		return m, pushCodec.Decode(body, m)
	case kindPatch:
		m := new(Patch)
		return m, patchCodec.Decode(body, m)
	case kindBye:
		m := new(Bye)
		return m, byeCodec.Decode(body, m)
	case kindProve:
		m := new(Prove)
		return m, proveCodec.Decode(body, m)
	case kindKeep:
		m := new(Keep)
		return m, keepCodec.Decode(body, m)
	case kindLook:
		m := new(Look)
		return m, lookCodec.Decode(body, m)
	case kindSeen:
		m := new(Seen)
		return m, seenCodec.Decode(body, m)
	}
	return nil, fmt.Errorf("kind %d", kind)
}

// Portion bounds one part of what is sent in several: its rows or commands, and
// the bytes of their bodies. A part carries one at least.
type Portion struct{ Rows, Bytes int }

// How much of a patch one part carries, unless somebody says otherwise.
const (
	PartRows  = 2000
	PartBytes = 512 << 10
)

// Full tells whether a part that holds so much takes no more.
func (p Portion) Full(rows, bytes int) bool { return rows >= p.Rows || bytes >= p.Bytes }

// Split cuts a patch into parts that fit a frame; only the last makes all of
// them visible. A nil patch has no parts.
func (p Portion) Split(patch *Patch) []*Patch {
	if patch == nil {
		return nil
	}
	var parts []*Patch
	from, size := 0, 0
	for i, r := range patch.Rows {
		if i > from && p.Full(i-from, size+len(r.Body)) {
			parts = append(parts, &Patch{From: patch.From, To: patch.To, Rows: patch.Rows[from:i], Partial: true})
			from, size = i, 0
		}
		size += len(r.Body)
	}
	last := *patch
	last.Rows = patch.Rows[from:]
	return append(parts, &last)
}
