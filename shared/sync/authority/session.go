package authority

import (
	"bytes"
	"fmt"
	"maps"
	"strings"

	"github.com/cespare/xxhash/v2"

	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
)

// Session is one connection of a device: what it holds and whose eyes it has. It
// turns hellos, commits and scopes into frames. Its methods are called from the
// authority's goroutine, except Fill, which reads through a view of its own.
type Session struct {
	Device kernel.ID
	User   kernel.ID

	a       *Authority
	viewer  *kernel.Viewer
	scope   int64          // digest of the viewer's scope
	was     *kernel.Viewer // whose eyes the device's rows were chosen for, where its scope has changed
	keeps   wire.Keep      // the window that the device wants
	version int64          // the device was sent everything up to this version
	place   wire.Place     // from where the catch-up goes on; zero when it begins
	filled  bool           // the catch-up is complete; live patches may follow
	turned  bool           // its scope has changed, and nobody has begun to fill it again
	turns   int64          // of the authority when the scope was found
	ask     *wire.Prove    // is answered when it is filled; nil for nothing
	parting bool           // its user has left: it brings what waits, gets verdicts and nothing else
	waits   int64          // how many commands it is still to bring, where it is parting
	waiting *waiting       // what it was told and not sent yet
	lacks   int64          // digest of what the device lacks of this release, 0 for nothing
}

// Refusals of sessions.
var (
	Revoked = kernel.Refuse("device.revoked", "本机已被停用，请联系管理员", "This device has been revoked; please tell your administrator")
	// Why a device must sign in again. What waits on it is kept.
	PasswordChanged = kernel.Refuse("auth.password_changed", "密码已修改，请用新密码重新登录；本机未提交的内容会保留", "The password was changed; please sign in again with the new one. What waits on this device is kept")
	SignedOut       = kernel.Refuse("auth.signed_out", "本机已退出登录，请重新登录；未提交的内容会保留", "This device was signed out; please sign in again. What waits on it is kept")
	GivenUp         = kernel.Refuse("auth.given_up", "这个账号登录的设备太多，最久未用的本机已退出；请重新登录，未提交的内容会保留", "Too many devices are signed in with this account, and this one was unused for longest; please sign in again. What waits on it is kept")
)

// Connect opens a session for an enrolled device of a user.
func (a *Authority) Connect(device, user kernel.ID, hello *wire.Hello, now kernel.Time) (*Session, *wire.Welcome, error) {
	author, err := kernel.Identify(a.Catalog, a.store, device, user)
	if _, refused := kernel.AsRefusal(err); refused && hello.Waits > 0 {
		return a.part(device, user, hello, now, err)
	}
	if err != nil {
		return nil, nil, err
	}
	s := &Session{Device: device, User: user, a: a, keeps: wire.Keep{Since: hello.Since, Pins: hello.Pins}}
	s.looks(s.windowed(author.Viewer))
	s.turns = a.turns.Load()
	same, err := a.sameLog(hello)
	if err != nil {
		return nil, nil, err
	}
	reload := !same || hello.Version < a.state.Floor || hello.Version == 0
	if was := hello.Viewer(); hello.Scope != s.scope {
		reload = reload || hello.Scope != wire.ScopeDigest(was)
		s.was = was
	}
	welcome := &wire.Welcome{
		History: a.state.History, Version: a.state.Version, Now: now, Release: int64(a.Catalog.Release),
		Reload: reload, Saved: a.state.Saved, Parted: !same && hello.History == a.state.History, Proves: true, Keeps: true, Looks: true,
	}
	if !reload {
		welcome.Brings = s.lacking(hello.Lacks)
	}
	if hello.History == a.state.Before && !hello.History.IsZero() {
		welcome.Branch = a.state.Branch
	}
	s.version = hello.Version
	if reload {
		s.version, s.was = 0, nil
	}
	if welcome.Resumed, err = s.resumes(&hello.Resume); err != nil {
		return nil, nil, err
	}
	return s, welcome, nil
}

// sameLog tells whether the log that the device has seen is the beginning of this
// company's. It is not when an older file was put back, or the end of the file was
// lost, without anybody telling the server; or when the device was with a copy of the
// company that has gone its own way. A restored company shares a log with the history
// before it up to the branch. A device that does not know the log is believed.
func (a *Authority) sameLog(hello *wire.Hello) (bool, error) {
	known := hello.History == a.state.History || len(hello.Chain) > 0 // else it is another history's
	if !known || hello.Version > a.state.Version {
		return false, nil
	}
	return a.chained(hello.Version, hello.Chain)
}

// chained tells whether the log has the hash at a version; no hash fits all.
func (a *Authority) chained(version int64, chain []byte) (bool, error) {
	if len(chain) == 0 {
		return true, nil
	}
	at := a.state.Chain
	if version != a.state.Version {
		var err error
		if at, err = a.store.ChainAt(version); err != nil {
			return false, fmt.Errorf("authority: chain at version %d: %w", version, err)
		}
	}
	return bytes.Equal(at, chain), nil
}

// resumes lets the catch-up go on behind a place, where that belongs to the same log
// and scope and the log still has what follows.
func (s *Session) resumes(p *wire.Place) (bool, error) {
	state := &s.a.state
	load, gain := s.version == 0, s.was != nil
	whole := load && p.Base == 0 || p.Gain // reads no log
	switch {
	case p.Version < 1 || p.Base < 0 || p.Done < 0 || len(p.Chain) == 0 || p.Load != load || p.Scope != s.scope || p.Was != s.held():
		return false, nil
	case p.Gain && !gain, p.Base > p.Version || p.Version > p.Newest || p.Newest > state.Version:
		return false, nil
	case whole && (p.Way < 0 || p.Ways != digestOf(s.ways())):
		return false, nil
	case p.Base < s.version && !whole, p.Version < state.Floor || p.Base < state.Floor && !whole:
		return false, nil
	}
	same, err := s.a.chained(p.Newest, p.Chain)
	if same && err == nil {
		s.place = *p
	}
	return same, err
}

// ways are those of a load, or to what the scope has gained.
func (s *Session) ways() []kernel.Way { return s.a.Catalog.Ways(s.viewer, s.was) }

// held is the digest of the scope that the device held before this catch-up, 0 where it
// is the same still.
func (s *Session) held() int64 { return wire.ScopeDigest(s.was) ^ s.lacks }

// lacking takes note of what the device lacks of this release: the catch-up brings what
// its user sees by today's scopes and did not by those of then. It returns the scopes.
func (s *Session) lacking(lacks []wire.Lack) (brings []wire.Lack) {
	knew, h := map[*kernel.Schema]kernel.Scope{}, xxhash.New()
	for _, lack := range lacks {
		schema := s.a.Catalog.SchemaByNumber(uint32(lack.Entity))
		if schema == nil || lack.Entity != int64(schema.Number) {
			continue
		}
		knew[schema] = schema.HeldUnder(strings.Split(lack.Audience, "\n"))
		brings = append(brings, wire.Lack{Entity: lack.Entity, Audience: strings.Join(schema.Audience(), "\n")})
		_, _ = h.WriteString(schema.Name + "\n" + lack.Audience + "\n\n") // a hash never fails
	}
	if len(brings) == 0 {
		return nil
	}
	var was kernel.Viewer
	switch {
	case s.was != nil:
		was = *s.was
	case s.viewer != nil:
		was = *s.viewer
	}
	was.Knew = knew
	s.was, s.lacks = &was, int64(h.Sum64()>>1)
	return brings
}

func (s *Session) windowed(v *kernel.Viewer) *kernel.Viewer {
	return v.Within(s.keeps.Since, s.keeps.Pins)
}

// keep gives the session another window, and tells whether it changes what the device
// may hold. That comes with a catch-up beside the authority, as after a change of scope.
func (s *Session) keep(k *wire.Keep) bool {
	s.keeps = *k
	return s.become(s.windowed(s.viewer))
}

// become gives the session another scope, where it is another. The live feed then stops,
// and what the new scope has and the old one had not comes with a catch-up.
func (s *Session) become(now *kernel.Viewer) bool {
	if wire.ScopeDigest(now) == s.scope {
		return false
	}
	if s.was == nil {
		s.was = s.viewer
	}
	s.unfilled()
	s.looks(now)
	s.turned = true
	return true
}

// looks gives the session a viewer's eyes.
func (s *Session) looks(v *kernel.Viewer) { s.viewer, s.scope = v, wire.ScopeDigest(v) }

// repinned tells whether of what the device holds only the pins change.
func (s *Session) repinned() bool {
	return s.was != nil && s.was.Knew == nil && s.was.Since == s.viewer.Since && maps.Equal(s.was.Tags, s.viewer.Tags)
}

// Live makes the patch that a commit means for this session, nil when it means
// nothing, or nothing yet, see [Desk.Pulse]. A session that is still catching up gets
// its rows by the catch-up, and so does one that gains a row which others saw before:
// any number may follow it.
func (s *Session) Live(n *News) (*wire.Patch, error) {
	c := n.commit
	if !s.filled || c.To <= s.version {
		return nil, nil
	}
	if c.authors {
		if turned, err := s.turn(); turned || err != nil {
			return nil, err
		}
	}
	t, verdicts := n.tells(s.viewer, s.scope), s.verdictsIn(c.Judged)
	switch {
	case t.gained:
		s.unfilled()
		s.turned = true
		return nil, nil
	case len(t.rows) == 0 && len(verdicts) == 0:
		return nil, nil // nothing to see; the device's age moves on with the next patch
	}
	s.waiting = n.waits(step{s.waiting, s.from(), t})
	s.version = c.To
	switch {
	case len(verdicts) > 0:
		p := *s.Hurry()
		p.Verdicts = verdicts
		return &p, nil
	case t.common && !s.waiting.full():
		return nil, nil
	}
	return s.Hurry(), nil
}

// counted counts the session among those who are told the same. What more than so many are
// told may wait.
func (s *Session) counted(n *News, most int) {
	if !s.filled || n.commit.To <= s.version || s.viewer.HasPins() {
		return
	}
	t := n.tells(s.viewer, s.scope)
	t.seats++
	t.common = t.common || t.seats > most
}

// from is the version that the device holds.
func (s *Session) from() int64 {
	if s.waiting != nil {
		return s.waiting.from
	}
	return s.version
}

func (s *Session) verdictsIn(judged []Judged) []wire.Verdict {
	var verdicts []wire.Verdict
	for i := range judged {
		if judged[i].Call.Origin == s.Device {
			verdicts = append(verdicts, verdictFor(&judged[i]))
		}
	}
	return verdicts
}

// turn notices that the author's own rows have given the session another scope.
func (s *Session) turn() (bool, error) {
	if s.parting {
		return false, nil
	}
	author, err := kernel.Identify(s.a.Catalog, s.a.store, s.Device, s.User)
	if err != nil {
		return false, s.shutOut(err)
	}
	s.turns = s.a.turns.Load()
	return s.become(s.windowed(author.Viewer)), nil
}
