package main

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"heyi/shared/module"
)

// Every module's help is served in both languages, and leads to the others.
func TestHelpIsServed(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /help", helpIndex)
	mux.HandleFunc("GET /help/{module}", helpPage)
	get := func(path, language string) (int, string) {
		r := httptest.NewRequest(http.MethodGet, path, nil)
		r.Header.Set("Accept-Language", language)
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		return w.Code, w.Body.String()
	}
	for _, m := range module.All() {
		_, index := get("/help", "zh-CN")
		code, zh := get("/help/"+m.Module, "zh-CN")
		_, en := get("/help/"+m.Module+"?lang=en", "zh-CN")
		if code != http.StatusOK || !strings.Contains(index, `href="help/`+m.Module) || !strings.Contains(zh, "<h1>") || !strings.Contains(zh, m.Zh) || !strings.Contains(en, `lang="en"`) || zh == en {
			t.Errorf("%s: %d\n%s\n%s", m.Module, code, zh, en)
		}
	}
	if code, _ := get("/help/nothing", "en"); code != http.StatusNotFound {
		t.Errorf("help about nothing: %d", code)
	}
	if _, en := get("/help", "en-GB"); !strings.Contains(en, "Help") {
		t.Error(en)
	}
}

// What stands in a page is text: no script and no frame comes out of it.
func TestHelpIsEscaped(t *testing.T) {
	w := httptest.NewRecorder()
	serveHelp(w, httptest.NewRequest(http.MethodGet, "/help/x", nil), &module.Module{
		Zh: "<script>1</script>", En: "x", Help: module.Help{Zh: "# x\n\n<script>alert(1)</script> [y](javascript:alert(1))\n\n<iframe src=x></iframe>\n", En: "# x"},
	})
	for _, bad := range []string{"<script", "<iframe", "javascript:"} {
		if strings.Contains(w.Body.String(), bad) {
			t.Errorf("%s comes out: %s", bad, w.Body)
		}
	}
}
