package signin

import (
	"errors"

	"heyi/app/device/client"
	"heyi/app/device/store"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/shared/sync/authority"
)

// Problem is why somebody is not in, as the form shows it.
type Problem struct {
	Text  string
	Field string // the input that it is about: "mobile", "password", "new", "server", or ""
	Tone  view.Tone
	Retry bool // the same may go well in a while
}

// The codes of a server's refusals that a form tells apart. A server's refusal
// comes as its sentence with its code.
const (
	badSignIn = "auth.sign_in"
	throttled = "auth.throttled"
	busy      = "auth.busy"
	badToken  = "auth.token"
	once      = "auth.password.once"
	onceOver  = "auth.password.once_over"
	onceSame  = "auth.password.once_same"
	wrongOld  = "auth.password.old"
	same      = "auth.password.same"
	short     = "auth.password.short"
	long      = "auth.password.long"
	plain     = "auth.password.plain"
)

var noAnswer = i18n.Define("signin.noanswer", "服务器没有正常回答，请稍后再试", "The server did not answer as it should; please try again later")

// ProblemOf puts an error of signing in into words; nil for none.
func ProblemOf(err error) *Problem {
	if err == nil {
		return nil
	}
	t := view.Explain(err)
	if t.Code == "" { // no refusal: the server is up and not well
		return &Problem{Text: noAnswer.Text(), Tone: view.Caution, Retry: true}
	}
	p := &Problem{Text: t.Whole(), Tone: view.Alert}
	switch code(err) {
	case badSignIn, wrongOld, onceOver:
		p.Field = "password"
	case once, onceSame, same, short, long, plain:
		p.Field = "new"
	case throttled, busy:
		p.Tone, p.Retry = view.Caution, true
	case client.NoServer.Name:
		p.Tone, p.Retry = view.Caution, true
	case client.BadServer.Name, client.NotHeyi.Name, client.NoTLS.Name, client.NeedsTLS.Name:
		p.Field = "server"
	}
	return p
}

// code is that of the refusal itself, also when a server has only told it.
func code(err error) string {
	r, refused := kernel.AsRefusal(err)
	if !refused {
		return ""
	}
	if r.Code == client.Said.Name {
		return r.Arg("code").Str
	}
	return r.Code
}

// SignInAgain tells whether a device that the server has stopped comes back when
// its user signs in again.
func SignInAgain(stopped *kernel.Refusal) bool {
	if stopped == nil {
		return false
	}
	switch code(stopped) {
	case badToken, authority.PasswordChanged.Name, authority.SignedOut.Name, authority.GivenUp.Name:
		return true
	}
	return false
}

// Gone tells whether the server has let this device or its user go for good.
func Gone(stopped *kernel.Refusal) bool {
	if stopped == nil {
		return false
	}
	switch code(stopped) {
	case authority.Revoked.Name, org.UnknownDevice.Name, org.UnknownUser.Name:
		return true
	}
	return false
}

// OpenElsewhere tells whether an account does not open because another window has it.
func OpenElsewhere(err error) bool { return errors.Is(err, store.InUse.With()) }
