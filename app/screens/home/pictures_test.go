package home_test

import (
	"image"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"heyi/app/rigs/viewtest"
	"heyi/app/screens/common"
	"heyi/app/screens/home"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/picture"
	"heyi/app/ui/theme"
	"heyi/app/ui/uithread"
	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
)

// Every page of a salesperson can be drawn with real business behind it. People
// look at the pictures after a change; HEYI_PICTURES names a folder to keep them
// in.
func TestSalesPagesAreDrawn(t *testing.T) {
	folder := os.Getenv("HEYI_PICTURES")
	if folder == "" {
		folder = t.TempDir()
	}
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Sales)
	held := kernel.ID{}
	for _, o := range viewtest.Rows(shop, sales.Orders) {
		if o.State == sales.Held {
			held = o.ID
		}
	}
	wanyue := shop.Customer("深圳龙岗万悦家居有限公司").String()
	pages := []struct {
		name string
		at   nav.Route
	}{
		{"home", nav.Route{}},
		{"orders", nav.Route{Name: "sales.orders"}},
		{"order", nav.Route{Name: common.RecordRoute, ID: "sales_order/" + held.String()}},
		{"new", nav.Route{Name: "sales.new", ID: wanyue}},
		{"receipt", nav.Route{Name: "sales.receipt", ID: wanyue}},
		{"customers", nav.Route{Name: "customers"}},
		{"customer", nav.Route{Name: "customer", ID: shop.Customer("东莞市厚街恒泰家具经营部").String()}},
		{"customer-new", nav.Route{Name: "customer.form"}},
		{"products", nav.Route{Name: "products"}},
		{"product", nav.Route{Name: "product", ID: shop.Product("HY-S301").String()}},
		{"sync", nav.Route{Name: "sync"}},
		{"settings", nav.Route{Name: "settings"}},
	}
	for _, look := range looks() {
		for _, p := range pages {
			var ends []func()
			img, err := picture.Draw(look, func(stage picture.Stage) fyne.CanvasObject {
				shell, router, end, err := home.OpenAt(home.Setting{Desk: desk, Dispatcher: uithread.Immediate{}, Window: stage.Window, Still: true})
				if err != nil {
					t.Error(err)
					return container.NewCenter(widget.NewLabel(err.Error()))
				}
				ends = append(ends, end)
				if p.at.Name != "" {
					router.Go(p.at)
				}
				return shell
			}, nil)
			if err != nil {
				t.Fatal(err)
			}
			for _, end := range ends { // or the next language would draw this page again
				end()
			}
			if n := colours(img); n < 20 {
				t.Errorf("%s %s: only %d colours, the page is blank", p.name, look.Name(), n)
			}
			if err := picture.Write(filepath.Join(folder, "sales-"+p.name+"-"+look.Name()+".png"), img); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func looks() []picture.Look {
	all := []picture.Look{
		{Device: picture.Tablet, Variant: theme.Light, Language: i18n.Chinese},
		{Device: picture.Phone, Variant: theme.Light, Language: i18n.Chinese},
		{Device: picture.Desktop, Variant: theme.Dark, Language: i18n.English},
	}
	switch {
	case os.Getenv("HEYI_LOOKS") == "all":
		return picture.Looks()
	case testing.Short():
		return all[:1]
	}
	return all
}

func colours(img image.Image) int {
	seen := map[[4]uint32]bool{}
	b := img.Bounds()
	for y := b.Min.Y; y < b.Max.Y; y += 2 {
		for x := b.Min.X; x < b.Max.X; x += 2 {
			r, g, bl, a := img.At(x, y).RGBA()
			seen[[4]uint32{r, g, bl, a}] = true
		}
	}
	return len(seen)
}

// Every text of the app exists in both languages and stays in its own.
func TestTextsAreWhole(t *testing.T) {
	for _, fault := range i18n.Check() {
		t.Error(fault)
	}
}
