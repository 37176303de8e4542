package org

import (
	"slices"

	"heyi/shared/kernel"
)

// Department is a part of the company.
type Department struct {
	kernel.Record
	Name string `zh:"名称" en:"Name" is:"title,required"`
}

// Seat is a position (岗位). It owns customers and documents; people come and go.
type Seat struct {
	kernel.Record
	Name   string                 `zh:"岗位名称" en:"Seat" is:"title,required"`
	Dept   kernel.Ref[Department] `zh:"部门" en:"Department" is:"listed"`
	Roles  string                 `zh:"角色" en:"Roles" text:"word" is:"listed" clash:"ask" hint_zh:"角色编码，以空格分隔" hint_en:"Codes of roles, separated by blanks"`
	Holder kernel.Ref[User]       `zh:"在岗人员" en:"Held by" is:"listed" clash:"ask"`
	Heads  bool                   `zh:"管理岗位" en:"Runs the company" is:"derived"` // its roles let others in, as they were when it was changed
}

// SeatPlace lets a seat work in a place.
type SeatPlace struct {
	kernel.Record
	Seat  kernel.Ref[Seat]  `zh:"岗位" en:"Seat" is:"required,listed,fixed"`
	Place kernel.Ref[Place] `zh:"仓库" en:"Warehouse" is:"required,listed,fixed"`
}

// The seats of the company.
var (
	Departments = kernel.Define[Department]("department", kernel.Spec{
		Zh: "部门", En: "Department", Scope: kernel.Scope{kernel.Everyone},
	})
	_ = kernel.Unique(Departments, func(d *Department) *string { return &d.Name })
	_ = ForRows(First, Departments, "*", Admin)

	Seats = kernel.Define[Seat]("seat", kernel.Spec{
		Zh: "岗位", En: "Seat", Scope: kernel.Scope{kernel.Everyone},
	})
	SeatByName = kernel.Unique(Seats, func(s *Seat) *string { return &s.Name })
	SeatsOf    = kernel.Find(Seats, func(s *Seat) *kernel.Ref[User] { return &s.Holder }).Holds()
	seatsIn    = kernel.Find(Seats, func(s *Seat) *kernel.Ref[Department] { return &s.Dept }).Holds()
	_          = ForRows(First, Seats, "*", Admin)

	SeatPlaces = kernel.Define[SeatPlace]("seat_place", kernel.Spec{
		Zh: "岗位仓库", En: "Warehouse of a seat", Scope: kernel.Scope{kernel.Everyone},
	})
	PlacesOf = kernel.Find(SeatPlaces, func(s *SeatPlace) *kernel.Ref[Seat] { return &s.Seat })
	SeatsAt  = kernel.Find(SeatPlaces, func(s *SeatPlace) *kernel.Ref[Place] { return &s.Place })
	_        = ForRows(First, SeatPlaces, "*", Admin)
)

// Works tells whether a seat works in a place.
func Works(tx *kernel.Tx, seat kernel.Ref[Seat], place kernel.Ref[Place]) bool {
	places, _ := PlacesOf.Of(tx, seat)
	return slices.ContainsFunc(places, func(sp *SeatPlace) bool { return sp.Place == place })
}

// WorksAt tells whether one of the author's seats works in a place; the system works
// everywhere.
func WorksAt(a *kernel.Author, place kernel.Ref[Place]) bool {
	return a.System || a.Viewer != nil && a.Viewer.Tags[atPlace(place)]
}

func atPlace(place kernel.Ref[Place]) string { return "place:" + place.String() }

// SeatOf is the seat for which a user acts: his main one, else one that he holds.
func SeatOf(tx *kernel.Tx, user kernel.Ref[User]) (kernel.Ref[Seat], bool) {
	if u, p := Users.Get(tx, user); p == kernel.Found {
		if main, p := Seats.Get(tx, u.Seat); p == kernel.Found && !main.Removed {
			return u.Seat, true
		}
	}
	seats, _ := SeatsOf.Of(tx, user)
	if len(seats) == 0 {
		return kernel.Ref[Seat](tx.Author.Seat), tx.Author.User == user.ID() && !tx.Author.Seat.IsZero() // who has left holds none any more
	}
	return kernel.Ref[Seat](seats[0].ID), true
}

// NoSuchRole is the refusal of a role that does not exist.
var NoSuchRole = kernel.Refuse("org.no_role", "没有「{role}」这个角色", "There is no role {role}")

func init() {
	Seats.OnSave(func(tx *kernel.Tx, s *Seat) error {
		for _, code := range words(s.Roles) {
			if _, p := RoleByCode.Find(tx, code); p == kernel.Absent {
				return NoSuchRole.With(kernel.Text("role", code))
			}
		}
		if heads := headed(tx, words(s.Roles)); heads != s.Heads {
			kernel.Set(tx, s, &s.Heads, heads)
		}
		return nil
	})
}
