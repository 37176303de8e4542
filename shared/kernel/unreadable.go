package kernel

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"unicode/utf8"
	"unsafe"
)

// Unreadable says why a text is no content of the field: a figure beyond its
// limits, or not of the field's form at all, with the form that it should have.
// err is the error of [ParseValue].
func (f *Field) Unreadable(text string, err error) *Refusal {
	if errors.Is(err, ErrRange) || errors.Is(err, strconv.ErrRange) {
		return OutOfRange.With(Label("field", f))
	}
	return Malformed.With(Label("field", f), Text("value", shortened(text)), f.Kind.form())
}

// LabelOf is the label of a field of a row, for refusals of what it holds.
func LabelOf[T, F any](row *T, field *F) Arg {
	s := any(row).(Row).Base().schema
	return Label("field", s.fieldAt(unsafe.Pointer(row), unsafe.Pointer(field)))
}

// form is what a text of the kind looks like, for the author of a wrong one.
func (k Kind) form() Arg {
	switch k {
	case KindInt:
		return Words("form", "整数，如 12", "a whole number such as 12")
	case KindBool:
		return Words("form", "true 或 false", "true or false")
	case KindMoney:
		return Words("form", fmt.Sprintf("金额，如 1234.50，最多 %d 位小数", MoneyScale), fmt.Sprintf("an amount such as 1234.50 with at most %d decimals", MoneyScale))
	case KindQty, KindPrice, KindRate:
		return Words("form", fmt.Sprintf("数字，如 12.5，最多 %d 位小数", QtyScale), fmt.Sprintf("a number such as 12.5 with at most %d decimals", QtyScale))
	case KindDate:
		return Words("form", "日期，如 2026-11-29", "a day such as 2026-11-29")
	case KindTime:
		return Words("form", "时刻，如 2026-11-29T08:30:00+08:00", "an instant such as 2026-11-29T08:30:00+08:00")
	case KindID:
		return Words("form", "编号（UUID）", "an id (UUID)")
	case KindStruct:
		return Words("form", "一组字段", "an object of fields")
	case KindList:
		return Words("form", fmt.Sprintf("列表，最多 %d 项", maxList), fmt.Sprintf("a list of at most %d items", maxList))
	case KindBytes:
		return Words("form", "Base64 文本", "text in Base64")
	case KindFile:
		return Words("form", "文件说明：内容地址、缩略图地址或 -、类型、文件名", "a file: the address of the content, that of a thumbnail or -, the media type and the name")
	case KindCustom:
		return Words("form", "自定义字段", "customer-defined fields")
	}
	return Words("form", "文字", "text")
}

// shortened keeps a wrong text from filling the sentence that complains of it.
func shortened(text string) string {
	const longest = 40
	if utf8.RuneCountInString(text) <= longest {
		return text
	}
	return string([]rune(text)[:longest]) + "…"
}

// within names the place of what is wrong in a nested struct or in an item of a
// list, so that a program knows which: lines[2].qty.
func within(place string, err error) error {
	r, ok := AsRefusal(err)
	if !ok {
		return err
	}
	at := Refusal{Code: r.Code, Args: slices.Clone(r.Args), Details: r.Details}
	for i := range at.Args {
		if a := &at.Args[i]; a.Name == "field" {
			a.Value = Of(place + "." + a.Value.Str)
		}
	}
	return &at
}

// item is the field that one scalar of a list is, and its place.
func (f *Field) itemField(i int) *Field {
	return &Field{Name: f.place(i), Zh: f.Zh, En: f.En, Kind: f.item, Max: defaultTextMax}
}

func (f *Field) place(i int) string { return f.Name + "[" + strconv.Itoa(i) + "]" }
