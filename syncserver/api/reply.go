package api

import (
	"encoding/json"
	"errors"
	"net/http"

	"golang.org/x/text/language"

	"heyi/shared/kernel"
	"heyi/shared/rowstore"
	"heyi/syncserver/auth"
	outer "heyi/syncserver/reply"
)

// reply is a finished answer.
type reply struct {
	status   int
	replayed bool // the verdict was given before
	body     []byte
}

func answered(body []byte) *reply { return &reply{status: http.StatusOK, body: body} }

func (a *reply) write(w http.ResponseWriter) {
	h := w.Header()
	h.Set("Content-Type", "application/json; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Add("Vary", "Accept-Language")
	if a.replayed {
		h.Set("Idempotency-Replayed", "true")
	}
	w.WriteHeader(a.status)
	_, _ = w.Write(append(a.body, '\n')) // a client that has gone is no news
}

// refusal is a refusal as the outside gets it. Message is the sentence in the
// language that the request prefers.
type refusal struct {
	Code    string            `json:"code"`
	Message string            `json:"message"`
	Zh      string            `json:"zh"`
	En      string            `json:"en"`
	Args    map[string]string `json:"args,omitempty"`
	Details []refusal         `json:"details,omitempty"` // one for each line of a document
	Repairs []repair          `json:"repairs,omitempty"`
}

type repair struct {
	Name    string `json:"name"`
	Zh      string `json:"zh"`
	En      string `json:"en"`
	Command string `json:"command,omitempty"`
}

func refusalOf(r *kernel.Refusal, lang string) refusal {
	out := refusal{Code: r.Code, Message: r.Sentence(lang, nil), Zh: r.Sentence("zh", nil), En: r.Sentence("en", nil)}
	for _, a := range r.Args {
		if out.Args == nil {
			out.Args = map[string]string{}
		}
		out.Args[a.Name] = a.Value.String()
		if a.Zh != "" {
			out.Args[a.Name] = a.En
			if lang == "zh" {
				out.Args[a.Name] = a.Zh
			}
		}
	}
	for i := range r.Details {
		out.Details = append(out.Details, refusalOf(&r.Details[i], lang))
	}
	if code := kernel.CodeOf(r.Code); code != nil {
		for _, p := range code.Repairs {
			out.Repairs = append(out.Repairs, repair{p.Name, p.Zh, p.En, p.Command})
		}
	}
	return out
}

// fail answers with a refusal; every other error is logged and shown as an
// internal one.
func (s *Server) fail(w http.ResponseWriter, lang string, err error) {
	r, ok := kernel.AsRefusal(err)
	status := statusOf(err)
	if !ok {
		s.Log.Error("request failed", "error", err)
		r, status = outer.Internal.With(), http.StatusInternalServerError
	}
	(&reply{status: status, body: encode(struct {
		Refusal refusal `json:"refusal"`
	}{refusalOf(r, lang)})}).write(w)
}

// statuses are the HTTP statuses of refusals of requests. A command that was
// judged and refused has its own, see command.
var statuses = []struct {
	code   *kernel.Code
	status int
}{
	{kernel.NotThere, http.StatusNotFound},
	{rowstore.NoSuchEntity, http.StatusNotFound},
	{kernel.NoSuchCommand, http.StatusNotFound},
	{NoReport, http.StatusNotFound},
	{TooLong, http.StatusRequestEntityTooLarge},
	{KeyReused, http.StatusConflict},
}

func statusOf(err error) int {
	for _, s := range statuses {
		if errors.Is(err, s.code.With()) {
			return s.status
		}
	}
	if status := auth.Status(err); status != http.StatusUnprocessableEntity {
		return status
	}
	return http.StatusBadRequest
}

var languages = language.NewMatcher([]language.Tag{language.Chinese, language.English})

// preferred is "zh" or "en", as the request prefers.
func preferred(r *http.Request) string {
	_, at := language.MatchStrings(languages, r.Header.Get("Accept-Language"))
	if at == 1 {
		return "en"
	}
	return "zh"
}

// encode writes JSON of our own types, which always have one.
func encode(content any) []byte {
	body, err := json.Marshal(content)
	if err != nil {
		panic("api: " + err.Error())
	}
	return body
}
