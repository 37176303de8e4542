package client_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"heyi/app/device/client"
	"heyi/app/device/store"
	"heyi/shared/kernel"
	"heyi/shared/rigs/trial/await"
)

// pictures are products with a picture that was taken on a device.
type pictures struct {
	c        *company
	products []kernel.ID
	files    []kernel.Named
	contents [][]byte
}

func (p *pictures) at(i int) client.FileAt {
	return client.FileAt{Entity: "product", Row: p.products[i], Field: "picture", File: p.files[i].File()}
}

// take has photos taken of new products, which the device knows.
func take(t *testing.T, c *company, e *client.Engine, n, size int) *pictures {
	t.Helper()
	p := &pictures{c: c}
	for i := range n {
		p.products = append(p.products, c.add("product", "code", fmt.Sprint("P", i), "name", "沙发", "unit", "张", "tax_class", "goods"))
	}
	caughtUp(t, c, e)
	must(t, e.SetFlight(true))
	for i := range n {
		p.takeAgain(t, e, i, uint64(i), size)
	}
	return p
}

// takeAgain takes a photo of one of them.
func (p *pictures) takeAgain(t *testing.T, e *client.Engine, i int, seed uint64, size int) {
	t.Helper()
	n, content, thumbnail := photo(seed, size)
	must(t, e.KeepFile(t.Context(), n, bytes.NewReader(content), thumbnail))
	must(t, pictured(e, p.products[i], "", n))
	p.files, p.contents = append(p.files, n), append(p.contents, content)
}

func sentAll(t *testing.T, e *client.Engine) {
	t.Helper()
	await.Until(t, "all files are sent", func() bool {
		s := e.State()
		return synced(s) && e.Files().Waiting == 0
	}, func() any { return fmt.Sprintf("%+v", e.Files()) })
}

// arrived holds what the company has against what was taken.
func (p *pictures) arrived(t *testing.T, s *shelf) {
	t.Helper()
	for i, n := range p.files {
		got, err := s.kept.All(t.Context(), n.Content)
		if err != nil || !bytes.Equal(got, p.contents[i]) {
			t.Errorf("photo %d: %d bytes, %v", i, len(got), err)
		}
		if given, err := s.kept.Given(t.Context(), n.Thumbnail, "product/"+p.products[i].String()+"/picture"); err != nil || !given {
			t.Errorf("the small picture %d: %v", i, err)
		}
	}
	var chunks, whole int64
	must(t, s.kept.DB().QueryRow(`SELECT sum(length(data)) FROM _content_chunk`).Scan(&chunks))
	must(t, s.kept.DB().QueryRow(`SELECT sum(size) FROM _content`).Scan(&whole))
	if chunks != whole {
		t.Errorf("%d bytes are kept of contents with %d", chunks, whole)
	}
}

// Photos are taken offline; then the line dies at every other chunk, before or after the
// server has heard it, and the program ends in between: all arrive, once, and the commands
// before them.
func TestPhotosTakenOfflineArriveOnce(t *testing.T) {
	c := found(t)
	shelf := c.shelve()
	shelf.unreliable(1, 2)
	who := c.enrol(boss)
	e := open(t, who)
	until(t, e, "the first sync is whole", synced)
	p := take(t, c, e, 6, 300_000)
	for range 4 {
		must(t, e.Close())
		e = open(t, who, func(o *client.Options) { o.Flight = true })
		must(t, e.SetFlight(false))
		before := shelf.chunks()
		await.Until(t, "some chunks have come", func() bool { return shelf.chunks() > before+3 || e.Files().Waiting == 0 && synced(e.State()) }, nil)
	}
	sentAll(t, e)
	p.arrived(t, shelf)
	for i := range p.files { // and they stay, as copies
		if has, err := e.HasFile(t.Context(), p.at(i), false); err != nil || !has {
			t.Errorf("photo %d is gone from its device: %v", i, err)
		}
	}
}

func (s *shelf) chunks() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.took
}

// Another device fetches a picture when it is looked at, over a line that dies on the way;
// offline it says so; then it has it.
func TestAPictureIsFetchedWhenItIsLookedAt(t *testing.T) {
	c := found(t)
	shelf := c.shelve()
	first := open(t, c.enrol(boss))
	until(t, first, "the first sync is whole", synced)
	p := take(t, c, first, 2, 400_000)
	must(t, first.SetFlight(false))
	sentAll(t, first)
	second := open(t, c.enrol(seller1))
	until(t, second, "the first sync is whole", synced)
	caughtUp(t, c, second)
	shelf.unreliable(4, 2)
	var r io.Reader
	await.Until(t, "the picture has come", func() bool {
		got, err := second.OpenFile(t.Context(), p.at(0), false)
		r = got
		return err == nil
	}, nil)
	if got, err := io.ReadAll(r); err != nil || !bytes.Equal(got, p.contents[0]) {
		t.Errorf("%d bytes of the picture, %v", len(got), err)
	}
	must(t, second.SetFlight(true))
	if _, err := second.OpenFile(t.Context(), p.at(0), false); err != nil {
		t.Errorf("what was fetched is not there offline: %v", err)
	}
	_, err := second.OpenFile(t.Context(), p.at(1), false)
	refusedWith(t, err, client.FileAway)
	if small, err := second.Thumbnail(t.Context(), p.at(0)); err == nil {
		t.Errorf("a small picture of %d bytes that nobody has fetched", len(small))
	}
}

// Copies go when there are more than the quota, the least recently used first; what the
// server has not got never goes.
func TestTheCacheKeepsToItsQuota(t *testing.T) {
	c := found(t)
	shelf := c.shelve()
	e := open(t, c.enrol(boss), func(o *client.Options) { o.FilesQuota = 500_000 })
	until(t, e, "the first sync is whole", synced)
	p := take(t, c, e, 5, 200_000)
	for i := range p.files {
		if has, err := e.HasFile(t.Context(), p.at(i), false); err != nil || !has {
			t.Errorf("photo %d is gone and the server has not got it: %v", i, err)
		}
	}
	must(t, e.SetFlight(false))
	sentAll(t, e)
	p.arrived(t, shelf)
	here := 0
	for i := range p.files {
		has, err := e.HasFile(t.Context(), p.at(i), false)
		must(t, err)
		if has {
			here++
		}
	}
	if here != 2 {
		t.Errorf("%d photos of 200 kB are here; 500 kB are allowed", here)
	}
	if _, err := e.OpenFile(t.Context(), p.at(0), false); err != nil {
		t.Errorf("what went does not come again: %v", err)
	}
}

// A server that was restored from a backup without its files gets them again from
// whoever has them.
func TestFilesAreSentAgainToAServerThatForgotThem(t *testing.T) {
	c := found(t)
	shelf := c.shelve()
	who := c.enrol(boss)
	e := open(t, who)
	until(t, e, "the first sync is whole", synced)
	p := take(t, c, e, 2, 100_000)
	must(t, e.SetFlight(false))
	sentAll(t, e)
	must(t, e.Close())
	shelf.forget()
	f, err := store.OpenFiles(who.Dir+"/files.db", 1<<30)
	must(t, err)
	must(t, f.Follow(t.Context(), kernel.DeriveID("another history", 1)))
	must(t, f.Close())
	e = open(t, who)
	until(t, e, "it is connected", synced)
	await.Until(t, "the server has them again", func() bool {
		given, err := shelf.kept.Given(t.Context(), p.files[1].Content, "product/"+p.products[1].String()+"/picture")
		return err == nil && given
	}, nil)
	sentAll(t, e)
	p.arrived(t, shelf)
}

// A wipe takes the copies; what no server has stays until the enrolment goes, and a
// sign-out asks first.
func TestAWipeTakesCopiesAndLeavesWhatNobodyHas(t *testing.T) {
	c := found(t)
	shelf := c.shelve()
	who := c.enrol(boss)
	e := open(t, who)
	until(t, e, "the first sync is whole", synced)
	p := take(t, c, e, 1, 50_000)
	must(t, e.SetFlight(false))
	sentAll(t, e)
	shelf.unreliable(9, 1) // nothing arrives
	p.takeAgain(t, e, 0, 99, 50_000)
	await.Until(t, "one waits", func() bool { return e.Files().Waiting == 2 && synced(e.State()) }, nil)
	err := e.SignOut(t.Context(), client.Home{Dir: who.Dir}, false)
	refusedWith(t, err, client.FileUnsent)
	must(t, e.Close())
	f, err := store.OpenFiles(who.Dir+"/files.db", 0)
	must(t, err)
	must(t, f.DropCopies(t.Context()))
	for i, want := range []bool{false, true} {
		if has, err := f.Has(t.Context(), p.files[i].Content); err != nil || has != want {
			t.Errorf("after a wipe photo %d is there: %v, %v", i, has, err)
		}
	}
	must(t, f.Close())
}

// A file of 2 GB is refused before it is read.
func TestAFileThatIsTooLargeIsNotRead(t *testing.T) {
	c := found(t)
	e := open(t, c.enrol(boss))
	until(t, e, "the first sync is whole", synced)
	n := kernel.Named{Content: kernel.Content{Sum: [32]byte{1}, Size: 2 << 30}, Media: "video/mp4", Name: "展厅.mp4"}
	err := e.KeepFile(t.Context(), n, unread{t}, nil)
	refusedWith(t, err, kernel.FileTooBig)
}

type unread struct{ t *testing.T }

func (u unread) Read([]byte) (int, error) {
	u.t.Error("it is read")
	return 0, errors.New("read")
}

// A command that is given while files are on their way does not wait for them: the lane
// stands still until it is judged.
func TestACommandGoesBeforeTheNextChunk(t *testing.T) {
	c := found(t)
	shelf := c.shelve()
	e := open(t, c.enrol(boss))
	until(t, e, "the first sync is whole", synced)
	p := take(t, c, e, 1, 3_000_000)
	hold := make(chan struct{})
	reached := make(chan struct{}, 100)
	shelf.mu.Lock()
	shelf.faults = func(r *http.Request) fault {
		if r.Method == http.MethodPatch {
			reached <- struct{}{}
			<-hold
		}
		return fine
	}
	shelf.mu.Unlock()
	must(t, e.SetFlight(false))
	<-reached // a chunk is under way and stays so
	began := time.Now()
	must(t, pictured(e, p.products[0], p.files[0].File(), p.files[0]))
	until(t, e, "the command is judged", synced)
	t.Logf("judged after %v while a chunk stands still", time.Since(began))
	close(hold)
	sentAll(t, e)
	p.arrived(t, shelf)
}

// A server that has no time is asked again soon, without anything else that rings.
func TestABusyServerIsAskedAgain(t *testing.T) {
	c := found(t)
	shelf := c.shelve()
	answers := busy
	shelf.faults = func(*http.Request) fault { return answers }
	e := open(t, c.enrol(boss))
	until(t, e, "the first sync is whole", synced)
	p := take(t, c, e, 1, 1000)
	must(t, e.SetFlight(false))
	await.Until(t, "it was asked when all commands had gone", func() bool {
		shelf.mu.Lock()
		defer shelf.mu.Unlock()
		return synced(e.State()) && len(shelf.asked) > 2
	}, nil)
	shelf.mu.Lock()
	answers = fine
	shelf.mu.Unlock()
	sentAll(t, e)
	p.arrived(t, shelf)
}

// A server that takes chunks and never comes further is not sent the same one without
// end: it is asked where it stands before the next, with a pause.
func TestAServerThatStandsStillIsAskedFirst(t *testing.T) {
	c := found(t)
	shelf := c.shelve()
	times := 2
	shelf.faults = func(r *http.Request) fault {
		if r.Method == http.MethodPatch && times > 0 {
			times--
			return stands
		}
		return fine
	}
	e := open(t, c.enrol(boss))
	until(t, e, "the first sync is whole", synced)
	p := take(t, c, e, 1, 1000)
	must(t, e.SetFlight(false))
	sentAll(t, e)
	p.arrived(t, shelf)
	for i, asked := range shelf.asked[1:] {
		if asked == shelf.asked[i] && strings.HasPrefix(asked, http.MethodPatch) {
			t.Errorf("%s came twice in a row: %q", asked, shelf.asked)
		}
	}
}
