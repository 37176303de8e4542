package store

import (
	"bytes"
	"fmt"
	"hash/crc64"

	"heyi/shared/kernel"
	"heyi/shared/sync/replica"
	"heyi/shared/sync/wire"
)

// What the system tables hold is encoded by field position, so fields are only
// ever appended here, whatever becomes of the structs they are copied from.

type savedState struct {
	History kernel.ID
	Version int64
	Scope   int64
	LastKey int64
	Offset  int64
	AsOf    kernel.Time
	Loading bool
	Resume  savedResume
	Saved   int64
	Catalog int64
	Sum     int64
	Chain   []byte
	Held    string
	From    kernel.Date
	Proof   savedProof
	Known   []savedKnown
	Pins    []kernel.ID
	Since   kernel.Date // start of the window that is wanted
	Wanted  []kernel.ID // pins that are
}

type savedProof struct {
	Ended   kernel.Time
	Version int64
	Parts   []savedPart
	Unclear bool
}

type savedPart struct {
	Entity                       int64
	Rows, Missing, Other, Excess int64
	Open                         bool
}

func saveProof(p *replica.Proof) (s savedProof) {
	if p == nil {
		return s
	}
	s = savedProof{Ended: p.Ended, Version: p.Version, Unclear: p.Unclear}
	for _, part := range p.Parts {
		s.Parts = append(s.Parts, savedPart(part))
	}
	return s
}

func (s *savedProof) proof() *replica.Proof {
	if s.Ended == 0 {
		return nil
	}
	p := &replica.Proof{Ended: s.Ended, Version: s.Version, Unclear: s.Unclear}
	for _, part := range s.Parts {
		p.Parts = append(p.Parts, replica.Proved(part))
	}
	return p
}

// savedKnown is a declaration under which rows came.
type savedKnown struct {
	Entity   int64
	Kinds    []byte
	Audience string
}

func saveKnown(list []replica.Known) []savedKnown {
	saved := make([]savedKnown, len(list))
	for i, k := range list {
		saved[i] = savedKnown(k)
	}
	return saved
}

func known(saved []savedKnown) []replica.Known {
	var list []replica.Known
	for _, k := range saved {
		list = append(list, replica.Known(k))
	}
	return list
}

type savedResume struct {
	Version  int64
	Entity   int64
	Row      kernel.ID
	Done     int64
	Total    int64
	Base     int64
	Load     bool
	Nth      int64
	Verdicts int64
	Scope    int64
	Chain    []byte
	Catalog  int64
	Newest   int64
	Gain     bool
	Was      int64
	Ways     int64
	Way      int64
	Root     kernel.ID
	Till     kernel.ID
	Met      int64
}

func saveResume(r replica.Resume) savedResume {
	p := r.Place
	return savedResume{
		Version: p.Version, Entity: p.Entity, Row: p.Row, Done: r.Done, Total: r.Total, Base: p.Base, Load: p.Load,
		Nth: p.Done, Verdicts: p.Verdicts, Scope: p.Scope, Chain: p.Chain, Catalog: r.Catalog,
		Newest: p.Newest, Gain: p.Gain, Was: p.Was, Ways: p.Ways, Way: p.Way, Root: p.Root, Till: p.Till, Met: p.Met,
	}
}

func (s *savedResume) resume() replica.Resume {
	return replica.Resume{
		Place: wire.Place{
			Version: s.Version, Entity: s.Entity, Row: s.Row, Base: s.Base, Load: s.Load, Done: s.Nth, Verdicts: s.Verdicts,
			Scope: s.Scope, Chain: s.Chain, Newest: s.Newest, Gain: s.Gain, Was: s.Was, Ways: s.Ways, Way: s.Way, Root: s.Root, Till: s.Till, Met: s.Met,
		},
		Done: s.Done, Total: s.Total, Catalog: s.Catalog,
	}
}

type savedCall struct {
	ID       kernel.ID
	Origin   kernel.ID
	Key      int64
	Author   kernel.ID
	Name     string
	Version  int64
	Args     []byte
	At       kernel.Time
	Judged   kernel.Time
	Digest   int64
	Accepted int64
	Sum      int64
}

type savedUndo struct {
	Entity int64
	ID     kernel.ID
	Body   []byte
}

type savedPending struct {
	Call   savedCall
	Undo   []savedUndo
	Failed []byte
	Shown  int64
	Made   int64
	Sum    int64

	ShownSeen, MadeSeen int64 // 0 in files of an earlier release
}

type savedVerdict struct {
	Call     savedCall
	Version  int64
	Refusal  []byte
	Adjusted bool
	Dated    kernel.Time
}

var (
	stateCodec   = kernel.NewCodec[savedState]("store/state")
	callCodec    = kernel.NewCodec[savedCall]("store/call")
	pendingCodec = kernel.NewCodec[savedPending]("store/pending")
	verdictCodec = kernel.NewCodec[savedVerdict]("store/verdict")
)

// What is the only copy of something, or says where a replica stands, bears a
// checksum of what is encoded without it: a flipped bit seldom keeps a record from
// being read, it makes another one of it. Records of older programs have none.

// seal encodes a record with its checksum, which stands in a field of it.
func seal[T any](codec kernel.Codec[T], record *T, sum *int64) []byte {
	*sum = 0
	*sum = checksum(codec.Append(nil, record))
	return codec.Append([]byte{}, record)
}

// unseal decodes a record and compares it with its checksum. A record without one must
// be what it would be encoded as: else it has one, under a number that was damaged.
func unseal[T any](codec kernel.Codec[T], data []byte, record *T, sum *int64) error {
	if err := codec.Decode(data, record); err != nil {
		return err
	}
	said := *sum
	*sum = 0
	plain := codec.Append(nil, record)
	if said != 0 && checksum(plain) != said || said == 0 && !bytes.Equal(plain, data) {
		return fmt.Errorf("store: %w: a record differs from its checksum", kernel.ErrCodec)
	}
	return nil
}

var crc = crc64.MakeTable(crc64.ECMA)

func checksum(data []byte) int64 { return max(1, int64(crc64.Checksum(data, crc)>>1)) } // 0 is none

// An empty record is empty bytes, not nil, which would be NULL.

func encodeState(s replica.State) []byte {
	saved := savedState{
		History: s.History, Version: s.Version, Scope: s.Scope, LastKey: s.LastKey, Offset: s.Offset, AsOf: s.AsOf,
		Loading: s.Loading, Resume: saveResume(s.Resume), Saved: s.Saved, Catalog: s.Catalog, Chain: s.Chain, Held: s.Held, From: s.From,
		Pins: s.Pins, Since: s.Wants.Since, Wanted: s.Wants.Pins, Proof: saveProof(s.Proof), Known: saveKnown(s.Known),
	}
	return seal(stateCodec, &saved, &saved.Sum)
}

func decodeState(data []byte) (replica.State, error) {
	var s savedState
	err := unseal(stateCodec, data, &s, &s.Sum)
	return replica.State{
		History: s.History, Version: s.Version, Scope: s.Scope, LastKey: s.LastKey, Offset: s.Offset, AsOf: s.AsOf,
		Loading: s.Loading, Resume: s.Resume.resume(), Saved: s.Saved, Catalog: s.Catalog, Chain: s.Chain, Held: s.Held, From: s.From,
		Pins: s.Pins, Wants: wire.Keep{Since: s.Since, Pins: s.Wanted}, Proof: s.Proof.proof(), Known: known(s.Known),
	}, err
}

func saveCall(c kernel.Call) savedCall {
	return savedCall{
		ID: c.ID, Origin: c.Origin, Key: c.Key, Author: c.Author, Name: c.Name, Version: c.Version, Args: c.Args,
		At: c.At, Judged: c.Judged, Digest: int64(c.Digest), Accepted: c.Accepted,
	}
}

func (c savedCall) call() kernel.Call {
	return kernel.Call{
		ID: c.ID, Origin: c.Origin, Key: c.Key, Author: c.Author, Name: c.Name, Version: c.Version, Args: c.Args,
		At: c.At, Judged: c.Judged, Digest: uint64(c.Digest), Accepted: c.Accepted,
	}
}

func encodeCall(c kernel.Call) []byte {
	saved := saveCall(c)
	return seal(callCodec, &saved, &saved.Sum)
}

func decodeCall(data []byte) (kernel.Call, error) {
	var c savedCall
	err := unseal(callCodec, data, &c, &c.Sum)
	return c.call(), err
}

func encodePending(p *replica.Pending) []byte {
	saved := savedPending{
		Call: saveCall(p.Call), Failed: wire.EncodeRefusal(p.Failed),
		Shown: int64(p.Shown.All), Made: int64(p.Made.All), ShownSeen: int64(p.Shown.Seen), MadeSeen: int64(p.Made.Seen),
	}
	for _, u := range p.Undo {
		saved.Undo = append(saved.Undo, savedUndo(u))
	}
	return seal(pendingCodec, &saved, &saved.Sum)
}

func decodePending(data []byte) (*replica.Pending, error) {
	var saved savedPending
	if err := unseal(pendingCodec, data, &saved, &saved.Sum); err != nil {
		return nil, err
	}
	p := &replica.Pending{
		Call:  saved.Call.call(),
		Shown: kernel.Made{All: uint64(saved.Shown), Seen: uint64(saved.ShownSeen)}, Made: kernel.Made{All: uint64(saved.Made), Seen: uint64(saved.MadeSeen)},
	}
	for _, u := range saved.Undo {
		p.Undo = append(p.Undo, replica.UndoRow(u))
	}
	var err error
	p.Failed, err = wire.DecodeRefusal(saved.Failed)
	return p, err
}

func encodeVerdict(v replica.Verdict) []byte {
	return verdictCodec.Append([]byte{}, &savedVerdict{
		Call: saveCall(v.Call), Version: v.Version, Refusal: wire.EncodeRefusal(v.Refusal), Adjusted: v.Adjusted, Dated: v.Dated,
	})
}

func decodeVerdict(data []byte, seen bool) (replica.Verdict, error) {
	var saved savedVerdict
	if err := verdictCodec.Decode(data, &saved); err != nil {
		return replica.Verdict{}, err
	}
	refusal, err := wire.DecodeRefusal(saved.Refusal)
	return replica.Verdict{
		Call: saved.Call.call(), Version: saved.Version, Refusal: refusal, Adjusted: saved.Adjusted, Dated: saved.Dated, Seen: seen,
	}, err
}
