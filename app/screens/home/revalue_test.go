package home

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	"fyne.io/fyne/v2"

	"heyi/app/rigs/viewtest"
	recordpages "heyi/app/screens/declared/record"
	"heyi/app/screens/declared/tasks"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/picture"
	"heyi/app/ui/theme"
	"heyi/app/ui/uithread"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/engines/stock"
	"heyi/shared/modules/masters/flow"
)

// unpricedTask is the open task of a line, of which it is about.
func unpricedTask(t *testing.T, shop *viewtest.Shop, line kernel.ID) kernel.ID {
	t.Helper()
	for _, task := range viewtest.Rows(shop, flow.Tasks) {
		if task.Kind == stock.TaskCost.Name && task.Root == line && task.State == flow.TaskOpen {
			return task.ID
		}
	}
	t.Fatal("nobody is asked for the cost")
	return kernel.ID{}
}

// A cost is set where it is asked for, and from the line of the document; it is reversed
// on its own page. Goods that have one are not offered.
func TestACostIsSetFromItsTask(t *testing.T) {
	i18n.SetLanguage(i18n.Chinese)
	shop := viewtest.Trading(t)
	line := unpriced(shop)
	task := unpricedTask(t, shop, line)
	heard := &given{}
	shop.Given = heard.note
	w := walk(t, shop.DeskIn(t, viewtest.Finance))
	does := func(command string, label string) {
		t.Helper()
		w.fill()
		for range 2 {
			w.tap(label)
		}
		if !slices.Contains(heard.commands, command) {
			t.Fatalf("%s cannot be given on %+v", command, w.router.Current())
		}
	}
	w.router.Go(nav.Route{Name: tasks.TaskRoute, ID: task.String()})
	w.settle()
	if !w.tap("补录成本") {
		t.Fatal("the task does not offer what it asks for")
	}
	does("stock.revalue", "补录成本")

	var row kernel.ID // as the device predicts it
	if err := w.desk.Read(func(r *view.Reader) error {
		for _, a := range flow.AnswersTo(stock.TaskCost.Name) {
			if !r.Author.May(a) {
				t.Errorf("finance may not %s", a)
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, r := range viewtest.Rows(shop, stock.Revaluations) {
		row = r.ID
	}
	w.router.Go(recordpages.RowRoute(stock.Revaluations.Name(), row))
	w.settle()
	if !w.acts("冲销成本补录单") {
		t.Fatal("a wrong cost cannot be reversed")
	}
	does("stock.revalue.cancel", "冲销成本补录单")
}

// acts does what the page offers beside itself.
func (w *walker) acts(label string) bool {
	for _, a := range w.router.Actions() {
		if a.Label == label {
			a.Tapped()
			w.settle()
			return true
		}
	}
	return false
}

// The page of a document leads to its lines, and the line offers what it lacks.
func TestADocumentLeadsToItsLines(t *testing.T) {
	i18n.SetLanguage(i18n.Chinese)
	shop := viewtest.Trading(t)
	line := unpriced(shop)
	l, _ := stock.DocLines.Get(shop.Tx(), kernel.Ref[stock.DocLine](line))
	w := walk(t, shop.DeskIn(t, viewtest.Finance))
	w.router.Go(recordpages.RowRoute(stock.Docs.Name(), l.Doc.ID()))
	w.settle()
	if !w.tap(l.Name) {
		t.Fatal("the document does not lead to its line")
	}
	if !w.acts("补录成本") {
		t.Fatal("the line does not offer what it lacks")
	}
}

// TestRevaluePictures draws the pages for people to look at into the folder that
// HEYI_PICTURES names.
func TestRevaluePictures(t *testing.T) {
	folder := os.Getenv("HEYI_PICTURES")
	if folder == "" {
		t.Skip("HEYI_PICTURES names no folder")
	}
	shop := viewtest.Trading(t)
	line := unpriced(shop)
	l, _ := stock.DocLines.Get(shop.Tx(), kernel.Ref[stock.DocLine](line))
	desk := shop.Desk(viewtest.Finance)
	pages := map[string]nav.Route{
		"task": {Name: tasks.TaskRoute, ID: unpricedTask(t, shop, line).String()}, "act": {Name: "record.act", ID: "stock.revalue/" + line.String()},
		"line": recordpages.RowRoute("stock_line", line), "doc": recordpages.RowRoute("stock_doc", l.Doc.ID()),
		"revaluation": recordpages.RowRoute("stock_revaluation", viewtest.Rows(shop, stock.Revaluations)[0].ID), "blank": {Name: "record.act", ID: "stock.revalue"},
	}
	for name, at := range pages {
		for _, look := range []picture.Look{
			{Device: picture.Phone, Variant: theme.Light, Language: i18n.Chinese},
			{Device: picture.Desktop, Variant: theme.Light, Language: i18n.Chinese},
			{Device: picture.Phone, Variant: theme.Dark, Language: i18n.English},
			{Device: picture.Desktop, Variant: theme.Dark, Language: i18n.English},
		} {
			img, err := picture.Draw(look, func(stage picture.Stage) fyne.CanvasObject {
				shell, router, _, err := OpenAt(Setting{Desk: desk, Dispatcher: uithread.Immediate{}, Window: stage.Window, Still: true})
				if err != nil {
					t.Fatal(err)
				}
				router.Go(at)
				return shell
			}, nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := picture.Write(filepath.Join(folder, "revalue-"+name+"-"+look.Name()+".png"), img); err != nil {
				t.Fatal(err)
			}
		}
	}
}
