package org

import "heyi/shared/kernel"

// Why an author is not let in.
var (
	UnknownUser   = kernel.Refuse("auth.user", "没有这个用户，或已停用", "The user is unknown or no longer active")
	UnknownDevice = kernel.Refuse("auth.device", "这台设备没有登记，或已停用", "The device is not enrolled or was revoked")
)

func init() {
	kernel.Identify, kernel.IdentifyLeft = identify, identifyLeft
	kernel.Identifies = func(s *kernel.Schema) bool { return identifying[s.Name] }
}

// identifying are the entities whose rows decide who somebody is, by name.
var identifying = map[string]bool{
	Devices.Name(): true, Companies.Name(): true, Users.Name(): true, Seats.Name(): true, SeatPlaces.Name(): true, Roles.Name(): true,
}

// identify reads who acts. A person acts through a device enrolled for him; an
// origin without a user is the system's: the clock, a job. The server itself has
// neither: it founds companies and enrols the first devices. No session can take
// its place, because a session's device and user come from its token.
//
// The tags of a person are
//
//	all, user:<id>, device:<id>   himself and what he sits at
//	owner:<seat>                  what his seats own
//	as:<role id>                  what is for his roles, and for those who may do the same
//	asked:<rights>                what is asked of those who hold rights
//	dept:<id>                     his department, if a role sees it whole
//	place:<id>                    the warehouses he works in
//	fund:<account id>             the books of the funds he keeps, see [Bring]
//	sees:<sight>                  rows that are not his own, guarded fields
//	may:<command>                 what is for those who may give a command
func identify(c *kernel.Catalog, base kernel.Reader, origin, user kernel.ID) (*kernel.Author, error) {
	tx := kernel.NewTx(c, base, nil, &kernel.Call{}, &kernel.Author{System: true})
	if origin.IsZero() && user.IsZero() {
		return theServer(tx), nil
	}
	device, p := Devices.Get(tx, kernel.Ref[Device](origin))
	if p != kernel.Found || device.Revoked || device.User.ID() != user {
		return nil, UnknownDevice.With()
	}
	company, err := OfCompany(tx)
	if err != nil {
		return nil, err
	}
	a := &kernel.Author{User: user, Series: device.Series, Zone: int(company.Zone), Start: company.Start}
	if user.IsZero() {
		a.System, a.Name = true, device.Name
		return a, nil
	}
	u, p := Users.Get(tx, kernel.Ref[User](user))
	if p != kernel.Found || u.Removed || u.Retired || !u.Active {
		return nil, UnknownUser.With()
	}
	a.Name = u.Name
	sitDown(tx, a, u, origin, company)
	a.Off = company.off(c) // last: who sees what does not depend on it
	return a, nil
}

// sitDown gives somebody what his seats bring.
func sitDown(tx *kernel.Tx, a *kernel.Author, u *User, origin kernel.ID, company *Company) {
	seats, _ := SeatsOf.Of(tx, kernel.Ref[User](u.ID))
	if main, p := Seats.Get(tx, u.Seat); p == kernel.Found && !main.Removed {
		a.Seat, a.Dept = main.ID, main.Dept.ID()
	}
	seatAuthor(tx, a, origin, company, seats)
}

// AuthorOf is somebody as he acts on whatever device, for those who ask what he may do
// and sees.
func AuthorOf(tx *kernel.Tx, u *User) (*kernel.Author, error) {
	company, err := OfCompany(tx)
	if err != nil {
		return nil, err
	}
	a := &kernel.Author{User: u.ID, Name: u.Name, Zone: int(company.Zone), Start: company.Start}
	sitDown(tx, a, u, kernel.ID{}, company)
	a.Off = company.off(tx.Catalog)
	return a, nil
}

// identifyLeft reads who acted until he left: by the seats that he held then, with what
// they bring now.
func identifyLeft(c *kernel.Catalog, base kernel.Reader, origin, user kernel.ID) (*kernel.Author, error) {
	tx := kernel.NewTx(c, base, nil, &kernel.Call{}, &kernel.Author{System: true})
	device, p := Devices.Get(tx, kernel.Ref[Device](origin))
	u, also := Users.Get(tx, kernel.Ref[User](user))
	if p != kernel.Found || also != kernel.Found || user.IsZero() || device.User.ID() != user || device.Until == 0 || u.Left == 0 {
		return nil, UnknownDevice.With()
	}
	company, err := OfCompany(tx)
	if err != nil {
		return nil, err
	}
	a := &kernel.Author{
		User: user, Name: u.Name, Series: device.Series, Zone: int(company.Zone), Start: company.Start,
		Left: device.Until - HandInTime, Until: device.Until,
	}
	var seats []*Seat
	left, _ := seatsLeftBy.Of(tx, kernel.Ref[User](user))
	for _, l := range left {
		s, p := Seats.Get(tx, l.Seat)
		if l.At != a.Left || p != kernel.Found {
			continue
		}
		if seats = append(seats, s); l.Main && !s.Removed {
			a.Seat, a.Dept = s.ID, s.Dept.ID()
		}
	}
	seatAuthor(tx, a, origin, company, seats)
	a.Off = company.off(c)
	return a, nil
}

// seatAuthor gives the author what is his own and what his seats bring.
func seatAuthor(tx *kernel.Tx, a *kernel.Author, origin kernel.ID, company *Company, seats []*Seat) {
	a.Viewer = &kernel.Viewer{Tags: map[string]bool{
		"all": true, "user:" + a.User.String(): true, "device:" + origin.String(): true,
	}}
	sitOn(tx, a, seats)
	for role := range duties {
		if OnDuty(a.Grants, role) {
			a.Viewer.Tags["as:"+RoleRef(role).String()] = true
		}
	}
	asks(a)
	for _, command := range kernel.Gates() {
		if a.May(command) {
			a.Viewer.Tags[kernel.MaySee(command)] = true
		}
	}
	if PrintPrices.Of(company) {
		a.Viewer.Tags[kernel.Audience(SeesPrice).Tag] = true
	}
	for _, give := range brought {
		give(tx, a, seats)
	}
}

// ServerSeries is the series of numbers that the server itself gives.
const ServerSeries = "S00"

// beijing is the zone of a company that is not founded yet, in minutes.
const beijing = 480

func theServer(tx *kernel.Tx) *kernel.Author {
	a := &kernel.Author{System: true, Name: "服务器", Series: ServerSeries, Zone: beijing}
	if company, p := Companies.Get(tx, TheCompany); p == kernel.Found {
		a.Zone, a.Start = int(company.Zone), company.Start
	}
	return a
}

func sitOn(tx *kernel.Tx, a *kernel.Author, seats []*Seat) {
	for _, s := range seats {
		if a.Seat.IsZero() {
			a.Seat, a.Dept = s.ID, s.Dept.ID()
		}
		tags := a.Viewer.Tags
		tags["owner:"+s.ID.String()] = true
		places, _ := PlacesOf.Of(tx, kernel.Ref[Seat](s.ID))
		for _, sp := range places {
			tags[atPlace(sp.Place)] = true
		}
		for _, code := range words(s.Roles) {
			if r, p := RoleByCode.Find(tx, code); p == kernel.Found {
				takeRole(tx, a, s, r)
			}
		}
	}
}

func takeRole(tx *kernel.Tx, a *kernel.Author, s *Seat, r *Role) {
	if a.Has(r.Code) && !r.WholeDept {
		return
	}
	a.Roles = append(a.Roles, r.Code)
	a.Grants = append(a.Grants, words(r.Grants)...)
	tags := a.Viewer.Tags
	tags["as:"+r.ID.String()] = true
	if r.WholeDept && !s.Dept.IsZero() {
		tags["dept:"+s.Dept.String()] = true
	}
	take(tx.Catalog, a, words(r.Sees))
}
