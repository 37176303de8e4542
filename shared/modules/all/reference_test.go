package all

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/tree"
)

var referenceFile = tree.Path("docs/entities.md")

// R262: the reference page follows from the declarations like everything else.
func TestGoldenReference(t *testing.T) {
	want := reference(Catalog(Latest))
	if *update {
		if err := os.WriteFile(referenceFile, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(referenceFile)
	if err != nil || string(got) != want {
		t.Fatalf("docs/entities.md does not say what is declared (%v): run make golden", err)
	}
}

func reference(c *kernel.Catalog) string {
	var b strings.Builder
	b.WriteString("# Entities, commands and refusals\n\nMade by `make golden` out of the declarations; not written by hand.\n\n## Entities\n")
	for _, s := range c.Schemas {
		fmt.Fprintf(&b, "\n### %s · %s · `%s`\n\n", s.Zh, s.En, s.Name)
		if s.Sees != "" {
			fmt.Fprintf(&b, "Guarded fields of `%s`, seen by whoever may see %s.\n\n", s.Main.Name, s.Sees)
		}
		b.WriteString("| field | 字段 | label | kind | |\n|---|---|---|---|---|\n")
		for _, f := range s.Fields {
			if f.Zh != "" {
				fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", f.Name, f.Zh, f.En, kindOf(s, f), flagsOf(f))
			}
		}
		for _, state := range s.States {
			fmt.Fprintf(&b, "\n- `%s` %s, %s", state.Code, state.Zh, state.En)
		}
		if len(s.States) > 0 {
			b.WriteString("\n")
		}
	}
	b.WriteString("\n## Settings\n\nWhat the company decides, on its own page. Each is declared in the module that goes by it.\n\n| setting | 设置 | label | kind | usually |\n|---|---|---|---|---|\n")
	for _, f := range org.SettingFields() {
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s |\n", f.Name, f.Zh, f.En, f.Kind, f.Usual)
	}
	b.WriteString("\n## Commands\n\nA command's name is its permission. A fact is refused only for form or authority.\n\n| command | 操作 | label | |\n|---|---|---|---|\n")
	for _, cmd := range c.Commands {
		if cmd.Schema != nil { // the three of every entity
			continue
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s |\n", cmd.Name, cmd.Zh, cmd.En, natureOf(cmd))
	}
	b.WriteString("\nEvery entity that is not kept by events also has `<entity>.add`, `<entity>.edit` and `<entity>.remove`.\n")
	b.WriteString("\n## Refusals\n\n| code | 说明 | sentence |\n|---|---|---|\n")
	for _, code := range kernel.Codes() {
		fmt.Fprintf(&b, "| `%s` | %s | %s |\n", code.Name, code.Zh, code.En)
	}
	return b.String()
}

func kindOf(s *kernel.Schema, f *kernel.Field) string {
	if target := s.Target(f); f.Kind == kernel.KindID && target != nil {
		return "→ `" + target.Name + "`"
	}
	if f.Kind == kernel.KindChoice {
		codes := make([]string, 0, 4)
		for _, o := range s.ChoicesOf(f) {
			codes = append(codes, o.Code+" "+o.Zh)
		}
		return strings.Join(codes, ", ")
	}
	return f.Kind.String()
}

func flagsOf(f *kernel.Field) string {
	var flags []string
	if f.Required {
		flags = append(flags, "required")
	}
	switch {
	case f.Settled:
		flags = append(flags, "settled")
	case f.Derived:
		flags = append(flags, "derived")
	case f.Fixed:
		flags = append(flags, "fixed")
	case f.Ask:
		flags = append(flags, "asks on clash")
	}
	if !f.Default.IsZero() {
		flags = append(flags, "begins as "+f.Default.String())
	}
	text := strings.Join(flags, ", ")
	if f.MeansZh != "" {
		text = strings.TrimPrefix(text+"<br>"+f.MeansZh+"<br>"+f.MeansEn, "<br>")
	}
	return text
}

func natureOf(c *kernel.CommandSpec) string {
	nature := "intent"
	if c.Fact {
		nature = "fact"
	}
	if c.System {
		nature += ", by the server only"
	}
	if c.Moves == nil {
		return nature
	}
	if len(c.Moves.To) == 0 {
		return fmt.Sprintf("%s; `%s`: %s", nature, c.Moves.Entity, words(c.Moves.From))
	}
	return fmt.Sprintf("%s; `%s`: %s → %s", nature, c.Moves.Entity, words(c.Moves.From), words(c.Moves.To))
}

func words(states []kernel.State) string {
	list := make([]string, len(states))
	for i, s := range states {
		list[i] = string(s)
	}
	return strings.Join(list, ", ")
}
