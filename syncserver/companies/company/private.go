package company

import (
	"os"
	"path/filepath"
)

// keepPrivate keeps a company's folder and the files in it to the server's user,
// whatever made them before.
func keepPrivate(dir string) {
	if _, err := os.Stat(filepath.Join(dir, File)); err != nil {
		return // not a company's yet
	}
	_ = os.Chmod(dir, 0o700) // a folder of somebody else's, or a file system without modes
	for _, name := range []string{File, File + "-wal", File + "-shm", contentsFile, contentsFile + "-wal", contentsFile + "-shm", serverLock, besideLock, controlName, markFile} {
		_ = os.Chmod(filepath.Join(dir, name), 0o600) // as above, or it is not there
	}
}

// bornPrivate makes a file where there is none, for the server's user alone. One that is
// there is not opened: closing it would end the locks that this process holds on it.
func bornPrivate(path string) error {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if os.IsExist(err) {
		return nil
	}
	if err != nil {
		return err
	}
	return f.Close()
}
