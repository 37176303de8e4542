package importer

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/sync/authority"
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
	_, err := p.run(ctx, c, progress, false)
	return err
}

// run is Run; where it is tried it ends behind the masters if any was refused, for
// what needs them is planned anew then.
func (p *Plan) run(ctx context.Context, c Company, progress Progress, try bool) (ended bool, err error) {
	steps := append(slices.Clone(p.masters), p.events...)
	if p.enrol != nil {
		if err := p.begin(ctx, c); err != nil {
			return false, err
		}
	}
	key, planned, masters, refused := p.lastKey, len(steps), len(p.masters), len(p.Report.Refused)
	var group []*step
	for n, s := range steps[:len(steps):len(steps)] {
		if !s.done && !s.doc.refused {
			key++
			s.call.Key = key
			group = append(group, s)
		}
		if len(group) == groupMax || n == planned-1 || n == masters-1 {
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
				return false, err
			}
			group = group[:0]
			progress(n+1, planned)
		}
		if try && n == masters-1 && len(p.Report.Refused) > refused {
			ended = true
			break
		}
	}
	p.count(steps)
	p.Report.sort()
	return ended, nil
}

// begin makes the import known as an origin of commands; it is waited for like a group.
func (p *Plan) begin(ctx context.Context, c Company) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	spec := p.catalog.CommandFor(p.enrol)
	judged, err := c.Do(context.WithoutCancel(ctx), kernel.Call{Name: spec.Name, Version: int64(spec.Version), Args: spec.Encode(p.enrol), At: p.now})
	if err != nil {
		return fmt.Errorf("importer: enrol the import: %w", err)
	}
	if judged[0].Refusal != nil {
		return judged[0].Refusal
	}
	return nil
}

// send has a group judged, and waits for its verdicts though the run is cancelled: what the
// next run found still on its way would be planned anew, and refused as a repetition with
// all that follows. It returns what is to be judged instead of documents
// that were refused and can be parted.
func (p *Plan) send(ctx context.Context, c Company, group []*step) (parted []*step, err error) {
	if err := ctx.Err(); err != nil || len(group) == 0 {
		return nil, err
	}
	calls := make([]kernel.Call, len(group))
	for i, s := range group {
		calls[i] = s.call
	}
	judged, err := c.Do(context.WithoutCancel(ctx), calls...)
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
			p.spoilWhole(s.doc, judged[i].Refusal)
		}
	}
	return parted, nil
}

// count sums up documents by their kind, with the money of the new ones.
func (p *Plan) count(steps []*step) {
	for _, k := range p.counts {
		k.New, k.Amount = 0, 0
		if k.Known = k.matched; k.Priced && k.Zh == openingZh {
			k.Known = p.openDocs
		}
	}
	changed := map[*document]bool{}
	for _, s := range steps {
		if s.changed {
			changed[s.doc] = true
		}
		switch {
		case s.kind == nil || s.doc.refused:
		case s.done:
			s.kind.Known++
		default:
			s.kind.New++
			s.kind.Amount += s.amount
		}
	}
	p.Report.Changed = p.changed + len(changed)
	p.Report.Made = nil
	for _, k := range p.counts {
		p.Report.Made = append(p.Report.Made, *k)
	}
}

// Refusals of an import as a whole.
var (
	// Incomplete is the refusal of an import in which something is refused.
	Incomplete = kernel.Refuse("import.incomplete", "有 {lines} 行被拒绝，什么也没有导入；改正后再试，或加 --skip-refused 只导入其余单据",
		"{lines} lines are refused and nothing was imported; mend them, or add --skip-refused to import the rest")
	// Nothing is the refusal of an import that would bring nothing.
	Nothing = kernel.Refuse("import.nothing", "没有可导入的内容：{why}", "There is nothing to import: {why}")
)

// Draft is a company to try an import on, and to throw away or to keep.
type Draft interface {
	Company
	// Outcome is what the company would hold.
	Outcome() (kernel.Reader, error)
	Close() error
}

// roundsMost bounds how often an import is planned anew because of what was refused.
const roundsMost = 30

// Decide plans an import and has it judged on a draft. What is refused is left out
// and the rest planned and judged anew on another draft, until nothing more is
// refused: so a bad line spoils its own document and no other, and stock is opened
// for nothing but what leaves. Without skip it fails with [Incomplete] as soon as
// anything is refused; then, and after any other error, there is no draft.
func Decide(ctx context.Context, c *kernel.Catalog, view authority.Reader, d *Data, r *Report, now kernel.Time, skip bool,
	open func(first bool) (Draft, error), progress Progress,
) (*Plan, Draft, error) {
	for round := 1; ; round++ {
		p, err := planned(c, view, d, r, now)
		if err != nil {
			return nil, nil, err
		}
		draft, err := open(p.First())
		if err != nil {
			return nil, nil, err
		}
		before := len(r.Refused)
		ended, err := p.run(ctx, draft, progress, true)
		again := ended || skip && len(r.Refused) > before
		switch {
		case err != nil:
		case again && round < roundsMost:
			if err := draft.Close(); err != nil {
				return nil, nil, err
			}
			continue
		case len(r.Refused) > 0 && (!skip || again):
			err = Incomplete.With(kernel.Int("lines", int64(len(r.Refused))))
		case !r.made():
			err = Nothing.With(d.nothing(r))
		}
		if err == nil {
			var after kernel.Reader
			if after, err = draft.Outcome(); err == nil {
				r.opening(c, view, after)
			}
		}
		if err != nil {
			return nil, nil, errors.Join(err, draft.Close())
		}
		return p, draft, nil
	}
}

// planned plans until nothing more is refused: what a refused line alone would have
// brought, such as its customer, is not brought.
func planned(c *kernel.Catalog, view authority.Reader, d *Data, r *Report, now kernel.Time) (*Plan, error) {
	for {
		before := len(r.Refused)
		p, err := MakePlan(c, view, d, r, now)
		if err != nil || len(r.Refused) == before {
			return p, err
		}
	}
}

// nothing says why an import brings nothing.
func (d *Data) nothing(r *Report) kernel.Arg {
	m := d.mapping
	switch {
	case len(m.Entities)+len(m.Documents) == 0 && m.Sale == nil && m.Returned == nil && m.Opening == nil:
		return kernel.Words("why", "映射里只描述了各列，没有说明要导入什么", "the mapping describes columns and does not say what becomes of them")
	case len(r.Refused) > 0:
		return kernel.Words("why", "所有行都被拒绝", "every line is refused")
	case r.Lines == 0:
		return kernel.Words("why", "文件里没有数据行", "the files hold no lines")
	}
	return kernel.Words("why", "所有行都按规则跳过了", "every line was skipped by rule")
}
