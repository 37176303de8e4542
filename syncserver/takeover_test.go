package main

import (
	"database/sql"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"heyi/shared/rigs/pgtest"
	"heyi/shared/sync/wire"
)

// waitingMost is how many commands of a device are without an answer: it has a share of
// the server.
const waitingMost = 200

// keepGoing is a device that pushes one command after another through a server and
// connects again by itself, until it is told to stop.
func (b *tablet) keepGoing(t *testing.T, url string, stop <-chan struct{}) {
	for {
		select {
		case <-stop:
			return
		default:
		}
		socket, err := b.tryDial(url)
		if err != nil {
			time.Sleep(50 * time.Millisecond)
			continue
		}
		var resend []wire.Call // as a device does: what it has no answer to
		for _, call := range b.calls {
			if _, known := b.acked[call.ID]; !known {
				resend = append(resend, call)
			}
		}
		heard := make(chan struct{})
		go func() {
			defer close(heard)
			for b.hear(t, socket) {
			}
		}()
		for socket.WriteMessage(websocket.BinaryMessage, wire.Encode(&wire.Push{Calls: resend})) == nil {
			if resend = nil; int64(len(b.calls))-b.count() < waitingMost {
				resend = []wire.Call{b.next()}
			}
			select {
			case <-stop:
				socket.Close()
				<-heard
				return
			case <-heard:
			case <-time.After(max(10*time.Millisecond, b.pause)):
			}
		}
		socket.Close()
		<-heard
	}
}

// count is how many answers there were.
func (b *tablet) count() int64 { return atomic.LoadInt64(&b.heard) }

// growing waits for that count to grow.
func (b *tablet) growing(t *testing.T, by int64, most time.Duration) time.Duration {
	t.Helper()
	begun, from := time.Now(), atomic.LoadInt64(&b.heard)
	for atomic.LoadInt64(&b.heard) < from+by {
		if time.Since(begun) > most {
			t.Fatalf("only %d answers in %s", atomic.LoadInt64(&b.heard)-from, most)
		}
		time.Sleep(2 * time.Millisecond)
	}
	return time.Since(begun)
}

// pair is two servers at one store: the first judges, the second passes on. opening is
// what it takes on this machine now to start one that judges.
func pair(t *testing.T) (at, other place, first, second *process, opening time.Duration) {
	t.Helper()
	at = foundedAt(t, pgtest.Address(t))
	other = place{filepath.Join(t.TempDir(), "other"), at.store}
	begun := time.Now()
	first = at.start(t)
	opening = time.Since(begun)
	return at, other, first, other.start(t), opening
}

// Two servers at one store: what comes to the one that does not judge is passed on,
// sign-in and connections of devices alike, and when the one that judges is killed
// the other takes over within five seconds. Devices do nothing for it, nothing that
// was acknowledged is lost, and nothing is judged twice.
func TestAnotherServerTakesOver(t *testing.T) {
	rounds := 2
	if testing.Short() {
		rounds = 1
	}
	at, other, leader, standby, opening := pair(t)
	places := map[*process]place{leader: at, standby: other}
	b := enrolledAt(t, standby)
	longest := time.Duration(0)
	for round := range rounds {
		stop := make(chan struct{})
		var gone sync.WaitGroup
		gone.Go(func() { b.keepGoing(t, standby.url, stop) })
		b.growing(t, 20, time.Minute)
		if round%2 == 0 {
			leader.kill(t)
		} else { // it stands still for longer than its lease, and wakes up as one that has lost it
			signalled(t, leader, syscall.SIGSTOP)
		}
		took := b.growing(t, 1, time.Minute)
		longest = max(longest, took)
		b.growing(t, 20, time.Minute)
		if round%2 == 1 {
			signalled(t, leader, syscall.SIGCONT)
			b.growing(t, 50, time.Minute)
			leader.kill(t)
		}
		was := places[leader]
		leader, standby = standby, was.start(t)
		places[standby] = was
		close(stop)
		gone.Wait()
	}
	if most := 20*time.Second + 4*opening; longest > most { // the five seconds hold on a quiet machine, where a start takes 0.2 s
		t.Errorf("a device waited %s for the other server, at most %s is right", longest, most)
	}
	b.settle(t, standby)
	if out := succeed(t, at.args("user add", "--name", "林晓燕", "--mobile", "19900000102", "--password", bossPassword)...); !strings.Contains(out, "19900000102") {
		t.Error(out)
	}
	ask(t, standby.url+"/api/v1/signin", map[string]string{"mobile": "19900000102", "password": bossPassword})
	stopped(t, leader)
	b.settle(t, standby) // a server that ends well hands over at once
	stopped(t, standby)
	sound(t, at)
	t.Logf("%d rounds, %d commands, the longest wait for an answer %s", rounds, len(b.calls), longest)
}

func signalled(t *testing.T, p *process, s syscall.Signal) {
	t.Helper()
	if err := p.Process.Signal(s); err != nil {
		t.Fatal(err)
	}
}

// What a server passes on acts as the device that sent it and never as an
// administrator, whatever it calls itself.
func TestNobodyComesThroughTheDoor(t *testing.T) {
	_, _, leader, standby, _ := pair(t)
	for _, p := range []*process{leader, standby} {
		for _, path := range []string{"/control", "/judge"} {
			for _, header := range []map[string]string{{}, {"Heyi-Forwarded": ""}, {"Heyi-Door": "x", "Heyi-Forwarded": "10.0.0.1"}, {"Connection": "Heyi-Forwarded, Heyi-Door"}} {
				req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, p.url+path, strings.NewReader(`{"action":"clock"}`))
				if err != nil {
					t.Fatal(err)
				}
				for name, value := range header {
					req.Header.Set(name, value)
				}
				resp, err := http.DefaultClient.Do(req)
				if err != nil {
					t.Fatal(err)
				}
				resp.Body.Close()
				if resp.StatusCode != http.StatusNotFound {
					t.Errorf("%s with %v: status %d", path, header, resp.StatusCode)
				}
			}
		}
	}
}

// A server that has taken the company and finds, while it opens it, that another has
// taken it since waits for its turn again; it does not end. Here the database raises
// the epoch behind the back of who takes the lease, once.
func TestACompanyThatMovesOnWhileItIsOpened(t *testing.T) {
	at := foundedAt(t, pgtest.Address(t))
	db, err := sql.Open("pgx", at.store)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, text := range []string{
		`CREATE TABLE heyi.still (n BIGINT)`, `INSERT INTO heyi.still VALUES (2)`, // a lease is written twice as it is taken
		`CREATE FUNCTION heyi.raise() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
			UPDATE heyi.still SET n = n - 1;
			IF (SELECT n FROM heyi.still) = 0 THEN UPDATE heyi._state SET epoch = epoch + 1; END IF;
			RETURN NEW; END $$`,
		`CREATE TRIGGER raise AFTER UPDATE OF epoch ON heyi._holder FOR EACH ROW EXECUTE FUNCTION heyi.raise()`,
	} {
		if _, err := db.ExecContext(t.Context(), text); err != nil {
			t.Fatal(err)
		}
	}
	p := at.start(t)
	ask(t, p.url+"/api/v1/signin", map[string]string{"mobile": bossMobile, "password": bossPassword})
	stopped(t, p)
	if log := p.log.String(); !strings.Contains(log, "another server has taken the company before it was open here") {
		t.Errorf("the epoch was not raised in time: the test proves nothing\n%s", log)
	}
}
