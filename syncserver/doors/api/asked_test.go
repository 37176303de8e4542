package api_test

import (
	"slices"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/documents/sales"
	"heyi/shared/modules/masters/flow"
	"heyi/shared/modules/masters/org"
)

// gathered are kinds that nobody answers on the page of what they are about.
var gathered = map[string]string{
	sales.TaskBuy.Name: "a buyer's home gathers by product what is to be bought; orders are none of his",
}

// Whoever is asked by a task sees what it is about, of every kind that the demo company
// has: nobody is given what he cannot open.
func TestWhoIsAskedSeesWhatTheTaskOpens(t *testing.T) {
	c := openCanary(t)
	tx := kernel.NewTx(c.Catalog, c.all, nil, &kernel.Call{}, &kernel.Author{System: true})
	leader := func(s *kernel.Schema, id kernel.ID) kernel.Row { return c.all.Get(s, id) }
	asked, kinds := 0, map[string]bool{}
	var blind []string // kinds and who is asked, told once
	for _, row := range c.rows["user"] {
		author, err := org.AuthorOf(tx, row.(*org.User))
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range c.rows["task"] {
			task := row.(*flow.Task)
			tags := author.Viewer.Tags
			if !tags["as:"+task.Role.String()] && !tags["asked:"+task.Asked.String()] && !tags["owner:"+task.Seat.String()] && !tags["user:"+task.User.String()] {
				continue
			}
			root := c.all.Get(c.Catalog.Schema(task.RootEntity), task.Root)
			if root == nil || root.Base().Removed || gathered[task.Kind] != "" {
				continue
			}
			asked, kinds[task.Kind] = asked+1, true
			if said := task.Kind + " " + author.Name; !author.Viewer.Sees(root, leader) && !slices.Contains(blind, said) {
				blind = append(blind, said)
				t.Errorf("%s is asked about a %s by %s and does not see it", author.Name, task.RootEntity, task.Kind)
			}
		}
	}
	if len(kinds) < 4 {
		t.Errorf("%d askings of %d kinds: the test looks at nothing", asked, len(kinds))
	}
}
