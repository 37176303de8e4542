package main

import (
	"context"
	"errors"
	"fmt"
	"image"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"heyi/app/device/client"
	"heyi/app/screens/home"
	"heyi/app/ui/i18n"
	"heyi/app/ui/picture"
	"heyi/app/ui/theme"
	"heyi/app/ui/uithread"
	"heyi/app/view"
	"heyi/shared/modules/all"
)

// roles are whose homes are drawn, each on the device that the role carries.
var roles = []struct {
	name   string
	device picture.Device
}{
	{"boss", picture.Phone}, {"sales", picture.Tablet}, {"warehouse", picture.Desktop}, {"finance", picture.Desktop}, {"purchase", picture.Desktop},
}

// firstSyncMost is how long a first sync may take.
const firstSyncMost = 3 * time.Minute

var errNoSync = errors.New("the first sync did not end in time")

// draw signs in as each role of the demo company, waits for its first sync and
// draws its home into a PNG file.
func draw(o options, log *slog.Logger) error {
	for _, role := range roles {
		if err := drawRole(o, log, role.name, role.device); err != nil {
			return fmt.Errorf("%s: %w", role.name, err)
		}
	}
	return nil
}

func drawRole(o options, log *slog.Logger, role string, device picture.Device) (err error) {
	if o.data, err = os.MkdirTemp("", "heyi-pictures-"); err != nil {
		return fmt.Errorf("folder: %w", err)
	}
	defer func() { err = errors.Join(err, os.RemoveAll(o.data)) }()
	p := &program{options: o, log: log, catalog: all.Catalog(all.Latest), model: signInModel(o)}
	p.model.Name = "Heyi " + role
	ctx, cancel := context.WithTimeout(context.Background(), firstSyncMost)
	defer cancel()
	e, err := p.actor(ctx, role)
	if err != nil {
		return err
	}
	engine, err := client.Open(client.Options{Catalog: p.catalog, Enrolment: e, Log: log})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, engine.Close()) }()
	if err := firstSync(ctx, engine); err != nil {
		return err
	}
	img, err := drawHome(&view.Desk{Engine: engine, Catalog: p.catalog}, device)
	if err != nil {
		return err
	}
	return picture.Write(filepath.Join(o.pictures, role+".png"), img)
}

// firstSync waits until the rows are whole.
func firstSync(ctx context.Context, engine *client.Engine) error {
	changed := make(chan struct{}, 1)
	stop := engine.Subscribe(func(client.Change) {
		select {
		case changed <- struct{}{}:
		default:
		}
	})
	defer stop()
	for {
		st := engine.State()
		switch {
		case !st.Loading:
			return nil
		case st.Stopped != nil:
			return st.Stopped
		case st.Trouble != nil:
			return st.Trouble
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return errNoSync
		}
	}
}

func drawHome(desk *view.Desk, device picture.Device) (image.Image, error) {
	var failed error
	end := func() {}
	look := picture.Look{Device: device, Variant: theme.Light, Language: i18n.Current()}
	img, err := picture.Draw(look, func(stage picture.Stage) fyne.CanvasObject {
		shell, stop, err := home.Open(home.Setting{Desk: desk, Dispatcher: uithread.Immediate{}, Window: stage.Window, Still: true})
		if err != nil {
			failed = err
			return container.NewStack() // nothing to draw; the error is returned
		}
		end = stop
		return shell
	}, nil)
	end()
	return img, errors.Join(failed, err)
}
