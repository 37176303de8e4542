// Package syncpage says in words what this device has not settled with the
// server: what waits, what was refused and what came out otherwise.
package syncpage

import (
	"fmt"
	"os"
	"path/filepath"
	"time"

	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/app/view/system/signin"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

// Entry is one command in words.
type Entry struct {
	Title  string // 下单 · 深圳万悦
	Detail string // when it was given
	Goods  string // what it is about: 餐椅 × 12 把、餐桌 × 2 张; "" for what names no goods
	Badge  view.Badge
	Why    *view.Trouble // its Repairs are empty: see Ways
	Ways   []Way
	Opens  *Target // the document, while there is one
	Item   client.Item

	over bool // it can be sent again as often as one likes: the document is past it
}

// exportTo is the name of an export's file, with the time.
const exportTo = "heyi-unsent-%s.json"

// Page is the sync page.
type Page struct {
	Waiting    []Entry
	Refused    []Entry
	Adjusted   []Entry
	Flight     bool
	Pausing    bool // there is no connection, and none is being made until a pause is over
	Link       string
	AsOf       string
	Said       string  // why the server or the files do not let this device work, "" if they do
	Again      bool    // signing in again lets it work
	Unread     []Entry // what waits and can no longer be read
	Mended     string  // that the outbox was damaged, "" if it was not
	Restored   string  // that the server was, and has not answered again yet what it had answered before
	Doubt      string  // that the server's clock has jumped, "" if it has not
	MayConfirm bool    // the user may say that it is right
	Proof      string  // what the last proof of this device's rows has found
	Files      string  // what waits of photos and attachments, "" for nothing
	Clock      string  // that this device's clock is wrong, "" if it is about right
}

var (
	given    = i18n.Define("sync.given", "{0}（{1}）提交", "Given {0} ({1})")
	givenAt  = i18n.Define("sync.given.at", "{0} 提交", "Given {0}")
	doubtful = i18n.Define("sync.doubtful", "可能不通过", "May be refused")
	online   = i18n.Define("sync.online", "已连接服务器", "Connected to the server")
	connect  = i18n.Define("sync.connecting", "正在连接服务器…", "Connecting to the server…")
	away     = i18n.Define("sync.away", "没有连接服务器，可以继续工作", "Not connected; you can go on working")
	flying   = i18n.Define("sync.flying", "飞行模式：不连接服务器，可以继续工作", "Flight mode: no connection, you can go on working")
	slow     = i18n.Define("sync.clock.slow", "本机时钟慢了 {0}，已按服务器时间处理。请校正本机时间", "This device's clock is {0} slow; the server's time is used. Please set it right")
	fast     = i18n.Define("sync.clock.fast", "本机时钟快了 {0}，已按服务器时间处理。请校正本机时间", "This device's clock is {0} fast; the server's time is used. Please set it right")
	redated  = i18n.Define("sync.redated", "本机时钟不准，服务器按 {0} 记录这次操作", "This device's clock was wrong; the server has recorded this as of {0}")

	apart    = i18n.Define("sync.clock.apart", "服务器时钟与本机相差 {0}，本机没有采用，请告诉管理员核对服务器时间", "The server's clock is {0} off this device's, which does not follow it. Please have your administrator check the server's time")
	restored = i18n.DefinePlural("sync.restored", "服务器从备份恢复过，正在等待各设备补传。本机有 {0} 个以前已保存的操作正在补传，在此之前看不到它们的结果；没有丢失，不用重做",
		"The server was restored from a backup and waits for its devices. {0} command of this device that was saved before is being brought again; until then its result cannot be seen. Nothing is lost, nothing has to be done again",
		"The server was restored from a backup and waits for its devices. {0} commands of this device that were saved before are being brought again; until then their results cannot be seen. Nothing is lost, nothing has to be done again")
	unnamed      = i18n.Define("sync.unread", "第 {0} 号操作", "Command no. {0}")
	named        = i18n.Define("sync.unread.named", "{0}（第 {1} 号操作）", "{0} (command no. {1})")
	damagedBadge = i18n.Define("sync.unread.badge", "无法读取", "Cannot be read")
	unreadWhy    = i18n.Define("sync.unread.why", "这个操作在本机的记录已损坏，没有提交到服务器，其他操作不受影响。请重新操作一次；也可以先导出，交给管理员查看",
		"The record of this command on this device is damaged; it did not reach the server. Nothing else is affected. Please do it again; you can export it first for your administrator")
	adjusted = i18n.Define("sync.adjusted.why", "服务器已接受，但结果与提交时显示的不同，请打开单据核对", "Accepted by the server with another result than was shown; please check the document")
)

// Read loads the page.
func Read(d *view.Desk, r *view.Reader) (*Page, error) {
	synced, err := d.Engine.SyncPage()
	if err != nil {
		return nil, err
	}
	st := synced.State
	p := &Page{Flight: st.Flight, Pausing: st.Pausing(), Link: link(st), Clock: clock(st.Offset)}
	if st.Apart != 0 {
		p.Clock = apart.Text(i18n.Span(time.Duration(max(st.Apart, -st.Apart)) * time.Millisecond))
	}
	if c, found := org.Companies.Get(r.Tx, org.TheCompany); found == kernel.Found {
		if doubt := c.Doubted(); doubt != nil {
			p.Doubt = view.ExplainRefusal(doubt).Text
			p.MayConfirm = r.Author.May(confirmClock)
		}
	}
	p.Files = filesOf(d.Engine.Files())
	if st.Anew > 0 {
		p.Restored = restored.Text(st.Anew)
	}
	if st.Stopped != nil {
		p.Said, p.Again = view.ExplainRefusal(st.Stopped).Text, signin.SignInAgain(st.Stopped)
	}
	if st.Trouble != nil {
		p.Said = view.ExplainRefusal(st.Trouble).Text
	}
	if synced.Mended != nil {
		p.Mended = view.ExplainRefusal(synced.Mended).Text
	}
	proof, err := ReadProof(d, r)
	if err != nil {
		return nil, err
	}
	p.Proof = view.Join(proof.Said, proof.When)
	for _, u := range synced.Unread {
		p.Unread = append(p.Unread, broken(r, u))
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

// About are the commands about rows that wait for the server, in the order in which they
// were given: what a page says beside figures that only the server works out. What is
// written into a row's fields, said about it or put to it is seen there.
func About(d *view.Desk, r *view.Reader, rows ...kernel.ID) ([]Entry, error) {
	if r.State.Waiting == 0 {
		return nil, nil
	}
	waiting, err := d.Engine.WaitingAbout(rows...)
	var list []Entry
	for _, i := range waiting {
		if spec := r.Catalog.Command(i.Command); spec == nil || spec.Schema == nil && !spec.Along {
			list = append(list, entry(r, i, r.State))
		}
	}
	return list, err
}

// broken is a command that can no longer be read, by what is legible of it.
func broken(r *view.Reader, u client.Unread) Entry {
	title := unnamed.Text(int(u.Key))
	if u.Name != "" {
		title = named.Text(view.Say(u.Zh, u.En), int(u.Key))
	}
	e := Entry{Title: title, Why: &view.Trouble{Text: unreadWhy.Text()}, Item: client.Item{Key: u.Key, Command: u.Name, At: u.At}}
	e.Badge = view.Badge{Text: damagedBadge.Text(), Tone: view.Alert}
	if u.At != 0 {
		e.Detail = givenAt.Text(view.DateTime(u.At, r.Author.Zone))
	}
	return e
}

const confirmClock = "org.clock.confirm"

// ConfirmClock says for the user that the server's time is right.
func ConfirmClock(d *view.Desk) error {
	_, err := d.Engine.Do(&org.ConfirmClock{})
	return err
}

// clockMost is how wrong a clock may be, in milliseconds, without anybody hearing of
// it.
const clockMost = 2 * 60_000

func clock(offset kernel.Time) string {
	wrong := func(by kernel.Time) string { return i18n.Span(time.Duration(by) * time.Millisecond) }
	switch {
	case offset > clockMost:
		return slow.Text(wrong(offset))
	case offset < -clockMost:
		return fast.Text(wrong(-offset))
	}
	return ""
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
		Item: i, Title: view.Join(view.Say(i.Zh, i.En), subject(r, i), amount(r, i)), Badge: badges[i.Standing](),
		Detail: given.Text(view.DateTime(i.At, r.Author.Zone), view.Ago(i.At, st.Now)),
		Goods:  goods(r, i), Opens: target(r, i),
	}
	switch {
	case i.Refusal != nil:
		e.Why = view.ExplainRefusal(i.Refusal)
		e.Why.Repairs = nil
		if e.Why.Text == i.Code { // a code that this release does not know
			e.Why.Text = view.Say(i.Why.Zh, i.Why.En)
		}
		if e.over = isOver(r, e); e.over {
			e.Why.Lines = append(e.Why.Lines, lastAct(r, e.Opens.ID)...)
		}
	case i.Standing == client.Adjusted:
		e.Why = &view.Trouble{Text: adjusted.Text(), Lines: differences(r, i)}
		if i.Dated != 0 {
			e.Why.Text = redated.Text(view.DateTime(i.Dated, r.Author.Zone))
		}
	}
	e.Ways = ways(r.Catalog, e)
	return e
}

// lastAct says what was done last to a document, by whom and when: what came before the
// command that was refused.
func lastAct(r *view.Reader, id kernel.ID) []string {
	trail := view.TrailOf(r, id)
	if len(trail) == 0 {
		return nil
	}
	last := trail[0]
	return []string{view.Join(last.What, last.Result.Text, last.Who, last.When, last.Note)}
}

var badges = map[client.Standing]func() view.Badge{
	client.Waits:    func() view.Badge { return view.SyncBadge(client.MarkWaiting) },
	client.Doubtful: func() view.Badge { return view.Badge{Text: doubtful.Text(), Tone: view.Caution} },
	client.Refused:  func() view.Badge { return view.SyncBadge(client.MarkRefused) },
	client.Adjusted: func() view.Badge { return view.SyncBadge(client.MarkAdjusted) },
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
