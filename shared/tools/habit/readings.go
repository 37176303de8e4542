package habit

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unicode/utf8"

	"github.com/mozillazg/go-pinyin"
)

// severalReadings lists the characters of names, places and goods that people
// really read in several ways, the usual reading in names first. The
// dictionary also knows hundreds of readings nobody uses (大 tai, 明 meng); with
// them every search would find too much, so for a character that does not
// stand here only the first reading of the dictionary counts.
const severalReadings = `
曾 zeng ceng|长 chang zhang|重 zhong chong|行 xing hang|乐 le yue|都 du dou|会 hui kuai|厦 xia sha
藏 zang cang|传 chuan zhuan|调 diao tiao|单 dan shan chan|解 jie xie|查 cha zha|区 qu ou|朝 chao zhao
车 che ju|大 da dai|地 di de|的 de di|柏 bai bo|佛 fo fu|阿 a e|仇 qiu chou|盖 gai ge|朴 piao pu
卜 bu bo|尉 wei yu|缪 miao mou|翟 zhai di|便 bian pian|参 can shen cen|差 cha chai|称 cheng chen
乘 cheng sheng|弹 dan tan|得 de dei|恶 e wu|还 huan hai|号 hao|和 he huo|降 jiang xiang|角 jiao jue
觉 jue jiao|壳 ke qiao|卡 ka qia|率 lv shuai|绿 lv lu|落 luo la|六 liu lu|没 mei mo|强 qiang jiang
切 qie|曲 qu|塞 sai se|石 shi dan|舍 she|省 sheng xing|盛 sheng cheng|数 shu shuo|说 shuo shui
宿 su xiu|提 ti di|万 wan mo|系 xi ji|洗 xi xian|校 xiao jiao|血 xue xie|叶 ye xie|员 yuan yun
脏 zang|择 ze zhai|折 zhe she|种 zhong chong|轴 zhou|转 zhuan|着 zhe zhao zhuo|属 shu zhu|薄 bo bao
堡 bao bu pu|泊 bo po|埔 pu bu|圩 wei xu|台 tai|合 he ge|贾 jia gu|尺 chi che|厂 chang|广 guang
不 bu|咖 ka ga|茄 qie jia|屏 ping bing|券 quan xuan|炮 pao bao|圈 quan juan|仔 zai zi|奇 qi ji
俞 yu shu|秘 mi bi|冯 feng ping|覃 qin tan|句 ju gou|冼 xian|黑 hei|逄 pang|佴 nai|隗 wei kui
召 zhao shao|眭 sui|葛 ge|过 guo|蚌 bang beng|番 fan pan|莆 pu|铅 qian yan|伺 ci si|夹 jia ga
箔 bo|扎 za zha|轧 zha ya|匙 chi shi|脯 pu fu|姥 lao mu|涡 wo guo|浚 jun xun|尧 yao|歙 she xi
郗 xi chi|乌 wu|亳 bo|泌 mi bi|丽 li|什 shen shi|粘 zhan nian|占 zhan|颤 chan zhan|辗 zhan nian
椎 zhui chui|琢 zhuo zuo|削 xiao xue|嚼 jiao jue|晟 sheng cheng|莘 xin shen|隽 jun juan|冠 guan
任 ren|华 hua|纪 ji|宁 ning|应 ying|于 yu|沈 shen chen|尹 yin|谌 chen shen|乜 nie mie
幢 zhuang chuang|模 mo mu|磨 mo|钻 zuan|褪 tui tun|裳 shang chang|衣 yi|露 lu lou|熨 yun yu
拓 tuo ta|汤 tang shang|沓 ta da|蛤 ge ha|虾 xia ha|蔓 man wan|术 shu zhu|畜 xu chu|抹 mo ma
给 gei ji|更 geng|间 jian|空 kong|量 liang|正 zheng|分 fen|平 ping|片 pian|兴 xing|相 xiang
似 si shi|厕 ce si|膀 bang pang|臂 bi bei|胳 ge|咽 yan ye|核 he hu|糊 hu|划 hua|混 hun
期 qi ji|栖 qi xi|荠 qi ji|稽 ji qi|纤 xian qian|巷 xiang hang|芯 xin|嘉 jia|氏 shi zhi|侗 dong tong
鸟 niao diao|尿 niao sui|溺 ni niao|弄 nong long|娜 na nuo|南 nan na|囊 nang|哪 na nei|那 na
色 se shai|杉 shan sha|莎 sha suo|汕 shan|扇 shan|芍 shao|少 shao|射 she|蛇 she|熟 shu shou
繁 fan po|阚 kan|贠 yun|么 me yao|涌 yong chong|陂 bei pi po|浒 hu xu|蔚 wei yu|珲 hun hui|伽 jia qie|勒 le lei
洞 dong tong|牟 mou mu|棱 leng ling|筠 jun yun|栎 li yue|犍 jian qian|坻 chi di|荥 xing ying|祭 ji zhai|宓 mi fu
郇 xun huan|郄 qie xi|令 ling|厍 she|枞 cong zong|垣 yuan|瞿 qu|浣 huan wan|澹 dan tan|郫 pi|滘 jiao
蚂 ma|埋 mai man|脉 mai mo|氓 mang meng|蒙 meng|靡 mi|乾 qian gan|鞘 qiao shao|侥 jiao|校 xiao jiao`

// compounds are words whose reading is not that of their characters above;
// sorting and full pinyin follow them.
const compounds = `
重庆 chong qing|重阳 chong yang|银行 yin hang|商行 shang hang|车行 che hang|洋行 yang hang|行业 hang ye
音乐 yin yue|乐清 yue qing|乐器 yue qi|会计 kuai ji|大厦 da sha|西藏 xi zang|收藏 shou cang|冷藏 leng cang
储藏 chu cang|空调 kong tiao|调料 tiao liao|调味 tiao wei|厂长 chang zhang|店长 dian zhang|校长 xiao zhang
家长 jia zhang|董事长 dong shi zhang|六安 lu an|六合 lu he|蚌埠 beng bu|朝阳 chao yang|番禺 pan yu
区氏 ou shi|黄埔 huang pu|大埔 da bu|十里堡 shi li pu|阿胶 e jiao|参茸 shen rong|人参 ren shen|海参 hai shen
西安 xi an|吉安 ji an|都匀 du yun|首都 shou du|传记 zhuan ji|自传 zi zhuan|子弹 zi dan|单于 chan yu
浚县 xun xian|尉迟 yu chi|莘县 shen xian|台州 tai zhou|丽水 li shui|涡阳 guo yang|尉犁 yu li|柏林 bo lin|石家庄 shi jia zhuang`

// places are the names of provinces, cities, counties and well-known places, and
// surnames, whose reading is not that of their characters.
//
//go:embed places.txt
var places string

// reading is how one letter is said; a letter that is no Han character says
// itself.
type reading struct {
	letter rune
	han    bool
	opens  bool        // some compound begins with it
	said   []string    // the usual way first
	forms  [2][]string // of said, each once; by form
}

// form is a way to write down what is said.
type form int

const (
	inFull     form = iota // chong
	byInitials             // c
)

func newReading(letter rune, han bool, said []string) *reading {
	r := &reading{letter: letter, han: han, said: said}
	for _, full := range said {
		_, size := utf8.DecodeRuneInString(full)
		r.forms[inFull] = appendNew(r.forms[inFull], full)
		if plain, found := withoutUmlaut(full); found && han {
			r.forms[inFull] = appendNew(r.forms[inFull], plain)
		}
		r.forms[byInitials] = appendNew(r.forms[byInitials], full[:size])
	}
	return r
}

// withoutUmlaut is a syllable with ü as people type it who do not know v: lu, lue.
func withoutUmlaut(full string) (plain string, found bool) {
	head, tail, found := strings.Cut(full, "v")
	return head + "u" + tail, found && head != ""
}

// appendNew leaves out what stands there already.
func appendNew(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	return append(list, s)
}

// Han characters from hanFirst to hanLast are remembered when they were met
// once; the dictionary's own answer costs more than all else of a key.
const (
	hanFirst = 0x3400
	hanLast  = 0x9FFF
)

type readingTable struct {
	ascii     [utf8.RuneSelf]*reading
	han       [hanLast - hanFirst + 1]atomic.Pointer[reading]
	compounds map[compound][]*reading
}

// longestCompound is how many letters the longest compound has.
const longestCompound = 5

// compound is two or more letters; those it has not are zero.
type compound [longestCompound]rune

// readings is built at the first use, so a program that never searches does
// not pay for it.
var readings = sync.OnceValue(func() *readingTable {
	t := &readingTable{compounds: map[compound][]*reading{}}
	for r := range t.ascii {
		t.ascii[r] = newReading(rune(r), false, []string{string(rune(r))})
	}
	for _, entry := range strings.FieldsFunc(severalReadings, betweenEntries) {
		words := strings.Fields(entry)
		letter := []rune(words[0])[0]
		t.han[letter-hanFirst].Store(newReading(letter, true, words[1:]))
	}
	for _, entry := range strings.FieldsFunc(places+compounds, betweenEntries) {
		if entry[0] == '#' {
			continue
		}
		words := strings.Fields(entry)
		var key compound
		var said []*reading
		for i, letter := range []rune(words[0]) {
			key[i] = letter
			said = append(said, newReading(letter, true, preferred(words[1+i], t.of(letter).said)))
		}
		t.of(key[0]).opens = true
		t.compounds[key] = said
	}
	return t
})

func betweenEntries(r rune) bool { return r == '|' || r == '\n' }

var firstReading = pinyin.Args{Style: pinyin.Normal}

// read appends how a folded text is read. Words in compounds fix the first
// reading; the other readings stay, so that both are found.
func (t *readingTable) read(dst []*reading, text []rune) []*reading {
	for i := 0; i < len(text); {
		r := t.of(text[i])
		if r.opens {
			if said := t.compoundAt(text[i:]); said != nil {
				dst = append(dst, said...)
				i += len(said)
				continue
			}
		}
		dst = append(dst, r)
		i++
	}
	return dst
}

// compoundAt is the longest compound that the text begins with.
func (t *readingTable) compoundAt(text []rune) []*reading {
	simple := simplified()
	for length := min(longestCompound, len(text)); length >= 2; length-- {
		var key compound
		for i, r := range text[:length] {
			key[i] = simple.of(r)
		}
		if said := t.compounds[key]; said != nil {
			return said
		}
	}
	return nil
}

func (t *readingTable) of(r rune) *reading {
	switch {
	case r < utf8.RuneSelf:
		return t.ascii[r]
	case r < hanFirst || r > hanLast:
		return t.lookUp(r)
	}
	known := &t.han[r-hanFirst]
	if said := known.Load(); said != nil {
		return said
	}
	said := t.lookUp(r)
	known.Store(said)
	return said
}

// lookUp asks the dictionary. A traditional character is read as its simplified
// form, whose readings people have looked through.
func (t *readingTable) lookUp(r rune) *reading {
	if simple := simplified().of(r); simple != r {
		said := t.of(simple)
		read := newReading(r, said.han, said.said)
		read.opens = said.opens
		return read
	}
	if r >= hanFirst {
		if said := pinyin.SinglePinyin(r, firstReading); len(said) > 0 && said[0] != "" {
			return newReading(r, true, said[:1])
		}
	}
	return newReading(r, false, []string{string(r)})
}

// preferred puts a reading in front without touching the shared table.
func preferred(reading string, said []string) []string {
	out := []string{reading}
	for _, other := range said {
		if other != reading {
			out = append(out, other)
		}
	}
	return out
}
