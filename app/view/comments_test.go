package view_test

import (
	"slices"
	"testing"

	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// Whom a text names is found by the whole name, also where nobody was picked from a list;
// of two with one name only the one who was.
func TestWhomATextNames(t *testing.T) {
	who := func(n byte) kernel.Ref[org.User] { return kernel.Ref[org.User](kernel.ID{n}) }
	people := []view.Person{{ID: who(1), Name: "张三"}, {ID: who(2), Name: "张三丰"}, {ID: who(3), Name: "李伟"}, {ID: who(4), Name: "李伟"}, {ID: who(5), Name: "O’Neil 👍"}}
	for text, want := range map[string][]kernel.Ref[org.User]{
		"":                     nil,
		"张三你看":                 nil,
		"@张三 你看":               {who(1)},
		"@张三丰，@张三 @张三":         {who(2), who(1)},
		"＠张三请看":                {who(1)},
		"@李伟 看一下":              nil,
		"@O’Neil 👍 look, @李":   {who(5)},
		"mail lin@example.com": nil,
	} {
		if got := view.MentionedIn(text, people, nil); !slices.Equal(got, want) {
			t.Errorf("%q names %v, not %v", text, got, want)
		}
	}
	if got := view.MentionedIn("@李伟", people, map[string]kernel.Ref[org.User]{"李伟": who(4)}); !slices.Equal(got, []kernel.Ref[org.User]{who(4)}) {
		t.Errorf("of namesakes %v is meant", got)
	}
}
