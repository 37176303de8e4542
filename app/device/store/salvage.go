package store

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"heyi/shared/kernel"
	"heyi/shared/sync/replica"
)

// Mended is what became of a damaged outbox.
type Mended struct {
	Aside   string // the name of the file that it is kept in, in the same folder
	Rescued int    // entries that could be read
}

// asideMark stands behind the name of a damaged file, before a number.
const asideMark = ".damaged-"

// SetAside gives a damaged file and those beside it another name and returns it.
// Nobody may have it open.
func SetAside(path string) (string, error) {
	for n := 1; ; n++ {
		to := fmt.Sprintf("%s%s%d", path, asideMark, n)
		if slices.ContainsFunc(beside, func(suffix string) bool { _, err := os.Lstat(to + suffix); return err == nil }) {
			continue
		}
		// The log first: without the file before it a log is not taken for the new one's.
		for _, suffix := range []string{"-wal", "-shm", ""} {
			if err := os.Rename(path+suffix, to+suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
				return "", fmt.Errorf("store: set aside: %w", failure(err))
			}
		}
		syncFolder(filepath.Dir(path))
		return to, nil
	}
}

// Aside lists the damaged files that are kept of a file.
func Aside(path string) []string {
	var found []string
	for n := 1; ; n++ {
		name := fmt.Sprintf("%s%s%d", path, asideMark, n)
		if _, err := os.Lstat(name); err != nil {
			return found
		}
		found = append(found, name)
	}
}

// mendOutbox sets a damaged outbox aside and fills a new one with what can be read
// of it. What cannot be is not lost as long as the replica holds its prediction.
func mendOutbox(path string, cause error) (*Outbox, error) {
	aside, err := SetAside(path)
	if err != nil {
		return nil, errors.Join(outboxFailure(cause), err)
	}
	rest, unread, last := salvageOutbox(aside)
	o, err := openOutbox(path, outboxOptions)
	if err != nil {
		return nil, err
	}
	err = o.sys.atomic(func() error {
		for _, e := range rest {
			if err := o.sys.exec(`INSERT INTO "entry" (key, call, accepted, inverse) VALUES (?, ?, ?, ?)`,
				e.Call.Key, encodeCall(e.Call), e.Accepted, -1-e.Accepted); err != nil {
				return err
			}
		}
		for _, u := range unread {
			if err := o.sys.exec(`INSERT OR IGNORE INTO "unread" (key, call) VALUES (?, ?)`, u.Key, u.Data); err != nil {
				return err
			}
		}
		if last == 0 {
			return nil
		}
		// The row of the sequence is there from the first insert on.
		if err := o.sys.exec(`INSERT INTO sqlite_sequence (name, seq) SELECT 'entry', 0
			WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = 'entry')`); err != nil {
			return err
		}
		return o.sys.exec(`UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = 'entry'`, last)
	})
	if err = errors.Join(err, o.findUnread()); err != nil {
		return nil, errors.Join(outboxFailure(err), o.Close())
	}
	o.Mended = &Mended{Aside: filepath.Base(aside), Rescued: len(rest)}
	return o, nil
}

// probes bounds how many keys are asked for one by one where a damaged table
// cannot be read in order, hopeless how many in a row may fail: more than a page has.
const (
	probes   = 20_000
	hopeless = 500
)

// salvageOutbox reads what can be read of a damaged outbox, and its highest key as
// far as that is known. Of unread are the entries that are there and make no sense.
func salvageOutbox(path string) (entries []replica.Entry, unread []Unread, last int64) {
	found := map[int64]bool{}
	keep := func(u Unread, err error) {
		if err == nil && !found[u.Key] {
			found[u.Key] = true
			unread = append(unread, u)
		}
	}
	salvage(path, "entry", `key, call, accepted, inverse`, func(scan func(...any) error) (int64, error) {
		e, key, err := scanEntry(scan)
		switch {
		case err != nil || found[key]:
		case e != nil:
			found[key] = true
			entries = append(entries, *e)
			last = max(last, key)
		default:
			keep(scanUnread(func(to ...any) error { return scan(to[0], to[1], new(any), new(any)) }))
		}
		return key, err
	})
	salvage(path, "unread", `key, call`, func(scan func(...any) error) (int64, error) {
		u, err := scanUnread(scan)
		keep(u, err)
		return u.Key, err
	})
	return entries, unread, last
}

// SalvagePending reads what can be read of the pending commands in a replica's
// file, which may be damaged. whole tells that nothing of them is missing.
func SalvagePending(path string) (calls []kernel.Call, whole bool) {
	found := map[int64]bool{}
	unread := false
	whole = salvage(path, "_pending", `key, data`, func(scan func(...any) error) (int64, error) {
		var key int64
		var data []byte
		if err := scan(&key, &data); err != nil {
			return 0, err
		}
		switch p, err := decodePending(data); {
		case err != nil || p.Call.Key != key:
			unread = true
		case !found[key]:
			found[key] = true
			calls = append(calls, p.Call)
		}
		return key, nil
	})
	return calls, whole && !unread
}

// salvage reads a table of a damaged file: from its beginning, from its end, and
// what lies between row by row. It tells whether reading in order came to the end.
func salvage(path, table, columns string, visit func(scan func(...any) error) (key int64, err error)) (whole bool) {
	if folder, err := os.MkdirTemp(filepath.Dir(path), "salvage-"); err == nil {
		defer os.RemoveAll(folder)
		if copied, err := readable(path, folder); err == nil {
			path = copied
		}
	} // a full disk: the file itself has to do
	db, conn, err := openConn(path, "_query_only=1&_busy_timeout=2000")
	if err != nil {
		return false
	}
	defer db.Close()
	defer conn.Close()
	low, whole := read(conn, fmt.Sprintf(`SELECT %s FROM "%s" ORDER BY key`, columns, table), visit)
	if whole {
		return true
	}
	high, _ := read(conn, fmt.Sprintf(`SELECT %s FROM "%s" ORDER BY key DESC`, columns, table), visit)
	if high == 0 {
		high = low + probes
	}
	one := fmt.Sprintf(`SELECT %s FROM "%s" WHERE key = ?`, columns, table)
	for key, failed := low+1, 0; key < high && key <= low+probes && failed < hopeless; key++ {
		if failed++; second(read(conn, one, visit, key)) {
			failed = 0
		}
	}
	return false
}

// readable copies a damaged file and its log into a folder, with those bytes of its
// header put right that are the same in every file of ours.
func readable(path, folder string) (string, error) {
	to := filepath.Join(folder, "copy.db")
	for _, suffix := range []string{"", "-wal"} {
		data, err := os.ReadFile(path + suffix)
		if errors.Is(err, os.ErrNotExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		if suffix == "" && len(data) >= headerLen {
			copy(data, headerMagic)
			copy(data[versionAt:], headerVersions)
			copy(data[encodingAt:], headerUTF8)
		}
		if err := os.WriteFile(to+suffix, data, 0o600); err != nil {
			return "", err
		}
	}
	return to, nil
}

func second(_ int64, whole bool) bool { return whole }

// read visits rows until the file fails and returns the key of the last one.
func read(db *sql.Conn, text string, visit func(scan func(...any) error) (int64, error), args ...any) (key int64, whole bool) {
	rows, err := db.QueryContext(context.Background(), text, args...)
	if err != nil {
		return 0, false
	}
	defer rows.Close()
	for rows.Next() {
		k, err := visit(rows.Scan)
		if err != nil {
			return key, false
		}
		key = k
	}
	return key, rows.Err() == nil
}

// ReadUnsent reads the commands of a closed folder's files that no server has
// judged, as far as they can be read: of the outbox, of damaged ones set aside, and
// of the replica's predictions. It changes nothing and works on damaged files, and
// on those that somebody has open.
func ReadUnsent(outbox, replicaPath string) (calls []kernel.Call, unread []Unread) {
	found := map[kernel.ID]bool{}
	judged := map[kernel.ID]bool{}
	add := func(c kernel.Call) {
		if !found[c.ID] {
			found[c.ID] = true
			calls = append(calls, c)
		}
	}
	for _, path := range append([]string{outbox}, Aside(outbox)...) {
		if _, err := os.Stat(path); err != nil {
			continue
		}
		entries, broken, _ := salvageOutbox(path)
		for _, e := range entries {
			if judged[e.Call.ID] = e.Accepted != 0; !judged[e.Call.ID] {
				add(e.Call)
			}
		}
		unread = append(unread, broken...)
	}
	if _, err := os.Stat(replicaPath); err == nil {
		pending, _ := SalvagePending(replicaPath)
		for _, c := range pending {
			if !judged[c.ID] {
				add(c)
			}
		}
	}
	slices.SortFunc(calls, func(a, b kernel.Call) int { return cmp.Compare(a.Key, b.Key) })
	return calls, unread
}

// AuthorOf tells who gave the commands in a folder's files, zero when there are none
// that can be read.
func AuthorOf(outbox, replicaPath string) kernel.ID {
	for _, path := range append([]string{outbox}, Aside(outbox)...) {
		if _, err := os.Stat(path); err != nil {
			continue
		}
		if entries, _, _ := salvageOutbox(path); len(entries) > 0 {
			return entries[0].Call.Author
		}
	}
	if pending, _ := SalvagePending(replicaPath); len(pending) > 0 {
		return pending[0].Author
	}
	return kernel.ID{}
}
