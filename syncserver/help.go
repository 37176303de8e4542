package main

import (
	"bytes"
	"html/template"
	"net/http"
	"strings"

	"github.com/yuin/goldmark"

	"heyi/shared/module"
	"heyi/syncserver/companies/company"
)

func init() {
	parts.routes = append(parts.routes, func(mux *http.ServeMux, _ *company.Company) {
		mux.HandleFunc("GET /help", helpIndex)
		mux.HandleFunc("GET /help/{module}", helpPage)
	})
}

// helpFrame is a page of help. What stands in a page comes from this program, and is
// escaped all the same.
var helpFrame = template.Must(template.New("help").Parse(`<!doctype html>
<html lang="{{.Lang}}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>{{.Title}}</title>
<style>body{font:16px/1.6 system-ui,sans-serif;max-width:42em;margin:2em auto;padding:0 1em}</style></head>
<body><nav>{{range .Links}}<a href="{{.To}}">{{.Label}}</a> {{end}}</nav>{{.Body}}</body></html>
`))

type helpLink struct{ To, Label string }

type helpText struct {
	Lang, Title string
	Links       []helpLink
	Body        template.HTML
}

// inEnglish tells which of the two languages a reader asks for: by the address, else as
// his browser says.
func inEnglish(r *http.Request) bool {
	if lang := r.URL.Query().Get("lang"); lang != "" {
		return lang == "en"
	}
	return strings.HasPrefix(r.Header.Get("Accept-Language"), "en")
}

func helpIndex(w http.ResponseWriter, r *http.Request) { serveHelp(w, r, nil) }

func helpPage(w http.ResponseWriter, r *http.Request) {
	m := module.Named(r.PathValue("module"))
	if m == nil {
		http.NotFound(w, r)
		return
	}
	serveHelp(w, r, m)
}

func serveHelp(w http.ResponseWriter, r *http.Request, m *module.Module) {
	page := helpText{Lang: "zh", Title: "帮助"}
	markdown := "# 帮助\n"
	say := func(zh, en string) string { return zh }
	if inEnglish(r) {
		page.Lang, page.Title, markdown = "en", "Help", "# Help\n"
		say = func(zh, en string) string { return en }
	}
	if m != nil {
		page.Title, markdown = say(m.Zh, m.En), say(m.Help.Zh, m.Help.En)
	}
	at := "help/"
	if m != nil {
		at = ""
	}
	for _, o := range module.All() {
		page.Links = append(page.Links, helpLink{at + o.Module + "?lang=" + page.Lang, say(o.Zh, o.En)})
	}
	var body bytes.Buffer
	if err := goldmark.Convert([]byte(markdown), &body); err != nil { // it escapes what is no Markdown
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	page.Body = template.HTML(body.String())
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_ = helpFrame.Execute(w, page) // whoever has gone reads no error either
}
