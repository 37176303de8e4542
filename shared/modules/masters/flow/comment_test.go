package flow_test

import (
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

// A comment that was refused for whom it names goes again without, as it was written.
func TestACommentGoesAgainWithoutMentions(t *testing.T) {
	first := &flow.Say{Text: "@林晓燕 看一下", Mentions: []kernel.Ref[org.User]{{1}}}
	mend, can := first.Mend(flow.WithoutThem.Name, nil)
	if say, ok := mend.Again.(*flow.Say); !can || !ok || say.Text != first.Text || len(say.Mentions) != 0 || len(first.Mentions) != 1 {
		t.Errorf("%+v from %+v", mend.Again, first)
	}
	if _, can := first.Mend("draft", nil); can {
		t.Error("a comment is kept as a draft")
	}
}
