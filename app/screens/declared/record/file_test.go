package record_test

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"io"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/screens/common"
	"heyi/app/screens/declared/record"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/product"
)

func areas(site *common.Site) []common.Area { return []common.Area{record.Area(site)} }

func picture(t *testing.T) []byte {
	t.Helper()
	p := image.NewRGBA(image.Rect(0, 0, 640, 480))
	for i := range p.Pix {
		p.Pix[i] = uint8(i * 7)
	}
	p.Set(1, 1, color.Black)
	var b bytes.Buffer
	if err := png.Encode(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// A picture is chosen in the form of a product, kept on the device with the command, and
// shown on the page; what is no picture is refused at its field.
func TestAPictureIsChosenInAForm(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Boss)
	id := shop.Product("HY-C201").ID()
	edit := record.EditRoute("product", id)
	w := screentest.OpenAt(t, desk, uithread.Immediate{}, areas, edit.Name, edit.ID)
	w.Give("标志.svg", []byte("<svg xmlns='http://www.w3.org/2000/svg'/>"))
	w.Tap("选择")
	if !w.Shows("要的是图片") {
		t.Errorf("what is no picture is taken: %q", w.Texts())
	}
	content := picture(t)
	w.Give("沙发.png", content)
	w.Tap("选择")
	if !w.Shows("沙发.png") || w.Shows("要的是图片") {
		t.Fatalf("the picture is not shown as chosen: %q", w.Texts())
	}
	if files := desk.Engine.Files(); files.Waiting != 0 {
		t.Errorf("%d files are kept of a form that was not sent", files.Waiting)
	}
	w.Tap("保存")
	p := screentest.Get(t, desk, product.Products, id)
	n := p.Picture.Named()
	if n.Name != "沙发.png" || n.Media != "image/png" || n.Thumbnail.IsZero() {
		t.Fatalf("the product has %q", p.Picture)
	}
	at := view.FileAt(p, product.Products.In(desk.Catalog).Field("picture"))
	r, err := desk.Engine.OpenFile(t.Context(), at, false)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, content) {
		t.Errorf("%d bytes are kept, %v", len(got), err)
	}
	w = screentest.OpenAt(t, desk, uithread.Immediate{}, areas, edit.Name, edit.ID)
	if !w.Shows("沙发.png") || pictured(w) != 1 {
		t.Errorf("the form shows %q and %d pictures", w.Texts(), pictured(w))
	}
	w.Tap("移除")
	w.Tap("保存")
	if p := screentest.Get(t, desk, product.Products, id); !p.Picture.IsZero() {
		t.Errorf("what was taken away is %q", p.Picture)
	}
}

func pictured(w *screentest.Window) (n int) {
	w.Each(func(o fyne.CanvasObject) {
		if p, ok := o.(*widgets.Photo); ok && p.Shown() {
			n++
		}
	})
	return n
}

// A file is attached on the page of its row, told in the log, and detached with a question.
func TestAFileIsAttachedOnItsPage(t *testing.T) {
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Boss)
	customer := shop.Customer("深圳龙岗万悦家居有限公司").ID()
	w := screentest.OpenAt(t, desk, uithread.Immediate{}, areas, common.RecordRoute, "party/"+customer.String())
	w.Give("合同.pdf", []byte("%PDF-1.4 合同"))
	w.Tap("添加附件")
	if !w.Shows("合同.pdf") {
		t.Fatalf("the page does not show what was attached: %q", w.Texts())
	}
	list, err := view.Load(desk, func(r *view.Reader) (*view.Files, error) { return view.FilesOfRow(r, "party", customer), nil })
	if err != nil || len(list.List) != 1 || !list.List[0].Detachable {
		t.Fatalf("%+v, %v", list, err)
	}
	a := screentest.Get(t, desk, flow.Attachments, list.List[0].ID)
	if a.File.Named().Media != "application/pdf" || a.Root != customer {
		t.Errorf("attached is %+v", a)
	}
	w.Give("空.txt", nil)
	w.Tap("添加附件")
	if !w.Shows("是空的") {
		t.Errorf("an empty file is taken: %q", w.Texts())
	}
	if _, err := desk.Do(&flow.Detach{Attachment: kernel.Ref[flow.Attachment](a.ID)}); err != nil {
		t.Fatal(err)
	}
	w = screentest.OpenAt(t, desk, uithread.Immediate{}, areas, common.RecordRoute, "party/"+customer.String())
	if !w.Shows("还没有附件") {
		t.Errorf("after it was detached: %s", strings.Join(w.Texts(), "|"))
	}
}
