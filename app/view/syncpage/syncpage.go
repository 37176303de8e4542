// Package syncpage says in words what this device has not settled with the
// server: what waits, what was refused and what came out otherwise.
package syncpage

import (
	"fmt"
	"os"
	"path/filepath"

	"heyi/app/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/sales"
)

// Entry is one command in words.
type Entry struct {
	Title  string // 下单 · 深圳万悦
	Detail string // when it was given, how it stands
	Why    *view.Trouble
	Item   client.Item
}

// exportTo is the name of an export's file, with the time.
const exportTo = "heyi-unsent-%s.json"

// Page is the sync page.
type Page struct {
	Waiting  []Entry
	Refused  []Entry
	Adjusted []Entry
	Flight   bool
	Link     string
	AsOf     string
	Said     string // why the server or the files do not let this device work, "" if they do
}

var (
	given    = i18n.Define("sync.given", "{0} 提交", "Given {0}")
	doubtful = i18n.Define("sync.doubtful", "与最新数据不符,上传后可能不通过", "Newer data disagrees: the server may refuse it")
	online   = i18n.Define("sync.online", "已连接服务器", "Connected to the server")
	connect  = i18n.Define("sync.connecting", "正在连接服务器…", "Connecting to the server…")
	away     = i18n.Define("sync.away", "没有连接服务器,可以继续工作", "Not connected; you can go on working")
	flying   = i18n.Define("sync.flying", "飞行模式:不连接服务器,可以继续工作", "Flight mode: no connection, you can go on working")
	adjusted = i18n.Define("sync.adjusted.why", "服务器已接受,但结果与提交时显示的不同,请打开单据核对", "Accepted by the server with another result than was shown; please check the document")
)

// Read loads the page.
func Read(d *view.Desk, r *view.Reader) (*Page, error) {
	synced, err := d.Engine.SyncPage()
	if err != nil {
		return nil, err
	}
	st := synced.State
	p := &Page{Flight: st.Flight, Link: link(st)}
	if st.Stopped != nil {
		p.Said = view.ExplainRefusal(st.Stopped).Text
	}
	if st.Trouble != nil {
		p.Said = view.ExplainRefusal(st.Trouble).Text
	}
	p.AsOf = view.Stamp(st.AsOf, st.Now, r.Author.Zone)
	for _, i := range synced.Waiting {
		p.Waiting = append(p.Waiting, entry(r, i, st))
	}
	for _, i := range synced.Refused {
		p.Refused = append(p.Refused, entry(r, i, st))
	}
	for _, i := range synced.Adjusted {
		p.Adjusted = append(p.Adjusted, entry(r, i, st))
	}
	return p, nil
}

func link(st client.State) string {
	switch {
	case st.Flight:
		return flying.Text()
	case st.Link == client.Online:
		return online.Text()
	case st.Link == client.Connecting:
		return connect.Text()
	}
	return away.Text()
}

func entry(r *view.Reader, i client.Item, st client.State) Entry {
	e := Entry{
		Item: i, Title: view.Join(view.Say(i.Zh, i.En), i.Subject),
		Detail: given.Text(view.DateTime(i.At, r.Author.Zone) + "(" + view.Ago(i.At, st.Now) + ")"),
	}
	switch {
	case i.Refusal != nil:
		e.Why = view.ExplainRefusal(i.Refusal)
		if e.Why.Text == i.Code { // a code that this release does not know
			e.Why.Text = view.Say(i.Why.Zh, i.Why.En)
		}
	case i.Standing == client.Adjusted:
		e.Why = &view.Trouble{Text: adjusted.Text()}
	}
	if i.Standing == client.Doubtful {
		e.Detail = view.Join(e.Detail, doubtful.Text())
	}
	return e
}

// Repair does what a way out says and takes the entry off the page. It tells
// false for a way that needs the person: the screen opens the document.
func Repair(d *view.Desk, e Entry, way string) (done bool, err error) {
	switch args := e.Item.Args.(type) {
	case *sales.Place:
		again := *args
		switch way {
		case "ship_rest":
			again.Allow = sales.OrLess
		case "wait":
			again.Allow = sales.Backorder
		case "buy":
			if err := want(d, args.Wish, e.Item.Refusal); err != nil {
				return false, err
			}
			return true, nil
		default:
			return false, nil
		}
		_, err := d.Engine.Retry(e.Item, &again)
		return err == nil, err
	case *sales.Submit:
		again := *args
		switch way {
		case "ship_rest":
			again.Allow = sales.OrLess
		case "wait":
			again.Allow = sales.Backorder
		default:
			return false, nil
		}
		_, err := d.Engine.Retry(e.Item, &again)
		return err == nil, err
	case *kernel.EditRow:
		return edit(d, e, args, way)
	}
	return false, nil
}

// want asks purchasing for what the refusal says is short. The order stays on the
// page: it still needs a decision.
func want(d *view.Desk, wish sales.Wish, why *kernel.Refusal) error {
	for _, line := range why.Details {
		n := line.Arg("line").Int
		short := kernel.Qty(line.Arg("short").Int)
		if n < 1 || int(n) > len(wish.Lines) || short <= 0 {
			continue
		}
		args := &sales.Want{Product: wish.Lines[n-1].Product, Qty: short, By: wish.Due}
		if _, err := d.Do(args); err != nil {
			return err
		}
	}
	return nil
}

// edit settles a clash: mine overwrites what I have seen now, theirs gives way.
func edit(d *view.Desk, e Entry, args *kernel.EditRow, way string) (bool, error) {
	if way == "theirs" {
		return true, d.Engine.MarkSeen(e.Item.Key)
	}
	if way != "mine" {
		return false, nil
	}
	entity := e.Item.Command[:len(e.Item.Command)-len(".edit")]
	again := &kernel.EditRow{Row: args.Row}
	err := d.Read(func(r *view.Reader) error {
		row, p := r.Tx.GetRow(r.Catalog.Schema(entity), args.Row)
		if p != kernel.Found {
			return kernel.NotThere.With(kernel.Text("entity", view.Entity(r.Catalog, entity)))
		}
		for _, c := range args.Changes {
			c.Was = view.Texts(row, c.Field)[c.Field]
			again.Changes = append(again.Changes, c)
		}
		return nil
	})
	if err != nil {
		return false, err
	}
	_, err = d.Engine.Retry(e.Item, again)
	return err == nil, err
}

// AsDraft keeps the refused order as a draft, so that it can be worked on, and
// takes the refusal off the page.
func AsDraft(d *view.Desk, e Entry) (kernel.ID, error) {
	args, ok := e.Item.Args.(*sales.Place)
	if !ok {
		return kernel.ID{}, nil
	}
	saved, err := d.Do(&sales.Save{Wish: args.Wish})
	if err != nil {
		return kernel.ID{}, err
	}
	return kernel.AddedID(saved.Call.ID, sales.Orders.Name()), d.Engine.MarkSeen(e.Item.Key)
}

// IsOrder tells whether the entry is an order that could become a draft.
func (e Entry) IsOrder() bool {
	_, ok := e.Item.Args.(*sales.Place)
	return ok
}

// Export writes what waits into a file of a folder and returns its path.
func Export(d *view.Desk, folder string) (path string, err error) {
	path = filepath.Join(folder, fmt.Sprintf(exportTo, view.At(d.Engine.State().Now, 480).Format("20060102-150405")))
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return "", fmt.Errorf("syncpage: %w", err)
	}
	err = d.Engine.Export(f)
	if closing := f.Close(); err == nil {
		err = closing
	}
	return path, err
}
