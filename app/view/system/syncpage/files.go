package syncpage

import (
	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
)

var filesWait = i18n.DefinePlural("sync.files", "{0} 张照片或附件（{1}）保存在本机，等待上传，不影响其他操作",
	"{0} photo or attachment ({1}) is kept on this device and waits to be sent; nothing else waits for it",
	"{0} photos and attachments ({1}) are kept on this device and wait to be sent; nothing else waits for them")

// filesOf says what waits of photos and attachments, and why it is not sent now.
func filesOf(s client.FilesState) string {
	said := ""
	if s.Waiting > 0 {
		said = filesWait.Text(s.Waiting, kernel.Megabytes("size", s.Bytes).Value.Str)
	}
	if s.Trouble != nil {
		said = view.Join(said, view.ExplainRefusal(s.Trouble).Text)
	}
	return said
}
