package habit_test

import (
	"testing"

	"heyi/shared/tools/habit"
)

// An extension stands apart from the number, however it was written.
func TestPhoneExtensions(t *testing.T) {
	for typed, want := range map[string]string{
		"0757-88880000转801": "075788880000x801", "0757-88880000 转 801": "075788880000x801",
		"0757-88880000转接801": "075788880000x801", "075788880000轉801": "075788880000x801",
		"0757-88880000-801": "075788880000x801", "(0757)8888 0000-801": "075788880000x801",
		"（０７５７）８８８８００００－８０１": "075788880000x801",
		"0757-88880000x801": "075788880000x801", "0757-88880000 X801": "075788880000x801",
		"0757-88880000×801": "075788880000x801", "0757-88880000#801": "075788880000x801",
		"0757-88880000*801": "075788880000x801", "0757-88880000 ext. 801": "075788880000x801",
		"0757-88880000 Ext:801": "075788880000x801", "0757-88880000 extension 801": "075788880000x801",
		"0757-88880000分机801": "075788880000x801", "0757-88880000(分机号:801)": "075788880000x801",
		"+86 757 8888 0000-801": "075788880000x801", "021-6888-0000-12": "02168880000x12",
		"8888-0000-801": "88880000x801", "400-888-0000-1": "4008880000x1", "400-888-0000转1": "4008880000x1",
		"010-12345678-8001": "01012345678x8001", "020-88886666-8001": "02088886666x8001",
		// No extensions.
		"138-0013-8000": "13800138000", "1380013-8000": "13800138000", "400-8880-000": "4008880000",
		"0757-8888-0000": "075788880000", "0757-88880000": "075788880000", "+1-212-555-0123": "+12125550123",
		"86-138-0013-8000": "13800138000",
	} {
		got, err := habit.Phone(typed)
		if err != nil || got != want {
			t.Errorf("Phone(%q) = %q, %v; want %q", typed, got, err, want)
		}
		if again, err := habit.Phone(got); err != nil || again != got {
			t.Errorf("Phone(%q) = %q, %v: a normal number has another normal form", got, again, err)
		}
	}
}

// A number copied out of a phone's contacts or a data frame is the number.
func TestPhonesAsTheyAreCopied(t *testing.T) {
	for typed, want := range map[string]string{
		"\u202d13800138001\u202c": "13800138001", "\u200e+86 138 0013 8001": "13800138001",
		"13800138002.0": "13800138002", "075788880000.00": "075788880000", "'13800138001": "13800138001",
		"１３８００１３８００１": "13800138001", "138\u00a00013\u00a08001": "13800138001", "\ufeff13800138001": "13800138001",
	} {
		if got, err := habit.Phone(typed); err != nil || got != want {
			t.Errorf("Phone(%q) = %q, %v; want %q", typed, got, err, want)
		}
		if got := habit.NormalPhone(typed); got != want {
			t.Errorf("NormalPhone(%q) = %q", typed, got)
		}
	}
	if got := habit.NormalPhone("见备注"); got != "见备注" {
		t.Errorf("a remark becomes %q", got)
	}
}

// A number with an extension is found by what people copy out of it.
func TestPhonesAreFound(t *testing.T) {
	key := habit.FindKey("075788880000x801")
	for _, q := range []string{"0757-88880000", "0757-88880000转801", "88880000", "0000"} {
		if !found(key, q) {
			t.Errorf("%q (%v) is not found in %q", q, habit.Query(q), key)
		}
	}
}
