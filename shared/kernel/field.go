package kernel

import (
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
	"unsafe"

	"heyi/shared/tools/text"
)

// Field is one field of an entity, of a command or of a frame, as declared by
// the struct and its tags.
//
// The tag vocabulary is closed; Define panics on anything else:
//
//	zh, en    labels, both or neither
//	is        comma-separated flags, see below
//	clash     "ask": two people's edits are rejected with both values;
//	          "last" (the default): the later edit wins, the loser is told
//	sees      the audience of a guarded field; it moves to a companion row
//	of        name of the set of choices, for a Choice
//	ref       name of the field that names the entity, for a plain ID
//	text      how a text is written: line (the default), lines, word, code, number,
//	          phone or raw; see [text.Form]
//	default   what a row added without the field begins with, as canonical text
//	max       longest text in characters (default 200), or longest list
//	range     least and most of a figure: "0..365"
//	day       what a date may be: "done", "due", "old" or "any", see [DayKind]
//	after     the field that a day may not be before: "date" beside it, or
//	          "delivery.left" on the row that a reference beside it names
//	since     release of the catalogue that brought the field
//	hint_zh, hint_en  a sentence below the input
//	section   "交货|Delivery": on pages and forms the fields from this one on stand below
//	          that heading, to the next section
//	means_zh, means_en  what a figure is: with or without tax, in which unit, as of when,
//	          who writes it; each figure of an entity says so
//	unit      of a quantity: the text field that names its unit of measure, also of a
//	          row that a reference leads to ("product.unit"); "-" for goods unknown
type Field struct {
	Name    string // snake case: the column, the JSON key, the import heading
	Number  uint32 // of the lock file, never reused
	Kind    Kind
	Zh, En  string
	HintZh  string
	HintEn  string
	Section [2]string // the heading in zh and en that begins with the field; empty for none
	MeansZh string    // what a figure is
	MeansEn string
	Sees    string
	Choices string
	Unit    string // of a quantity: where its unit stands
	RefBy   string // for a plain ID: the field holding the entity's name
	Max     int
	Since   int
	Least   int64 // of the range, with Most; both zero when none is declared
	Most    int64
	Day     DayKind // what a date that a person gives may be
	After   string  // what that day may not be before
	Form    text.Form
	Ask     bool  // clash:"ask"
	Default Value // of <entity>.add; zero for the kind's nothing

	Required bool // must not be zero
	Listed   bool // a column of lists
	Search   bool // found by search
	Title    bool // names the row in pickers and sentences; implies Search
	Derived  bool // written by commands only, never by an edit
	Settled  bool // written by settle only; outside the digest
	Fixed    bool // set at birth, not edited afterwards
	Negative bool // may be below zero; other figures may not
	Loose    bool // an argument that nobody is refused for; its command makes nothing of what its author cannot see
	Sided    bool // a figure on one of two sides, of which the other has none: its zero says nothing
	Answer   bool // an argument that is only given as the answer to a refusal, see [Answers]
	Itself   bool // an argument that means the row it names, though that was merged into another
	Former   bool // of earlier releases, see [FormerlyNamed]: kept for their programs and their log, shown to nobody
	Month    bool // a whole number yyyymm, which people read as 2026-11
	Picture  bool // of a file: one that every device can show
	Aside    bool // a remark for people: outside the digest, it may differ between device and server

	wasZh, wasEn string // labels of a former field, in refusals of its time

	pos    int // position in its plan
	offset uintptr
	goType reflect.Type
	ref    reflect.Type // target of a Ref
	owner  reflect.Type // of [Own]: the entity whose fields it fills
	elem   *Plan        // element of a list of structs, or the nested struct
	item   Kind         // element kind of a list of scalars
}

const defaultTextMax = 200

var tagKeys = map[string]bool{
	"zh": true, "en": true, "is": true, "clash": true, "sees": true, "of": true,
	"ref": true, "max": true, "range": true, "day": true, "after": true, "text": true, "default": true, "since": true, "hint_zh": true, "hint_en": true, "means_zh": true, "means_en": true, "unit": true, "section": true,
}

var kindOf = map[reflect.Type]Kind{
	reflect.TypeFor[int64]():  KindInt,
	reflect.TypeFor[bool]():   KindBool,
	reflect.TypeFor[Money]():  KindMoney,
	reflect.TypeFor[Qty]():    KindQty,
	reflect.TypeFor[Price]():  KindPrice,
	reflect.TypeFor[Rate]():   KindRate,
	reflect.TypeFor[Date]():   KindDate,
	reflect.TypeFor[Time]():   KindTime,
	reflect.TypeFor[string](): KindText,
	reflect.TypeFor[State]():  KindState,
	reflect.TypeFor[Choice](): KindChoice,
	reflect.TypeFor[ID]():     KindID,
	reflect.TypeFor[Custom](): KindCustom,
	reflect.TypeFor[[]byte](): KindBytes,
	reflect.TypeFor[File]():   KindFile,
}

// newField reads one struct field; it panics on a wrong declaration, because
// that is a programmer's error found by the first test that imports the package.
func newField(owner string, sf reflect.StructField, offset uintptr) *Field {
	f := &Field{Name: snake(sf.Name), offset: offset, goType: sf.Type, Max: defaultTextMax}
	f.readTags(owner, sf)
	f.readType(owner, sf.Type)
	f.readRange(owner, sf)
	f.readForm(owner, sf)
	if content, ok := sf.Tag.Lookup("default"); ok {
		v, err := ParseValue(f.Kind, content)
		if err != nil || v.IsZero() {
			panic(fmt.Sprintf("kernel: %s.%s: default %q is nothing", owner, f.Name, content))
		}
		f.Default = v
	}
	return f
}

func (f *Field) readType(owner string, t reflect.Type) {
	if kind, ok := kindOf[t]; ok {
		f.Kind = kind
		return
	}
	if r, ok := reflect.Zero(t).Interface().(reference); ok {
		f.Kind, f.ref = KindID, r.target()
		return
	}
	if o, ok := reflect.Zero(t).Interface().(owned); ok {
		f.Kind, f.owner = KindCustom, o.owner()
		return
	}
	switch t.Kind() {
	case reflect.Struct:
		f.Kind, f.elem = KindStruct, planOf(owner+"/"+f.Name, t)
	case reflect.Slice:
		f.Kind = KindList
		if item, ok := kindOf[t.Elem()]; ok {
			f.item = item
			return
		}
		if r, ok := reflect.Zero(t.Elem()).Interface().(reference); ok {
			f.item, f.ref = KindID, r.target()
			return
		}
		f.elem = planOf(owner+"/"+f.Name, t.Elem())
	default:
		panic(fmt.Sprintf("kernel: %s.%s: no kind for Go type %s", owner, f.Name, t))
	}
}

func (f *Field) readTags(owner string, sf reflect.StructField) {
	tags := parseTags(owner, sf)
	f.Zh, f.En = tags["zh"], tags["en"]
	if (f.Zh == "") != (f.En == "") {
		panic(fmt.Sprintf("kernel: %s.%s: a label needs both languages", owner, f.Name))
	}
	f.HintZh, f.HintEn, f.Sees, f.Choices, f.RefBy = tags["hint_zh"], tags["hint_en"], tags["sees"], tags["of"], tags["ref"]
	if f.MeansZh, f.MeansEn = tags["means_zh"], tags["means_en"]; (f.MeansZh == "") != (f.MeansEn == "") {
		panic(fmt.Sprintf("kernel: %s.%s: what it means is said in both languages", owner, f.Name))
	}
	f.Max = intTag(owner, f.Name, tags, "max", f.Max)
	f.Since = intTag(owner, f.Name, tags, "since", 1)
	f.readDay(owner, tags)
	f.Unit = tags["unit"]
	if heading := tags["section"]; heading != "" {
		zh, en, both := strings.Cut(heading, "|")
		if !both || zh == "" || en == "" {
			panic(fmt.Sprintf("kernel: %s.%s: a section needs both languages, as in \"交货|Delivery\"", owner, f.Name))
		}
		f.Section = [2]string{zh, en}
	}
	switch clash := tags["clash"]; clash {
	case "", "last":
	case "ask":
		f.Ask = true
	default:
		panic(fmt.Sprintf("kernel: %s.%s: clash is ask or last, not %q", owner, f.Name, clash))
	}
	if is := tags["is"]; is != "" {
		for flag := range strings.SplitSeq(is, ",") {
			f.flag(owner, flag)
		}
	}
	if f.Former {
		f.wasZh, f.wasEn, f.Zh, f.En = f.Zh, f.En, "", ""
	}
}

func (f *Field) flag(owner, flag string) {
	switch flag {
	case "required":
		f.Required = true
	case "listed":
		f.Listed = true
	case "search":
		f.Search = true
	case "title":
		f.Title, f.Search, f.Listed = true, true, true
	case "derived":
		f.Derived = true
	case "settled":
		f.Settled, f.Derived = true, true
	case "fixed":
		f.Fixed = true
	case "negative":
		f.Negative = true
	case "former":
		f.Former, f.Derived = true, true
	case "aside":
		f.Aside = true
	case "month":
		f.Month = true
	case "picture":
		f.Picture = true
	case "loose":
		f.Loose = true
	case "sided":
		f.Sided = true
	case "answer":
		f.Answer = true
	case "itself":
		f.Itself = true
	default:
		panic(fmt.Sprintf("kernel: %s.%s: unknown flag %q", owner, f.Name, flag))
	}
}

func parseTags(owner string, sf reflect.StructField) map[string]string {
	tags := map[string]string{}
	rest := strings.TrimSpace(string(sf.Tag))
	for rest != "" {
		key, after, ok := strings.Cut(rest, ":")
		if !ok || !tagKeys[key] {
			panic(fmt.Sprintf("kernel: %s.%s: unknown tag %q", owner, sf.Name, key))
		}
		quoted, err := strconv.QuotedPrefix(after)
		if err != nil {
			panic(fmt.Sprintf("kernel: %s.%s: tag %s: %v", owner, sf.Name, key, err))
		}
		tags[key], _ = strconv.Unquote(quoted)
		rest = strings.TrimSpace(after[len(quoted):])
	}
	return tags
}

func intTag(owner, name string, tags map[string]string, key string, otherwise int) int {
	s, ok := tags[key]
	if !ok {
		return otherwise
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 1 {
		panic(fmt.Sprintf("kernel: %s.%s: tag %s wants a positive number, not %q", owner, name, key, s))
	}
	return n
}

// readRange takes the tag range, once the field's kind is known.
func (f *Field) readRange(owner string, sf reflect.StructField) {
	text, given := sf.Tag.Lookup("range")
	if !given {
		return
	}
	low, high, _ := strings.Cut(text, "..")
	least, err := ParseValue(f.Kind, low)
	most, err2 := ParseValue(f.Kind, high)
	if err != nil || err2 != nil || least.Int >= most.Int {
		panic(fmt.Sprintf("kernel: %s.%s: range %q is none of its kind", owner, f.Name, text))
	}
	f.Least, f.Most = least.Int, most.Int
}

// Ranged tells whether the field declares its least and its most.
func (f *Field) Ranged() bool { return f.Least != f.Most }

// snake turns OrderLine into order_line and ID into id.
func snake(name string) string {
	var b strings.Builder
	runes := []rune(name)
	for i, r := range runes {
		startsWord := unicode.IsUpper(r) && i > 0 &&
			(!unicode.IsUpper(runes[i-1]) || i+1 < len(runes) && unicode.IsLower(runes[i+1]))
		if startsWord {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// The field accessors below are the only place that turns an offset into a
// pointer. base is the address of a struct of the plan's Go type.

func (f *Field) at(base unsafe.Pointer) unsafe.Pointer { return unsafe.Add(base, f.offset) }

// get reads the field as a value; lists and nested structs have none.
func (f *Field) get(base unsafe.Pointer) Value {
	p := f.at(base)
	v := Value{Kind: f.Kind}
	switch {
	case f.Kind == KindBool:
		v.Int = b2i(*(*bool)(p))
	case f.Kind.number():
		v.Int = *(*int64)(p)
	case f.Kind == KindID:
		return idValue(*(*ID)(p))
	case f.Kind == KindCustom || f.Kind == KindBytes:
		v.Str = string(*(*[]byte)(p))
	case f.Kind == KindStruct || f.Kind == KindList:
		panic("kernel: a list is not a value")
	default:
		v.Str = *(*string)(p)
	}
	return v
}

// set writes a value of the field's own kind.
func (f *Field) set(base unsafe.Pointer, v Value) {
	p := f.at(base)
	switch {
	case f.Kind == KindBool:
		*(*bool)(p) = v.Int != 0
	case f.Kind.number():
		*(*int64)(p) = v.Int
	case f.Kind == KindID:
		*(*ID)(p) = v.ID()
	case f.Kind == KindCustom || f.Kind == KindBytes:
		*(*[]byte)(p) = []byte(v.Str)
	case f.Kind == KindStruct || f.Kind == KindList:
		panic("kernel: a list is not a value")
	default:
		*(*string)(p) = v.Str
	}
}

// check refuses content that no storage should ever see: overlong or broken
// text, figures beyond their limits, days that do not exist.
func (f *Field) check(v Value) error {
	switch f.Kind {
	case KindText, KindState, KindChoice:
		if !utf8.ValidString(v.Str) || strings.ContainsRune(v.Str, 0) {
			return BadText.With(Label("field", f))
		}
		if utf8.RuneCountInString(v.Str) > f.Max {
			return TextTooLong.With(Label("field", f), Int("max", int64(f.Max)))
		}
	case KindFile:
		return f.checkFile(v)
	case KindDate:
		if v.Int != 0 && !Date(v.Int).Valid() {
			return BadDate.With(Label("field", f))
		}
	case KindMoney, KindQty, KindPrice, KindRate, KindInt, KindTime:
		return f.checkRange(v)
	}
	return nil
}

func (f *Field) checkRange(v Value) error {
	limit, signed := int64(1<<53), true
	switch f.Kind {
	case KindMoney:
		limit, signed = int64(MaxMoney), f.Negative
	case KindQty:
		limit, signed = int64(MaxQty), f.Negative
	case KindPrice:
		limit, signed = int64(MaxPrice), f.Negative
	case KindRate:
		limit, signed = int64(MaxRate), f.Negative
	}
	switch {
	case f.Ranged() && v.Int != 0 && (v.Int < f.Least || v.Int > f.Most):
		return OutOfBounds.With(Label("field", f), Arg{Name: "value", Value: v},
			Arg{Name: "least", Value: Value{Kind: f.Kind, Int: f.Least}}, Arg{Name: "most", Value: Value{Kind: f.Kind, Int: f.Most}})
	case v.Int > limit || v.Int < -limit:
		return OutOfRange.With(Label("field", f))
	case v.Int < 0 && !signed:
		return BelowZero.With(Label("field", f), Arg{Name: "value", Value: v})
	}
	return nil
}
