package sim_test

import (
	"fmt"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/rigs/sim"
)

// Documents of many months, of which devices hold those of some: files with pages and
// what stands on these, bills that follow a client and stand in months of their own.

type file struct {
	kernel.Record
	Number string             `zh:"编号" en:"Number" is:"title,derived"`
	Owner  kernel.Ref[seller] `zh:"业务员" en:"Owner" is:"derived"`
	State  kernel.State       `zh:"状态" en:"State" is:"derived"`
	Date   kernel.Date        `zh:"日期" en:"Date" is:"derived"`
	Note   string             `zh:"备注" en:"Note"`
	Secret kernel.Money       `zh:"成本" en:"Cost" sees:"cost"`
	Serial int64              `zh:"顺序号" en:"Serial" is:"settled"`
}

type page struct {
	kernel.Record
	File kernel.Ref[file] `zh:"档案" en:"File" is:"derived"`
	Note string           `zh:"备注" en:"Note"`
}

type stamp struct {
	kernel.Record
	Page kernel.Ref[page] `zh:"页" en:"Page" is:"derived"`
}

type client struct {
	kernel.Record
	Name  string             `zh:"名称" en:"Name" is:"title,derived"`
	Owner kernel.Ref[seller] `zh:"业务员" en:"Owner" is:"derived"`
}

type bill struct {
	kernel.Record
	Client kernel.Ref[client] `zh:"客户" en:"Client" is:"derived"`
	State  kernel.State       `zh:"状态" en:"State" is:"derived"`
	Date   kernel.Date        `zh:"日期" en:"Date" is:"derived"`
	Note   string             `zh:"备注" en:"Note"`
}

type billNote struct {
	kernel.Record
	Bill kernel.Ref[bill] `zh:"账单" en:"Bill" is:"derived"`
	Note string           `zh:"备注" en:"Note"`
}

type entry struct {
	kernel.Record
	Date kernel.Date `zh:"日期" en:"Date" is:"derived"`
}

var (
	openOrDone = []kernel.Option{{Code: "open", Zh: "未了", En: "Open"}, {Code: "done", Zh: "已了", En: "Done"}}

	files = kernel.Define[file]("file", kernel.Spec{
		Zh: "档案", En: "File", States: openOrDone,
		Scope:  kernel.Scope{kernel.By("owner", func(f *file) *kernel.Ref[seller] { return &f.Owner }), kernel.Audience("all")},
		Bucket: kernel.OpenOrByMonth(func(f *file) *kernel.State { return &f.State }, func(f *file) *kernel.Date { return &f.Date }, "open"),
	})
	pages = kernel.Define[page]("file_page", kernel.Spec{
		Zh: "页", En: "Page", Scope: kernel.Scope{kernel.Follows(func(p *page) *kernel.Ref[file] { return &p.File })},
	})
	stamps = kernel.Define[stamp]("file_stamp", kernel.Spec{
		Zh: "章", En: "Stamp", Kept: true, Scope: kernel.Scope{kernel.Follows(func(s *stamp) *kernel.Ref[page] { return &s.Page })},
	})
	clients = kernel.Define[client]("file_client", kernel.Spec{
		Zh: "委托人", En: "Client", Kept: true,
		Scope: kernel.Scope{kernel.By("owner", func(c *client) *kernel.Ref[seller] { return &c.Owner }), kernel.Audience("all")},
	})
	bills = kernel.Define[bill]("file_bill", kernel.Spec{
		Zh: "账单", En: "Bill", States: openOrDone,
		Scope:  kernel.Scope{kernel.Follows(func(b *bill) *kernel.Ref[client] { return &b.Client }).If("sees:cost")},
		Bucket: kernel.OpenOrByMonth(func(b *bill) *kernel.State { return &b.State }, func(b *bill) *kernel.Date { return &b.Date }, "open"),
	})
	billNotes = kernel.Define[billNote]("file_bill_note", kernel.Spec{
		Zh: "账单备注", En: "Bill note", Scope: kernel.Scope{kernel.Follows(func(n *billNote) *kernel.Ref[bill] { return &n.Bill })},
	})
	entries = kernel.Define[entry]("file_entry", kernel.Spec{
		Zh: "流水", En: "Entry", Kept: true, Scope: kernel.Scope{kernel.Audience("all")},
		Bucket: kernel.ByMonth(func(e *entry) *kernel.Date { return &e.Date }),
	})

	filesOf = kernel.Find(files, func(f *file) *kernel.Ref[seller] { return &f.Owner })
	pagesOf = kernel.Find(pages, func(p *page) *kernel.Ref[file] { return &p.File })
	billsOf = kernel.Find(bills, func(b *bill) *kernel.Ref[client] { return &b.Client })
)

type writeFile struct {
	Date  kernel.Date `zh:"日期" en:"Date" is:"required"`
	Pages int64       `zh:"页数" en:"Pages"`
	Done  bool        `zh:"已了" en:"Done"`
}

// turnFile closes a file, or opens it again.
type turnFile struct {
	File kernel.Ref[file] `zh:"档案" en:"File" is:"required"`
}

type dateFile struct {
	File kernel.Ref[file] `zh:"档案" en:"File" is:"required"`
	Date kernel.Date      `zh:"日期" en:"Date" is:"required"`
}

type giveFile struct {
	File kernel.Ref[file]   `zh:"档案" en:"File" is:"required"`
	To   kernel.Ref[seller] `zh:"给" en:"To" is:"required"`
}

type addPage struct {
	File kernel.Ref[file] `zh:"档案" en:"File" is:"required"`
}

type movePage struct {
	Page kernel.Ref[page] `zh:"页" en:"Page" is:"required"`
	To   kernel.Ref[file] `zh:"到" en:"To" is:"required"`
}

type putStamp struct {
	Page kernel.Ref[page] `zh:"页" en:"Page" is:"required"`
}

// countFiles writes into a file how many its owner has, on a device of those that it
// holds, and who counted: what is written anew as it stood counts for no write.
type countFiles struct {
	File kernel.Ref[file] `zh:"档案" en:"File" is:"required"`
}

type addClient struct {
	Owner kernel.Ref[seller] `zh:"业务员" en:"Owner" is:"required"`
}

type giveClient struct {
	Client kernel.Ref[client] `zh:"委托人" en:"Client" is:"required"`
	To     kernel.Ref[seller] `zh:"给" en:"To" is:"required"`
}

type writeBill struct {
	Client kernel.Ref[client] `zh:"委托人" en:"Client" is:"required"`
	Date   kernel.Date        `zh:"日期" en:"Date" is:"required"`
}

// turnBill pays a bill, or takes that back.
type turnBill struct {
	Bill kernel.Ref[bill] `zh:"账单" en:"Bill" is:"required"`
}

// payAll pays what is open of a client.
type payAll struct {
	Client kernel.Ref[client] `zh:"委托人" en:"Client" is:"required"`
}

type noteBill struct {
	Bill kernel.Ref[bill] `zh:"账单" en:"Bill" is:"required"`
}

type writeEntry struct {
	Date kernel.Date `zh:"日期" en:"Date" is:"required"`
}

var (
	_ = kernel.Intent[writeFile]("file.write", "建档", "Write a file", kernel.ForAll())
	_ = kernel.Intent[turnFile]("file.turn", "了结或重开", "Close or open", kernel.ForAll())
	_ = kernel.Intent[dateFile]("file.date", "改日期", "Date", kernel.ForAll())
	_ = kernel.Intent[giveFile]("file.give", "移交", "Give", kernel.ForAll())
	_ = kernel.Intent[addPage]("file_page.put", "加页", "Add a page", kernel.ForAll())
	_ = kernel.Intent[movePage]("file_page.move", "移页", "Move a page", kernel.ForAll())
	_ = kernel.Intent[putStamp]("file_stamp.put", "盖章", "Stamp", kernel.ForAll())
	_ = kernel.Intent[countFiles]("file.count", "清点", "Count", kernel.ForAll())
	_ = kernel.Intent[addClient]("file_client.take", "接委托", "Take a client", kernel.ForAll())
	_ = kernel.Intent[giveClient]("file_client.give", "转委托", "Give a client", kernel.ForAll())
	_ = kernel.Intent[writeBill]("file_bill.write", "开账单", "Bill", kernel.ForAll())
	_ = kernel.Intent[turnBill]("file_bill.turn", "付清或撤销", "Pay or take back", kernel.ForAll())
	_ = kernel.Intent[payAll]("file_bill.pay_all", "全部付清", "Pay all", kernel.ForAll())
	_ = kernel.Intent[noteBill]("file_bill_note.write", "账单备注", "Note on a bill", kernel.ForAll())
	_ = kernel.Intent[writeEntry]("file_entry.write", "记流水", "Enter", kernel.ForAll())
)

func turned(s kernel.State) kernel.State {
	if s == "open" {
		return "done"
	}
	return "open"
}

func (w writeFile) Predict(tx *kernel.Tx) error {
	f := files.Insert(tx, &file{Number: tx.Number("F"), Owner: kernel.Ref[seller](tx.Author.User), State: "open", Date: w.Date})
	if w.Done {
		kernel.Set(tx, f, &f.State, "done")
	}
	files.Guarded("cost").Insert(tx, &file{Record: kernel.Record{ID: f.ID}})
	for n := range w.Pages {
		p := pages.Insert(tx, &page{File: kernel.Ref[file](f.ID)}, n)
		stamps.Insert(tx, &stamp{Page: kernel.Ref[page](p.ID)}, n)
	}
	return nil
}

func (w writeFile) Settle(tx *kernel.Tx) error {
	f, err := files.Need(tx, files.Born(tx))
	if err == nil {
		kernel.Set(tx, f, &f.Serial, 1)
	}
	return err
}

func (t turnFile) Predict(tx *kernel.Tx) error {
	f, err := files.Need(tx, t.File)
	if err == nil {
		kernel.Set(tx, f, &f.State, turned(f.State))
	}
	return err
}

func (d dateFile) Predict(tx *kernel.Tx) error {
	f, err := files.Need(tx, d.File)
	if err == nil {
		kernel.Set(tx, f, &f.Date, d.Date)
	}
	return err
}

func (g giveFile) Predict(tx *kernel.Tx) error {
	f, err := files.Need(tx, g.File)
	if err == nil {
		kernel.Set(tx, f, &f.Owner, g.To)
	}
	return err
}

func (a addPage) Predict(tx *kernel.Tx) error {
	if _, err := files.Need(tx, a.File); err != nil {
		return err
	}
	pages.Insert(tx, &page{File: a.File})
	return nil
}

func (m movePage) Predict(tx *kernel.Tx) error {
	p, err := pages.Need(tx, m.Page)
	if err == nil {
		kernel.Set(tx, p, &p.File, m.To)
	}
	return err
}

func (s putStamp) Predict(tx *kernel.Tx) error {
	if _, err := pages.Need(tx, s.Page); err != nil {
		return err
	}
	stamps.Insert(tx, &stamp{Page: s.Page})
	return nil
}

func (c countFiles) Predict(tx *kernel.Tx) error {
	f, err := files.Need(tx, c.File)
	if err != nil {
		return err
	}
	of, _ := filesOf.Of(tx, f.Owner)
	inside, _ := pagesOf.Of(tx, c.File)
	kernel.Set(tx, f, &f.Note, fmt.Sprint(tx.Call.Key, ": ", len(of), "/", len(inside)))
	return nil
}

func (a addClient) Predict(tx *kernel.Tx) error {
	clients.Insert(tx, &client{Name: tx.Number("C"), Owner: a.Owner})
	return nil
}

func (g giveClient) Predict(tx *kernel.Tx) error {
	c, err := clients.Need(tx, g.Client)
	if err == nil {
		kernel.Set(tx, c, &c.Owner, g.To)
	}
	return err
}

func (w writeBill) Predict(tx *kernel.Tx) error {
	if _, err := clients.Need(tx, w.Client); err != nil {
		return err
	}
	bills.Insert(tx, &bill{Client: w.Client, State: "open", Date: w.Date})
	return nil
}

func (t turnBill) Predict(tx *kernel.Tx) error {
	b, err := bills.Need(tx, t.Bill)
	if err == nil {
		kernel.Set(tx, b, &b.State, turned(b.State))
	}
	return err
}

func (p payAll) Predict(tx *kernel.Tx) error {
	of, _ := billsOf.Of(tx, p.Client)
	for _, b := range of {
		if b.State == "open" {
			kernel.Set(tx, b, &b.State, "done")
		}
	}
	return nil
}

func (n noteBill) Predict(tx *kernel.Tx) error {
	if _, err := bills.Need(tx, n.Bill); err != nil {
		return err
	}
	billNotes.Insert(tx, &billNote{Bill: n.Bill})
	return nil
}

func (w writeEntry) Predict(tx *kernel.Tx) error {
	entries.Insert(tx, &entry{Date: w.Date})
	return nil
}

// archiveWorkload has people keep files of many months.
type archiveWorkload struct{ counterWorkload }

func (aw *archiveWorkload) Check(*sim.World) error { return nil }

func (aw *archiveWorkload) Act(w *sim.World, d *sim.Device) {
	switch n := w.Clock.Between(1, 20); {
	case n <= 10:
		aw.file(w, d)
	case n <= 13:
		aw.leaf(w, d)
	case n <= 18:
		aw.bill(w, d)
	default:
		aw.reorganise(w, d)
	}
}

// day is one of half a year.
func (aw *archiveWorkload) day(w *sim.World) kernel.Date {
	return w.Clock.Now.Date(480).MonthStart().AddMonths(int(w.Clock.Between(-5, 0)))
}

func (aw *archiveWorkload) file(w *sim.World, d *sim.Device) {
	f := anyOf(w, d, files)
	n := w.Clock.Between(1, 10)
	switch {
	case n <= 3 || f == nil:
		aw.do(d, "file.write", &writeFile{aw.day(w), w.Clock.Between(0, 3), w.Clock.Chance(50)})
	case n <= 6:
		aw.do(d, "file.turn", &turnFile{kernel.Ref[file](f.ID)})
	case n == 7:
		aw.do(d, "file.date", &dateFile{kernel.Ref[file](f.ID), aw.day(w)})
	case n == 8:
		aw.do(d, "file.give", &giveFile{kernel.Ref[file](f.ID), aw.anyone(w)})
	case n == 9:
		aw.do(d, "file.count", &countFiles{kernel.Ref[file](f.ID)})
	default:
		aw.do(d, "file.edit", &kernel.EditRow{Row: f.ID, Changes: []kernel.Change{{Field: "note", Was: f.Note, Becomes: fmt.Sprint(w.Clock.Now)}}})
	}
}

func (aw *archiveWorkload) leaf(w *sim.World, d *sim.Device) {
	f, p := anyOf(w, d, files), anyOf(w, d, pages)
	switch n := w.Clock.Between(1, 4); {
	case f == nil:
	case n == 1 || p == nil:
		aw.do(d, "file_page.put", &addPage{kernel.Ref[file](f.ID)})
	case n == 2:
		aw.do(d, "file_page.move", &movePage{kernel.Ref[page](p.ID), kernel.Ref[file](f.ID)})
	case n == 3:
		aw.do(d, "file_stamp.put", &putStamp{kernel.Ref[page](p.ID)})
	default:
		aw.do(d, "file_page.edit", &kernel.EditRow{Row: p.ID, Changes: []kernel.Change{{Field: "note", Was: p.Note, Becomes: fmt.Sprint(w.Clock.Now)}}})
	}
}

func (aw *archiveWorkload) bill(w *sim.World, d *sim.Device) {
	c, b := anyOf(w, d, clients), anyOf(w, d, bills)
	switch n := w.Clock.Between(1, 10); {
	case n == 1 || c == nil:
		aw.do(d, "file_client.take", &addClient{aw.anyone(w)})
	case n == 2:
		aw.do(d, "file_client.give", &giveClient{kernel.Ref[client](c.ID), aw.anyone(w)})
	case n == 3:
		aw.do(d, "file_entry.write", &writeEntry{aw.day(w)})
	case n == 4:
		aw.do(d, "file_bill.pay_all", &payAll{kernel.Ref[client](c.ID)})
	case n <= 6 || b == nil:
		aw.do(d, "file_bill.write", &writeBill{kernel.Ref[client](c.ID), aw.day(w)})
	case n <= 8:
		aw.do(d, "file_bill.turn", &turnBill{kernel.Ref[bill](b.ID)})
	case n == 9:
		aw.do(d, "file_bill_note.write", &noteBill{kernel.Ref[bill](b.ID)})
	default:
		aw.do(d, "file_bill.edit", &kernel.EditRow{Row: b.ID, Changes: []kernel.Change{{Field: "note", Was: b.Note, Becomes: fmt.Sprint(w.Clock.Now)}}})
	}
}

// anyOf is some row that the device holds, nil when it holds none.
func anyOf[T any](w *sim.World, d *sim.Device, e *kernel.Entity[T]) *T {
	rows := rowsOf(d, e)
	if len(rows) == 0 {
		return nil
	}
	return rows[w.Clock.Rand.IntN(len(rows))]
}

func archive(kind sim.Kind, seed uint64) (*sim.World, error) {
	c, old := kernel.NewCatalog(2, kernel.Lock{}), kernel.NewCatalog(1, kernel.Lock{})
	w := &archiveWorkload{counterWorkload{c: c, old: old, devices: 4, free: 25e6}}
	return sim.Run(c, w, seed, 120, kind.Weather(seed))
}

// Devices hold some months, and open what is older.
func TestWindows(t *testing.T) {
	var s sim.Sum
	sim.Seeds(t, []sim.Kind{sim.Windows}, 150, archive, s.Add)
	s.TriedWindows(t)
	t.Log(s)
}
