package org

import "heyi/shared/kernel"

// Doc is what every document has; documents embed it.
type Doc struct {
	kernel.Record
	Number string           `zh:"单据编号" en:"Number" text:"code" is:"title,derived" max:"40"` // permanent, from the device's series
	Serial int64            `zh:"流水号" en:"Serial" is:"settled"`                             // gapless, from NextSerial
	Date   kernel.Date      `zh:"单据日期" en:"Date" is:"listed"`
	Owner  kernel.Ref[Seat] `zh:"业务员" en:"Salesperson" is:"fixed,listed"`
	Author kernel.Ref[User] `zh:"制单人" en:"Made by" is:"derived"`
	At     kernel.Time      `zh:"制单时间" en:"Made at" is:"derived"`
	Note   string           `zh:"备注" en:"Note" text:"lines" max:"500"`
}

// Fill gives a new document its number, author and time, and its owner and date
// where they are not set. The prefix is the entity's: "XS" gives XS-A07-000123.
// A command that makes two documents of one kind may not use it for both.
func Fill(tx *kernel.Tx, d *Doc, prefix string) {
	d.Number = tx.Number(prefix)
	d.Author = kernel.Ref[User](tx.Author.User)
	d.At = tx.At()
	if d.Owner.IsZero() {
		d.Owner = kernel.Ref[Seat](tx.Author.Seat)
	}
	if d.Date == 0 {
		d.Date = tx.Today()
	}
}

// Serial is the last number of a gapless series.
type Serial struct {
	kernel.Record
	Series string `zh:"系列" en:"Series" text:"word" is:"title,required,derived"`
	Last   int64  `zh:"最后编号" en:"Last number" is:"settled"`
}

var seeSerials = See(54, "org.serial", "流水号", "Serials", Admin)

// Serials are the gapless series of the company.
var Serials = kernel.Define[Serial]("serial", kernel.Spec{
	Zh: "流水号", En: "Serial", Scope: kernel.Scope{seeSerials.All()}, Kept: true,
})

// NextSerial takes the next number of a gapless series, such as "sales_order" or
// "voucher/202611". Only Settle may call it: two devices offline cannot share a
// series without gaps.
func NextSerial(tx *kernel.Tx, series string) int64 {
	ref := kernel.Ref[Serial](kernel.DeriveID("serial", series))
	s, p := Serials.Get(tx, ref)
	if p != kernel.Found {
		s = &Serial{Series: series, Last: 1}
		s.ID = ref.ID()
		Serials.Insert(tx, s)
		return 1
	}
	kernel.Add(tx, s, &s.Last, 1)
	return s.Last
}

// Given says who gave something and when, as the arguments {who} and {at} of a refusal.
func Given(tx *kernel.Tx, by kernel.Ref[User], at kernel.Time) []kernel.Arg {
	who := kernel.Words("who", "系统", "The system")
	if u, p := Users.Get(tx, by); p == kernel.Found {
		who = kernel.Text("who", u.Name)
	}
	return []kernel.Arg{who, kernel.Figure("at", at)}
}
