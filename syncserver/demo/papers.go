package demo

import (
	"fmt"

	"heyi/shared/kernel"
)

// divisions are the codes of the regions in which customers are registered.
var divisions = map[string]string{
	"云南省昆明市": "530100", "四川省成都市": "510100", "安徽省合肥市": "340100", "广东省东莞市": "441900", "广东省中山市": "442000",
	"广东省佛山市": "440600", "广东省广州市": "440100", "广东省惠州市": "441300", "广东省汕头市": "440500", "广东省江门市": "440700",
	"广东省深圳市": "440300", "广东省清远市": "441800", "广东省湛江市": "440800", "广东省珠海市": "440400", "广东省肇庆市": "441200",
	"广西南宁市": "450100", "广西桂林市": "450300", "江苏省南京市": "320100", "江苏省苏州市": "320500", "江西省南昌市": "360100",
	"江西省赣州市": "360700", "浙江省宁波市": "330200", "浙江省杭州市": "330100", "浙江省温州市": "330300", "海南省三亚市": "460200",
	"湖北省武汉市": "420100", "湖南省株洲市": "430200", "湖南省长沙市": "430100", "福建省厦门市": "350200", "福建省福州市": "350100",
	"重庆市": "500100",
}

// creditCode is an invented 统一社会信用代码 (GB 32100) with right check digits,
// that of the organisation code (GB 11714) within it included.
func creditCode(division string, n int) string {
	org := fmt.Sprintf("MA5%05d", 10_000+n*37)
	return withCheck("91" + division + org + organisationCheck(org))
}

const creditAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"

func withCheck(code string) string {
	sum, weight := 0, 1
	for _, c := range code {
		for value, letter := range creditAlphabet {
			if letter == c {
				sum += value * weight
			}
		}
		weight = weight * 3 % 31
	}
	return code + string(creditAlphabet[(31-sum%31)%31])
}

func organisationCheck(code string) string {
	sum := 0
	for i, weight := range []int{3, 7, 9, 10, 5, 8, 4, 2} {
		value := int(code[i] - '0')
		if code[i] >= 'A' {
			value = int(code[i]-'A') + 10
		}
		sum += value * weight
	}
	return []string{"0", "X", "9", "8", "7", "6", "5", "4", "3", "2", "1"}[sum%11]
}

// invoiceNumber is an invented number of a fully digital fapiao: year, province,
// channel and a serial.
func invoiceNumber(today kernel.Date, n int) string {
	return fmt.Sprintf("%02d4400%014d", today.Year()%100, 2_000_000+n*13)
}
