package syncpage_test

import (
	"database/sql"
	"errors"
	"path/filepath"
	"strings"
	"testing"

	_ "github.com/mattn/go-sqlite3" // the device's file

	"heyi/app/rigs/viewtest"
	"heyi/app/view"
	"heyi/app/view/declared/record"
	books "heyi/app/view/modules/finance"
	"heyi/app/view/system/syncpage"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/finance"
	"heyi/shared/modules/masters/org"
)

// A server's clock that has jumped is on everybody's page, with both times; whoever
// may says there that it is right, and then it is gone.
func TestADoubtfulClockIsOnThePage(t *testing.T) {
	shop := viewtest.Found(t)
	if p := read(t, shop.Desk(viewtest.Boss)); p.Doubt != "" || p.MayConfirm {
		t.Fatalf("nothing has happened: %q", p.Doubt)
	}
	shop.Must(&org.DoubtClock{Time: shop.Now, Clock: shop.Now + 365*86400_000})
	if p := read(t, shop.Desk(viewtest.Sales)); !strings.Contains(p.Doubt, "服务器时钟有疑问") || p.MayConfirm {
		t.Errorf("a salesperson: %q, may confirm: %v", p.Doubt, p.MayConfirm)
	}
	boss := shop.Desk(viewtest.Boss)
	p := read(t, boss)
	for _, date := range []kernel.Time{shop.Now, shop.Now + 365*86400_000} {
		if !strings.Contains(p.Doubt, date.Date(480).String()) {
			t.Errorf("%q does not say %s", p.Doubt, date.Date(480))
		}
	}
	if !p.MayConfirm {
		t.Fatal("the boss may not confirm it")
	}
	if err := syncpage.ConfirmClock(boss); err != nil {
		t.Fatal(err)
	}
	if p = read(t, boss); p.Doubt != "" || p.MayConfirm || len(p.Waiting) != 1 {
		t.Errorf("confirmed: %q, %d wait", p.Doubt, len(p.Waiting))
	}
	shop.Upload(viewtest.Boss, boss)
	if c, _ := org.OfCompany(shop.Tx()); c.Doubted() != nil {
		t.Error("the company still doubts")
	}
}

// A command whose record is damaged stands on the page by what is legible of it, keeps
// no other from going on, and is taken off when its user has seen to it.
func TestAnUnreadCommandIsOnThePage(t *testing.T) {
	shop := viewtest.Found(t)
	desk := shop.Desk(viewtest.Boss)
	for _, name := range []string{"客户一", "客户二", "客户三"} {
		_, err := desk.Engine.DoNamed("party.add", &kernel.AddRow{Values: []kernel.FieldValue{{Field: "name", Value: name}, {Field: "is_customer", Value: "true"}}})
		if err != nil {
			t.Fatal(err)
		}
	}
	again := shop.Again(desk, func(dir string) { hurt(t, dir, 2) })
	p := read(t, again)
	if len(p.Unread) != 1 || len(p.Waiting) != 2 {
		t.Fatalf("%d cannot be read, %d wait: %+v", len(p.Unread), len(p.Waiting), p.Unread)
	}
	e := p.Unread[0]
	if !strings.Contains(e.Title, "第 2 号操作") || e.Badge.Text != "无法读取" || e.Badge.Tone != view.Alert || !strings.Contains(e.Why.Text, "请重新操作一次") {
		t.Errorf("%+v: %+v", e, e.Why)
	}
	if err := again.Engine.DropUnread(e.Item.Key); err != nil {
		t.Fatal(err)
	}
	if p = read(t, again); len(p.Unread) != 0 || len(p.Waiting) != 2 {
		t.Errorf("%d cannot be read, %d wait", len(p.Unread), len(p.Waiting))
	}
	again = shop.Again(again, func(string) {})
	if p = read(t, again); len(p.Unread) != 0 || len(p.Waiting) != 2 {
		t.Errorf("after a restart %d cannot be read, %d wait", len(p.Unread), len(p.Waiting))
	}
}

// hurt flips a bit of a command in the outbox and takes it out of the replica, which
// would give it back.
func hurt(t *testing.T, dir string, key int64) {
	t.Helper()
	change := func(file string, change func(*sql.DB) error) {
		t.Helper()
		db, err := sql.Open("sqlite3", filepath.Join(dir, file))
		if err == nil {
			err = errors.Join(change(db), db.Close())
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	change("outbox.db", func(db *sql.DB) error {
		var data []byte
		if err := db.QueryRow(`SELECT call FROM "entry" WHERE key = ?`, key).Scan(&data); err != nil {
			return err
		}
		data[len(data)*3/4] ^= 4
		_, err := db.Exec(`UPDATE "entry" SET call = ? WHERE key = ?`, data, key)
		return err
	})
	change("replica.db", func(db *sql.DB) error {
		_, err := db.Exec(`DELETE FROM "_pending" WHERE key = ?`, key)
		return err
	})
}

// Money that waits is told with its amount; what the server alone works out is not told
// as nothing before it has.
func TestMoneyThatWaitsSaysHowMuch(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Finance)
	customer := shop.Customer("深圳龙岗万悦家居有限公司")
	_, err := desk.Do(&finance.Receive{Customer: customer, Parts: []finance.ReceivePart{
		{Fund: shop.Fund("现金"), Amount: 1_000_00}, {Fund: shop.Fund("微信"), Amount: 234_50},
	}})
	if err != nil {
		t.Fatal(err)
	}
	p := read(t, desk)
	if len(p.Waiting) != 1 || p.Waiting[0].Title != "收款 · 深圳龙岗万悦家居有限公司 · 1,234.50" {
		t.Errorf("%+v", p.Waiting)
	}
	slips, err := books.SlipListing().Rows(desk, record.Look{}).Page(t.Context(), 0, 50)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range slips {
		if waits := s.Cells[""].Text == "待上传"; waits != (s.Cells["allocated"].Text == "上传后算出") {
			t.Errorf("%s %s has settled %q", s.Cells["number"].Text, s.Cells[""].Text, s.Cells["allocated"].Text)
		}
	}
}
