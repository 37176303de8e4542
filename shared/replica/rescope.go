package replica

import (
	"heyi/shared/kernel"
	"heyi/shared/wire"
)

// rescope takes note of the scope that the rows now give the user. After a
// change of it, what it no longer covers is swept out; a reload brings exactly
// the scope, so there is nothing to sweep.
func (a *applying) rescope(sweep bool) error {
	author, err := kernel.Identify(a.r.Catalog, a.w, a.r.Identity.Device, a.r.Identity.User)
	if err != nil {
		return err
	}
	if author.Viewer == nil {
		return nil
	}
	viewer := a.r.eyes(author)
	st := &a.r.state
	st.Scope, st.Held, st.From = wire.ScopeDigest(viewer), wire.Tags(viewer), viewer.Since
	if !sweep {
		return nil
	}
	return a.sweep(viewer)
}

func (a *applying) sweep(viewer *kernel.Viewer) error {
	mine := map[kernel.Key]bool{} // born here and not judged yet
	for _, p := range a.r.pending {
		for _, key := range p.writes {
			mine[key] = true
		}
	}
	for _, s := range a.r.Catalog.Schemas {
		var out []kernel.Key
		err := a.w.Scan(s, func(row kernel.Row) error {
			if key := (kernel.Key{Schema: s, ID: row.Base().ID}); !mine[key] && !viewer.Sees(row, a.w.Get) {
				out = append(out, key)
			}
			return nil
		})
		if err != nil {
			return err
		}
		for _, key := range out {
			a.w.Delete(s, key.ID)
		}
	}
	return nil
}
