package habit

import (
	"strings"
	"sync"

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
任 ren|华 hua|纪 ji|宁 ning|应 ying|于 yu|沈 shen chen|尹 yin|令 ling|谌 chen shen|乜 nie mie
幢 zhuang chuang|模 mo mu|磨 mo|钻 zuan|褪 tui tun|裳 shang chang|衣 yi|露 lu lou|熨 yun yu
拓 tuo ta|汤 tang shang|沓 ta da|蛤 ge ha|虾 xia ha|蔓 man wan|术 shu zhu|畜 xu chu|抹 mo ma
给 gei ji|更 geng|间 jian|空 kong|量 liang|正 zheng|分 fen|平 ping|片 pian|兴 xing|相 xiang
似 si shi|厕 ce si|膀 bang pang|臂 bi bei|胳 ge|咽 yan ye|核 he hu|糊 hu|划 hua|混 hun
期 qi ji|栖 qi xi|荠 qi ji|稽 ji qi|纤 xian qian|巷 xiang hang|芯 xin|嘉 jia|氏 shi zhi|侗 dong tong
鸟 niao diao|尿 niao sui|溺 ni niao|弄 nong long|娜 na nuo|南 nan na|囊 nang|哪 na nei|那 na
色 se shai|杉 shan sha|莎 sha suo|汕 shan|扇 shan|芍 shao|少 shao|射 she|蛇 she|熟 shu shou
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

type readingTable struct {
	single    map[rune][]string
	compounds map[string][]string
}

// readings is built at the first use, so a program that never searches does
// not pay for it.
var readings = sync.OnceValue(func() readingTable {
	t := readingTable{single: map[rune][]string{}, compounds: map[string][]string{}}
	for _, entry := range strings.FieldsFunc(severalReadings, betweenEntries) {
		words := strings.Fields(entry)
		t.single[[]rune(words[0])[0]] = words[1:]
	}
	for _, entry := range strings.FieldsFunc(compounds, betweenEntries) {
		words := strings.Fields(entry)
		t.compounds[words[0]] = words[1:]
	}
	return t
})

func betweenEntries(r rune) bool { return r == '|' || r == '\n' }

var firstReading = pinyin.Args{Style: pinyin.Normal}

// syllable is one letter of a text with the ways to say it; a character that
// is no Han character says itself.
type syllable struct {
	letter rune
	han    bool
	said   []string
}

// syllables reads a folded text. Words in compounds fix the first reading; the
// other readings stay, so that both are found.
func syllables(text string) []syllable {
	runes := []rune(text)
	out := make([]syllable, len(runes))
	for i, r := range runes {
		out[i] = spoken(r)
	}
	table := readings()
	for i := 0; i < len(runes); i++ {
		for length := min(3, len(runes)-i); length >= 2; length-- {
			said, found := table.compounds[string(runes[i:i+length])]
			if !found {
				continue
			}
			for j, reading := range said {
				out[i+j].said = preferred(reading, out[i+j].said)
			}
			i += length - 1
			break
		}
	}
	return out
}

func spoken(r rune) syllable {
	if said, found := readings().single[r]; found {
		return syllable{r, true, said}
	}
	if r >= 0x3400 {
		if said := pinyin.SinglePinyin(r, firstReading); len(said) > 0 && said[0] != "" {
			return syllable{r, true, said[:1]}
		}
	}
	return syllable{r, false, []string{string(r)}}
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
