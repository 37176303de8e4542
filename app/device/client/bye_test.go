package client

import (
	"strings"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
)

// A server of a later release ends the connection with a code that this program does
// not have, or with one that it has: both are read as sentences, without braces.
func TestEveryByeIsASentence(t *testing.T) {
	newer := &kernel.Refusal{Code: "link.of_tomorrow", Args: []kernel.Arg{kernel.Words("said", "明天的原因", "A reason of tomorrow")}}
	for _, why := range []*kernel.Refusal{wire.Stopping.With(), wire.FrameTooBig.With(kernel.Int("limit", 9)), newer, {Code: "link.bare"}} {
		told := wire.Farewell(why, false).Refusal.Unpack()
		for _, lang := range []string{"zh", "en"} {
			text := told.Sentence(lang, nil)
			if text == "" || text == why.Code || strings.ContainsAny(text, "{}") {
				t.Errorf("%s in %s: %q", why.Code, lang, text)
			}
		}
	}
	if text := wire.Farewell(newer, false).Refusal.Unpack().Sentence("zh", nil); text != "明天的原因" {
		t.Errorf("a newer server's own sentence is lost: %q", text)
	}
	if !wire.Stopping.With().Passing() || kernel.NotAllowed.With().Passing() {
		t.Error("a restart is over by itself, a missing right is not")
	}
}
