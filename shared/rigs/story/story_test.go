package story_test

import (
	"os"
	"strings"
	"testing"

	"heyi/shared/modules/all"
	"heyi/shared/rigs/story"
	"heyi/shared/rigs/tree"
)

// Every module tells its stories in its testdata; they all come true here.
func TestStories(t *testing.T) {
	stories := tree.Stories()
	if len(stories) == 0 {
		t.Fatal("no stories found")
	}
	for _, s := range stories {
		t.Run(s.Name, func(t *testing.T) {
			data, err := os.ReadFile(s.Path)
			if err != nil {
				t.Fatal(err)
			}
			if err := story.Run(story.NewDirect(all.Catalog(all.Latest)), data); err != nil {
				t.Fatal(err)
			}
		})
	}
}

// A story that is not true must fail, and say where and why.
func TestWhatIsNotTrueFails(t *testing.T) {
	for _, c := range []struct{ lines, says string }{
		{"林晓燕: party.add name=鹭岛 is_customer=yes\nexpect party 鹭岛: level=dealer", "level is retail, not dealer"},
		{"林晓燕: party.add name=鹭岛 is_customer=yes limit=100", "nobody expected: auth.permission"},
		{"林晓燕: party.add name=鹭岛 is_customer=yes\nrefused auth.permission", "it was not refused"},
		{"林晓燕: party.add name=鹭岛\nrefused auth.permission", "refused for another reason: party.neither"},
		{"林晓燕: party.add name=鹭岛\nrefused party.neither name=别家", "name is 鹭岛, not 别家"},
		{"林晓燕: party.add name=鹭岛 is_customer=yes\nexpect no party 鹭岛", "there are 1 such rows"},
		{"expect party 鹭岛: level=retail", `no party is called "鹭岛"`},
		{"expect 3 place", "there are 5 such rows"},
		{"林晓燕: party.fly", "there is no command party.fly"},
		{"没人: party.add name=x", `no user is called "没人"`},
		{"林晓燕: party.add colour=red", "party has no field colour"},
		{"wait", "a line begins with"},
		{"refused no.such", "there is no refusal no.such"},
	} {
		text := "-- 开头 --\ncompany\n" + c.lines + "\n"
		err := story.Run(story.NewDirect(all.Catalog(all.Latest)), []byte(text))
		if err == nil || !strings.Contains(err.Error(), c.says) || !strings.Contains(err.Error(), "开头:") && !strings.Contains(err.Error(), "at the end") {
			t.Errorf("%s\n\tgot %v\n\twant %s", c.lines, err, c.says)
		}
	}
}
