package importer

import (
	"context"
	"fmt"
	"slices"

	"heyi/shared/authority"
	"heyi/shared/kernel"
)

// Company is what an import works on.
type Company interface {
	// Do judges calls in one group that is written whole or not at all. Calls
	// without a key get the next one of their origin.
	Do(ctx context.Context, calls ...kernel.Call) ([]authority.Judged, error)
}

// groupMax is how many commands are judged in one commit.
const groupMax = 250

// Progress is told how many commands of all are done.
type Progress func(done, total int)

// Run has the plan judged. Documents that were refused, in a trial too, are left
// out. When it is cancelled, what was done stands, and the next run goes on from
// there. Refusals of commands are in the report; an error means that the run
// stopped.
func (p *Plan) Run(ctx context.Context, c Company, progress Progress) error {
	steps := append(slices.Clone(p.masters), p.events...)
	if p.enrol != nil {
		if err := p.begin(ctx, c); err != nil {
			return err
		}
	}
	key, planned := p.lastKey, len(steps)
	var group []*step
	for n, s := range steps[:len(steps):len(steps)] {
		if !s.done && !s.doc.refused {
			key++
			s.call.Key = key
			group = append(group, s)
		}
		if len(group) == groupMax || n == planned-1 {
			parted, err := p.send(ctx, c, group)
			for len(parted) > 0 && err == nil {
				for _, s := range parted {
					key++
					s.call.Key = key
				}
				steps = append(steps, parted...)
				parted, err = p.send(ctx, c, parted)
			}
			if err != nil {
				return err
			}
			group = group[:0]
			progress(n+1, planned)
		}
	}
	p.count(steps)
	p.Report.sort()
	return nil
}

// begin makes the import known as an origin of commands.
func (p *Plan) begin(ctx context.Context, c Company) error {
	spec := p.catalog.CommandFor(p.enrol)
	judged, err := c.Do(ctx, kernel.Call{Name: spec.Name, Version: int64(spec.Version), Args: spec.Encode(p.enrol), At: p.now})
	if err != nil {
		return fmt.Errorf("importer: enrol the import: %w", err)
	}
	if judged[0].Refusal != nil {
		return judged[0].Refusal
	}
	return nil
}

// send has a group judged. It returns what is to be judged instead of documents
// that were refused and can be parted.
func (p *Plan) send(ctx context.Context, c Company, group []*step) (parted []*step, err error) {
	if err := ctx.Err(); err != nil || len(group) == 0 {
		return nil, err
	}
	calls := make([]kernel.Call, len(group))
	for i, s := range group {
		calls[i] = s.call
	}
	judged, err := c.Do(ctx, calls...)
	if err != nil {
		return nil, fmt.Errorf("importer: %w", err)
	}
	for i, s := range group {
		switch {
		case judged[i].Refusal == nil || s.doc.refused:
		case s.doc.part != nil:
			s.doc.refused = true
			for _, one := range s.doc.part() {
				if !one.done {
					parted = append(parted, one)
				}
			}
		default:
			p.spoil(s.doc, s.doc.lines[0], "", judged[i].Refusal)
		}
	}
	return parted, nil
}

// count sums up documents by their kind: a document is counted by its first
// command.
func (p *Plan) count(steps []*step) {
	for _, k := range p.counts {
		k.New, k.Known = 0, 0
	}
	seen, changed := map[*document]bool{}, map[*document]bool{}
	for _, s := range steps {
		if s.changed {
			changed[s.doc] = true
		}
		if seen[s.doc] || s.doc.refused {
			continue
		}
		seen[s.doc] = true
		if s.done {
			s.doc.kind.Known++
		} else {
			s.doc.kind.New++
		}
	}
	p.Report.Changed = len(changed)
	p.Report.Made = nil
	for _, k := range p.counts {
		p.Report.Made = append(p.Report.Made, *k)
	}
}

// Incomplete is the refusal of an import in which something is refused.
var Incomplete = kernel.Refuse("import.incomplete", "有 {lines} 行被拒绝,什么也没有导入;改正后再试,或加 --skip-refused 只导入其余单据",
	"{lines} lines are refused and nothing was imported; mend them, or add --skip-refused to import the rest")

// Try runs the plan over a view without writing anything. It fails with
// [Incomplete] when something is refused.
func (p *Plan) Try(ctx context.Context, progress Progress) error {
	t, err := NewTrial(p.catalog, p.view, p.now)
	if err != nil {
		return err
	}
	if err := p.Run(ctx, t, progress); err != nil {
		return err
	}
	if n := len(p.Report.Refused); n > 0 {
		return Incomplete.With(kernel.Int("lines", int64(n)))
	}
	return nil
}
