package auth

import (
	"errors"
	"log/slog"
	"net/http"
	"strconv"
	"strings"

	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
	"heyi/syncserver/doors/hub"
	"heyi/syncserver/doors/reply"
)

// Handler serves sign-in and enrolment.
type Handler struct {
	*Service
	Log *slog.Logger
}

// Register adds the routes.
func (h *Handler) Register(mux *http.ServeMux) {
	mux.HandleFunc("POST /api/v1/signin", h.signIn)
	mux.HandleFunc("POST /api/v1/signout", h.signOut)
	mux.HandleFunc("POST /api/v1/enrol", h.enrolDevice)
	mux.HandleFunc("POST /api/v1/password", h.password)
	mux.HandleFunc("GET /ws", h.webSocket)
}

type signInRequest struct {
	Mobile   string `json:"mobile"`
	Password string `json:"password"`
	New      string `json:"new_password"` // where the password is for one sign-in
}

type enrolRequest struct {
	signInRequest
	Name string `json:"name"`
	Kind string `json:"kind"`
	// Of a device that was enrolled before, to be let in again.
	Device kernel.ID `json:"device"`
	Series string    `json:"series"`
}

type enrolReply struct {
	Device  kernel.ID `json:"device"`
	User    kernel.ID `json:"user"`
	Company kernel.ID `json:"company"`
	Name    string    `json:"company_name"`
	Series  string    `json:"series"`
	Token   string    `json:"token"`
}

func (h *Handler) signIn(w http.ResponseWriter, r *http.Request) {
	var req signInRequest
	if err := reply.Read(w, r, &req); err != nil {
		h.fail(w, r, err)
		return
	}
	in, err := h.SignIn(r.Context(), attempt(r, req))
	if err != nil {
		h.fail(w, r, err)
		return
	}
	e, err := h.Session(r.Context(), in.User)
	h.enrolled(w, r, in, e, err)
}

// attempt is a request's. Its token, which may have ended, proves that its account
// has signed in there before.
func attempt(r *http.Request, req signInRequest) Attempt {
	return Attempt{Addr: hub.Address(r), Mobile: req.Mobile, Password: req.Password, New: req.New, Proof: Token(r)}
}

// kinds are the devices that people may enrol.
var kinds = map[string]bool{"tablet": true, "desktop": true, "phone": true}

func (h *Handler) enrolDevice(w http.ResponseWriter, r *http.Request) {
	var req enrolRequest
	err := reply.Read(w, r, &req)
	if err == nil && !kinds[req.Kind] {
		err = kernel.BadChoice.With(kernel.Words("field", "设备类型", "Kind"), kernel.Text("value", req.Kind))
	}
	if err != nil {
		h.fail(w, r, err)
		return
	}
	in, err := h.SignIn(r.Context(), attempt(r, req.signInRequest))
	if err != nil {
		h.fail(w, r, err)
		return
	}
	was := Enrolment{Device: req.Device, User: in.ID, Series: req.Series}
	e, err := h.EnrolAgain(r.Context(), was, strings.TrimSpace(req.Name), kernel.Choice(req.Kind))
	if err == nil {
		h.Log.Info("device enrolled", "device", e.Device.String(), "series", e.Series, "user", e.User.String(), "addr", hub.Address(r))
	}
	h.enrolled(w, r, in, e, err)
}

func (h *Handler) enrolled(w http.ResponseWriter, r *http.Request, in *Entrant, e *Enrolment, err error) {
	name := ""
	if err == nil {
		err = h.stands(in, e)
	}
	if err == nil {
		err = h.reading(func(tx *kernel.Tx) error {
			company, err := org.OfCompany(tx)
			if err == nil {
				name = company.Name
			}
			return err
		})
	}
	if err != nil {
		h.fail(w, r, err)
		return
	}
	reply.JSON(w, http.StatusOK, enrolReply{e.Device, e.User, h.Store.Company, name, e.Series, e.Token})
}

func (h *Handler) signOut(w http.ResponseWriter, r *http.Request) {
	if err := h.SignOut(Token(r)); err != nil {
		h.fail(w, r, err)
		return
	}
	reply.JSON(w, http.StatusOK, struct{}{})
}

type passwordRequest struct {
	Old  string    `json:"old"`
	User kernel.ID `json:"user"` // somebody else's, for who has the right
	New  string    `json:"new"`
}

// password changes one's own password, which needs the old one, or gives somebody
// else one for one sign-in, which needs the right to.
func (h *Handler) password(w http.ResponseWriter, r *http.Request) {
	var req passwordRequest
	who, err := h.Check(Token(r))
	if err == nil {
		err = reply.Read(w, r, &req)
	}
	if err == nil && !req.User.IsZero() && (req.User != who.User || req.New == "") {
		h.reset(w, r, who, req)
		return
	}
	if err == nil {
		err = h.changeOwn(r, who, req)
	}
	if err != nil {
		h.fail(w, r, err)
		return
	}
	h.Log.Info("password changed", "user", who.User.String())
	reply.JSON(w, http.StatusOK, struct{}{})
}

func (h *Handler) changeOwn(r *http.Request, who hub.Identity, req passwordRequest) error {
	var user *org.User
	err := h.as(who, func(tx *kernel.Tx) (err error) {
		user, err = org.Users.Need(tx, kernel.Ref[org.User](who.User))
		return err
	})
	if err == nil {
		_, err = h.SignIn(r.Context(), attempt(r, signInRequest{Mobile: user.Mobile, Password: req.Old}))
	}
	switch {
	case errors.Is(err, BadSignIn.With()): // he is signed in: only one of the two can be wrong
		return WrongOld.With()
	case err != nil:
		return err
	case req.New == req.Old:
		return Same.With()
	}
	return h.SetPassword(r.Context(), user, req.New, Token(r))
}

// Token is the bearer token of a request, empty when it has none.
func Token(r *http.Request) string {
	token, _ := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	return token
}

func (h *Handler) webSocket(w http.ResponseWriter, r *http.Request) {
	who, err := h.Check(Token(r))
	if err != nil {
		h.fail(w, r, err)
		return
	}
	if err := h.Renew(who.Device); err != nil { // a full disk keeps nobody out
		h.Log.Warn("a token was not renewed", "device", who.Device.String(), "error", err)
	}
	h.Hub.ServeWS(w, r, who)
}

// fail answers with a refusal.
func (h *Handler) fail(w http.ResponseWriter, r *http.Request, err error) {
	if refusal, ok := kernel.AsRefusal(err); ok && refusal.Code == Throttled.Name {
		w.Header().Set("Retry-After", strconv.FormatInt(refusal.Arg("seconds").Int, 10))
	}
	reply.Error(w, r, h.Log, Status(err), err)
}

// Status is the HTTP status of a refusal about who somebody is.
func Status(err error) int {
	switch {
	case errors.Is(err, BadSignIn.With()), errors.Is(err, BadToken.With()), errors.Is(err, org.UnknownDevice.With()),
		errors.Is(err, org.UnknownUser.With()):
		return http.StatusUnauthorized
	case errors.Is(err, Throttled.With()), errors.Is(err, TooManyEnrolments.With()):
		return http.StatusTooManyRequests
	case errors.Is(err, Busy.With()), errors.Is(err, hub.Unavailable.With()), errors.Is(err, hub.Recovering.With()),
		errors.Is(err, hub.Stopping.With()):
		return http.StatusServiceUnavailable
	case errors.Is(err, reply.NotJSON.With()):
		return http.StatusUnsupportedMediaType
	case errors.Is(err, org.NotYours.With()), errors.Is(err, org.OwnPassword.With()), errors.Is(err, WrongOld.With()), errors.Is(err, Once.With()),
		errors.Is(err, OnceOver.With()), errors.Is(err, kernel.NotAllowed.With()), errors.Is(err, org.Beyond.With()):
		return http.StatusForbidden
	}
	return http.StatusUnprocessableEntity
}
