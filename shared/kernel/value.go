package kernel

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"

	"heyi/shared/tools/text"
)

// Kind is what a field holds. The set is closed: storage, wire, forms, API and
// import each handle every kind.
type Kind uint8

// The kinds of fields.
const (
	KindInt Kind = iota + 1
	KindBool
	KindMoney
	KindQty
	KindPrice
	KindRate
	KindDate
	KindTime
	KindText
	KindState  // one of the entity's declared states
	KindChoice // one of a declared set of choices
	KindID     // a Ref, or an ID whose entity another field names
	KindCustom // the customer-defined values of a row
	KindBytes
	KindStruct // in commands and frames: a nested struct
	KindList   // in commands and frames: a list of structs or scalars
	KindFile   // a file that the row names, see [File]
)

var kindNames = [...]string{
	"", "int", "bool", "money", "qty", "price", "rate", "date", "time",
	"text", "state", "choice", "id", "custom", "bytes", "struct", "list", "file",
}

func (k Kind) String() string { return kindNames[k] }

// number tells whether the kind is kept as an int64.
func (k Kind) number() bool { return k >= KindInt && k <= KindTime }

// Value is one field's content, whatever its kind: numbers in Int, the rest in
// Str (an id as its 16 bytes).
type Value struct {
	Kind Kind
	Int  int64
	Str  string
}

// Of makes a value of a Go field content; it panics on a type that no field has.
func Of(content any) Value {
	switch c := content.(type) {
	case Value:
		return c
	case int:
		return Value{Kind: KindInt, Int: int64(c)}
	case int64:
		return Value{Kind: KindInt, Int: c}
	case bool:
		return Value{Kind: KindBool, Int: b2i(c)}
	case Money:
		return Value{Kind: KindMoney, Int: int64(c)}
	case Qty:
		return Value{Kind: KindQty, Int: int64(c)}
	case Price:
		return Value{Kind: KindPrice, Int: int64(c)}
	case Rate:
		return Value{Kind: KindRate, Int: int64(c)}
	case Date:
		return Value{Kind: KindDate, Int: int64(c)}
	case Time:
		return Value{Kind: KindTime, Int: int64(c)}
	case string:
		return Value{Kind: KindText, Str: c}
	case State:
		return Value{Kind: KindState, Str: string(c)}
	case Choice:
		return Value{Kind: KindChoice, Str: string(c)}
	case File:
		return Value{Kind: KindFile, Str: string(c)}
	case ID:
		return idValue(c)
	case interface{ ID() ID }:
		return idValue(c.ID())
	}
	panic(fmt.Sprintf("kernel: %T is not the content of a field", content))
}

func idValue(id ID) Value {
	if id.IsZero() {
		return Value{Kind: KindID}
	}
	return Value{Kind: KindID, Str: string(id[:])}
}

func b2i(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// ID returns the value as an id; it is zero for other kinds.
func (v Value) ID() ID {
	var id ID
	if v.Kind == KindID {
		copy(id[:], v.Str)
	}
	return id
}

// IsZero tells whether the value is its kind's nothing.
func (v Value) IsZero() bool { return v.Int == 0 && v.Str == "" }

// Compare orders values of one kind: numbers by size, the rest bytewise.
func (v Value) Compare(w Value) int {
	if c := cmp.Compare(v.Int, w.Int); c != 0 {
		return c
	}
	return strings.Compare(v.Str, w.Str)
}

// String is the canonical text of the value, the one [ParseValue] reads.
func (v Value) String() string {
	switch v.Kind {
	case KindBool:
		return strconv.FormatBool(v.Int != 0)
	case KindMoney:
		return Money(v.Int).String()
	case KindQty:
		return Qty(v.Int).String()
	case KindPrice:
		return Price(v.Int).String()
	case KindRate:
		return Rate(v.Int).String()
	case KindDate:
		return Date(v.Int).String()
	case KindTime:
		return Time(v.Int).String()
	case KindInt:
		return strconv.FormatInt(v.Int, 10)
	case KindID:
		return v.ID().String()
	}
	return v.Str
}

// ParseValue reads the canonical text of a value of the given kind; a figure may
// be typed full-width, with blanks around it.
func ParseValue(kind Kind, s string) (Value, error) {
	v := Value{Kind: kind}
	if kind.number() || kind == KindID {
		s = text.Word.Normal(s)
	}
	var err error
	switch kind {
	case KindBool:
		var b bool
		b, err = strconv.ParseBool(s)
		v.Int = b2i(b)
	case KindMoney:
		v.Int, err = parseScaled(s, MoneyScale, int64(MaxMoney))
	case KindQty:
		v.Int, err = parseScaled(s, QtyScale, int64(MaxQty))
	case KindPrice:
		v.Int, err = parseScaled(s, PriceScale, int64(MaxPrice))
	case KindRate:
		v.Int, err = parseScaled(s, RateScale, int64(MaxRate))
	case KindDate:
		var d Date
		d, err = ParseDate(s)
		v.Int = int64(d)
	case KindTime:
		var t Time
		t, err = ParseTime(s)
		v.Int = int64(t)
	case KindInt:
		v.Int, err = strconv.ParseInt(s, 10, 64)
	case KindID:
		var id ID
		id, err = ParseID(s)
		v = idValue(id)
	case KindFile:
		v.Str = s
		if s != "" {
			_, err = ReadFile(s)
		}
	default:
		v.Str = s
	}
	if err != nil {
		return Value{}, fmt.Errorf("kernel: %q is no %s: %w", s, kind, err)
	}
	return v, nil
}
