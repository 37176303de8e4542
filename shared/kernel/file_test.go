package kernel_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"heyi/shared/kernel"
	"heyi/shared/rigs/trial/drawn"
)

// There is one text for each file, and no other text is one.
func TestAFileHasOneText(t *testing.T) {
	drawn.Check(t, func(t *rapid.T) {
		n := kernel.Named{
			Content: kernel.Content{Sum: [32]byte(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "sum")), Size: rapid.Int64Range(1, kernel.FileMost).Draw(t, "size")},
			Media:   rapid.SampledFrom([]string{"image/jpeg", "application/vnd.ms-excel", "text/plain"}).Draw(t, "media"),
			Name:    kernel.FileName(rapid.String().Draw(t, "name")),
		}
		if n.Name == "" {
			n.Name = "文件"
		}
		if rapid.Bool().Draw(t, "thumbnail") {
			n.Thumbnail = kernel.Content{Sum: n.Content.Sum, Size: 7}
		}
		if got, err := kernel.ReadFile(string(n.File())); err != nil || got != n {
			t.Fatalf("%q: %+v, %v", n.File(), got, err)
		}
		broken := rapid.SampledFrom([]string{" " + string(n.File()), string(n.File()) + " ", strings.ToUpper(string(n.File())[:65]) + "x", string(n.File())[1:], strings.Replace(string(n.File()), ".", ".0", 1)}).Draw(t, "broken")
		if got, err := kernel.ReadFile(broken); err == nil && got.File() != kernel.File(broken) {
			t.Fatalf("%q is read as %q", broken, got.File())
		}
	})
}

// A name is one that every system can keep and that reads as it is.
func TestTheNameOfAFileIsPlain(t *testing.T) {
	for in, want := range map[string]string{
		`C:\Users\林\照片.jpg`: "照片.jpg", "../../etc/passwd": "passwd", "发票\u202egpj.exe": "发票gpj.exe", " a \x00b.pdf ": "a b.pdf", "...": "", `x"y|z.png`: "x y z.png",
	} {
		if got := kernel.FileName(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
	long := kernel.FileName(strings.Repeat("长", 300) + ".jpeg")
	if utf8.RuneCountInString(long) != kernel.FileNameMost || !strings.HasSuffix(long, ".jpeg") {
		t.Errorf("a long name becomes %q", long)
	}
	drawn.Check(t, func(t *rapid.T) {
		once := kernel.FileName(rapid.String().Draw(t, "name"))
		if twice := kernel.FileName(once); once != twice {
			t.Fatalf("%q becomes %q", once, twice)
		}
	})
}
