package habit_test

import (
	"bufio"
	"slices"
	"strings"
	"testing"

	"heyi/shared/tools/habit"
)

// found runs the search as the database does: every term is part of the key.
func found(key, query string) bool {
	terms := habit.Query(query)
	for _, term := range terms {
		if !strings.Contains(key, term) {
			return false
		}
	}
	return len(terms) > 0
}

func TestFind(t *testing.T) {
	for _, c := range []struct {
		texts   []string
		queries []string
	}{
		{[]string{"重庆火锅"}, []string{"cq", "zq", "cqhg", "chongqing", "zhongqing", "重", "重庆", "火锅", "CQ", "ｃｑ"}},
		{[]string{"长沙"}, []string{"cs", "zs", "changsha"}},
		{[]string{"曾国藩"}, []string{"zeng", "ceng", "zgf", "cgf", "曾"}},
		{[]string{"万兰", "138-0013-8000", "KH-00127"}, []string{"wl", "wanlan", "8000", "138 0013 8000", "+86 13800138000", "kh-00127", "00127", "万 8000"}},
		{[]string{"KitchenAid 搅拌机, 黑色"}, []string{"kitchenaid", "搅拌机,黑", "jbj", "搅拌机 黑色", "Kitchen 黑"}},
		{[]string{"上海（浦东）贸易有限公司"}, []string{"上海(浦东)", "上海浦东", "shpd", "pudong"}},
		{[]string{"绿茶 12.5米"}, []string{"lvcha", "lucha", "lc", "12.5"}},
		{[]string{"厦门大厦"}, []string{"xmds", "xmdx", "xiamendasha"}},
	} {
		key := habit.FindKey(c.texts...)
		for _, q := range c.queries {
			if !found(key, q) {
				t.Errorf("%v is not found with %q (%v) in %q", c.texts, q, habit.Query(q), key)
			}
		}
	}
	key := habit.FindKey("重庆火锅")
	for _, q := range []string{"", "  ", "-", "bj", "qc", "火 北"} {
		if found(key, q) {
			t.Errorf("%q finds 重庆火锅", q)
		}
	}
}

// A name made of characters with several readings does not blow up the key.
func TestFindKeyIsBounded(t *testing.T) {
	key := habit.FindKey(strings.Repeat("重长行乐单参藏", 40))
	if words := strings.Fields(key); len(words) > 1+24+24 {
		t.Errorf("%d words", len(words))
	}
	if len(key) > 50*120*6 {
		t.Errorf("%d bytes", len(key))
	}
}

func TestSortKey(t *testing.T) {
	want := []string{"7天酒店", "阿里", "ABC公司", "北京", "重庆", "长沙", "单县", "西安", "西服", "先锋", "厦门", "张三", "张四", "章一", "郑州"}
	got := slices.Clone(want)
	slices.Reverse(got)
	slices.SortFunc(got, func(a, b string) int { return strings.Compare(habit.SortKey(a), habit.SortKey(b)) })
	// 长沙 (chang) stands before 重庆 (chong).
	want[4], want[5] = want[5], want[4]
	want = move(want, "厦门", "西服")
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

// move puts a word directly behind another.
func move(words []string, word, behind string) []string {
	words = slices.DeleteFunc(slices.Clone(words), func(w string) bool { return w == word })
	return slices.Insert(words, slices.Index(words, behind)+1, word)
}

// Every real company name is found by its own text, pinyin and initials, and
// its key stays small.
func TestRealCompanyNames(t *testing.T) {
	lines := bufio.NewScanner(dataFile(t, "company-names/short-names-20k.txt"))
	n, longest := 0, 0
	for lines.Scan() {
		name := strings.TrimSpace(lines.Text())
		if name == "" {
			continue
		}
		key := habit.FindKey(name)
		n, longest = n+1, max(longest, len(key))
		if !found(key, name) {
			t.Fatalf("%q is not found by itself in %q", name, key)
		}
		if habit.SortKey(name) == "" || habit.SortKey(name) != habit.SortKey(strings.ToUpper(name)) {
			t.Fatalf("%q has no stable sort key", name)
		}
	}
	if n < 19_000 {
		t.Fatalf("%d names", n)
	}
	t.Logf("%d names, longest key %d bytes", n, longest)
}

// Each text makes the keys of one row; a second one of the same kind does not
// come cheaper, because nothing of a key is remembered but how letters are said.
func BenchmarkKeys(b *testing.B) {
	for _, texts := range [][]string{
		{"P000127", "商品 127 号沙发"},
		{"KH-00127", "佛山顺德家具有限公司"},
		{"重庆长安汽车销售有限公司", "13800138000", "KH-00127"},
	} {
		b.Run("find/"+texts[0], func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				habit.FindKey(texts...)
			}
		})
	}
	b.Run("sort", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			habit.SortKey("佛山顺德家具有限公司")
		}
	})
}
