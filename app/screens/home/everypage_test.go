package home

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"heyi/app/rigs/viewtest"
	"heyi/app/ui/i18n"
	"heyi/app/ui/picture"
	"heyi/app/ui/uithread"
	"heyi/shared/modules/masters/org"
)

// Pictures of every page of every role, for people who review a change: HEYI_PICTURES
// names the folder, HEYI_LOOKS the looks, "phone-dark-zh,desktop-light-en", HEYI_ROLES the
// roles where not all are wanted, "sales,storekeeper".
func TestPicturesOfEveryPage(t *testing.T) {
	folder, wanted := os.Getenv("HEYI_PICTURES"), os.Getenv("HEYI_LOOKS")
	if folder == "" || wanted == "" {
		t.Skip("HEYI_PICTURES or HEYI_LOOKS is not set")
	}
	defer i18n.SetLanguage(i18n.Current())
	shop := viewtest.Trading(t)
	for _, role := range org.ShippedRoles() {
		if only := os.Getenv("HEYI_ROLES"); only != "" && !slices.Contains(strings.Split(only, ","), role.Code) {
			continue
		}
		desk := shop.DeskIn(t, holder(t, shop, role.Code))
		o := openSlowly(t, desk)
		for n, at := range slices.Concat(o.places(t), o.acts(t)) {
			for _, look := range picture.Looks() {
				if !slices.Contains(strings.Split(wanted, ","), look.Name()) {
					continue
				}
				end := func() {}
				img, err := picture.Draw(look, func(stage picture.Stage) fyne.CanvasObject {
					shell, router, stop, err := OpenAt(Setting{Desk: desk, Dispatcher: uithread.Immediate{}, Window: stage.Window, Still: true})
					if err != nil {
						t.Error(err)
						return widget.NewLabel(err.Error())
					}
					end = stop
					router.Reset(at)
					return shell
				}, nil)
				end()
				if err != nil {
					t.Fatal(err)
				}
				name := fmt.Sprintf("%s-%s-%02d-%s.png", look.Name(), role.Code, n, strings.Split(strings.ReplaceAll(at.Name+"-"+at.ID, ".", "-"), "/")[0])
				if err := picture.Write(filepath.Join(folder, name), img); err != nil {
					t.Fatal(err)
				}
			}
		}
	}
}
