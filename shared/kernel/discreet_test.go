package kernel_test

import (
	"strings"
	"testing"

	"heyi/shared/kernel"
)

// vault is a row that only its holder sees.
type vault struct {
	kernel.Record
	Name   string               `zh:"名称" en:"Name" is:"title"`
	Worth  kernel.Money         `zh:"价值" en:"Worth"`
	Holder kernel.Ref[vaultKey] `zh:"持有人" en:"Holder"`
}

// vaultKey is whoever holds vaults.
type vaultKey struct {
	kernel.Record
	Name string `zh:"名称" en:"Name" is:"title"`
}

// openVault refuses, and says what its guard has seen.
type openVault struct {
	Note string `zh:"备注" en:"Note"`
}

var (
	vaults = kernel.Define[vault]("test_vault", kernel.Spec{Zh: "保险柜", En: "Vault", Scope: kernel.Scope{
		kernel.By("key", func(v *vault) *kernel.Ref[vaultKey] { return &v.Holder }),
	}})
	_         = kernel.Define[vaultKey]("test_vault_key", kernel.Spec{Zh: "钥匙", En: "Key", Scope: kernel.Scope{kernel.Everyone}})
	_         = kernel.Intent[openVault]("test_vault.open", "打开", "Open")
	vaultBusy = kernel.Refuse("test.vault", "{name} 值 {worth},{own};{note}", "{name} is worth {worth}, {own}; {note}")
)

var theirs, mine = kernel.DeriveID("vault", "theirs"), kernel.DeriveID("vault", "mine")

func (o openVault) Predict(*kernel.Tx) error { return nil }

// Check sees both vaults.
func (o openVault) Check(tx *kernel.Tx) error {
	a, _ := vaults.Get(tx, kernel.Ref[vault](theirs))
	b, _ := vaults.Get(tx, kernel.Ref[vault](mine))
	r := vaultBusy.With(kernel.Text("name", "柜 "+a.Name), kernel.Figure("worth", a.Worth), kernel.Text("own", b.Name), kernel.Text("note", o.Note))
	r.Details = []kernel.Refusal{*vaultBusy.With(kernel.Text("name", a.Name))}
	return r
}

// A refusal tells nothing of rows that its author may not see: no name, no sum, in
// no line. What he sees himself, or has said, it repeats.
func TestARefusalIsDiscreet(t *testing.T) {
	c := kernel.NewCatalog(1, kernel.Lock{})
	store := kernel.NewMemory()
	for id, row := range map[kernel.ID]*vault{
		theirs: {Name: "别人的", Worth: 123456, Holder: kernel.Ref[vaultKey](kernel.DeriveID("key", "theirs"))},
		mine:   {Name: "自己的", Worth: 654321, Holder: kernel.Ref[vaultKey](kernel.DeriveID("key", "mine"))},
	} {
		row.ID = id
		c.Schema("test_vault").Adopt(row)
		store.Put(row)
	}
	say := func(note string, tags ...string) string {
		author := &kernel.Author{Grants: []string{"*"}, Viewer: &kernel.Viewer{Tags: map[string]bool{}}}
		for _, tag := range tags {
			author.Viewer.Tags[tag] = true
		}
		spec := c.CommandFor(openVault{})
		call := &kernel.Call{ID: kernel.DeriveID("call"), Name: spec.Name, Version: 1, Args: spec.Encode(&openVault{Note: note})}
		_, err := kernel.NewTx(c, store, author.Viewer, call, author).Judge()
		r, ok := kernel.AsRefusal(err)
		if !ok {
			t.Fatal(err)
		}
		return r.Sentence("en", nil) + r.Details[0].Sentence("en", nil)
	}
	own, other := "key:"+kernel.DeriveID("key", "mine").String(), "key:"+kernel.DeriveID("key", "theirs").String()
	if said := say("", own); strings.Contains(said, "别人的") || strings.Contains(said, "1234.56") || !strings.Contains(said, "自己的") {
		t.Errorf("an outsider is told: %s", said)
	}
	if said := say("问 别人的", own); !strings.Contains(said, "别人的") || strings.Contains(said, "1234.56") {
		t.Errorf("who has named it is told: %s", said)
	}
	if said := say("", own, other); !strings.Contains(said, "柜 别人的") || !strings.Contains(said, "1234.56") {
		t.Errorf("who sees it is told: %s", said)
	}
}
