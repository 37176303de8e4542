package shared_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/trial"
	"heyi/shared/rigs/trial/drawn"
)

func TestRowsSurviveTheCodec(t *testing.T) {
	for _, s := range catalog.Schemas {
		t.Run(s.Name, func(t *testing.T) {
			drawn.Check(t, func(t *rapid.T) {
				m := maker{t: t, pick: func(target *kernel.Schema) kernel.ID { return kernel.DeriveID(target.Name, 1) }}
				row := s.New()
				for _, f := range s.Fields {
					f.Put(row, m.value(s, f))
				}
				data := kernel.Encode(nil, row)
				again, err := s.Decode(data)
				if err != nil {
					t.Fatal(err)
				}
				for _, f := range s.Fields {
					if f.Get(again) != f.Get(row) {
						t.Fatalf("%s: %v became %v", f.Name, f.Get(row), f.Get(again))
					}
				}
				if !bytes.Equal(kernel.Encode(nil, again), data) {
					t.Fatal("the same row has two encodings")
				}
			})
		})
	}
}

// Canonical text is how edits, imports and the API write a field.
func TestValuesSurviveTheirText(t *testing.T) {
	drawn.Check(t, func(t *rapid.T) {
		m := maker{t: t, pick: func(target *kernel.Schema) kernel.ID { return kernel.DeriveID(target.Name, 1) }}
		s := rapid.SampledFrom(catalog.Schemas).Draw(t, "entity")
		f := rapid.SampledFrom(s.Fields).Draw(t, "field")
		if f.Kind == kernel.KindCustom {
			return
		}
		v := m.value(s, f)
		if again, err := kernel.ParseValue(f.Kind, v.String()); err != nil || again != v {
			t.Fatalf("%s.%s: %v became %v, %v", s.Name, f.Name, v, again, err)
		}
	})
}

// Device and server run the same code on the same rows; if running it twice here
// gives two results, they will disagree there. Random arguments must also never
// end in anything but an effect or a refusal with its sentence.
func TestEveryCommandIsDeterministic(t *testing.T) {
	base := trial.Company(t, org.VatGeneral)
	for _, name := range []string{"甲", "乙"} {
		base.Party(t, name)
		base.Product(t, name)
	}
	accepted := map[string]int{}
	authors := []*kernel.Author{base.As(t, org.Boss), base.As(t, org.Sales), trial.System()}
	check := func(t *rapid.T) {
		w := base.Fork()
		m := maker{
			t, func(target *kernel.Schema) kernel.ID { return pick(t, w, target) },
			func(s *kernel.Schema, id kernel.ID) kernel.Row { return w.Get(w.Catalog.Schema(s.Name), id) },
		}
		for range 25 {
			spec := rapid.SampledFrom(w.Catalog.Commands).Draw(t, "command")
			author := rapid.SampledFrom(authors).Draw(t, "author")
			runTwice(t, w, author, spec, m.args(spec), accepted)
		}
	}
	// Commands that were never accepted were not tried. How many are is a matter of
	// luck, so a short run goes on until there are enough.
	const least, most = 25, 20
	for round := 0; round == 0 || len(accepted) < least && round < most; round++ {
		drawn.Again(t, round, check)
	}
	t.Logf("%v", accepted)
	if len(accepted) < least {
		t.Errorf("only %d commands were accepted, want %d: %v", len(accepted), least, accepted)
	}
}

// pick chooses a row of the entity, and makes one up when there is none.
func pick(t *rapid.T, w *trial.World, s *kernel.Schema) kernel.ID {
	var ids []kernel.ID
	_ = w.Scan(w.Catalog.Schema(s.Name), func(r kernel.Row) error { // visit never errs
		ids = append(ids, r.Base().ID)
		return nil
	})
	if len(ids) == 0 {
		return kernel.DeriveID(s.Name, "nowhere")
	}
	return rapid.SampledFrom(ids).Draw(t, "row")
}

func runTwice(t *rapid.T, w *trial.World, author *kernel.Author, spec *kernel.CommandSpec, args kernel.Command, accepted map[string]int) {
	w.Now += 1000
	call := &kernel.Call{
		ID: kernel.NewID(w.Now, [10]byte{1}), Key: int64(w.Now), Author: author.User, Name: spec.Name,
		Args: spec.Encode(args), At: w.Now, Judged: w.Now,
	}
	first := kernel.NewTx(w.Catalog, w, author.Viewer, call, author)
	out1, err1 := first.Judge()
	second := kernel.NewTx(w.Catalog, w, author.Viewer, call, author)
	out2, err2 := second.Judge()
	if (err1 == nil) != (err2 == nil) || err1 != nil && err1.Error() != err2.Error() {
		t.Fatalf("%s: two answers: %v and %v", spec.Name, err1, err2)
	}
	if err1 != nil {
		checkRefusal(t, spec, err1)
		return
	}
	if out1 != out2 {
		t.Fatalf("%s: two digests: %v and %v", spec.Name, out1, out2)
	}
	if a, b := effects(first), effects(second); a != b {
		t.Fatalf("%s: two effects:\n%s\n%s", spec.Name, a, b)
	}
	checkTexts(t, spec, first)
	accepted[spec.Name]++
	for _, write := range first.Writes() {
		write.After.Base().Version = int64(w.Now)
		w.Put(write.After)
	}
}

func checkRefusal(t *rapid.T, spec *kernel.CommandSpec, err error) {
	r, ok := kernel.AsRefusal(err)
	if !ok {
		t.Fatalf("%s: an internal error from arguments: %v", spec.Name, err)
	}
	for _, lang := range []string{"zh", "en"} {
		if s := r.Sentence(lang, nil); strings.Contains(s, "{") || s == r.Code {
			t.Fatalf("%s: %s lacks a figure or a sentence in %s: %s", spec.Name, r.Code, lang, s)
		}
	}
}

// checkTexts sees to it that what a command stores is in its normal form, whatever
// was typed.
func checkTexts(t *rapid.T, spec *kernel.CommandSpec, tx *kernel.Tx) {
	for _, w := range tx.Writes() {
		for _, f := range w.Schema.Fields {
			if f.Kind != kernel.KindText || w.Before != nil && f.Get(w.Before) == f.Get(w.After) {
				continue
			}
			if text := f.Get(w.After).Str; f.Normal(text) != text {
				t.Fatalf("%s stores %q in %s.%s, whose normal form is %q", spec.Name, text, w.Schema.Name, f.Name, f.Normal(text))
			}
		}
	}
}

// effects is what a transaction wrote, as comparable text.
func effects(tx *kernel.Tx) string {
	var b strings.Builder
	for _, w := range tx.Writes() {
		fmt.Fprintf(&b, "%s %x\n", w.Schema.Name, kernel.Encode(nil, w.After))
	}
	return b.String()
}
