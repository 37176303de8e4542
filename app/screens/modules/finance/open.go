package finance

import (
	"heyi/app/screens/common"
	"heyi/shared/kernel"
)

// opener opens a document, nil for one that no page shows.
func opener(site *common.Site, entity string, id kernel.ID) func() {
	if entity == "" || id.IsZero() || !site.Opens(entity) {
		return nil
	}
	return func() { site.Open(entity, id) }
}
