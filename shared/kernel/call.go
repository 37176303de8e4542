package kernel

import "errors"

// Call is one command on its way: who asked for what, when.
//
// (Origin, Key) makes a resend harmless; ID sorts the rows born in it. Origin is
// an enrolment of a device, an API token, an import, a job or the clock; each
// counts its own Keys from 1.
type Call struct {
	ID      ID
	Origin  ID
	Key     int64
	Author  ID // the user; the server takes it from the session, never from the frame
	Name    string
	Version int64
	Args    []byte
	At      Time   // by the device's clock, corrected by what it knows of the server's
	Judged  Time   // by the server; equal to At while predicted
	Digest  uint64 // of the device's prediction; 0 when it made none
	// Accepted is the version at which an earlier history of the company accepted
	// the command. A restored server that cannot accept it yet lets it wait.
	Accepted int64
}

// Author is who acts, as the rows of the company say at the moment of the run.
type Author struct {
	User   ID
	Seat   ID // the position that owns what the author makes
	Dept   ID
	Name   string
	Series string // of the origin, for document numbers
	Roles  []string
	Grants []string // patterns of permitted commands: "sales.order.*", "*"
	Sees   []string // patterns of what he sees beside his own: "sales.order", "cost", "*"
	Zone   int      // minutes east of UTC of the company's civil dates
	Start  Date     // when the company's books begin; zero when nobody knows
	System bool     // the clock and jobs
	Viewer *Viewer  // what the author may see
	Off    *Off     // modules that the company has switched off; nil for none
	Left   Time     // has left the company at this time, zero when not; what he did before is taken
	Until  Time     // as long as it comes by then
}

// May tells whether the author is permitted the command, and it is of no module that is
// off.
func (a *Author) May(command string) bool {
	if a.lacksCommand(command) {
		return false
	}
	for _, g := range a.Grants {
		if matches(g, command) {
			return true
		}
	}
	return false
}

func matches(pattern, name string) bool {
	if n := len(pattern) - 1; n >= 0 && pattern[n] == '*' {
		return len(name) >= n && name[:n] == pattern[:n]
	}
	return pattern == name
}

// Covers tells whether a pattern permits everything that another one permits:
// "sales.*" covers "sales.order.*", "*" covers all.
func Covers(pattern, other string) bool {
	if n := len(other) - 1; n >= 0 && other[n] == '*' {
		return len(pattern) > 0 && pattern[len(pattern)-1] == '*' && matches(pattern, other[:n])
	}
	return matches(pattern, other)
}

// Has tells whether the author holds the role.
func (a *Author) Has(role string) bool {
	for _, r := range a.Roles {
		if r == role {
			return true
		}
	}
	return false
}

// Identify finds the author of a call in the rows of the company. The module
// that owns users sets it while packages initialise.
var Identify func(c *Catalog, base Reader, origin, user ID) (*Author, error)

// IdentifyLeft finds the author of calls that were given before their author left the
// company, as he was then. Only what his device brings afterwards is judged by it.
var IdentifyLeft = func(*Catalog, Reader, ID, ID) (*Author, error) { return nil, errNobody }

var errNobody = errors.New("kernel: nobody has left")

// AuthorOf finds the author of a call that is judged.
func AuthorOf(c *Catalog, base Reader, call *Call) (*Author, error) {
	author, err := Identify(c, base, call.Origin, call.Author)
	if _, refused := AsRefusal(err); !refused {
		return author, err
	}
	left, gone := IdentifyLeft(c, base, call.Origin, call.Author)
	if gone != nil {
		return nil, err
	}
	return left, left.Brought(call)
}

// Brought refuses a call of somebody who has left, unless it is brought in time and was
// given before.
func (a *Author) Brought(call *Call) error {
	if call.At > a.Left || call.Judged > a.Until {
		return AfterLeaving.With()
	}
	return nil
}

// AfterLeaving is the refusal of what somebody does after he has left.
var AfterLeaving = Refuse("auth.left", "你已离职，离职之后的操作不再收取；之前的请在 30 天内联网上传，或在本机导出",
	"You have left the company: what was done afterwards is not taken. What was done before is, for 30 days; or export it on this device")

// Identifies tells whether Identify reads rows of an entity, so that whoever
// watches authors knows when one may have changed.
var Identifies = func(*Schema) bool { return true }
