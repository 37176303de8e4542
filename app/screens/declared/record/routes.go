package record

import (
	"strconv"
	"strings"

	base "fyne.io/fyne/v2/theme"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	model "heyi/app/view/declared/record"
	"heyi/shared/kernel"
	"heyi/shared/module"
	"heyi/shared/modules/masters/org"
)

// The names of the routes.
const (
	listPage    = "record.list"
	rowPage     = common.RecordRoute
	editPage    = "record.edit"
	againPage   = "record.again"
	mastersPage = "record.masters"
)

var (
	mastersTitle = i18n.Define("record.masters", "资料与业务", "Records and tasks")
	mastersShort = i18n.Define("record.masters.short", "资料", "Masters")
)

// ListRoute opens the list of an entity.
func ListRoute(entity string) nav.Route { return nav.Route{Name: listPage, ID: entity} }

// PartRoute opens the list of those rows of an entity that belong to another row.
func PartRoute(entity string, part model.Part) nav.Route {
	return nav.Route{Name: listPage, ID: entity + partID(part)}
}

// RowRoute opens a row; the zero id opens the form of a new one.
func RowRoute(entity string, id kernel.ID) nav.Route {
	return nav.Route{Name: rowPage, ID: entity + "/" + id.String()}
}

// EditRoute opens the form of a row that is there.
func EditRoute(entity string, id kernel.ID) nav.Route {
	return nav.Route{Name: editPage, ID: entity + "/" + id.String()}
}

// newRoute opens the form of a new row that belongs to another one.
func newRoute(entity string, part model.Part) nav.Route {
	return nav.Route{Name: rowPage, ID: entity + "/" + partID(part)}
}

// Place is what the destination is called in the present language.
func Place() string { return mastersShort.Text() }

// MastersRoute opens the page of masters and settings.
func MastersRoute() nav.Route { return nav.Route{Name: mastersPage} }

// AgainRoute opens the form of a row with what a refused command wanted to write.
func AgainRoute(entity string, key int64) nav.Route {
	return nav.Route{Name: againPage, ID: entity + "/" + strconv.FormatInt(key, 10)}
}

// again makes the page of a refused command; one that has been settled meanwhile
// leads to the list.
func again(site *common.Site, id string) nav.Page {
	entity, text, _ := strings.Cut(id, "/")
	key, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return newList(site, entity, model.Part{})
	}
	a, err := model.AgainOf(site.Desk, key)
	if err != nil {
		return newList(site, entity, model.Part{})
	}
	p := newEdit(site, a.Entity, a.ID, model.Part{})
	p.again = a
	p.Restore(a.Texts)
	return p
}

// Routes are the pages of this package.
func Routes(site *common.Site) map[string]nav.Make {
	return map[string]nav.Make{
		listPage: func(r nav.Route) nav.Page {
			entity, part := splitPart(r.ID)
			return newList(site, entity, part)
		},
		rowPage: func(r nav.Route) nav.Page {
			entity, id, part := splitRow(r.ID)
			if id.IsZero() {
				return newEdit(site, entity, id, part)
			}
			return newPage(site, entity, id)
		},
		editPage: func(r nav.Route) nav.Page {
			entity, id, part := splitRow(r.ID)
			return newEdit(site, entity, id, part)
		},
		againPage:         func(r nav.Route) nav.Page { return again(site, r.ID) },
		common.ActRoute:   func(r nav.Route) nav.Page { return newAct(site, r.ID) },
		passwordPage:      func(r nav.Route) nav.Page { return newResetter(site, r.ID) },
		common.SightRoute: func(r nav.Route) nav.Page { return newSight(site, r.ID) },
		common.SeenRoute:  func(r nav.Route) nav.Page { return newSeen(site, r.ID) },
		mastersPage:       func(nav.Route) nav.Page { return newMasters(site) },
	}
}

// rows say whose the pages are: a row's, or that of the row whose part they list.
func rows(site *common.Site) map[string]common.RowFunc {
	of := func(id string) (string, kernel.ID) {
		entity, row, part := splitRow(id)
		if row.IsZero() {
			return partOf(site.Desk.Catalog, entity, part)
		}
		return entity, row
	}
	return map[string]common.RowFunc{
		listPage: func(id string) (string, kernel.ID) {
			entity, part := splitPart(id)
			return partOf(site.Desk.Catalog, entity, part)
		},
		common.ActRoute: func(id string) (string, kernel.ID) { return model.ActSubject(site.Desk.Catalog, id) },
		rowPage:         of,
		editPage:        of,
		passwordPage: func(id string) (string, kernel.ID) {
			user, _, err := userOf(id)
			if err != nil {
				return "", kernel.ID{}
			}
			return org.Users.Name(), user
		},
		againPage: func(id string) (string, kernel.ID) {
			_, text, _ := strings.Cut(id, "/")
			key, err := strconv.ParseInt(text, 10, 64)
			if err != nil {
				return "", kernel.ID{}
			}
			a, err := model.AgainOf(site.Desk, key)
			if err != nil {
				return "", kernel.ID{}
			}
			return a.Entity, a.ID
		},
	}
}

// partOf is the row that the rows of a part belong to.
func partOf(c *kernel.Catalog, entity string, part model.Part) (string, kernel.ID) {
	s := c.Schema(entity)
	if s == nil || s.Field(part.Field) == nil || s.Target(s.Field(part.Field)) == nil {
		return "", kernel.ID{}
	}
	return s.Target(s.Field(part.Field)).Name, part.Of
}

var _ = common.Enter(common.Entry{Rank: 110, Make: Area})

// Area is Routes with the masters as a destination.
func Area(site *common.Site) common.Area {
	return common.Area{
		Routes:       Routes(site),
		Rows:         rows(site),
		Givers:       common.Starts(rowPage, births()),
		Destinations: []nav.Destination{{Route: MastersRoute(), Label: mastersShort, Icon: base.FolderIcon()}},
	}
}

var _ = common.Enter(common.Entry{Rank: 105, Make: menu})

// menu is the lists that modules want to be places of their own, for whom they hold
// anything.
func menu(site *common.Site) (a common.Area) {
	for _, m := range module.All() {
		for _, entity := range m.Menu {
			if s := site.Desk.Catalog.Schema(entity); s != nil && model.Concerns(site.Rights(), s) {
				a.Destinations = append(a.Destinations, nav.Destination{Route: ListRoute(entity), Label: i18n.Declared(s.Zh, s.En), Icon: base.ListIcon()})
			}
		}
	}
	return a
}

// births are the routes of new rows of the entities that a command of their own writes.
func births() map[string]string {
	at := map[string]string{}
	for command, entity := range model.Writers() {
		at[command] = RowRoute(entity, kernel.ID{}).ID
	}
	return at
}

const partMark = "?"

func partID(p model.Part) string {
	if p.Field == "" {
		return ""
	}
	return partMark + p.Field + "=" + p.Of.String()
}

// splitRow reads the id of a row's route: "entity/row", the zero id for a new one, which
// may be made below another.
func splitRow(id string) (entity string, row kernel.ID, part model.Part) {
	rest, part := splitPart(id)
	entity, text, _ := strings.Cut(rest, "/")
	row, err := kernel.ParseID(text)
	if err != nil {
		row = kernel.ID{}
	}
	return entity, row, part
}

func splitPart(id string) (rest string, part model.Part) {
	rest, text, narrowed := strings.Cut(id, partMark)
	if !narrowed {
		return rest, part
	}
	field, of, _ := strings.Cut(text, "=")
	row, err := kernel.ParseID(of)
	if err != nil {
		return rest, part
	}
	return rest, model.Part{Field: field, Of: row}
}
