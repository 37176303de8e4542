package habit_test

import (
	"strings"
	"testing"

	"heyi/shared/tools/habit"
)

func TestDivisionsAreRecognised(t *testing.T) {
	for address, want := range map[string]string{
		"江苏省苏州市":           "江苏省苏州市",
		"江苏苏州":             "江苏省苏州市",
		"江苏 苏州 吴中区 木渎镇":    "江苏省苏州市吴中区",
		"苏州市吴中区木渎镇金山路 8 号": "江苏省苏州市吴中区",
		"中国广东省佛山市顺德区乐从镇":   "广东省佛山市顺德区",
		"北京市朝阳区望京街 9 号":    "北京市朝阳区",
		"北京朝阳区":            "北京市朝阳区",
		"北京朝阳":             "北京市朝阳区",
		"广东佛山顺德":           "广东省佛山市顺德区",
		"苏州吴中东路 3 号":       "江苏省苏州市",
		"上海浦东新区世纪大道":       "上海市浦东新区",
		"重庆市城口县":           "重庆市城口县",
		"吉林市昌邑区":           "吉林省吉林市昌邑区",
		"吉林长春":             "吉林省长春市",
		"昆山市玉山镇":           "江苏省苏州市昆山市",
		"济源市天坛街道":          "河南省济源市",
		"湖北仙桃市":            "湖北省仙桃市",
		"内蒙古呼和浩特":          "内蒙古自治区呼和浩特市",
		"广西南宁市青秀区":         "广西壮族自治区南宁市青秀区",
		"香港九龙":             "香港特别行政区",
		"海南省":              "海南省",
		"河北区中山路 3 号":       "天津市河北区",
		"南京西路 1266 号":      "",
		"北京路 2 号":          "",
		"鼓楼区中山北路":          "", // there are several
		"朝阳区":              "",
		"家具大道 8 号":         "",
		"Suzhou":           "",
		"":                 "",
	} {
		d, ok := habit.DivisionIn(address)
		got := ""
		if ok {
			got = d.Full()
		}
		if got != want {
			t.Errorf("%q is in %q, want %q", address, got, want)
		}
	}
}

// Every division is recognised by its full name, lies where its code says, and has one
// name among all.
func TestDivisionsAreAllThere(t *testing.T) {
	provinces := habit.Divisions("")
	if len(provinces) != 34 {
		t.Errorf("%d provinces", len(provinces))
	}
	names, n := map[string]string{}, 0
	var walk func(list []habit.Division)
	walk = func(list []habit.Division) {
		for _, d := range list {
			n++
			if other, twice := names[d.Full()]; twice {
				t.Errorf("%s and %s are called %s", other, d.Code, d.Full())
			}
			names[d.Full()] = d.Code
			if got, ok := habit.DivisionIn(d.Full()); !ok || got != d {
				t.Errorf("%s %s is taken for %s", d.Code, d.Full(), got.Code)
			}
			if !d.Within(d.Province()) || !strings.HasPrefix(d.Code, d.Province().Code) {
				t.Errorf("%s lies in %s", d.Code, d.Province().Code)
			}
			walk(habit.Divisions(d.Code))
		}
	}
	walk(provinces)
	if n < 3_300 {
		t.Errorf("%d divisions", n)
	}
}
