package replica

import (
	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
)

// rescope takes note of the scope that the server's rows now give the user, before
// anything is predicted on them: what a waiting command makes of him is not yet what
// he is sent. After a change of it, what it no longer covers is swept out; a reload
// brings exactly the scope, so there is nothing to sweep.
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
	st.Scope, st.Held = wire.ScopeDigest(viewer), wire.Tags(viewer)
	if !sweep {
		return nil
	}
	return a.sweep(viewer)
}

func (a *applying) sweep(viewer *kernel.Viewer) error {
	for _, s := range a.r.Catalog.Schemas {
		var out []kernel.Key
		err := a.w.Scan(s, func(row kernel.Row) error {
			if !viewer.Sees(row, a.w.Get) {
				out = append(out, kernel.Key{Schema: s, ID: row.Base().ID})
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
