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
	for _, name := range []string{File, File + "-wal", File + "-shm", serverLock, besideLock, controlName, markFile} {
		_ = os.Chmod(filepath.Join(dir, name), 0o600) // as above, or it is not there
	}
}
