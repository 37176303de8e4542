package habit

import (
	"fmt"
	"strings"
)

// Code names what is wrong with a typed text or an imported file.
type Code string

// Sentences are the Chinese and the English sentence of each code, with the verbs
// of package fmt for the arguments, in one order for both.
type Sentences map[Code][2]string

// Problem is a refusal a user can cause.
type Problem struct {
	Code  Code
	words [2]string
	args  []any
}

// Refuse makes the problem of a code. A sentence without verbs takes no arguments.
func (s Sentences) Refuse(code Code, args ...any) *Problem {
	p := &Problem{Code: code, words: s[code]}
	if strings.Contains(p.words[0], "%") {
		p.args = args
	}
	return p
}

// Zh is the sentence for a Chinese reader.
func (p *Problem) Zh() string { return fmt.Sprintf(p.words[0], p.args...) }

// En is the sentence for an English reader.
func (p *Problem) En() string { return fmt.Sprintf(p.words[1], p.args...) }

// Error is the English sentence behind its code.
func (p *Problem) Error() string { return string(p.Code) + ": " + p.En() }

// The complete list of refusals of this package.
const (
	NumberEmpty    Code = "number.empty"
	NumberMissing  Code = "number.missing"
	NumberGrouping Code = "number.grouping"
	NumberForm     Code = "number.form"
	NumberLong     Code = "number.long"
	NumberWord     Code = "number.word"
	AmountRange    Code = "amount.range"
	PhoneEmpty     Code = "phone.empty"
	PhoneForm      Code = "phone.form"
	PhoneLength    Code = "phone.length"
	PhoneSeveral   Code = "phone.several"
	CreditLength   Code = "credit_code.length"
	CreditLetter   Code = "credit_code.letter"
	CreditCheck    Code = "credit_code.check"
	DateEmpty      Code = "date.empty"
	DateForm       Code = "date.form"
	DateOrder      Code = "date.order"
	DateNone       Code = "date.none"
	HolidayForm    Code = "holiday.form"
)

// sentences are those of this package; the argument is what was typed.
var sentences = Sentences{
	NumberEmpty:    {"没有填写数字", "no number was given"},
	NumberMissing:  {"「%s」里没有数字", "%q holds no number"},
	NumberGrouping: {"「%s」的逗号位置不像千分位，请写成 1,234.5 或 1234.5", "the commas of %q do not group thousands; write 1,234.5 or 1234.5"},
	NumberForm:     {"「%s」不是一个数字", "%q is not one number"},
	NumberLong:     {"「%s」的位数太多", "%q has too many digits"},
	NumberWord:     {"「%s」里的字会改变数值，请只写数字", "a word in %q changes the figure; write digits alone"},
	AmountRange:    {"金额 %s 分超出可写成大写的范围", "the amount of %q fen is too large to be spelled out"},
	PhoneEmpty:     {"没有填写电话", "no phone number was given"},
	PhoneForm:      {"「%s」里有不属于电话号码的字符", "%q holds characters that no phone number has"},
	PhoneLength:    {"「%s」的位数不像电话号码", "%q has not the length of a phone number"},
	PhoneSeveral:   {"「%s」里有几个电话，请分开填写", "%q holds several phone numbers; enter them one by one"},
	CreditLength:   {"统一社会信用代码应为 18 位：「%s」", "a unified social credit code has 18 characters: %q"},
	CreditLetter:   {"统一社会信用代码里有不允许的字符：「%s」", "a unified social credit code does not allow a character of %q"},
	CreditCheck:    {"统一社会信用代码的校验位不对，请核对：「%s」", "the check character of the unified social credit code %q is wrong"},
	DateEmpty:      {"没有填写日期", "no date was given"},
	DateForm:       {"「%s」不是日期，请写成 2026-11-03", "%q is not a date; write 2026-11-03"},
	DateOrder:      {"「%s」看不出年月日的顺序，请写成 2026-11-03", "%q does not tell year, month and day apart; write 2026-11-03"},
	DateNone:       {"没有「%s」这一天", "there is no day %q"},
	HolidayForm:    {"节假日数据有误：「%s」", "the holiday data is wrong: %q"},
}

func refuse(code Code, text string) error { return sentences.Refuse(code, clip(text, 40)) }

// clip keeps a refusal readable when somebody pastes a page into a field.
func clip(s string, runes int) string {
	n := 0
	for i := range s {
		if n == runes {
			return s[:i] + "…"
		}
		n++
	}
	return s
}
