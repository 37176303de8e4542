package api_test

import (
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/shared/rigs/tree"
	"heyi/shared/rowstore"
)

func apiPage(t *testing.T) string {
	t.Helper()
	page, err := os.ReadFile(tree.Path("docs/api.md"))
	if err != nil {
		t.Fatal(err)
	}
	return string(page)
}

var (
	call   = regexp.MustCompile(`(?s)curl -s (?:-X (\w+) )?"\$HEYI([^"]+)"(.*?)\n` + "```")
	header = regexp.MustCompile(`-H '([^:']+): ([^']+)'`)
	body   = regexp.MustCompile(`(?s)-d '(.*)'`)
)

// Every call on the page is sent as it stands there, and answers.
func TestTheCallsOfThePage(t *testing.T) {
	v := settle(t)
	filled := strings.NewReplacer(`'$CUSTOMER'`, v.linsParty, `'$PLACE'`, v.place, `'$PRODUCT'`, v.product, "…", password)
	calls := call.FindAllStringSubmatch(apiPage(t), -1)
	if len(calls) < 5 {
		t.Fatalf("only %d calls found", len(calls))
	}
	for _, c := range calls {
		method, path, rest := c[1], c[2], filled.Replace(c[3])
		if method == "" {
			method = "GET"
		}
		by := &client{s: v.boss.s, token: v.boss.token, header: map[string]string{}}
		for _, h := range header.FindAllStringSubmatch(rest, -1) {
			by.header[h[1]] = h[2]
		}
		content := ""
		if b := body.FindStringSubmatch(rest); b != nil {
			content = b[1]
		}
		if a := by.send(method, path, content); a.status != 200 {
			t.Errorf("%s %s %s: %s", method, path, content, a.text)
		}
	}
}

// The page's operators are those of the document, and those that lists take.
func TestThePageSaysTheOperators(t *testing.T) {
	d, page := document(t), apiPage(t)
	listed := map[string]string{} // kind -> its operators
	for _, m := range regexp.MustCompile(`(?m)^\| ([a-z, ]+) \| (eq [a-z ]+) \|$`).FindAllStringSubmatch(page, -1) {
		for kind := range strings.SplitSeq(m[1], ", ") {
			listed[kind] = m[2]
		}
	}
	schema := "sales_order"
	fields := map[string]kernel.Kind{}
	for _, f := range all.Catalog(all.Latest).Schema(schema).Fields {
		fields[f.Name] = f.Kind
	}
	paths := d["paths"].(map[string]any)
	for _, v := range paths["/api/v1/"+schema].(map[string]any)["get"].(map[string]any)["parameters"].([]any) {
		p := v.(map[string]any)
		ops, is := p["x-operators"].([]any)
		if !is {
			if !strings.Contains(page, "\n| `"+fmt.Sprint(p["name"])+"` |") {
				t.Errorf("the page lacks the parameter %v", p["name"])
			}
			continue
		}
		kind := fields[fmt.Sprint(p["name"])]
		if want := strings.Join(texts(ops), " "); listed[kind.String()] != want {
			t.Errorf("the page says %q of %s, the document %q", listed[kind.String()], kind, want)
		}
	}
	for kind := kernel.KindInt; kind <= kernel.KindBytes; kind++ {
		if len(rowstore.OperatorsOf(kind)) != len(strings.Fields(listed[kind.String()])) && kind != kernel.KindCustom {
			t.Errorf("the page says %q of %s", listed[kind.String()], kind)
		}
	}
}

// The page's limits and codes are those of the server.
func TestThePageSaysTheLimits(t *testing.T) {
	d, page := document(t), apiPage(t)
	if !strings.Contains(page, fmt.Sprintf("rows on a page, 1 to %d;", rowstore.MaxPage)) {
		t.Error("the page says another page size")
	}
	enum := d["components"].(map[string]any)["schemas"].(map[string]any)["Code"].(map[string]any)["enum"].([]any)
	_, wrong, _ := strings.Cut(page, "## When something is wrong")
	for _, m := range regexp.MustCompile("`([a-z]+\\.[a-z_]+)`").FindAllStringSubmatch(wrong, -1) {
		if !slices.Contains(enum, any(m[1])) {
			t.Errorf("the page names the code %s, which there is not", m[1])
		}
	}
	v := settle(t)
	for n, want := range map[string]int{"limit=1000": 200, "limit=1001": 400, "sort=name,id,version,mobile,code": 400, "sort=name,version,mobile,code": 200} {
		v.boss.want(want, "GET", "/api/v1/party?"+n, "")
	}
	v.boss.want(400, "GET", "/api/v1/sales_order_line?order.customer.owner.name=x", "")
	conditions := func(n int) string { return "/api/v1/party?" + strings.Repeat("name.ne=x&", n) }
	v.boss.want(200, "GET", conditions(199), "")
	v.boss.want(400, "GET", conditions(201), "")
}

func texts(list []any) (words []string) {
	for _, v := range list {
		words = append(words, fmt.Sprint(v))
	}
	return words
}
