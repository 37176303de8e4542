package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/app"

	"heyi/app/device/client"
	"heyi/app/screens/home"
	"heyi/app/screens/system/settings"
	signinpage "heyi/app/screens/system/signin"
	"heyi/app/ui/i18n/fynelang"
	"heyi/app/ui/nav"
	"heyi/app/ui/picture"
	"heyi/app/ui/uithread"
	"heyi/app/view"
	"heyi/app/view/system/signin"
	"heyi/assets"
	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/modules/masters/org"
)

// program is the running app: one window, at most one engine.
type program struct {
	options options
	log     *slog.Logger
	d       uithread.Dispatcher
	catalog *kernel.Catalog
	model   *signin.Model

	app    fyne.App
	window fyne.Window
	router *nav.Router
	engine *client.Engine
	leave  []func() // what the present screen needs ended
}

func newProgram(o options, log *slog.Logger, d uithread.Dispatcher) *program {
	return &program{options: o, log: log, d: d, catalog: all.Catalog(all.Latest), model: signInModel(o)}
}

func signInModel(o options) *signin.Model {
	name, err := os.Hostname()
	if err != nil || name == "" {
		name = "Heyi"
	}
	kind := "desktop"
	if o.phone {
		kind = "phone"
	}
	return &signin.Model{Home: client.Home{Dir: o.data}, Catalog: all.Catalog(all.Latest), Kind: kind, Name: name}
}

// run shows the window until it is closed. What was saved is safe whenever it
// ends: commands are synced one by one, so closing only has to let files go.
func (p *program) run() (err error) {
	if err := os.MkdirAll(p.options.data, 0o700); err != nil {
		return fmt.Errorf("data folder: %w", err)
	}
	p.app = app.NewWithID("cn.heyi.app")
	p.app.SetIcon(fyne.NewStaticResource("heyi.png", assets.Icon))
	defer func() { err = errors.Join(err, p.close()) }()
	stop, err := fynelang.Follow()
	if err != nil {
		return err
	}
	defer stop()
	p.build()
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer cancel()
	p.d.Go(func() {
		<-ctx.Done()
		p.d.Do(p.app.Quit)
	})
	p.app.Lifecycle().SetOnEnteredForeground(func() {
		if p.engine != nil {
			p.engine.Wake()
		}
	})
	p.start()
	p.window.ShowAndRun()
	return nil
}

// build makes the window.
func (p *program) build() {
	device := picture.Desktop
	if p.options.phone {
		device = picture.Phone
	}
	settings.Dress(p.app, device.Density, p.options.language)
	p.window = p.app.NewWindow("合一")
	p.window.SetPadded(false)
	p.window.Resize(device.Size)
	p.window.SetMaster()
}

// start opens the account that is wanted, or asks for one.
func (p *program) start() {
	page := p.askWho()
	switch {
	case p.options.role != "":
		p.play(page)
	default:
		accounts, err := p.model.Accounts()
		if err == nil && len(accounts) == 1 && !accounts[0].Gone && p.options.server == "" {
			p.open(accounts[0].Enrolment)
		}
	}
}

// askWho shows the sign-in page.
func (p *program) askWho() *signinpage.Screen {
	p.end()
	page := signinpage.New(p.d, p.model, p.open)
	if p.options.server != "" {
		page.SetServer(p.options.server)
	}
	p.leave = append(p.leave, page.Dispose)
	p.window.SetContent(page)
	return page
}

// play signs in as somebody of the demo company.
func (p *program) play(page *signinpage.Screen) {
	uithread.NewLoader[client.Enrolment](p.d).Load(func(ctx context.Context) (client.Enrolment, error) {
		return p.actor(ctx, p.options.role)
	}, func(e client.Enrolment, err error) {
		if err != nil {
			p.log.Error("no demo role", "role", p.options.role, "err", err)
			page.SayOf(err, func() { p.play(page) })
			return
		}
		p.open(e)
	})
}

// actor is the enrolment of the person who plays a role of the demo company.
func (p *program) actor(ctx context.Context, role string) (client.Enrolment, error) {
	known, err := p.model.Home.Enrolments()
	if err != nil {
		return client.Enrolment{}, err
	}
	person, err := client.DemoRole(ctx, p.options.server, role)
	if err != nil {
		if len(known) == 1 { // the server is away; this folder is the role's
			return known[0], nil
		}
		return client.Enrolment{}, err
	}
	if e, ok, err := p.model.Known(p.options.server, person.Mobile); ok || err != nil {
		return e, err
	}
	return p.model.Enrol(ctx, p.options.server, person.Mobile, person.Password)
}

// open starts the engine of an enrolment and shows its home once there is
// something to show.
func (p *program) open(e client.Enrolment) {
	p.end()
	kind := p.model.Kind
	engine, err := client.Open(client.Options{
		Catalog: p.catalog, Enrolment: e, Flight: p.options.offline, Log: p.log,
		Window: func(at kernel.Moment) kernel.Date { return org.HeldFrom(at, kind) },
	})
	if err != nil {
		p.log.Error("the account cannot be opened", "err", err)
		p.askWho().Failed(err, e)
		return
	}
	p.engine = engine
	if !engine.State().Loading {
		p.home()
		return
	}
	loading := signinpage.NewLoading(p.d, engine, e.Server, p.home, p.signedOut)
	p.leave = append(p.leave, loading.Dispose)
	p.window.SetContent(loading)
}

// home shows the person's home.
func (p *program) home() {
	for _, end := range p.leave {
		end()
	}
	p.leave = nil
	desk := &view.Desk{Engine: p.engine, Catalog: p.catalog}
	shell, router, end, err := home.OpenAt(home.Setting{
		Desk: desk, Dispatcher: p.d, Window: p.window, Data: p.model.Home, SignedOut: p.signedOut,
	})
	if err != nil {
		p.log.Error("the home cannot be shown", "err", err)
		who := p.engine.Enrolment()
		p.askWho().Failed(err, who)
		return
	}
	p.router = router
	p.leave = append(p.leave, end)
	p.window.SetContent(shell)
}

// signedOut shows the sign-in page, with why where it was the server's will.
func (p *program) signedOut() {
	if p.engine == nil {
		p.askWho()
		return
	}
	stopped, who := p.engine.State().Stopped, p.engine.Enrolment()
	p.askWho().Out(stopped, who)
}

// end leaves the present screen and closes its engine.
func (p *program) end() {
	for _, end := range p.leave {
		end()
	}
	p.leave = nil
	if err := p.close(); err != nil {
		p.log.Error("closing", "err", err)
	}
}

func (p *program) close() error {
	if p.engine == nil {
		return nil
	}
	engine := p.engine
	p.engine = nil
	return engine.Close()
}
