package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"heyi/shared/modules/masters/org"
	"heyi/syncserver/companies/company"
	"heyi/syncserver/files/importer"
	"heyi/syncserver/store"
	"heyi/syncserver/store/sqlite"
)

// beforeImport writes the company as it was before an import to a file of its own,
// with the tables of this program.
func beforeImport(c *company.Company, m *importer.Mapping, data string) (path string, err error) {
	path = filepath.Join(data, "import-before.heyi")
	err = importer.Unpack(c.Store, m.Origin(), path)
	if errors.Is(err, importer.ErrNoBefore) {
		err = earlierCopy(c, m, data, path)
	}
	if err != nil {
		return "", err
	}
	at, err := sqlite.Open(path, c.Catalog, sqlite.Options{})
	if err == nil {
		err = at.Close()
	}
	if err != nil {
		return "", errors.Join(fmt.Errorf("undo the import: %w", err), os.Remove(path))
	}
	return path, nil
}

// earlierFile is where the program kept the company from before an import as a
// backup, until it stood in the company's own file.
func earlierFile(data string, m *importer.Mapping) string {
	return filepath.Join(data, "import", m.Name+".heyi")
}

// earlierCopy takes the state before an import from where an earlier program kept it.
// What stands there stays, as long as the import does.
func earlierCopy(c *company.Company, m *importer.Mapping, data, to string) (err error) {
	made := c.Store.Get(org.Devices.In(c.Catalog), m.Origin()) != nil
	file := earlierFile(data, m)
	if _, err := os.Stat(file); err != nil || !made {
		return noImport(m, made)
	}
	err = sqlite.CheckCopy(file, c.Catalog)
	if errors.Is(err, store.ErrNoHash) {
		return noImport(m, made)
	}
	if errors.Is(err, store.ErrDamaged) {
		return &mistake{"导入前的数据已损坏，没有撤销：" + err.Error(), "The data from before the import is damaged; nothing was taken back: " + err.Error()}
	}
	if err != nil {
		return fmt.Errorf("undo the import: %w", err)
	}
	in, err := os.Open(file)
	if err != nil {
		return fmt.Errorf("undo the import: %w", err)
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("undo the import: %w", err)
	}
	_, err = io.Copy(out, in)
	return errors.Join(err, out.Close())
}

// noImport says that an import cannot be taken back: it was never made, or the state
// before it is not at hand.
func noImport(m *importer.Mapping, made bool) error {
	if !made {
		return &mistake{"没有可撤销的导入 " + m.Name, "There is no import " + m.Name + " to take back"}
	}
	return &mistake{
		"导入 " + m.Name + " 是用以前的版本做的，它之前的数据（数据目录下的 import/" + m.Name + ".heyi 和 .sha256）不在了或不是这家公司的。把这两个文件放回原处再试；没有时，可以用 heyi-server restore --from 恢复导入之前的备份，但其后的操作要重做",
		"The import " + m.Name + " was made by an earlier version, and the data from before it (import/" + m.Name + ".heyi and its .sha256 in the data folder) is gone or not this company's. Put both files back and try again; without them, heyi-server restore --from puts a backup from before the import in place, and what was done since has to be done again",
	}
}

// dropEarlierCopy takes away what an earlier program kept for an import that has been
// taken back.
func dropEarlierCopy(data string, m *importer.Mapping) error {
	file := earlierFile(data, m)
	for _, gone := range []string{file, file + ".sha256"} {
		if err := os.Remove(gone); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("undo the import: %w", err)
		}
	}
	return nil
}
