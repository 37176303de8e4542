package importer

import (
	"context"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/sync/authority"
)

// leaving cancels a run while a group of it is judged.
type leaving struct{ cancel func() }

func (l *leaving) Do(ctx context.Context, calls ...kernel.Call) ([]authority.Judged, error) {
	l.cancel()
	return make([]authority.Judged, len(calls)), ctx.Err()
}

// A run that is cancelled waits for the group that it has sent: the next one must not find
// it still on its way.
func TestACancelledRunWaitsForItsGroup(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	p, company := &Plan{Report: &Report{}}, &leaving{cancel}
	group := []*step{{doc: &document{}}}
	if _, err := p.send(ctx, company, group); err != nil {
		t.Errorf("the group that was sent is given up: %v", err)
	}
	if _, err := p.send(ctx, company, group); err == nil {
		t.Error("a cancelled run sends a further group")
	}
}
