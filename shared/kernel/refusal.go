package kernel

import (
	"errors"
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strings"
)

// A Code names one way in which the software says no to a person. Every code has
// a sentence in both languages and, where there is one, a way out.
type Code struct {
	Name    string
	Zh, En  string // with {name} for arguments
	Repairs []Repair
	Usual   []Saying // see [Code.Usually]
	// Passing: it is over by itself, like a server that is started anew. Nobody has
	// to do anything, and nothing is shown as wrong.
	Passing bool

	guarded map[string]string // arguments that are for an audience, by name
	word    Option            // see [Code.InAWord]
	brief   func(*Refusal) Saying
}

// Repair is a way out that the screen offers with one tap.
type Repair struct {
	Name    string // stable: "ship_rest", "wait", "buy"
	Zh, En  string
	Command string // command to run, empty when a person must act
	Answers Answers
}

// Refusal is a no with its figures. It is the only error of a command that a
// user sees as such; every other error is an internal one.
type Refusal struct {
	Code    string
	Args    []Arg
	Details []Refusal // one per line of a document, where lines differ
}

// Arg is one figure or name in a refusal's sentence.
type Arg struct {
	Name   string
	Value  Value
	Zh, En string // for labels, which differ by language
}

var codes = map[string]*Code{}

// Refuse declares a code. Names are "area.reason".
func Refuse(name, zh, en string, repairs ...Repair) *Code {
	if codes[name] != nil || zh == "" || en == "" {
		panic(fmt.Sprintf("kernel: refusal %s is declared twice or lacks a language", name))
	}
	codes[name] = &Code{Name: name, Zh: zh, En: en, Repairs: repairs}
	return codes[name]
}

// Codes lists every declared code by name.
func Codes() []*Code {
	all := make([]*Code, 0, len(codes))
	for _, c := range codes {
		all = append(all, c)
	}
	sort.Slice(all, func(i, j int) bool { return all[i].Name < all[j].Name })
	return all
}

// CodeOf finds a declared code; nil for a code of a newer peer.
func CodeOf(name string) *Code { return codes[name] }

// Passes marks a code as one that is over by itself.
func (c *Code) Passes() *Code {
	c.Passing = true
	return c
}

// Guards says that arguments of the sentence are for those who hold an audience: what
// is worked out of rows that others may not see, and is in none of them as it stands.
func (c *Code) Guards(audience string, args ...string) *Code {
	if c.guarded == nil {
		c.guarded = map[string]string{}
	}
	for _, name := range args {
		if !slices.Contains(c.Placeholders(), name) {
			panic("kernel: " + c.Name + " does not say {" + name + "}")
		}
		c.guarded[name] = audience
	}
	return c
}

// Guarded is the audience of an argument, "" for one that everybody may read.
func (r *Refusal) Guarded(arg string) string {
	if c := codes[r.Code]; c != nil {
		return c.guarded[arg]
	}
	return ""
}

// Passing tells whether the refusal is over by itself.
func (r *Refusal) Passing() bool {
	c := codes[r.Code]
	return c != nil && c.Passing
}

// With makes the refusal.
func (c *Code) With(args ...Arg) *Refusal { return &Refusal{Code: c.Name, Args: args} }

// Is lets errors.Is(err, Short) work on refusals.
func (r *Refusal) Is(target error) bool {
	t, ok := target.(*Refusal)
	return ok && t.Code == r.Code
}

// Text is an argument that is a name or a remark.
func Text(name, s string) Arg { return Arg{Name: name, Value: Of(s)} }

// Int is an argument that is a count.
func Int(name string, n int64) Arg { return Arg{Name: name, Value: Of(n)} }

// MonthOf is an argument that is a month, yyyymm: 2026-11 for people.
func MonthOf(name string, month int64) Arg {
	said := MonthText(month)
	return Arg{Name: name, Value: Of(month), Zh: said, En: said}
}

// Figure is an argument that says by itself what it is. A quantity does not: see
// Quantity.
func Figure[T Money | Price | Rate | Date | Time](name string, v T) Arg {
	return Arg{Name: name, Value: Of(v)}
}

// Quantity is an argument that is a quantity in a unit of measure: 24 个. Nobody reads
// one without the other.
func Quantity(name string, q Qty, unit string) Arg {
	return Arg{Name: name, Value: Of(q), Zh: unit, En: unit}
}

// Words is an argument that differs by language.
func Words(name, zh, en string) Arg { return Arg{Name: name, Zh: zh, En: en} }

// Label is a field as an argument: its label for people, its name for programs.
func Label(name string, f *Field) Arg {
	return Arg{Name: name, Value: Of(f.Name), Zh: f.LabelZh(), En: f.LabelEn()}
}

// Labelled is Label for code that has no field at hand: its name, and both labels.
func Labelled(name, field, zh, en string) Arg {
	return Arg{Name: name, Value: Of(field), Zh: zh, En: en}
}

// LabelZh is the field's Chinese label, its name where it has none.
func (f *Field) LabelZh() string { return orElse(orElse(f.Zh, f.wasZh), f.Name) }

// LabelEn is the field's English label, its name where it has none.
func (f *Field) LabelEn() string { return orElse(orElse(f.En, f.wasEn), f.Name) }

func orElse(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

func (r *Refusal) Error() string { return r.Code + ": " + r.Sentence("en", plainFigure) }

func plainFigure(v Value) string { return v.String() }

// Sentence renders the refusal in "zh" or "en"; figure formats the arguments,
// nil for the canonical text.
func (r *Refusal) Sentence(lang string, figure func(Value) string) string {
	if c := codes[r.Code]; c != nil {
		return c.Fill(r.Args, lang, figure)
	}
	for _, a := range r.Args {
		if a.Name == saidArg {
			return a.render(lang, figure)
		}
	}
	return Unread.Fill([]Arg{Text("code", r.Code)}, lang, figure)
}

// saidArg is the argument that carries the refusal's own sentence.
const saidArg = "said"

// Said is the refusal with its sentences in it, for a reader of another release that
// may not know its code.
func (r *Refusal) Said() *Refusal {
	said := *r
	said.Args = append(slices.Clip(r.Args), Words(saidArg, r.Sentence("zh", nil), r.Sentence("en", nil)))
	return &said
}

// Unread is what a refusal says whose code this release does not know and that does
// not bring its sentence.
var Unread = Refuse("server.refused", "没有通过（代码 {code}），请更新程序查看原因", "Not accepted (code {code}). Please update the program to see why")

// Fill puts arguments into the code's sentence, for sentences that are not
// refusals, too.
func (c *Code) Fill(args []Arg, lang string, figure func(Value) string) string {
	if figure == nil {
		figure = plainFigure
	}
	template := c.En
	if lang == "zh" {
		template = c.Zh
	}
	return placeholder.ReplaceAllStringFunc(template, func(hole string) string {
		name := hole[1 : len(hole)-1]
		for _, a := range args {
			if a.Name == name {
				return a.render(lang, figure)
			}
		}
		return unfilled
	})
}

// placeholder is where a sentence has an argument.
var placeholder = regexp.MustCompile(`\{[a-z_]+\}`)

// unfilled stands where an argument is missing, which a test forbids, or where a
// refusal of another release has others: no person reads braces.
const unfilled = "…"

// Faults says what is wrong with the refusal's sentences, for tests: an argument that
// they speak of and that is not given, or a quantity without its unit.
func (r *Refusal) Faults() []string {
	var faults []string
	if c := codes[r.Code]; c != nil {
		faults = c.Faults(r.Args)
	}
	for i := range r.Details {
		faults = append(faults, r.Details[i].Faults()...)
	}
	return faults
}

// Faults says what is wrong with the code's sentences when it is given arguments.
func (c *Code) Faults(args []Arg) []string {
	var faults []string
	for _, name := range c.Placeholders() {
		if !slices.ContainsFunc(args, func(a Arg) bool { return a.Name == name }) {
			faults = append(faults, c.Name+" says {"+name+"}, which is not given")
		}
	}
	for _, a := range args {
		if a.Value.Kind == KindQty && a.Zh == "" {
			faults = append(faults, c.Name+" says the quantity {"+a.Name+"} without its unit")
		}
	}
	return faults
}

// Placeholders are the names of the arguments in the code's sentences, sorted.
func (c *Code) Placeholders() []string {
	var names []string
	for _, hole := range placeholder.FindAllString(c.Zh+c.En, -1) {
		names = append(names, hole[1:len(hole)-1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

func (a Arg) render(lang string, figure func(Value) string) string {
	switch {
	case a.Value.Kind == KindQty:
		return strings.TrimSpace(figure(a.Value) + " " + a.Zh)
	case a.Zh != "" && lang == "zh":
		return a.Zh
	case a.En != "" && lang != "zh":
		return a.En
	}
	return figure(a.Value)
}

// Arg finds an argument by name; the zero value when the refusal has none.
func (r *Refusal) Arg(name string) Value {
	for _, a := range r.Args {
		if a.Name == name {
			return a.Value
		}
	}
	return Value{}
}

// AsRefusal unwraps a refusal from an error.
func AsRefusal(err error) (*Refusal, bool) {
	var r *Refusal
	ok := errors.As(err, &r)
	return r, ok
}

// ErrNeedsServer ends a prediction on a device that lacks a value it cannot do
// without. It rejects nothing: the server decides with all it knows.
var ErrNeedsServer = errors.New("kernel: needs the server")

// The kernel's own refusals.
var (
	BadText     = Refuse("field.text", "「{field}」含有无法保存的字符", "{field} contains characters that cannot be stored")
	TextTooLong = Refuse("field.too_long", "「{field}」最多 {max} 个字", "{field} takes at most {max} characters")
	BadDate     = Refuse("field.date", "「{field}」不是有效日期", "{field} is not a date")
	OutOfRange  = Refuse("field.range", "「{field}」超出允许范围", "{field} is out of range")
	OutOfBounds = Refuse("field.bounds", "「{field}」{value} 不对，应在 {least} 到 {most} 之间", "{field} is {value}: it must lie between {least} and {most}")
	BelowZero   = Refuse("field.negative", "「{field}」不能为负数（{value}）", "{field} must not be negative ({value})")
	Missing     = Refuse("field.required", "请填写「{field}」", "{field} is required")
	BadChoice   = Refuse("field.choice", "「{field}」没有「{value}」这个选项", "{field} has no choice {value}")
	TooMany     = Refuse("field.too_many", "「{field}」最多 {max} 行", "{field} takes at most {max} lines")
	Malformed   = Refuse("field.malformed", "「{field}」的「{value}」无法识别，正确的写法：{form}", "{field}: {value} cannot be read; it is {form}")
	NoField     = Refuse("field.unknown", "没有「{field}」这个字段", "There is no field {field}")
	ReadOnly    = Refuse("field.read_only", "「{field}」由系统填写，不能修改", "{field} is filled by the system and cannot be edited")
	BornWith    = Refuse("field.fixed", "「{field}」在新增时确定，之后不能修改", "{field} is settled when the record is made and cannot be edited afterwards")
	Taken       = Refuse("row.taken", "「{field}」{value} 已被使用", "{field} {value} is already in use")
	NotThere    = Refuse("row.missing", "找不到{entity}", "{entity} was not found")
	WrongState  = Refuse("row.state", "{entity} {title} 现在是「{state}」，不能{command}", "{entity} {title} is {state}: {command} is not possible")
	Clash       = Refuse("edit.clash", "「{field}」已被改为 {theirs}，你要改成 {yours}，请核对后再定",
		"{field} was changed to {theirs} meanwhile; you want {yours}. Please decide.",
		Repair{Name: "mine", Zh: "用我的", En: "Use mine"}, Repair{Name: "theirs", Zh: "保留现有", En: "Keep theirs"})
	ChangedMeanwhile = Refuse("edit.changed", "{title} 刚被修改过，没有删除", "{title} was changed meanwhile and was not removed")
	FollowsInCircle  = Refuse("row.circle", "{entity}互相引用，无法确定谁可以查看", "Rows of {entity} refer to each other in a circle")
	NotAllowed       = Refuse("auth.permission", "你没有「{command}」的权限", "You are not permitted to: {command}")
	NoSuchCommand    = Refuse("command.unknown", "服务器不认识操作 {command}，请更新程序", "The server does not know {command}; please update")
	NoSuchVersion    = Refuse("command.version", "「{command}」的第 {version} 版这里不认识，请更新程序", "Version {version} of {command} is not known here; please update the program")
	Forged           = Refuse("call.forged", "这次操作的编号与已有的操作或资料重复，没有执行", "The number of this command is that of something that is there already; it was not carried out")
	BadArguments     = Refuse("command.arguments", "操作 {command} 的内容无法读取", "The content of {command} cannot be read")
	TooLarge         = Refuse("command.too_large", "一次最多改动 {max} 条记录", "One command changes at most {max} rows")
)
