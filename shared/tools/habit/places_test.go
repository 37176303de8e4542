package habit_test

import (
	"os"
	"strings"
	"testing"

	"heyi/shared/tools/habit"
)

// Every province, city and county is found by how it is said, in full and by
// initials, alone and as the head and in the middle of a company's name.
func TestPlacesAreFoundByTheirSound(t *testing.T) {
	data, err := os.ReadFile("testdata/places.txt")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(data)) {
		words := strings.Fields(line)
		if len(words) < 2 || words[0] == "#" {
			continue
		}
		n++
		full, initials := strings.Join(words[1:], ""), ""
		for _, syllable := range words[1:] {
			initials += syllable[:1]
		}
		for _, name := range []string{words[0], words[0] + "家具城", "广东" + words[0] + "商行"} {
			key := habit.FindKey(name)
			for _, q := range []string{words[0], full, strings.ReplaceAll(full, "v", "u"), initials} {
				if !found(key, q) {
					t.Errorf("%s is not found by %s", name, q)
				}
			}
		}
	}
	if n < 2900 {
		t.Errorf("only %d names", n)
	}
}

// What people type for a name, sign or letter that has several ways.
func TestFoundHoweverItIsTyped(t *testing.T) {
	for _, c := range []struct{ text, typed string }{
		{"武汉黄陂家具城", "hp whhp huangpi"},
		{"吉林珲春商行", "hunchun hcsh"},
		{"蔚县剪纸", "yxjz yuxian"},
		{"長城傢俬", "ccjs changcheng 长城 长城家私 zcjs 長城"},
		{"长城家私", "長城 長城傢俬"},
		{"略阳家具", "lueyang lveyang lüeyang"},
		{"绿地置业", "lvdi ludi lüdi"},
		{"女儿红", "nver nuer nüer"},
		{"暴虐", "baonue baonve"},
		{"M10×30 螺栓", "m10x30 M10*30 M10×30 m10X30 Ｍ１０ｘ３０"},
		{"螺栓 M10*30", "m10x30 m10×30"},
		{"床 1800×2000", "1800x2000 1800*2000 1800×2000"},
		{"床 1800 * 2000", "1800x2000"},
		{"床１８００×２０００", "1800x2000"},
		{"𠮷野家", "吉野家 jyj jiyejia"},
		{"慶豐裝飾", "庆丰装饰 qfzs"},
		{"臺灣麵館", "台湾 twmg"},
		{"单国强", "shan sgq"},
		{"仇英", "qiu"},
		{"解缙", "xie xj"},
		{"区先生", "ou"},
		{"尉迟恭", "yuchi ycg"},
		{"万俟卨", "moqi mq"},
		{"曾志伟", "zeng zzw"},
		{"查良镛", "zha"},
		{"朴信惠", "piao"},
		{"盖叫天", "ge gai"},
		{"任达华", "ren"},
		{"华佗", "hua"},
		{"翟天临", "zhai"},
		{"缪斌", "miao"},
		{"秘鲁", "bi mi"},
		{"冼星海", "xian"},
		{"种师道", "chong zhong"},
		{"繁钦", "po fan"},
		{"员半千", "yun yuan"},
		{"乐嘉", "yue le"},
		{"长孙无忌", "zhangsun"},
		{"令狐冲", "linghu"},
		{"澹台灭明", "tantai"},
		{"单于", "chanyu"},
		{"重庆火锅", "cq chongqing"},
		{"六安瓜片", "luan la"},
		{"蚌埠", "bengbu"},
		{"亳州", "bozhou"},
		{"乐清", "yueqing"},
		{"台州", "taizhou"},
		{"东阿阿胶", "donge ejiao"},
		{"丽水", "lishui"},
		{"厦门", "xiamen"},
	} {
		key := habit.FindKey(c.text)
		for _, q := range strings.Fields(c.typed) {
			if !found(key, q) {
				t.Errorf("%s is not found by %s (%v) in %s", c.text, q, habit.Query(q), key)
			}
		}
	}
	for text, q := range map[string]string{"价格 12*": "12x", "好*评": "好x", "1800 2000": "1800x2000"} {
		if found(habit.FindKey(text), q) {
			t.Errorf("%s is found by %s", text, q)
		}
	}
}
