package shared_test

import (
	"go/ast"
	"go/token"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
)

// wide is how Chinese writes the marks that other scripts have too. Beside a figure the
// narrow comma would be read as one of thousands.
var wide = map[rune]rune{',': '\uff0c', ';': '\uff1b', ':': '\uff1a', '!': '\uff01', '?': '\uff1f', '(': '\uff08', ')': '\uff09'}

// narrow are the files with texts that keep their narrow marks, with the reason.
var narrow = map[string]string{
	"shared/tools/habit/terms.go":                "terms as files of other programs write them",
	"shared/modules/engines/tax/shipped.go":      "stored in every company; another text would be another row",
	"syncserver/files/importer/propose_sheet.go": "a title as files of other programs write it",
}

// narrowMark is the first narrow mark beside a Chinese character, with what stands
// around it; "" where there is none. A blank does not part them, and what a value is
// filled into counts as Chinese.
func narrowMark(text string) string {
	runes := []rune(hole.ReplaceAllString(text, "\u503c"))
	han := func(i, step int) bool {
		for i += step; i >= 0 && i < len(runes) && runes[i] == ' '; i += step {
		}
		return i >= 0 && i < len(runes) && (unicode.Is(unicode.Han, runes[i]) || strings.ContainsRune("\u300c\u300d", runes[i]))
	}
	for i, r := range runes {
		if wide[r] != 0 && (i > 0 && runes[i-1] != ' ' && han(i, -1) || r != ')' && han(i, 1) && (r != '(' || runes[i+1] != ' ')) {
			return string(runes[max(0, i-8):min(len(runes), i+8)])
		}
	}
	return ""
}

// Chinese is written with its own marks: in every text of the screens, the registry, the
// refusals, the server's answers and the scripts.
func TestChineseHasItsOwnMarks(t *testing.T) {
	texts := 0
	look := func(where, text string) {
		if strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			texts++
			if at := narrowMark(text); at != "" {
				t.Errorf("%s: a narrow mark in %q", where, at)
			}
			if strings.ContainsAny(text, "\u201c\u201d") {
				t.Errorf("%s: what is quoted stands in \u300c\u300d: %q", where, text)
			}
		}
	}
	for _, s := range sources(t) {
		if s.test || narrow[s.path] != "" {
			continue
		}
		ast.Inspect(s.tree, func(n ast.Node) bool {
			if call, ok := n.(*ast.CallExpr); ok {
				if f, ok := call.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "MustCompile" {
					return false // a pattern of what others write
				}
			}
			if b, ok := n.(*ast.BasicLit); ok && b.Kind == token.STRING {
				look(s.path, b.Value)
			}
			return true
		})
	}
	for _, declare := range []map[string]int{textFuncs, refusalFuncs} {
		for _, s := range sentences(t, declare) {
			look(s.where, hole.ReplaceAllString(s.zh, "\u503c")) // also what is nothing but values
		}
	}
	scripts, err := filepath.Glob("../.ci/*")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range scripts {
		script, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(string(script), "\n") {
			if !strings.HasSuffix(line, ") ;;") { // a pattern
				look(path, line)
			}
		}
	}
	if texts < 3000 {
		t.Errorf("only %d Chinese texts found", texts)
	}
	for _, text := range []string{"缺货,请补货", "共 3 张(未收 2 张)", "编号:{0}", "好; 再见", "「甲」(乙)", "截至 {0}({1})"} {
		if narrowMark(text) == "" {
			t.Errorf("%q passes", text)
		}
	}
}
