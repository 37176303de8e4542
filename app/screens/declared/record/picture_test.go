package record

import (
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"

	"heyi/app/rigs/viewtest"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/picture"
	"heyi/app/ui/theme"
	"heyi/app/ui/uithread"
	"heyi/shared/kernel"
)

// TestPictures draws pages for people to look at into the folder that
// HEYI_PICTURES names, or only the one that HEYI_PICTURE names.
func TestPictures(t *testing.T) {
	folder := os.Getenv("HEYI_PICTURES")
	if folder == "" {
		t.Skip("HEYI_PICTURES names no folder")
	}
	shop := viewtest.Trading(t)
	desk := shop.Desk(viewtest.Boss)
	user := anyRow(t, desk, "user")
	pages := map[string]nav.Route{
		"masters": MastersRoute(), "list-product": ListRoute("product"), "list-user": ListRoute("user"), "list-rate": ListRoute("tax_rate"),
		"party": RowRoute("party", shop.Customer("深圳龙岗万悦家居有限公司").ID()), "product": RowRoute("product", shop.Product("HY-C201").ID()),
		"user": RowRoute("user", user), "product-new": RowRoute("product", kernel.ID{}), "seat": RowRoute("seat", anyRow(t, desk, "seat")),
		"order": RowRoute("sales_order", anyRow(t, desk, "sales_order")), "fund": RowRoute("fund", anyRow(t, desk, "fund")),
		"party-edit": EditRoute("party", shop.Customer("深圳龙岗万悦家居有限公司").ID()), "receipt": RowRoute("receipt", anyRow(t, desk, "receipt")),
		"delivery": RowRoute("sales_delivery", anyRow(t, desk, "sales_delivery")), "paper": RowRoute("stock_doc", anyRow(t, desk, "stock_doc")),
		"price-new": RowRoute("customer_price", kernel.ID{}), "list-empty": ListRoute("contact"),
	}
	looks := []picture.Look{
		{Device: picture.Phone, Variant: theme.Light, Language: i18n.Chinese},
		{Device: picture.Desktop, Variant: theme.Light, Language: i18n.Chinese},
		{Device: picture.Phone, Variant: theme.Dark, Language: i18n.English},
		{Device: picture.Desktop, Variant: theme.Dark, Language: i18n.English},
	}
	for name, at := range pages {
		if only := os.Getenv("HEYI_PICTURE"); only != "" && only != name {
			continue
		}
		for _, look := range looks {
			img, err := picture.Draw(look, func(stage picture.Stage) fyne.CanvasObject {
				site := siteOf(desk, stage.Window)
				shell := nav.NewShell(uithread.Immediate{}, site.Router, Area(site).Destinations, func() {})
				site.Router.Go(at)
				return shell
			}, nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := picture.Write(filepath.Join(folder, name+"-"+look.Name()+".png"), img); err != nil {
				t.Fatal(err)
			}
		}
	}
}
