package audit

import (
	"context"
	"fmt"

	"heyi/shared/kernel"
	"heyi/shared/rowstore/contents"
	"heyi/syncserver/store"
)

// Files is what became of the contents that rows name.
type Files struct {
	Named    int64 // by rows, small pictures among them
	Missing  int64 // of them, those that no device has brought yet
	Findings []Finding
}

// Contents holds what rows name against what is kept. A content that was never brought is
// on its way, or on a device that is; one that was and is not whole is lost.
func Contents(ctx context.Context, c *kernel.Catalog, view *store.View, kept *contents.Store) (f *Files, err error) {
	defer kernel.Catch(&err)
	f = &Files{}
	torn, err := kept.Torn(ctx)
	if err != nil {
		return nil, fmt.Errorf("audit: %w", err)
	}
	for _, t := range torn {
		f.Findings = append(f.Findings, Finding{"files", "文件内容不完整，请从备份恢复，或在仍有它的设备上重新选择", "The content of a file is not whole; restore it from a backup, or choose it again on a device that has it", t.String()})
	}
	for _, s := range c.Schemas {
		fields := s.FileFields()
		if len(fields) == 0 {
			continue
		}
		entity := s.Name
		if s.Main != nil {
			entity = s.Main.Name
		}
		err := view.Scan(s, func(row kernel.Row) error {
			for _, field := range fields {
				n := field.FileOf(row).Named()
				for _, content := range []kernel.Content{n.Content, n.Thumbnail} {
					if content.IsZero() {
						continue
					}
					f.Named++
					given, err := kept.Given(ctx, content, entity+"/"+row.Base().ID.String()+"/"+field.Name)
					if err != nil {
						return err
					}
					if !given {
						f.Missing++
						continue
					}
					if whole, err := kept.Whole(ctx, content); err != nil {
						return err
					} else if !whole {
						f.Findings = append(f.Findings, Finding{"files", "文件收到过，内容却不在了", "A file was received and its content is gone", content.String()})
					}
				}
			}
			return nil
		})
		if err != nil {
			return nil, fmt.Errorf("audit: %w", err)
		}
	}
	return f, nil
}
