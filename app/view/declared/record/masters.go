package record

import (
	"slices"

	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/engines/ledger"
	"heyi/shared/modules/engines/tax"
	"heyi/shared/modules/masters/org"
	"heyi/shared/modules/masters/party"
	"heyi/shared/modules/masters/product"
)

// Group is some masters that belong together.
type Group struct {
	Label   string
	Masters []Master
}

// Master is an entity that the person may write, or that he may look at.
type Master struct {
	Entity string
	Label  string
	Count  int64
	Only   kernel.ID // of the one row there is; zero for a list
}

// countedMost bounds how far the rows of a master are counted.
const countedMost = 10_000

var groups = []struct {
	label    i18n.Key
	entities []string
}{
	{
		i18n.Define("record.group.company", "公司与人员", "Company and people"),
		[]string{org.Companies.Name(), org.Departments.Name(), org.Seats.Name(), org.Users.Name(), org.Roles.Name(), org.Devices.Name(), org.CalendarDays.Name(), org.Jobs.Name()},
	},
	{
		i18n.Define("record.group.goods", "商品与价格", "Goods and prices"),
		[]string{product.Products.Name(), product.Units.Name(), product.CustomerPrices.Name(), tax.Rates.Name()},
	},
	{
		i18n.Define("record.group.places", "仓库", "Warehouses"),
		[]string{org.Places.Name(), org.SeatPlaces.Name()},
	},
	{
		i18n.Define("record.group.partners", "客户与供应商", "Customers and suppliers"),
		[]string{party.Parties.Name(), party.Contacts.Name(), party.SalesAreas.Name()},
	},
	{
		i18n.Define("record.group.money", "资金与账", "Money and books"),
		[]string{finance.Funds.Name(), ledger.Accounts.Name()},
	},
	{
		i18n.Define("record.group.own", "自定义", "Own fields"),
		[]string{org.CustomFields.Name()},
	},
}

var (
	otherGroup = i18n.Define("record.group.other", "其他", "Other")
	documents  = i18n.Define("record.group.documents", "单据与记录", "Documents and records")
)

// Masters lists what the person may write, in groups; groups without anything for
// him are left out. Who writes nothing and gives no command, an auditor, is here to look: he
// finds what he sees, documents and records too.
func Masters(r *view.Reader) ([]Group, error) {
	looks := onlooker(r)
	placed := map[string]bool{}
	var list []Group
	add := func(label string, entities []string) error {
		g := Group{Label: label}
		for _, entity := range entities {
			placed[entity] = true
			if !writes(r, entity) && !(looks && view.Shows(r, entity)) {
				continue
			}
			m, err := master(r, entity)
			if err != nil {
				return err
			}
			g.Masters = append(g.Masters, m)
		}
		if len(g.Masters) > 0 {
			list = append(list, g)
		}
		return nil
	}
	for _, g := range groups {
		if err := add(g.label.Text(), g.entities); err != nil {
			return nil, err
		}
	}
	var others []string // of modules that are newer than this file
	for _, s := range r.Catalog.Schemas {
		if !placed[s.Name] && s.Main == nil && !s.Kept {
			others = append(others, s.Name)
		}
	}
	if err := add(otherGroup.Text(), others); err != nil || !looks {
		return list, err
	}
	var kept []string
	for _, s := range r.Catalog.Schemas {
		if !placed[s.Name] && s.Main == nil && s.Kept && s.Zh != "" && s.SortField() != nil && !IsLine(s) {
			kept = append(kept, s.Name)
		}
	}
	err := add(documents.Text(), kept)
	return list, err
}

// writes tells whether the person makes, changes or ends rows of an entity.
func writes(r *view.Reader, entity string) bool {
	return MayAdd(r, entity) || MayEdit(r, entity) || mayEnd(r, entity)
}

// onlooker tells whether the person writes no masters and gives no commands.
func onlooker(r *view.Reader) bool {
	return len(Acts(r)) == 0 && !slices.ContainsFunc(r.Catalog.Schemas, func(s *kernel.Schema) bool { return s.Main == nil && writes(r, s.Name) })
}

// mayEnd tells whether the person gives commands about rows that make themselves and
// that no form writes: devices, jobs.
func mayEnd(r *view.Reader, entity string) bool {
	s := r.Catalog.Schema(entity)
	if s == nil || !s.Kept || s.Bucket.Parts() { // documents have pages of their own
		return false
	}
	return slices.ContainsFunc(r.Catalog.Commands, func(spec *kernel.CommandSpec) bool {
		about := spec.About()
		return about != nil && !spec.Open && r.Catalog.TargetOf(about) == s && gives(r, spec)
	})
}

func master(r *view.Reader, entity string) (Master, error) {
	m := Master{Entity: entity, Label: view.Entity(r.Catalog, entity)}
	if entity == org.Companies.Name() {
		m.Only = org.TheCompany.ID()
		return m, nil
	}
	n, err := r.Count(partQuery(entity, Part{}), countedMost)
	m.Count = n
	return m, err
}
