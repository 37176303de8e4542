package kernel

import (
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"unsafe"
)

// Scope says who sees a row: whoever holds one of the tags that the terms give
// the row. It is data, so it becomes a check of one row, a WHERE clause and a
// log entry.
type Scope []Term

// Term gives a row at most one tag.
type Term struct {
	Tag    string // a constant tag: "all", "sees:sales.order"
	Prefix string // or a prefix for the id in a field: "owner:"
	Gate   string // a tag that the viewer must hold besides; "" for none

	offset    uintptr
	hasField  bool
	follows   bool    // the row is seen by whoever sees the row it refers to
	entityAt  uintptr // with follows on a plain ID: the field naming the entity
	anyEntity bool
	target    reflect.Type
}

// Everyone lets every member of the company see the rows.
var Everyone = Term{Tag: "all"}

// Audience lets holders of a right to see something see the rows: documents that are
// not their own, guarded fields.
func Audience(sees string) Term { return Term{Tag: seesTag + sees} }

const seesTag = "sees:"

// Audiences lists what somebody can be permitted to see, by name.
func (c *Catalog) Audiences() []string { return c.audiences }

// findAudiences finds what the scopes of the catalogue ask for.
func (c *Catalog) findAudiences() {
	found := map[string]bool{}
	for _, s := range c.Schemas {
		for _, t := range s.Scope {
			for _, tag := range []string{t.Tag, t.Gate} {
				if name, ok := strings.CutPrefix(tag, seesTag); ok {
					found[name] = true
				}
			}
		}
	}
	c.audiences = slices.Sorted(maps.Keys(found))
}

// By tags a row with prefix and the id in a field, for example the owner's
// position or the warehouse.
func By[T, F any](prefix string, field func(*T) *Ref[F]) Term {
	row := new(T)
	return Term{Prefix: prefix + ":", hasField: true, offset: uintptr(unsafe.Pointer(field(row))) - uintptr(unsafe.Pointer(row))}
}

// Follows gives a row the audience of the row it refers to, so lines follow
// their document and contacts their customer.
func Follows[T, F any](field func(*T) *Ref[F]) Term {
	row := new(T)
	return Term{
		follows: true, hasField: true, target: reflect.TypeFor[F](),
		offset: uintptr(unsafe.Pointer(field(row))) - uintptr(unsafe.Pointer(row)),
	}
}

// FollowsAny is Follows for a row that may refer to several entities: one field
// holds the id, another the entity's name.
func FollowsAny[T any](id func(*T) *ID, entity func(*T) *string) Term {
	row := new(T)
	base := uintptr(unsafe.Pointer(row))
	return Term{
		follows: true, hasField: true, anyEntity: true,
		offset: uintptr(unsafe.Pointer(id(row))) - base, entityAt: uintptr(unsafe.Pointer(entity(row))) - base,
	}
}

// If lets a term count only for viewers who also hold a tag.
func (t Term) If(tag string) Term {
	t.Gate = tag
	return t
}

// beside gives the rows of a companion the audience of their main rows, of which
// those see them who hold the right to see the guarded fields.
func beside(sees string, main reflect.Type) Term {
	row := new(Record)
	return Term{
		follows: true, hasField: true, target: main, Gate: Audience(sees).Tag,
		offset: uintptr(unsafe.Pointer(&row.ID)) - uintptr(unsafe.Pointer(row)),
	}
}

// MaySee is the tag of a person who may give a command, for terms that are only
// for those.
func MaySee(command string) string {
	if !slices.Contains(gates, command) {
		gates = append(gates, command)
	}
	return "may:" + command
}

var gates []string

// Gates lists the commands that scopes ask for: whoever may give one holds its tag.
func Gates() []string { return gates }

// opens tells whether the viewer passes the term's gate.
func (v *Viewer) opens(t Term) bool { return t.Gate == "" || v.Tags[t.Gate] }

// Bucket parts the rows of an entity by time, so that a replica holds what is
// open and a recent window, not the archive.
type Bucket struct {
	dateAt  uintptr
	stateAt uintptr
	states  map[State]bool // states in which a row is open
	set     bool
}

// ByMonth puts rows into the month of a date, except open ones.
func ByMonth[T any](date func(*T) *Date) Bucket {
	row := new(T)
	return Bucket{set: true, dateAt: uintptr(unsafe.Pointer(date(row))) - uintptr(unsafe.Pointer(row))}
}

// OpenOrByMonth puts rows in one of the open states into the bucket "open" and
// the others into the month of a date.
func OpenOrByMonth[T any](state func(*T) *State, date func(*T) *Date, open ...State) Bucket {
	row := new(T)
	b := ByMonth(date)
	b.stateAt = uintptr(unsafe.Pointer(state(row))) - uintptr(unsafe.Pointer(row))
	b.states = map[State]bool{}
	for _, s := range open {
		b.states[s] = true
	}
	return b
}

// Parts tells whether there are buckets: of documents, which grow in number with time.
func (b Bucket) Parts() bool { return b.set }

// month is the bucket of a row: yyyymm, or 0 for open rows and entities without
// buckets, which are always within the window.
func (b Bucket) month(base unsafe.Pointer) int64 {
	if !b.set || b.states != nil && b.states[*(*State)(unsafe.Add(base, b.stateAt))] {
		return 0
	}
	return (*(*Date)(unsafe.Add(base, b.dateAt))).YearMonth()
}

// IsOpen tells whether a document is in one of the states in which it waits for
// something, by the bucket of its declaration. A row without states is not open.
func IsOpen(row Row) bool {
	b := row.Base().schema.Bucket
	return b.states != nil && b.month(addressOf(row)) == 0
}

// Aged tells whether rows of the entity stand in months, of which a device lets old
// ones go.
func (s *Schema) Aged() bool { return s.Bucket.set }

// AgedBy is the date by whose month they stand, nil where they do not.
func (s *Schema) AgedBy() *Field {
	if !s.Bucket.set {
		return nil
	}
	return s.byOffset[s.Bucket.dateAt]
}

// Viewer is whose eyes a transaction or a connection reads through.
type Viewer struct {
	Tags  map[string]bool
	Since Date        // closed documents of months before this one are not held; 0 for all
	Pins  map[ID]bool // old documents that were opened and stay

	// Knew is the scope under which rows of an entity came to be held, where that is not
	// today's; empty for an entity that was not known. See [Schema.HeldUnder].
	Knew map[*Schema]Scope
}

// scope is by what the viewer came to hold rows of an entity.
func (v *Viewer) scope(s *Schema) Scope {
	if v != nil && v.Knew != nil {
		if knew, other := v.Knew[s]; other {
			return knew
		}
	}
	return s.Scope
}

// Audience says in words who sees the schema's rows: the scope's terms with the
// fields that they read, and the bucket with its own. Catalogues that differ in it
// hold different rows.
func (s *Schema) Audience() []string {
	var terms []string
	for _, t := range s.Scope {
		terms = append(terms, s.inWords(t))
	}
	if s.Bucket.set {
		terms = append(terms, s.Bucket.inWords(s))
	}
	return terms
}

func (s *Schema) inWords(t Term) string {
	term := t.Tag + t.Prefix + gated(t)
	if t.hasField {
		term += "@" + s.byOffset[t.offset].Name
	}
	if t.anyEntity {
		term += "@" + s.byOffset[t.entityAt].Name
	} else if leader := s.catalog.byType[t.target]; t.follows && leader != nil {
		term += ">" + leader.Name
	}
	return term
}

// inMonths begins the words of a bucket.
const inMonths = "month@"

func (b Bucket) inWords(s *Schema) string {
	bucket := inMonths + s.byOffset[b.dateAt].Name
	if b.states != nil {
		bucket += " open@" + s.byOffset[b.stateAt].Name + fmt.Sprint(openStates(b))
	}
	return bucket
}

// HeldUnder is what of the scope stands in an audience of another release, see
// [Schema.Audience]: by that its rows were held then. It is nothing where the rows stood
// in months in another way.
func (s *Schema) HeldUnder(audience []string) Scope {
	months := func(term string) bool { return strings.HasPrefix(term, inMonths) }
	if then := slices.IndexFunc(audience, months); s.Bucket.set != (then >= 0) || then >= 0 && audience[then] != s.Bucket.inWords(s) {
		return Scope{}
	}
	held := Scope{}
	for _, t := range s.Scope {
		if slices.Contains(audience, s.inWords(t)) {
			held = append(held, t)
		}
	}
	return held
}

// Total tells whether the viewer holds every row of the entity, so that a row it
// does not find is absent.
func (v *Viewer) Total(s *Schema) bool {
	if v == nil {
		return true
	}
	if s.Bucket.set && v.Since != 0 {
		return false
	}
	if s.Main != nil {
		return v.Tags[s.Scope[0].Gate] && v.Total(s.Main)
	}
	for _, t := range s.Scope {
		if t.Tag != "" && v.Tags[t.Tag] && v.opens(t) {
			return true
		}
	}
	return false
}

// Sees tells whether the viewer may hold the row. leader finds the row that a
// follower refers to, nil when it is not there.
func (v *Viewer) Sees(row Row, leader func(*Schema, ID) Row) bool {
	return v.seesWithin(row, leader, maxFollow)
}

// maxFollow bounds how far an audience is followed; rows that refer to each
// other are seen by nobody through that reference.
const maxFollow = 4

func (v *Viewer) seesWithin(row Row, leader func(*Schema, ID) Row, steps int) bool {
	return v == nil || seen(v, row, leader, steps)
}

func (v *Viewer) within(row Row) bool {
	return v.inWindow(row.Base().schema, addressOf(row), row.Base().ID)
}

func (v *Viewer) past(Term) eyes { return v }

func (v *Viewer) has(_ Row, _ Term, tag string) bool { return v.Tags[tag] }

// tagOf is the tag that the term gives a row that it does not have follow another, ""
// for none.
func (t Term) tagOf(base unsafe.Pointer) string {
	if t.Tag != "" {
		return t.Tag
	}
	if id := *(*ID)(unsafe.Add(base, t.offset)); !id.IsZero() {
		return t.Prefix + id.String()
	}
	return ""
}

// leader resolves what a follower refers to.
func (s *Schema) leader(t Term, base unsafe.Pointer) (*Schema, ID) {
	id := *(*ID)(unsafe.Add(base, t.offset))
	if t.anyEntity {
		return s.catalog.byName[*(*string)(unsafe.Add(base, t.entityAt))], id
	}
	return s.catalog.byType[t.target], id
}

// Leader is the schema and id of the row that this row follows, nil for a row
// with an audience of its own.
func Leader(row Row) (*Schema, ID) {
	s := row.Base().schema
	for _, t := range s.Scope {
		if t.follows {
			return s.leader(t, addressOf(row))
		}
	}
	return nil, ID{}
}

// TagsOf lists the tags of a row, with its bucket, for the log: "owner:…/202611".
// A follower has none of its own.
func TagsOf(row Row) []string {
	s, base := row.Base().schema, addressOf(row)
	bucket := ""
	if m := s.Bucket.month(base); m != 0 {
		bucket = "/" + Of(m).String()
	} else if s.Bucket.set {
		bucket = "/open"
	}
	var tags []string
	for _, t := range s.Scope {
		switch {
		case t.Tag != "":
			tags = append(tags, t.Tag+gated(t)+bucket)
		case t.follows:
		default:
			if id := *(*ID)(unsafe.Add(base, t.offset)); !id.IsZero() {
				tags = append(tags, t.Prefix+id.String()+gated(t)+bucket)
			}
		}
	}
	return tags
}

// gated is how a gate stands behind a tag in the log.
func gated(t Term) string {
	if t.Gate == "" {
		return ""
	}
	return "&" + t.Gate
}

// SeesTags tells whether the viewer held a root that had the tags, as the log
// keeps them.
func (v *Viewer) SeesTags(tags []string, root ID) bool {
	if v == nil {
		return len(tags) > 0
	}
	for _, t := range tags {
		tag, bucket, _ := strings.Cut(t, "/")
		tag, gate, closed := strings.Cut(tag, "&")
		if !v.Tags[tag] || closed && !v.Tags[gate] {
			continue
		}
		month, err := strconv.ParseInt(bucket, 10, 64)
		if err != nil || v.Since == 0 || v.Pins[root] || month >= v.Since.YearMonth() {
			return true
		}
	}
	return false
}
