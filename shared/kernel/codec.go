package kernel

import (
	"errors"
	"fmt"
	"reflect"
	"unicode/utf8"
	"unsafe"

	"google.golang.org/protobuf/encoding/protowire"
)

// Rows, arguments and frames are (number, value) records in the protobuf wire
// format. Zero values are left out; numbers a release does not know are kept and
// written back, so an older peer never destroys a newer one's data.

// ErrCodec is wrapped by every decoding error.
var ErrCodec = errors.New("kernel: broken record")

// maxList bounds lists inside one record, whatever their declared max.
const maxList = 100_000

// append encodes the struct at base onto dst.
func (p *Plan) append(dst []byte, base unsafe.Pointer) []byte {
	for _, f := range p.Fields {
		dst = f.append(dst, base)
	}
	if p.unknown != 0 {
		dst = append(dst, *(*unknownFields)(unsafe.Add(base, p.unknown))...)
	}
	return dst
}

// appendTag is protowire.AppendTag, whose one-byte case is what rows are made of.
func (f *Field) appendTag(dst []byte, typ protowire.Type) []byte {
	if f.Number < 16 {
		return append(dst, byte(f.Number)<<3|byte(typ))
	}
	return protowire.AppendTag(dst, protowire.Number(f.Number), typ)
}

func (f *Field) append(dst []byte, base unsafe.Pointer) []byte {
	p := f.at(base)
	switch f.Kind {
	case KindBool:
		if *(*bool)(p) {
			dst = f.appendTag(dst, protowire.VarintType)
			dst = append(dst, 2) // zigzag of 1
		}
	case KindID:
		if id := (*ID)(p); !id.IsZero() {
			dst = f.appendTag(dst, protowire.BytesType)
			dst = append(dst, byte(len(id)))
			dst = append(dst, id[:]...)
		}
	case KindText, KindState, KindChoice, KindFile:
		if s := *(*string)(p); s != "" {
			dst = f.appendTag(dst, protowire.BytesType)
			dst = protowire.AppendString(dst, s)
		}
	case KindCustom, KindBytes:
		if b := *(*[]byte)(p); len(b) > 0 {
			dst = f.appendTag(dst, protowire.BytesType)
			dst = protowire.AppendBytes(dst, b)
		}
	case KindStruct:
		if body := f.elem.append(nil, p); len(body) > 0 {
			dst = f.appendTag(dst, protowire.BytesType)
			dst = protowire.AppendBytes(dst, body)
		}
	case KindList:
		dst = f.appendList(dst, p)
	default:
		if v := *(*int64)(p); v != 0 {
			dst = f.appendTag(dst, protowire.VarintType)
			dst = protowire.AppendVarint(dst, protowire.EncodeZigZag(v))
		}
	}
	return dst
}

func (f *Field) appendList(dst []byte, p unsafe.Pointer) []byte {
	list := reflect.NewAt(f.goType, p).Elem()
	for i := range list.Len() {
		item := list.Index(i).Addr().UnsafePointer()
		dst = f.appendTag(dst, protowire.BytesType)
		if f.elem != nil {
			dst = f.elem.appendSized(dst, item)
			continue
		}
		one := Field{Number: 1, Kind: f.item}
		dst = protowire.AppendBytes(dst, one.append(nil, item))
	}
	return dst
}

// appendSized appends the struct behind its size, which is known afterwards: a
// patch has thousands of items, and none needs memory of its own.
func (p *Plan) appendSized(dst []byte, base unsafe.Pointer) []byte {
	at := len(dst)
	dst = p.append(append(dst, 0), base)
	size := len(dst) - at - 1
	if size < 0x80 {
		dst[at] = byte(size)
		return dst
	}
	more := protowire.SizeVarint(uint64(size)) - 1
	dst = append(dst, make([]byte, more)...)
	copy(dst[at+1+more:], dst[at+1:])
	protowire.AppendVarint(dst[:at], uint64(size))
	return dst
}

// decode fills the struct at base, which must be zero. It never keeps data.
func (p *Plan) decode(data []byte, base unsafe.Pointer) (err error) {
	for len(data) > 0 {
		number, typ, n := protowire.ConsumeTag(data)
		if n < 0 {
			return fmt.Errorf("%w: %s: %w", ErrCodec, p.Name, protowire.ParseError(n))
		}
		size := 0
		if int(number) < len(p.byNumber) && p.byNumber[number] != nil {
			if size, err = p.byNumber[number].decode(data[n:], typ, base); err != nil {
				return fmt.Errorf("%s: %w", p.Name, err)
			}
		} else {
			if size = protowire.ConsumeFieldValue(number, typ, data[n:]); size < 0 {
				return fmt.Errorf("%w: %s: %w", ErrCodec, p.Name, protowire.ParseError(size))
			}
			if p.unknown != 0 {
				kept := (*unknownFields)(unsafe.Add(base, p.unknown))
				*kept = append(*kept, data[:n+size]...)
			}
		}
		data = data[n+size:]
	}
	return nil
}

// decode reads the value that data begins with and returns its size.
func (f *Field) decode(data []byte, typ protowire.Type, base unsafe.Pointer) (size int, err error) {
	p := f.at(base)
	if f.Kind == KindBool || f.Kind.number() {
		if typ != protowire.VarintType {
			return 0, fmt.Errorf("%w: field %s has wire type %d", ErrCodec, f.Name, typ)
		}
		raw, size := protowire.ConsumeVarint(data)
		if size < 0 {
			return 0, fmt.Errorf("%w: field %s: %w", ErrCodec, f.Name, protowire.ParseError(size))
		}
		if v := protowire.DecodeZigZag(raw); f.Kind == KindBool {
			*(*bool)(p) = v != 0
		} else {
			*(*int64)(p) = v
		}
		return size, nil
	}
	if typ != protowire.BytesType {
		return 0, fmt.Errorf("%w: field %s has wire type %d", ErrCodec, f.Name, typ)
	}
	body, size := protowire.ConsumeBytes(data)
	if size < 0 {
		return 0, fmt.Errorf("%w: field %s: %w", ErrCodec, f.Name, protowire.ParseError(size))
	}
	return size, f.decodeBytes(body, p)
}

func (f *Field) decodeBytes(body []byte, p unsafe.Pointer) error {
	switch f.Kind {
	case KindID:
		if len(body) != len(ID{}) {
			return fmt.Errorf("%w: field %s: an id of %d bytes", ErrCodec, f.Name, len(body))
		}
		copy((*(*ID)(p))[:], body)
	case KindCustom, KindBytes:
		*(*[]byte)(p) = append([]byte(nil), body...)
	case KindStruct:
		return f.elem.decode(body, p)
	case KindList:
		return f.decodeItem(body, p)
	default:
		if !utf8.Valid(body) {
			return fmt.Errorf("%w: field %s: invalid UTF-8", ErrCodec, f.Name)
		}
		*(*string)(p) = string(body)
	}
	return nil
}

func (f *Field) decodeItem(body []byte, p unsafe.Pointer) error {
	list := reflect.NewAt(f.goType, p).Elem()
	if list.Len() >= maxList {
		return fmt.Errorf("%w: field %s: more than %d items", ErrCodec, f.Name, maxList)
	}
	list.Set(reflect.Append(list, reflect.Zero(f.goType.Elem())))
	item := list.Index(list.Len() - 1).Addr().UnsafePointer()
	if f.elem != nil {
		return f.elem.decode(body, item)
	}
	if len(body) == 0 {
		return nil
	}
	number, typ, n := protowire.ConsumeTag(body)
	if n < 0 || number != 1 {
		return fmt.Errorf("%w: field %s: a broken item", ErrCodec, f.Name)
	}
	one := Field{Name: f.Name, Number: 1, Kind: f.item}
	size, err := one.decode(body[n:], typ, item)
	if err == nil && size != len(body)-n {
		err = fmt.Errorf("%w: field %s: a broken item", ErrCodec, f.Name)
	}
	return err
}

// Codec encodes and decodes one Go struct type that is neither an entity nor a
// command, such as a frame of the wire. Field numbers are the positions in the
// struct, so fields are only ever appended.
type Codec[T any] struct{ plan *Plan }

// NewCodec lays out T.
func NewCodec[T any](name string) Codec[T] {
	return Codec[T]{planOf(name, reflect.TypeFor[T]())}
}

// Append encodes v onto dst.
func (c Codec[T]) Append(dst []byte, v *T) []byte { return c.plan.append(dst, unsafe.Pointer(v)) }

// Decode reads v from data and keeps no part of data.
func (c Codec[T]) Decode(data []byte, v *T) error {
	*v = *new(T)
	return c.plan.decode(data, unsafe.Pointer(v))
}
