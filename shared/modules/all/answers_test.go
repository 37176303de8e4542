package all

import (
	"testing"

	"heyi/shared/kernel"
)

// What is only given as the answer to a refusal has a refusal that asks for it, and what a
// refusal asks can be answered: the same command goes again, with nothing else changed.
func TestEveryAnswerHasItsQuestion(t *testing.T) {
	asked := map[string]bool{}
	for _, code := range kernel.Codes() {
		for _, repair := range code.Repairs {
			takes := 0
			for _, spec := range Catalog(Latest).Commands {
				if !spec.Takes(repair.Answers) {
					continue
				}
				takes++
				first := spec.New()
				was := string(spec.Encode(first))
				again, ok := spec.Answered(first, repair.Answers)
				if !ok || string(spec.Encode(again)) == was || string(spec.Encode(first)) != was {
					t.Errorf("%s: %s is not answered by %q: %+v", code.Name, spec.Name, repair.Name, again)
				}
			}
			if len(repair.Answers) > 0 && takes == 0 {
				t.Errorf("%s: no command takes what %q answers", code.Name, repair.Name)
			}
			for name := range repair.Answers {
				asked[name] = true
			}
		}
	}
	for _, spec := range Catalog(Latest).Commands {
		for _, f := range spec.Fields {
			if f.Answer && !asked[f.Name] {
				t.Errorf("%s: nothing ever asks for %s, and no form does", spec.Name, f.Name)
			}
		}
		if _, can := spec.Answered(spec.New(), kernel.Answers{"no_such_argument": "1"}); can {
			t.Errorf("%s is asked what it does not know", spec.Name)
		}
	}
}
