package settings

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"heyi/app/screens/common"
	"heyi/app/ui/i18n"
	"heyi/app/ui/nav"
	"heyi/app/ui/widgets"
	"heyi/app/view"
	"heyi/app/view/declared/tasks"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/flow"
)

// DeliveryRoute is the page on which everybody says how he is told of tasks.
const DeliveryRoute = "settings.tasks"

var (
	delivery     = i18n.Define("settings.tasks", "待办提醒", "How tasks are told")
	deliveryHint = i18n.Define("settings.tasks.hint", "「每天早上汇总」的待办 8 点起列入「给我的」；「不提醒」的在「稍后提醒」里。紧急的总是随时提醒",
		"What is told every morning stands under For me from 8 o'clock on, what is not told under Told later. What is urgent is always told at once")
	deliveryWhen = i18n.Define("settings.tasks.when", "{0}。{1}后自动完成", "{0}. It is done once: {1}")
	deliveryHand = i18n.Define("settings.tasks.hand", "{0}。看过或处理后由你标为完成", "{0}. You mark it as done yourself")
	deliveryNow  = i18n.Define("settings.tasks.urgent", "紧急，总是随时提醒", "Urgent: always at once")
	deliveryNone = i18n.Define("settings.tasks.none", "目前没有交给你的待办类型", "No kind of task reaches you yet")
)

type deliveries struct {
	kinds []tasks.Telling
	ways  []view.Option
}

func newDelivery(site *common.Site) nav.Page {
	return common.NewPage(site, common.Spec[deliveries]{
		Title: func() string { return delivery.Text() },
		Load: func(r *view.Reader) (deliveries, error) {
			kinds, err := tasks.Tellings(r)
			return deliveries{kinds, tasks.Ways(r)}, err
		},
		Show: func(d deliveries) fyne.CanvasObject { return showDelivery(site, d) },
		Of:   []string{flow.Deliveries.Name(), flow.Tasks.Name()},
	})
}

func showDelivery(site *common.Site, d deliveries) fyne.CanvasObject {
	parts := []fyne.CanvasObject{widgets.NewNote(deliveryHint.Text(), widgets.Quiet)}
	if len(d.kinds) == 0 {
		parts = append(parts, widget.NewLabel(deliveryNone.Text()))
	}
	for _, k := range d.kinds {
		parts = append(parts, showTelling(site, k, d.ways))
	}
	return widgets.NewSections(parts...)
}

func showTelling(site *common.Site, k tasks.Telling, ways []view.Option) fyne.CanvasObject {
	said := deliveryHand.Text(k.Opens)
	if k.Ends != "" {
		said = deliveryWhen.Text(k.Opens, k.Ends)
	}
	when := widgets.NewNote(said, widgets.Plain)
	if k.Urgent {
		return widgets.NewPanel(k.Title, when, widgets.NewNote(deliveryNow.Text(), widgets.Quiet))
	}
	var buttons []*widgets.Button
	for _, way := range ways {
		buttons = append(buttons, choice(way.Label, way.Code == k.How, func() {
			site.Do(func() error {
				_, err := site.Desk.Do(&flow.Deliver{Kind: k.Kind, How: kernel.Choice(way.Code)})
				return err
			}, func(err error) {
				if err != nil {
					site.Toast(view.Explain(err).Text)
				}
			})
		}))
	}
	return widgets.NewPanel(k.Title, when, widgets.NewActions(buttons...))
}
