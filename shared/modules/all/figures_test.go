package all

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"heyi/shared/figures"
	"heyi/shared/kernel"
	"heyi/shared/rigs/tree"
)

var dictionaryFile = tree.Path("docs/figures.md")

// R272: there is one dictionary of figures, and it is the declaration.
func TestGoldenDictionary(t *testing.T) {
	want := dictionary(Catalog(Latest))
	if *update {
		if err := os.WriteFile(dictionaryFile, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(dictionaryFile)
	if err != nil || string(got) != want {
		t.Fatalf("docs/figures.md does not say what is declared (%v): run make golden", err)
	}
}

func dictionary(c *kernel.Catalog) string {
	var b strings.Builder
	b.WriteString("# Figures\n\nMade by `make golden` out of the declarations; not written by hand. A fact is what is counted, a dimension what it is told apart by, a measure what is added up. Every fact is also told apart by `kind`, `date`, `week`, `month`, `quarter` and `year`.\n")
	for _, f := range figures.Facts() {
		var from []string
		for _, p := range f.Parts {
			when := "now"
			if p.Date != "" {
				when = "by `" + p.Date + "`"
			}
			from = append(from, fmt.Sprintf("`%s` %s", p.Entity, when))
		}
		fmt.Fprintf(&b, "\n## %s · %s · `%s`\n\n%s · one row is %s; from %s.\n\n| dimension | 维度 | label | from |\n|---|---|---|---|\n", f.Zh, f.En, f.Name, f.Grain.Zh, f.Grain.En, strings.Join(from, ", "))
		for _, d := range f.Dimensions {
			fmt.Fprintf(&b, "| `%s` | %s | %s | `%s` |\n", d.Name, d.Zh, d.En, strings.ReplaceAll(d.Path, "|", "` or `"))
		}
		b.WriteString("\n| measure | 指标 | label | 口径 | formula | from |\n|---|---|---|---|---|---|\n")
		for _, m := range f.Measures {
			fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | `%s` |\n", m.Name, m.Zh, m.En, m.Means.Zh, m.Means.En, strings.ReplaceAll(strings.Join(m.Of, "`, `"), "|", "` or `"))
		}
	}
	b.WriteString("\n## Reports\n\n| report | 报表 | label | by | shows |\n|---|---|---|---|---|\n")
	for _, r := range figures.Reports() {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", r.Name, r.Zh, r.En, strings.Join(r.By, ", "), strings.Join(r.Show, ", "))
	}
	return b.String()
}

// What is declared leads somewhere: every path of every fact and report, every word in
// both languages, every measure with its formula.
func TestFiguresAreWhole(t *testing.T) {
	c := Catalog(Latest)
	if len(figures.Reports()) < 6 {
		t.Fatalf("only %d reports", len(figures.Reports()))
	}
	for _, f := range figures.Facts() {
		if f.Grain.Zh == "" || f.Grain.En == "" {
			t.Errorf("%s does not say what a row is", f.Name)
		}
		var by, show []string
		for _, d := range f.Dimensions {
			by = append(by, d.Name)
			if d.Zh == "" || d.En == "" {
				t.Errorf("the dimension %s of %s has no name", d.Name, f.Name)
			}
		}
		for _, m := range f.Measures {
			show = append(show, m.Name)
			if m.Zh == "" || m.En == "" || m.Means.Zh == "" || m.Means.En == "" {
				t.Errorf("the measure %s of %s has no name or no formula in words", m.Name, f.Name)
			}
		}
		for _, lines := range []bool{false, true} {
			if lines && f.Parts[0].Date == "" {
				continue // what is there now is no list of days
			}
			r := &figures.Report{Name: f.Name, Fact: f, By: by, Show: show, Lines: lines}
			if err := r.Check(c); err != nil {
				t.Errorf("%s: %v", f.Name, err)
			}
		}
	}
	for _, r := range figures.Reports() {
		if err := r.Check(c); err != nil {
			t.Errorf("%s: %v", r.Name, err)
		}
		if r.About.Zh == "" || r.About.En == "" || r.Title == "" || r.Figure == "" {
			t.Errorf("%s does not say what it answers, or what stands on a phone", r.Name)
		}
		if len(r.Filters(c)) != len(r.Only) {
			t.Errorf("%s cannot be narrowed down by %v", r.Name, r.Only)
		}
	}
}
