package main

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"heyi/shared/modules/masters/org"
	"heyi/shared/rigs/tree"
)

// newcomersField is all that a newcomer adds to the declaration of a business partner.
const newcomersField = "\tRating string `zh:\"内部评级\" en:\"Rating\" max:\"10\" sees:\"rating\" default:\"B\"`\n"

// A field with an audience that a newcomer adds to the partner in one line, with its role
// in another, is on the old rows of an old company, in the role, and on the devices of
// those who hold it and of nobody else, without a hand. Server and devices of that release
// are built from the declaration as it is, with these lines in it.
func TestANewcomersFieldReachesAnOldCompany(t *testing.T) {
	if testing.Short() {
		t.Skip("two programs are built")
	}
	k := openKept(t, firstKept, "")
	k.must(k.start())
	for _, p := range k.devices {
		k.must(p.connects(k.server))
		k.must(p.synced())
		k.must(p.Close())
	}
	k.must(k.stop())

	programs := t.TempDir()
	overlay := newcomersOverlay(t, programs)
	built := func(name, of string) string {
		path := filepath.Join(programs, name)
		out, err := exec.Command("go", "build", "-tags", "sqlite_fts5", "-overlay", overlay, "-o", path, of).CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return path
	}
	device := built("device", "heyi/app/rigs/story")
	k.server.bin = built("server", "heyi/syncserver")
	k.must(k.start())
	for _, p := range k.devices {
		cmd := exec.Command(device)
		cmd.Env = append(os.Environ(), "HEYI_NEWCOMER="+filepath.Dir(p.who.Dir), "HEYI_NEWCOMER_SERVER="+k.url)
		if p.mobile == "19900000102" { // sells
			cmd.Env = append(cmd.Env, "HEYI_NEWCOMER_SEES=yes")
		}
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%s: %v\n%s", p.mobile, err, out)
		}
	}
	k.must(k.stop())
	for _, command := range []string{"verify", "rebuild"} {
		_, err := k.administer(command)
		k.must(err)
	}
	k.rated()
}

// rated fails unless every partner has a rating, and the role of those who sell its
// audience.
func (k *kept) rated() {
	k.Helper()
	b, err := k.open()
	k.must(err)
	defer func() { k.must(b.close()) }()
	var parties, ratings int
	k.must(b.conn.QueryRowContext(k.Context(), `SELECT (SELECT count(*) FROM party), (SELECT count(*) FROM party__rating WHERE rating = 'B')`).Scan(&parties, &ratings))
	role := b.Get(org.Roles.In(catalog), org.RoleRef(org.Sales).ID()).(*org.Role)
	if parties == 0 || parties != ratings || !strings.Contains(role.Sees, "rating") {
		k.Errorf("%d of %d partners are rated, who sells sees %q", ratings, parties, role.Sees)
	}
}

// newcomersOverlay writes what the newcomer has changed and returns the file that lays it
// over the tree.
func newcomersOverlay(t *testing.T, dir string) string {
	t.Helper()
	abs := func(path string) string {
		path, err := filepath.Abs(path)
		if err != nil {
			t.Fatal(err)
		}
		return path
	}
	declared := tree.Path("shared/modules/masters/party/party.go")
	text, err := os.ReadFile(declared)
	if err != nil {
		t.Fatal(err)
	}
	const begins = "type Party struct {\n\tkernel.Record\n"
	changed := strings.Replace(string(text), begins, begins+newcomersField, 1)
	if changed == string(text) {
		t.Fatal("the declaration of the partner does not begin as it did")
	}
	own := filepath.Join(dir, "party.go")
	overlay, err := json.Marshal(map[string]map[string]string{"Replace": {
		declared: own,
		tree.Path("shared/modules/masters/party/rating.go"): abs("testdata/newcomer/roles.go.txt"),
		abs("newcomer_device.go"):                           abs("testdata/newcomer/device.go.txt"),
	}})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "overlay.json")
	for name, content := range map[string][]byte{own: []byte(changed), path: overlay} {
		if err := os.WriteFile(name, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return path
}
