package widgets

import (
	"context"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/widget"

	"heyi/app/ui/i18n"
	"heyi/app/ui/uithread"
)

// Jobs shows what a person has begun and what takes its time, such as the writing of a
// file: how far each is and a button that ends it. It stands in the Shell below every
// page, so whoever has begun something goes on working and still reaches it. It takes no
// room while there is none.
type Jobs struct {
	widget.BaseWidget
	// Changed is called when it takes more room or less.
	Changed func()

	dispatcher uithread.Dispatcher
	box        *fyne.Container
	running    []*job
}

type job struct {
	bar    *widget.ProgressBar
	row    fyne.CanvasObject
	loader *uithread.Loader[struct{}]
}

// NewJobs returns a place without any.
func NewJobs(d uithread.Dispatcher) *Jobs {
	j := &Jobs{dispatcher: d, box: container.NewVBox(), Changed: func() {}}
	j.ExtendBaseWidget(j)
	j.Hide()
	return j
}

// Run works in the background under a title, telling how much of all is done. done is
// told on the UI thread how it ended. Who cancels it calls cancelled instead, at once; the
// context of the work ends with it, and what it has made so far is for the work to undo.
func (j *Jobs) Run(title string, work func(ctx context.Context, told func(done, total int)) error, done func(error), cancelled func()) {
	one := &job{bar: widget.NewProgressBar(), loader: uithread.NewLoader[struct{}](j.dispatcher)}
	stop := NewButton(i18n.Cancel.Text(), func() {
		one.loader.Cancel()
		j.remove(one)
		cancelled()
	})
	one.row = NewBorder(nil, nil, NewCaption(title, Quiet), stop, one.bar)
	j.running = append(j.running, one)
	j.show()
	one.loader.Load(func(ctx context.Context) (struct{}, error) {
		return struct{}{}, work(ctx, func(done, total int) {
			j.dispatcher.Do(func() { one.bar.SetValue(float64(done) / float64(max(total, 1))) })
		})
	}, func(_ struct{}, err error) {
		j.remove(one)
		done(err)
	})
}

// Cancel ends all of them without a word: the person leaves, and nothing is drawn any more.
func (j *Jobs) Cancel() {
	for _, one := range j.running {
		one.loader.Cancel()
	}
	j.running = nil
}

// Len is how many are at work.
func (j *Jobs) Len() int { return len(j.running) }

func (j *Jobs) remove(gone *job) {
	for i, one := range j.running {
		if one == gone {
			j.running = append(j.running[:i:i], j.running[i+1:]...)
		}
	}
	j.show()
}

func (j *Jobs) show() {
	j.box.RemoveAll()
	for _, one := range j.running {
		j.box.Add(one.row)
	}
	if len(j.running) > 0 {
		j.Show()
	} else {
		j.Hide()
	}
	j.Refresh()
	j.Changed()
}

// CreateRenderer implements fyne.Widget.
func (j *Jobs) CreateRenderer() fyne.WidgetRenderer {
	return widget.NewSimpleRenderer(container.NewPadded(j.box))
}
