package habit_test

import (
	"flag"
	"math/rand"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"heyi/shared/tools/habit"
)

var update = flag.Bool("update", false, "write the golden files")

// Keys stand in columns that devices and servers filled at different times, so
// they never change in silence: other keys need another version, by which stores
// know that theirs are old.
func TestGoldenKeys(t *testing.T) {
	file := filepath.Join("testdata", "keys.txt")
	data, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	version, body, _ := strings.Cut(string(data), "\n")
	lines := []string{habit.KeyVersion() + "\n"}
	n := 0
	for line := range strings.Lines(body) {
		line = strings.TrimSuffix(line, "\n")
		text, rest, _ := strings.Cut(line, "\t")
		want := habit.FindKey(strings.Split(text, "+")...) + "\t" + habit.SortKey(text)
		if lines = append(lines, text+"\t"+want+"\n"); want != rest {
			switch {
			case version == habit.KeyVersion():
				t.Errorf("%q has another key in the same version; raise keyFormat", text)
			case !*update:
				t.Errorf("%q\n got %q\nwant %q", text, want, rest)
			}
		}
		n++
	}
	if version != habit.KeyVersion() && !*update {
		t.Errorf("the keys are of version %s, not %s; write them anew", version, habit.KeyVersion())
	}
	if n < 100 {
		t.Errorf("only %d lines", n)
	}
	if *update {
		if err := os.WriteFile(file, []byte(strings.Join(lines, "")), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// foldSlowly is what Fold means.
func foldSlowly(s string) string {
	s = strings.ToLower(norm.NFKC.String(strings.ToValidUTF8(s, "")))
	return strings.Join(strings.Fields(s), " ")
}

// Fold's short way for plain letters comes to what the tables of Unicode say,
// for every letter of the basic plane beside others.
func TestFoldIsTheTablesOfUnicode(t *testing.T) {
	for r := range rune(0x32000) {
		if r > 0xFFFF && r%16 != 0 {
			continue // no short way here
		}
		s := " \u3000A" + string(r) + "沙" + string(r) + "1" + string(r)
		if got, want := habit.Fold(s), foldSlowly(s); got != want {
			t.Fatalf("%U: %q, not %q", r, got, want)
		}
	}
	letters := []rune("沙发重庆 \t\n\u3000.09AZaz（Ａ～é\u0301ﬁ㎡①½가ｱﾞ豈𠀀\u200b")
	random := rand.New(rand.NewSource(1))
	for range 20_000 {
		var b strings.Builder
		for range random.Intn(12) {
			b.WriteRune(letters[random.Intn(len(letters))])
		}
		if random.Intn(4) == 0 {
			b.WriteByte(0xff) // no UTF-8
		}
		if got, want := habit.Fold(b.String()), foldSlowly(b.String()); got != want {
			t.Fatalf("%q: %q, not %q", b.String(), got, want)
		}
	}
}

// Keys made on many goroutines at once, for the first time each, are the same.
func TestKeysBesideEachOther(t *testing.T) {
	texts := []string{"重庆火锅", "尉迟恭", "董事长车行", "龘靐齉", "12.5 米"}
	keysOf := func() (keys []string) {
		for _, text := range texts {
			keys = append(keys, habit.FindKey(text), habit.SortKey(text))
		}
		return keys
	}
	results := make(chan []string)
	for range 8 {
		go func() { results <- keysOf() }()
	}
	for range 8 {
		if got := <-results; !slices.Equal(got, keysOf()) {
			t.Fatalf("%q", got)
		}
	}
}
