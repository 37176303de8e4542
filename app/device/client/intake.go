package client

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"time"

	"heyi/shared/kernel"
	"heyi/shared/sync/wire"
)

// uploadTimeMost bounds the sending of one file.
const uploadTimeMost = 10 * time.Minute

// BeginImport has the server make room for the files of an import.
func (e *Engine) BeginImport(ctx context.Context) (*wire.Import, error) {
	return e.importing(ctx, http.MethodPost, "", "application/json", nil, answerTimeMost)
}

// SendImport sends a file of an import, or an archive of them.
func (e *Engine) SendImport(ctx context.Context, id kernel.ID, name string, file io.Reader) (*wire.Import, error) {
	return e.importing(ctx, http.MethodPost, "/"+id.String()+"/files?name="+url.QueryEscape(name), "application/octet-stream", file, uploadTimeMost)
}

// PresentImport is the import that the person has begun last, nil for none.
func (e *Engine) PresentImport(ctx context.Context) (*wire.Import, error) {
	now, err := e.importing(ctx, http.MethodGet, "/now", "application/json", nil, answerTimeMost)
	if err != nil || now.ID.IsZero() {
		return nil, err
	}
	return now, nil
}

// LookImport asks how far an import is.
func (e *Engine) LookImport(ctx context.Context, id kernel.ID) (*wire.Import, error) {
	return e.importing(ctx, http.MethodGet, "/"+id.String(), "application/json", nil, answerTimeMost)
}

// What can be done with an import.
const (
	ImportLook   = "look"   // read the files through
	ImportTry    = "try"    // judge it on a draft
	ImportRun    = "run"    // import
	ImportCancel = "cancel" // end the step that goes on
)

// TryImport has an import judged on a draft; goods that the files do not place are in the
// warehouse with the code, the company's only one unless given.
func (e *Engine) TryImport(ctx context.Context, id kernel.ID, place string) (*wire.Import, error) {
	return e.ActImport(ctx, id, ImportTry+"?place="+url.QueryEscape(place))
}

// ActImport goes on with an import, or ends what it is at.
func (e *Engine) ActImport(ctx context.Context, id kernel.ID, act string) (*wire.Import, error) {
	return e.importing(ctx, http.MethodPost, "/"+id.String()+"/"+act, "application/json", nil, answerTimeMost)
}

// importing is the server's alone: without a network a request is refused.
func (e *Engine) importing(ctx context.Context, method, path, kind string, body io.Reader, most time.Duration) (*wire.Import, error) {
	o := e.options.Enrolment
	if e.State().Flight {
		return nil, NoServer.With(kernel.Text("address", o.Server))
	}
	ctx, cancel := context.WithTimeout(ctx, most)
	defer cancel()
	made := &wire.Import{}
	if err := send(ctx, method, o.Server, "/api/v1/imports"+path, o.Token, kind, body, made); err != nil {
		return nil, err
	}
	return made, nil
}
