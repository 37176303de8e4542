package importer

import (
	"slices"

	"heyi/shared/tools/habit"
)

// longKept is how many lines with too many fields are looked at.
const longKept = 200

// A separator that stands in a text without quotation marks parts it into several fields.
// Which column it stood in follows from what is left and right of it: there the contents
// must be of their column's kind, and are often known from other lines. Where several
// columns are as likely, it is the one in which people write commas.

// talkative are words of titles of columns in which separators stand, the likeliest first.
var talkative = [][]string{
	{"地址", "address", "street"},
	{"备注", "说明", "描述", "摘要", "note", "remark", "description", "comment"},
	{"规格", "spec"},
	{"名称", "品名", "title", "name"},
}

// overflowing is the column whose texts have made lines too long; "" where there are no
// such lines, or it cannot be told.
func (k *Look) overflowing() string {
	if len(k.long) == 0 || k.asked.JoinInto != "" || len(k.Columns) == 0 {
		return ""
	}
	scores := make([]int, len(k.Columns))
	for i, c := range k.Columns {
		if scores[i] = unfit; c.Kind == "text" && !titleSaysCode(c.Name) && !titleSaysFigure(c.Name) && !titleSaysDay(c.Name) {
			scores[i] = k.overflow(i)
		}
	}
	best := slices.Max(scores)
	if best == unfit {
		return ""
	}
	var likely []string
	for i, c := range k.Columns {
		if scores[i] == best {
			likely = append(likely, c.Name)
		}
	}
	for _, words := range talkative {
		said := slices.DeleteFunc(slices.Clone(likely), func(name string) bool { return !contains(titleWord(name), words...) })
		if len(said) > 0 {
			likely = said
			break
		}
	}
	if len(likely) > 1 {
		return ""
	}
	return likely[0]
}

// unfit is the score of a column that cannot be the one.
const unfit = -1 << 30

// overflow is how well the long lines fit if a column takes their surplus: the more the
// better, unfit if half of them do not.
func (k *Look) overflow(at int) (score int) {
	bad := 0
	for _, cells := range k.long {
		surplus := len(cells) - len(k.Columns)
		wrong := false
		for j, c := range k.Columns {
			text := ""
			switch {
			case j < at:
				text = cells[j]
			case j > at:
				text = cells[j+surplus]
			default:
				continue
			}
			if text == "" || c.values[text] > 0 {
				score++
			} else if c.Kind != "text" && !fitsKind(text, c.Kind) {
				wrong = true
			}
		}
		if wrong {
			bad++
		}
	}
	if 2*bad >= len(k.long) {
		return unfit
	}
	return score - bad*len(k.Columns)
}

func fitsKind(text, kind string) bool {
	if kind == "date" {
		_, err := habit.Date(text)
		return err == nil || habit.Ordered(text)
	}
	_, err := habit.Number(text)
	_, err2 := habit.NumberComma(text)
	return err == nil || err2 == nil
}
