package org

import "heyi/shared/kernel"

// OwnLink notes that a row names another one in a field that the company has defined, so
// that what is named is found by its id. Its own id is that of the naming row and the
// field: when the field names another row, or none, the note follows.
type OwnLink struct {
	kernel.Record
	Root       kernel.ID               `zh:"资料" en:"Row" ref:"root_entity" is:"settled"`
	RootEntity string                  `zh:"资料类型" en:"Entity" text:"word" is:"settled"`
	Field      kernel.Ref[CustomField] `zh:"自定义字段" en:"Field" is:"settled"`
	Target     kernel.ID               `zh:"引用的资料" en:"Names" is:"settled"` // zero for none any more
}

// OwnLinks are seen with the rows that name.
var (
	OwnLinks = kernel.Define[OwnLink]("own_link", kernel.Spec{
		Zh: "自定义引用", En: "Reference of an own field", Kept: true,
		Scope: kernel.Scope{kernel.FollowsAny(
			func(l *OwnLink) *kernel.ID { return &l.Root }, func(l *OwnLink) *string { return &l.RootEntity })},
	})
	ownLinksTo = kernel.Find(OwnLinks, func(l *OwnLink) *kernel.ID { return &l.Target })
)

func init() {
	kernel.OnOwnReference.On("org", keepOwnLink)
	kernel.NamedBy = namedBy
}

func keepOwnLink(tx *kernel.Tx, r kernel.OwnReference) error {
	id := r.Row.Base().ID
	ref := kernel.Ref[OwnLink](kernel.DeriveID("own_link", id, r.Field.ID))
	link, p := OwnLinks.Get(tx, ref)
	switch {
	case p == kernel.Found:
		kernel.Set(tx, link, &link.Target, r.To)
	case !r.To.IsZero():
		link = &OwnLink{Root: id, RootEntity: r.Row.Base().Schema().Name, Field: kernel.Ref[CustomField](r.Field.ID), Target: r.To}
		link.ID = ref.ID()
		OwnLinks.Insert(tx, link)
	}
	return nil
}

// namedBy are the rows that name one in a field that the company still has.
func namedBy(tx *kernel.Tx, id kernel.ID) (keys []kernel.Key) {
	links, _ := ownLinksTo.Of(tx, id)
	for _, l := range links {
		if f, p := CustomFields.Get(tx, l.Field); p == kernel.Found && !f.Removed {
			keys = append(keys, kernel.Key{Schema: tx.Catalog.Schema(l.RootEntity), ID: l.Root})
		}
	}
	return keys
}

// Refers tells whether a field of the company's own may name rows of an entity: masters,
// which people find by their names.
func Refers(s *kernel.Schema) bool {
	return s != nil && !s.Kept && s.Main == nil && s.SortField() != nil
}

// Every reference of an own field is noted, and every note is of one.
func init() {
	kernel.DeclareAudit("own_links", "自定义引用的登记与内容一致", "What own fields name is noted", auditOwnLinks)
}

func auditOwnLinks(c *kernel.Catalog, all kernel.Scanner, found func(string)) error {
	noted := map[kernel.ID]kernel.ID{}
	if err := kernel.Each(c, all, OwnLinks, func(l *OwnLink) error {
		if !l.Target.IsZero() {
			noted[l.ID] = l.Target
		}
		return nil
	}); err != nil {
		return err
	}
	of := map[string][]kernel.ID{}
	if err := kernel.Each(c, all, CustomFields, func(f *CustomField) error {
		if fieldKinds[f.FieldKind] == kernel.KindID {
			of[f.Entity] = append(of[f.Entity], f.ID)
		}
		return nil
	}); err != nil {
		return err
	}
	for entity, fields := range of {
		s := c.Schema(entity)
		if s == nil {
			continue
		}
		err := all.Scan(s, func(row kernel.Row) error {
			for _, field := range fields {
				link := kernel.DeriveID("own_link", row.Base().ID, field)
				if is, err := kernel.ParseID(row.Base().Custom.Get(field)); err == nil && noted[link] != is {
					found(entity + " " + row.Base().ID.String())
				}
				delete(noted, link)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	for link := range noted {
		found("own_link " + link.String())
	}
	return nil
}
