package org

import "heyi/shared/kernel"

// Resign ends a person's work in the company (离职) in one step: his seats, and with
// them all that they own, go to a successor or stand vacant, nobody signs in under his
// name any more, and his devices are wiped at their next contact. What he did on them
// before that and had not sent yet is taken in first, unless he is not trusted.
type Resign struct {
	User      kernel.Ref[User] `zh:"离职人员" en:"Who leaves" is:"required"`
	Successor kernel.Ref[User] `zh:"接任人" en:"Successor" hint_zh:"不填则岗位空缺，客户和单据仍归岗位" hint_en:"Without one the seats stand vacant and keep their customers and documents"`
	Distrust  bool             `zh:"不再收取其设备上未上传的内容" en:"Take in nothing more from his devices" hint_zh:"用于设备丢失或人员不可信；未上传的内容只能在其设备上导出" hint_en:"For lost devices or broken trust; what was not sent can then only be exported on the device"`
	Note      string           `zh:"说明" en:"Note" text:"lines" max:"500"`
}

// SeatLeft is a seat that somebody held until he left the company. What he did before,
// and only sent afterwards, is judged by it.
type SeatLeft struct {
	kernel.Record
	User      kernel.Ref[User] `zh:"离职人员" en:"Who left" is:"title,listed,derived"`
	Seat      kernel.Ref[Seat] `zh:"岗位" en:"Seat" is:"listed,derived"`
	Main      bool             `zh:"主要岗位" en:"Main seat" is:"derived"`
	Successor kernel.Ref[User] `zh:"接任人" en:"Successor" is:"listed,derived"`
	At        kernel.Time      `zh:"离职时间" en:"Left at" is:"listed,settled"`
}

// HandInTime is how long a device may still bring what its user did before he left, in
// milliseconds.
const HandInTime = 30 * 24 * 3600 * 1000

var (
	// SeatsLeft are the seats that people held who left.
	SeatsLeft = kernel.Define[SeatLeft]("seat_left", kernel.Spec{
		Zh: "离任记录", En: "Seat left", Scope: kernel.Scope{kernel.Everyone}, Kept: true,
	})
	seatsLeftBy = kernel.Find(SeatsLeft, func(l *SeatLeft) *kernel.Ref[User] { return &l.User }).Holds()

	_ = kernel.Intent[Resign]("org.user.resign", "办理离职", "Resign", kernel.If(mayLeave), For(resigns, Admin), kernel.Asking(
		"此人不能再登录；他的设备交来未上传的内容后，其中的公司数据会被清除；他的岗位转给接任人，没有接任人就空缺",
		"The person signs in no more. His devices hand in what they have not sent, then the company's data is wiped from them. His seats go to the successor, or stand vacant"))

	// OnResigned is emitted by the server when somebody has left.
	OnResigned = kernel.NewEvent[Resigned]("org.resigned")

	// The refusals of a resignation.
	ResignSelf = kernel.Refuse("org.resign_self", "不能给自己办理离职；请由老板或其他系统管理员办理",
		"Nobody resigns himself here; ask the owner or another administrator")
	HasLeft = kernel.Refuse("org.has_left", "「{name}」已经离职；如已回来，请先恢复在职",
		"{name} has left already; take the person back first")
	SuccessorLeaves = kernel.Refuse("org.successor_leaves", "接任人不能是离职人员本人；没有接任人就不填，岗位空缺",
		"Who leaves cannot be the successor; name nobody and the seats stand vacant")
	SuccessorGone = kernel.Refuse("org.successor_gone", "「{name}」已停用，不能接任；请换一位在用的人员，或不填",
		"{name} is out of use and cannot take over; choose somebody who works here, or nobody")
)

// Resigned tells what somebody left behind. Seats have their new holder already, or
// none.
type Resigned struct {
	User      *User
	Successor kernel.Ref[User]
	Seats     []*Seat
	Note      string
}

var resigns = UpgradeRoles(52, "org.user.resign", "系统管理员可以办理离职和恢复在职", "Administrators may resign people and take them back")

// Gone tells whether the user has left and was not taken back.
func (u *User) Gone() bool { return u.Left != 0 && !u.Active }

// mayLeave refuses oneself, somebody who has left, and one who may do more than the
// author may hand out.
func mayLeave(tx *kernel.Tx, id kernel.ID) error {
	u, err := Users.Need(tx, kernel.Ref[User](id))
	switch {
	case err != nil:
		return err
	case u.ID == tx.Author.User:
		return ResignSelf.With()
	case u.Gone():
		return HasLeft.With(kernel.Text("name", u.Name))
	}
	return MayChange(tx, kernel.Ref[User](id))
}

// Check refuses a successor who cannot be one.
func (r Resign) Check(tx *kernel.Tx) error {
	if r.Successor == r.User {
		return SuccessorLeaves.With()
	}
	if s, p := Users.Get(tx, r.Successor); p == kernel.Found && (!s.Active || s.Retired || s.Removed) {
		return SuccessorGone.With(kernel.Text("name", s.Name))
	}
	return nil
}

// Predict hands the seats over and shuts the person out.
func (r Resign) Predict(tx *kernel.Tx) error {
	u, err := Users.Need(tx, r.User)
	if err != nil {
		return err
	}
	var next *User
	if !r.Successor.IsZero() {
		if next, err = Users.Need(tx, r.Successor); err != nil {
			return err
		}
	}
	seats, _ := SeatsOf.Of(tx, r.User)
	for _, s := range seats {
		SeatsLeft.Insert(tx, &SeatLeft{
			User: r.User, Seat: kernel.Ref[Seat](s.ID), Main: u.Seat.ID() == s.ID, Successor: r.Successor,
		}, s.ID)
		kernel.Set(tx, s, &s.Holder, r.Successor)
	}
	if next != nil && next.Seat.IsZero() && len(seats) > 0 {
		kernel.Set(tx, next, &next.Seat, kernel.Ref[Seat](mainOf(u, seats).ID))
	}
	kernel.Set(tx, u, &u.Seat, kernel.Ref[Seat]{})
	kernel.Set(tx, u, &u.Active, false)
	kernel.Set(tx, u, &u.Retired, true)
	devices, _ := DevicesOf.Of(tx, r.User)
	for _, d := range devices {
		kernel.Set(tx, d, &d.Revoked, true)
	}
	return nil
}

func mainOf(u *User, seats []*Seat) *Seat {
	for _, s := range seats {
		if s.ID == u.Seat.ID() {
			return s
		}
	}
	return seats[0]
}

// Settle notes when he left by the server's clock, says until when his devices may
// bring what he did before, and has everybody take over what he left behind.
func (r Resign) Settle(tx *kernel.Tx) error {
	u, err := Users.Need(tx, r.User)
	if err != nil {
		return err
	}
	kernel.Set(tx, u, &u.Left, tx.Judged())
	resigned := Resigned{User: u, Successor: r.Successor, Note: r.Note}
	left, _ := seatsLeftBy.Of(tx, r.User)
	for _, l := range left {
		if l.At != 0 {
			continue // of a time before
		}
		kernel.Set(tx, l, &l.At, u.Left)
		if s, p := Seats.Get(tx, l.Seat); p == kernel.Found {
			resigned.Seats = append(resigned.Seats, s)
		}
	}
	devices, _ := DevicesOf.Of(tx, r.User)
	for _, d := range devices {
		until := kernel.Time(0)
		if !r.Distrust && d.brings() && d.wasIn(tx) {
			until = u.Left + HandInTime
		}
		kernel.Set(tx, d, &d.Until, until)
	}
	return OnResigned.Emit(tx, resigned)
}

// brings tells whether a device works offline for its user.
func (d *Device) brings() bool { return d.Kind == "tablet" || d.Kind == "desktop" || d.Kind == "phone" }

// wasIn tells whether the command itself has shut the device out: one that was revoked
// before, because it was lost, brings nothing.
func (d *Device) wasIn(tx *kernel.Tx) bool {
	was := kernel.Earlier(tx, d)
	return was != nil && !was.Revoked
}
