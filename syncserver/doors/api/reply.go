package api

import (
	"bufio"
	"encoding/json"
	"errors"
	"net/http"

	"heyi/shared/kernel"
	"heyi/shared/rowstore"
	"heyi/syncserver/doors/auth"
	outer "heyi/syncserver/doors/reply"
)

// reply is a finished answer. What is long is not made in full before the first
// byte leaves: stream writes it behind the body.
type reply struct {
	status   int
	replayed bool   // the verdict was given before
	kind     string // its media type where it is no JSON
	body     []byte
	stream   func(w *bufio.Writer) error // reads the view, which stays open for it
}

func answered(body []byte) *reply { return &reply{status: http.StatusOK, body: body} }

// write sends the answer. One that fails half-way is cut off, so that nobody takes it
// for a whole one.
func (a *reply) write(w http.ResponseWriter) error {
	outer.Head(w)
	if a.kind != "" {
		w.Header().Set("Content-Type", a.kind)
	}
	if a.replayed {
		w.Header().Set("Idempotency-Replayed", "true")
	}
	w.WriteHeader(a.status)
	b := bufio.NewWriterSize(w, 32<<10)
	_, _ = b.Write(a.body)
	if a.stream != nil {
		if err := a.stream(b); err != nil {
			return err
		}
	} else {
		_ = b.WriteByte('\n')
	}
	_ = b.Flush() // a client that has gone is no news
	return nil
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
	{Busy, http.StatusTooManyRequests},
	{NoFile, http.StatusNotFound},
	{NotYet, http.StatusNotFound},
	{NoLane, http.StatusNotFound},
	{OtherFile, http.StatusConflict},
	{NotNext, http.StatusConflict},
	{NotItself, http.StatusUnprocessableEntity},
	{DayFull, http.StatusTooManyRequests},
	{CompanyFull, http.StatusInsufficientStorage},
	{outer.NotJSON, http.StatusUnsupportedMediaType},
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

// encode writes JSON of our own types, which always have one.
func encode(content any) []byte {
	body, err := json.Marshal(content)
	if err != nil {
		panic("api: " + err.Error())
	}
	return body
}
