package habit

import (
	"strconv"
	"strings"
)

// maxCapital is the largest amount that is spelled out: 10 万亿元 in fen.
const maxCapital = 1_000_000_000_000_000

var capitalDigits = [10]string{"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"}

// Capital spells an amount in fen for paper: 32504 is 叁佰贰拾伍元零肆分, 1000 is
// 壹拾元整, 5 is 伍分. 整 stands only behind 元. Where the rules leave a 零 to
// choice it is left out.
func Capital(fen int64) (string, error) {
	if fen > maxCapital || fen < -maxCapital {
		return "", refuse(AmountRange, strconv.FormatInt(fen, 10))
	}
	sign := ""
	if fen < 0 {
		sign, fen = "负", -fen
	}
	yuan, jiao, cent := fen/100, fen/10%10, fen%10
	var b strings.Builder
	b.WriteString(sign)
	if yuan > 0 || fen == 0 {
		b.WriteString(capitalWhole(yuan) + "元")
	}
	switch {
	case jiao == 0 && cent == 0:
		b.WriteString("整")
	case jiao > 0:
		b.WriteString(capitalDigits[jiao] + "角")
	case yuan > 0:
		b.WriteString("零")
	}
	if cent > 0 {
		b.WriteString(capitalDigits[cent] + "分")
	}
	return b.String(), nil
}

// capitalWhole spells a whole number below 10^16 in groups of 亿 and 万; a zero
// at the head of a lower group is spoken once.
func capitalWhole(n int64) string {
	if n == 0 {
		return "零"
	}
	for _, group := range []struct {
		size int64
		word string
	}{{1_0000_0000, "亿"}, {1_0000, "万"}, {1000, "仟"}, {100, "佰"}, {10, "拾"}} {
		if n < group.size {
			continue
		}
		head, rest := n/group.size, n%group.size
		text := capitalWhole(head) + group.word
		if rest == 0 {
			return text
		}
		if rest < group.size/10 {
			text += "零"
		}
		return text + capitalWhole(rest)
	}
	return capitalDigits[n]
}
