package shared_test

import (
	"strings"
	"testing"

	"heyi/shared/kernel"
)

// A figure without its meaning is read as each likes: with tax or without, by the carton
// or by the piece, of today or of then. Every figure of an entity says what it is.
func TestEveryFigureSaysWhatItIs(t *testing.T) {
	figures := 0
	for _, s := range catalog.Schemas {
		for _, f := range s.Fields {
			switch f.Kind {
			case kernel.KindMoney, kernel.KindQty, kernel.KindPrice, kernel.KindRate:
			default:
				continue
			}
			if f.Former {
				continue
			}
			figures++
			if !bilingual(f.MeansZh, f.MeansEn) {
				t.Errorf("%s.%s: say by means_zh and means_en what this figure is: %q %q", s.Name, f.Name, f.MeansZh, f.MeansEn)
				continue
			}
			if f.MeansZh == f.Zh || strings.EqualFold(f.MeansEn, f.En) {
				t.Errorf("%s.%s: what it is called does not say what it is: %q %q", s.Name, f.Name, f.MeansZh, f.MeansEn)
			}
			if f.Kind == kernel.KindPrice && (!strings.Contains(f.MeansZh, "税") || !strings.Contains(f.MeansZh, "单位")) {
				t.Errorf("%s.%s: a price is with tax or without, for one of some unit: %q", s.Name, f.Name, f.MeansZh)
			}
		}
	}
	if figures < 100 {
		t.Errorf("only %d figures found", figures)
	}
}
