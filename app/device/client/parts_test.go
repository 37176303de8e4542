package client_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"sync"
	"testing"
	"time"

	"heyi/app/device/client"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/product"
)

// handClock is a clock that the test turns. Functions that are due run in the
// order of their times.
type handClock struct {
	mu     sync.Mutex
	now    time.Time
	timers map[int]handTimer
	next   int
}

type handTimer struct {
	at  time.Time
	run func()
}

func newHandClock() *handClock {
	return &handClock{now: time.UnixMilli(1_763_700_000_000), timers: map[int]handTimer{}}
}

func (c *handClock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *handClock) After(d time.Duration, f func()) (stop func()) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.next++
	n := c.next
	c.timers[n] = handTimer{c.now.Add(d), f}
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		delete(c.timers, n)
	}
}

// turn moves the clock on; jump moves it without running what was due between,
// as a device does that sleeps.
func (c *handClock) turn(d time.Duration) {
	end := c.Now().Add(d)
	for {
		c.mu.Lock()
		due := 0
		for n, t := range c.timers {
			if !t.at.After(end) && (due == 0 || t.at.Before(c.timers[due].at) || t.at.Equal(c.timers[due].at) && n < due) {
				due = n
			}
		}
		if due == 0 {
			c.now = end
			c.mu.Unlock()
			return
		}
		t := c.timers[due]
		delete(c.timers, due)
		c.now = t.at
		c.mu.Unlock()
		t.run()
	}
}

func (c *handClock) jump(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// attempts records when an engine dials, in vain.
type attempts struct {
	clock *handClock
	mu    sync.Mutex
	at    []time.Duration
	start time.Time
}

func (a *attempts) dial(ctx context.Context, _ client.Enrolment) (client.Conn, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := ctx.Err(); err != nil { // given up before it began; who counts sees it counted, or it never is
		return nil, err
	}
	const step = 100 * time.Millisecond // the clock may have moved to the end of its step meanwhile
	a.at = append(a.at, (a.clock.Now().Sub(a.start) + step - 1).Truncate(step))
	return nil, errors.New("no network")
}

func (a *attempts) list() []time.Duration {
	a.mu.Lock()
	defer a.mu.Unlock()
	return append([]time.Duration(nil), a.at...)
}

// dials runs an engine without a network for ten minutes.
func dials(t *testing.T) (list []time.Duration, clock *handClock, a *attempts, e *client.Engine) {
	clock = newHandClock()
	a = &attempts{clock: clock, start: clock.Now()}
	who, err := client.Home{Dir: t.TempDir()}.Keep(client.Enrolment{Device: kernel.DeriveID("device", 1), User: kernel.DeriveID("user", 1), Token: "t"})
	must(t, err)
	e = open(t, who, func(o *client.Options) {
		o.Clock, o.Dial, o.Entropy = clock, a.dial, rand.NewChaCha8([32]byte{1})
	})
	_, err = e.SyncPage() // it has begun
	must(t, err)
	for range 6000 {
		until(t, e, "the attempt is over", func(s client.State) bool { return s.Link == client.Offline })
		clock.turn(100 * time.Millisecond)
		_, err := e.SyncPage() // what was due has run
		must(t, err)
	}
	return a.list(), clock, a, e
}

// Attempts to connect come ever more seldom, up to a minute, at times left to
// chance; the same chance gives the same times. Waking up starts over.
func TestAttemptsBackOff(t *testing.T) {
	first, clock, a, e := dials(t)
	second, _, _, _ := dials(t)
	// The answer to an attempt may come before or after the clock's next step.
	same := len(first) == len(second)
	for i := 1; same && i < len(first); i++ {
		same = (first[i] - first[i-1] - second[i] + second[i-1]).Abs() <= 200*time.Millisecond
	}
	if !same {
		t.Errorf("one seed, two series:\n%v\n%v", first, second)
	}
	if n := len(first); n < 12 || n > 30 {
		t.Errorf("%d attempts in ten minutes: %v", n, first)
	}
	for i, pause := 1, 500*time.Millisecond; i < len(first); i, pause = i+1, min(2*pause, time.Minute) {
		if gap := first[i] - first[i-1]; gap < pause/2-100*time.Millisecond || gap > pause+100*time.Millisecond {
			t.Errorf("attempt %d came after %s, want up to %s", i, gap, pause)
		}
	}
	e.Redial() // the clock stands
	until(t, e, "it dials when it is asked to", func(s client.State) bool { return len(a.list()) == len(first)+1 && s.Link == client.Offline })
	clock.jump(time.Hour) // asleep
	clock.turn(15 * time.Second)
	until(t, e, "it dials again", func(client.State) bool { return len(a.list()) > len(first)+1 })
	must(t, e.SetFlight(true))
	until(t, e, "the attempt under way is over", func(s client.State) bool { return s.Flight && s.Link == client.Offline })
	quiet, idle, changed := len(a.list()), 0, 0
	e.Redial()
	_, err := e.SyncPage() // it has been heard
	must(t, err)
	var told sync.Mutex
	defer e.Subscribe(func(c client.Change) {
		told.Lock()
		defer told.Unlock()
		if changed++; c.Idle {
			idle++
		}
	})()
	heard := func() bool {
		told.Lock()
		defer told.Unlock()
		return idle > 0 && idle == changed
	}
	for range 600 { // the screens are told that time passes, and of nothing else
		clock.turn(time.Second)
		_, err := e.SyncPage()
		must(t, err)
	}
	until(t, e, "a screen is told that time passes", func(client.State) bool { return heard() })
	if n := len(a.list()); n != quiet || !e.State().Flight {
		t.Errorf("%d attempts in flight", n-quiet)
	}
}

// A screen is told of changes at once, of a burst together, and never again
// after it has gone.
func TestChangesComeTogether(t *testing.T) {
	c := found(t)
	clock := newHandClock()
	e := open(t, c.enrol(boss), func(o *client.Options) { o.Clock = clock })
	until(t, e, "the first sync is whole", synced)
	must(t, e.SetFlight(true))
	told := make(chan client.Change, 100)
	end := e.Subscribe(func(ch client.Change) { told <- ch })
	add := func() kernel.ID {
		saved, err := e.DoNamed("party.add", &kernel.AddRow{Values: []kernel.FieldValue{{Field: "name", Value: "客户"}, {Field: "is_customer", Value: "true"}}})
		must(t, err)
		return kernel.AddedID(saved.Call.ID, "party")
	}
	parties := catalog.Schema("party")
	first := add()
	if ch := <-told; !ch.Has(parties, first) || ch.Whole || !ch.Touches("party") || ch.Touches("product") || ch.State.Waiting != 1 {
		t.Errorf("the first change: %+v", ch)
	}
	second, third := add(), add()
	if len(told) != 0 {
		t.Error("told again within a tenth of a second")
	}
	// The pause begins when the screen has returned, in a goroutine of its own.
	for len(told) == 0 {
		clock.turn(100 * time.Millisecond)
		time.Sleep(time.Millisecond)
	}
	if ch := <-told; !ch.Has(parties, second) || !ch.Has(parties, third) || ch.Has(parties, first) || ch.State.Waiting != 3 {
		t.Errorf("the burst: %+v", ch)
	}
	end()
	add()
	clock.turn(time.Second)
	time.Sleep(20 * time.Millisecond)
	if len(told) != 0 {
		t.Error("told after the end")
	}
}

func TestEditOfNamesWhatDiffers(t *testing.T) {
	field := kernel.DeriveID("field", 1)
	before := &product.Product{Name: "沙发", Unit: "件", Retail: 5e6}
	before.Custom = before.Custom.With(field, "红")
	after := *before
	if edit := client.EditOf(catalog, product.Products, before, &after); edit != nil {
		t.Errorf("nothing differs: %+v", edit)
	}
	after.Name, after.Retail, after.Unit, after.Version = "椅", 6e6, "张", 9
	after.Purchase = 1e6 // guarded: in the companion
	after.Custom = after.Custom.With(field, "")
	want := []kernel.Change{
		{Field: "name", Was: "沙发", Becomes: "椅"},
		{Field: "retail", Was: "5", Becomes: "6"},
		{Field: kernel.CustomPrefix + field.String(), Was: "红"},
	}
	if edit := client.EditOf(catalog, product.Products, before, &after); !reflect.DeepEqual(edit.Changes, want) {
		t.Errorf("got %+v", edit.Changes)
	}
	guarded := client.EditOf(catalog, product.Products.Guarded("cost"), before, &after)
	if guarded == nil || guarded.Changes[0].Field != "purchase" {
		t.Errorf("the companion: %+v", guarded)
	}
}

// Enrolments are kept side by side, their tokens for this user's eyes only.
func TestEnrolmentsSideBySide(t *testing.T) {
	answer := func(w http.ResponseWriter, r *http.Request) {
		var in map[string]string
		_ = json.NewDecoder(r.Body).Decode(&in)
		switch {
		case r.URL.Path != "/api/v1/enrol" || len(in) != 4 || in["kind"] != "tablet" || in["name"] == "":
			w.WriteHeader(http.StatusNotFound)
		case in["password"] != "right":
			w.WriteHeader(http.StatusUnauthorized)
			_, _ = w.Write([]byte(`{"code":"auth.signin","zh":"手机号或密码不对","en":"Wrong number or password"}`))
		default:
			_ = json.NewEncoder(w).Encode(client.SignedIn{
				Device: kernel.DeriveID("device", in["mobile"]), User: kernel.DeriveID("user", in["mobile"]), CompanyName: "禾宜", Series: "A01", Token: "secret",
			})
		}
	}
	server := httptest.NewServer(http.HandlerFunc(answer))
	defer server.Close()
	home := client.Home{Dir: filepath.Join(t.TempDir(), "data")}
	if list, err := home.Enrolments(); err != nil || len(list) != 0 {
		t.Fatalf("an empty home: %v, %v", list, err)
	}
	for _, mobile := range []string{"1", "2"} {
		_, err := home.Enrol(t.Context(), server.URL+"/", client.Credentials{Mobile: mobile, Password: "right"}, "平板", "tablet")
		must(t, err)
	}
	list, err := home.Enrolments()
	must(t, err)
	if len(list) != 2 || list[0].Token != "secret" || list[0].Server != server.URL {
		t.Fatalf("kept: %+v", list)
	}
	token := filepath.Join(list[0].Dir, "token")
	if info, err := os.Stat(token); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the token: %v, %v", info, err)
	}
	must(t, home.Remove(list[0]))
	if list, _ := home.Enrolments(); len(list) != 1 {
		t.Errorf("%d are left", len(list))
	}
	_, err = home.Enrol(t.Context(), server.URL, client.Credentials{Mobile: "1", Password: "wrong"}, "平板", "tablet")
	if r := refusedWith(t, err, client.Said); r.Sentence("zh", nil) != "手机号或密码不对" || r.Arg("code").Str != "auth.signin" {
		t.Errorf("the server's words: %v", r)
	}
	_, err = home.Enrol(t.Context(), server.URL, client.Credentials{}, "平板", "toaster")
	refusedWith(t, err, client.NotHeyi)
	_, err = home.Enrol(t.Context(), "http://127.0.0.1:1", client.Credentials{}, "平板", "tablet")
	refusedWith(t, err, client.NoServer)
	_, err = home.Enrol(t.Context(), "ftp://x", client.Credentials{}, "平板", "tablet")
	refusedWith(t, err, client.BadServer)
}

// Sign-in data of an older program has no checksum and is believed as before; with one
// whose name is damaged it is not taken for that.
func TestSignInDataWithoutItsChecksum(t *testing.T) {
	h := client.Home{Dir: t.TempDir()}
	e, err := h.Keep(client.Enrolment{Server: "https://heyi.lan", Device: kernel.DeriveID("device", 1), User: kernel.DeriveID("user", 1), Mobile: boss})
	must(t, err)
	data, err := os.ReadFile(filepath.Join(e.Dir, "enrolment.json"))
	must(t, err)
	sum := regexp.MustCompile(`"sum": "[0-9a-f]+",?\n?`)
	plain := regexp.MustCompile(`,\s*}`).ReplaceAll(sum.ReplaceAll(data, nil), []byte("}"))
	for what, c := range map[string]struct {
		data []byte
		list int
	}{
		"of an older program": {plain, 1},
		"another server":      {bytes.Replace(data, []byte("heyi.lan"), []byte("heyi.lam"), 1), 0},
		"and no checksum":     {bytes.Replace(data, []byte(`"sum"`), []byte(`"sun"`), 1), 0},
		"half of it":          {data[:len(data)/2], 0},
	} {
		for _, name := range []string{"enrolment.json", "enrolment.copy.json"} {
			must(t, os.WriteFile(filepath.Join(e.Dir, name), c.data, 0o600))
		}
		if list, err := h.Enrolments(); err != nil || len(list) != c.list {
			t.Errorf("%s: %d enrolments, %v\n%s", what, len(list), err, c.data)
		}
	}
}
