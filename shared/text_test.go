package shared_test

import (
	"errors"
	"regexp"
	"slices"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/trial"
	"heyi/shared/tools/text"
)

// eachText visits every text that a person, a file or another program can give:
// the fields of entities and the arguments of commands.
func eachText(visit func(where string, f *kernel.Field)) {
	for _, s := range catalog.Schemas {
		for _, f := range s.Fields {
			if f.Kind == kernel.KindText {
				visit(s.Name+"."+f.Name, f)
			}
		}
	}
	for _, c := range catalog.Commands {
		c.EachText(func(path string, f *kernel.Field) { visit(c.Name+": "+path, f) })
	}
}

// raw are the texts that get no form at the door, with the reason.
var raw = map[string]string{
	"value": "of a plain add: it gets the form of the field that it is for", "was": "likewise", "becomes": "likewise",
	"figures": "made by the program", "owed": "likewise", "sum": "likewise",
}

// What the names of fields say of their texts, so that the next one is not
// forgotten.
var formsByName = []struct {
	name  *regexp.Regexp
	forms []text.Form
}{
	{regexp.MustCompile(`^(mobile|phone|tel|fax)$`), []text.Form{text.Phone}},
	{regexp.MustCompile(`(^|_)(code|series|shelf|sku)$`), []text.Form{text.Code, text.Word}},
	{regexp.MustCompile(`^(barcode|uscc|tax_no|account|waybill|invoice_no|serial_no|lot)$`), []text.Form{text.Number, text.Code}},
	{regexp.MustCompile(`^number$`), []text.Form{text.Number, text.Code}},
	{regexp.MustCompile(`_entity$|^entity$`), []text.Form{text.Word}},
}

func TestEveryTextHasItsForm(t *testing.T) {
	eachText(func(where string, f *kernel.Field) {
		for _, rule := range formsByName {
			if rule.name.MatchString(f.Name) && !slices.Contains(rule.forms, f.Form) {
				t.Errorf("%s has no form of codes or phones; say text:\"…\"", where)
			}
		}
		if f.Form == text.Raw && raw[f.Name] == "" {
			t.Errorf("%s is stored as it came", where)
		}
		if f.Max >= 300 && f.Form == text.Line && !f.Derived {
			t.Errorf("%s takes %d characters on one line; say text:\"lines\"", where, f.Max)
		}
	})
}

// Whatever hides in a text, people see one text and mean one.
func TestTextsThatLookAlikeAreOne(t *testing.T) {
	const plain = "K1 甲"
	eachText(func(where string, f *kernel.Field) {
		if f.Form == text.Raw {
			return
		}
		for _, typed := range []string{" K1 甲", "K1 甲 ", "K1\u00a0甲", "\u3000K1 甲", "K1 甲\t", "\ufeffK1 甲", "K\u200b1 甲", "\u202dK1 甲\u202c", "K1 \u2066甲", "K1 甲\r\n", "K1\u00ad 甲"} {
			if got, want := f.Normal(typed), f.Normal(plain); got != want {
				t.Errorf("%s: %q is kept as %q, not %q", where, typed, got, want)
			}
		}
		if f.Form.Codelike() && f.Normal("Ｋ１－２") != f.Normal("K1-2") {
			t.Errorf("%s: full-width is another code", where)
		}
		if (f.Form == text.Code || f.Form == text.Number) && f.Normal("k1") != f.Normal("K1") {
			t.Errorf("%s: case is another code", where)
		}
		if f.Form != text.Lines && f.Normal("甲\n乙") != f.Normal("甲 乙") {
			t.Errorf("%s: is no text of lines and keeps a break", where)
		}
		for _, nothing := range []string{" ", "\u3000", "\u200b", "\u202e\u2069", "\ufeff", "\u3164", "\u2800", "\n\t", "\u00ad", "\u180e"} {
			if got := f.Normal(nothing); got != "" {
				t.Errorf("%s: nothing (%q) is kept as %q", where, nothing, got)
			}
		}
	})
}

// The forms act where commands are judged, and what is empty in them is missing.
func TestTextsAreNormalAtTheDoor(t *testing.T) {
	w := trial.Company(t, org.VatGeneral)
	boss := w.As(t, org.Boss)
	add := func(pairs ...string) error { _, err := w.Add(boss, "product", pairs...); return err }
	if err := add("code", "hy-s310", "name", "沙发 ", "unit", "件"); err != nil {
		t.Fatal(err)
	}
	for _, same := range []string{"HY-S310", " hy-s310", "ＨＹ－Ｓ３１０", "HY–S310\u200b", "'hy-s310"} {
		if err := add("code", same, "name", "二", "unit", "件"); !errors.Is(err, kernel.Taken.With()) {
			t.Errorf("%q is another code than hy-s310: %v", same, err)
		}
	}
	for _, empty := range []string{"\u200b", "\u3000 ", "\u202e"} {
		if err := add("code", "X1", "name", empty, "unit", "件"); !errors.Is(err, kernel.Missing.With()) {
			t.Errorf("a product named %q: %v", empty, err)
		}
	}
}
