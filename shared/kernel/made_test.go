package kernel_test

import (
	"testing"

	"heyi/shared/kernel"
)

// A document is another one for its author where he sees that it is.
func TestWhatTheAuthorSeesTellsDocumentsApart(t *testing.T) {
	shown := kernel.Made{All: 1, Seen: 1}
	for made, differs := range map[kernel.Made]bool{
		{All: 1, Seen: 1}: false,
		{All: 2, Seen: 1}: false, // what he was not shown came out otherwise
		{All: 1, Seen: 2}: false, // he sees more of the same document
		{All: 2, Seen: 2}: true,
	} {
		if made.Differs(shown) != differs {
			t.Errorf("%+v differs from %+v: %v", made, shown, !differs)
		}
	}
}
