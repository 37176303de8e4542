package client_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"heyi/app/device/client"
	"heyi/shared/kernel"
	"heyi/shared/rigs/trial/smalldisk"
)

// A disk that only the replica's own log has filled, because a screen was reading an
// old version all the while, is free again by itself once that has ended. Nothing
// that was saved is lost, and what cannot be saved is refused with a sentence.
func TestADiskFullOfTheOwnLog(t *testing.T) {
	c := found(t)
	ids := make([]kernel.ID, 300)
	note := func(round int) string { return fmt.Sprint(round, strings.Repeat("满", 600)) }
	for n := range ids {
		ids[n] = c.add("party", "name", fmt.Sprintf("客户 %03d", n), "is_customer", "true", "note", note(0))
	}
	who := c.enrol(boss)
	disk := t.TempDir()
	smalldisk.Mount(t, disk, 10<<10)
	who.Dir = filepath.Join(disk, "device")
	e := open(t, who)
	until(t, e, "the first sync is whole", synced)

	reading, end := make(chan struct{}), make(chan struct{})
	read := make(chan error, 1)
	go func() {
		read <- e.View(func(v *client.View) error {
			_, err := v.Count(client.Query{Query: queryOf("party")}, 0)
			close(reading)
			<-end
			return err
		})
	}()
	<-reading
	letGo := sync.OnceFunc(func() { close(end) })
	defer letGo()
	full := func() bool {
		version := c.version()
		s := until(t, e, "it follows or says why not", func(s client.State) bool { return s.Trouble != nil || s.Version >= version })
		return s.Trouble != nil
	}
	for round := 1; !full(); round++ {
		if round > 40 {
			t.Fatal("the disk does not fill")
		}
		for _, id := range ids {
			_, err := c.judge("party.edit", &kernel.EditRow{Row: id, Changes: []kernel.Change{{Field: "note", Was: note(round - 1), Becomes: note(round)}}})
			must(t, err)
		}
	}
	if s := until(t, e, "it says why it does not follow", func(s client.State) bool { return s.Trouble != nil }); s.Trouble.Code != client.NoRoom.Name {
		t.Errorf("on a full disk: %+v", s.Trouble)
	}
	var kept kernel.ID
	saved, err := e.DoNamed("party.add", &kernel.AddRow{Values: []kernel.FieldValue{{Field: "name", Value: "挤得下吗"}, {Field: "is_customer", Value: "true"}}})
	if r, said := kernel.AsRefusal(err); err != nil && (!said || r.Sentence("zh", nil) == "" || r.Sentence("en", nil) == "") {
		t.Errorf("on a full disk: %v", err)
	} else if err == nil {
		kept = saved.Call.ID
	}
	letGo()
	must(t, <-read)
	until(t, e, "it has recovered and caught up", func(s client.State) bool { return s.Trouble == nil && synced(s) && s.Version >= c.version() })
	c.equal(t, e, who)
	n, err := e.Count(client.Query{Query: queryOf("party"), Search: "挤得下"}, 0)
	must(t, err)
	if (n == 1) != !kept.IsZero() {
		t.Errorf("%d rows of a command that was saved as %s", n, kept)
	}
}
