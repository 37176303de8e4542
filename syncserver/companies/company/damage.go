package company

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"sync/atomic"
	"time"

	"heyi/shared/kernel"
	"heyi/syncserver/store"
)

// Damaged is the refusal of a company whose file is damaged.
var Damaged = kernel.Refuse("server.damaged",
	"{dir} 里的公司数据文件已损坏，不能使用。请不要删除它；停止服务器，从备份恢复：heyi-server restore --data {dir} --from {backup}。原文件会保留，各设备会补传备份之后的操作",
	"The company's file in {dir} is damaged and cannot be used. Do not delete it; stop the server and restore a backup: heyi-server restore --data {dir} --from {backup}. The damaged file is kept, and the devices bring what came after the backup")

// newestBackup is the newest one in the place where backups go by default.
func newestBackup(dir string) string {
	found, _ := filepath.Glob(filepath.Join(dir, "backup", "*.heyi"))
	if len(found) == 0 {
		return "<备份文件 backup file>"
	}
	return found[len(found)-1] // named by their time
}

// fileCheck is the check of the file beside serving.
type fileCheck struct {
	broken atomic.Bool // it has found damage
	runs   sync.WaitGroup
	cancel context.CancelFunc // nil while none runs
}

func (f *fileCheck) end() {
	if f.cancel != nil {
		f.cancel()
		f.runs.Wait()
	}
}

// checkTime is how long a start waits for the check of the file; a larger file is
// checked on while it is served.
const checkTime = 2 * time.Second

// check looks at the file before it is served, as far as that goes quickly.
func (c *Company) check() error {
	ctx, cancel := context.WithTimeout(context.Background(), checkTime)
	defer cancel()
	err := c.Store.Check(ctx)
	if !errors.Is(err, context.DeadlineExceeded) {
		return c.Explain(err)
	}
	ctx, c.file.cancel = context.WithCancel(context.Background())
	c.file.runs.Go(func() {
		err := c.Store.Check(ctx)
		if ctx.Err() == nil && store.FaultOf(err) == store.Damaged {
			c.file.broken.Store(true)
			c.complain(err)
		}
	})
	return nil
}

// complain says that a file which is being served is damaged. Serving goes on: what
// is sound stays of use until somebody restores.
func (c *Company) complain(err error) {
	r := Damaged.With(kernel.Text("dir", c.String()), kernel.Text("backup", newestBackup(c.Dir)))
	c.Log.Error(r.Sentence("en", nil), "zh", r.Sentence("zh", nil), "error", err)
}
