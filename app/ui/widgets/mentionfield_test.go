package widgets

import (
	"context"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"heyi/app/ui/uithread"
)

func mentioning(t *testing.T) (*uithread.Queue, *MentionField) {
	q := uithread.NewQueue()
	people := []Mentionable{{"1", "林晓燕", "业务员"}, {"2", "林晓峰", "仓管"}, {"3", "周志强", "业务员"}}
	f := NewMentionField(q, "text", "评论", 3, func(_ context.Context, query string, limit int) (found []Mentionable, _ error) {
		for _, p := range people {
			if strings.Contains(p.Name, query) || query == "zzq" && p.Key == "3" {
				found = append(found, p)
			}
		}
		return found, nil
	})
	window(t, f, 400, 600)
	f.Focus()
	return q, f
}

func ask(q *uithread.Queue, f *MentionField, text string) {
	typed(f.Input, text)
	q.Advance(pickerDelay)
	if _, asks := f.asked(); asks {
		q.Next()
	}
}

// An @ offers people while one types, by keys and by a tap, in the middle of a text, too;
// who is taken is known, and who was deleted from the text again is not.
func TestAnAtOffersPeople(t *testing.T) {
	q, f := mentioning(t)
	ask(q, f, "请@zzq")
	if got := f.Offers(); !slices.Equal(got, []string{"周志强"}) {
		t.Fatalf("offered are %q", got)
	}
	press(f.Input, fyne.KeyReturn)
	if f.Input.Text != "请@周志强 " || f.Picked()["周志强"] != "3" || f.panel.Visible() {
		t.Fatalf("%q, %v", f.Input.Text, f.Picked())
	}
	press(f.Input, fyne.KeyHome)
	ask(q, f, "@林")
	if len(f.Offers()) != 2 {
		t.Fatalf("in front of the text: %q", f.Offers())
	}
	press(f.Input, fyne.KeyDown)
	f.rows[f.marked].Tapped(nil)
	if f.Input.Text != "@林晓峰 请@周志强 " || f.Picked()["林晓峰"] != "2" {
		t.Fatalf("%q, %v", f.Input.Text, f.Picked())
	}
	f.SetText("请大家看")
	if len(f.Picked()) != 0 {
		t.Errorf("nobody is named any more: %v", f.Picked())
	}
}

// Enter is a new line where nothing is offered; an address, a blank and Escape offer nobody.
func TestAnAtThatOffersNobody(t *testing.T) {
	q, f := mentioning(t)
	for _, text := range []string{"lin@林", "@林 ", "@没有这个人"} {
		f.SetText("")
		if ask(q, f, text); f.panel.Visible() {
			t.Errorf("%q offers %q", text, f.Offers())
		}
	}
	f.SetText("")
	ask(q, f, "@林")
	press(f.Input, fyne.KeyEscape)
	if f.panel.Visible() || f.Input.Text != "@林" {
		t.Errorf("after Escape: %q", f.Input.Text)
	}
	press(f.Input, fyne.KeyReturn)
	if f.Input.Text != "@林\n" {
		t.Errorf("Enter gives %q", f.Input.Text)
	}
}
