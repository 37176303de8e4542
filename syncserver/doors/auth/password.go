package auth

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"heyi/shared/kernel"
)

// Bounds of a password, in characters.
const (
	passwordMin = 8
	passwordMax = 128
)

// The cost of a hash (OWASP ASVS 5.0, appendix C): 46 MiB, one pass, one lane.
const (
	hashTime   = 1
	hashMemory = 46 << 10 // KiB
	hashLanes  = 1
	hashLen    = 32
	saltLen    = 16
)

// Refusals about passwords.
var (
	TooShort = kernel.Refuse("auth.password.short", "密码至少 {min} 个字符", "A password has at least {min} characters")
	TooLong  = kernel.Refuse("auth.password.long", "密码最多 {max} 个字符", "A password has at most {max} characters")
	TooPlain = kernel.Refuse("auth.password.plain", "这个密码太容易猜到，请换一个", "This password is too easily guessed; please choose another")
	WrongOld = kernel.Refuse("auth.password.old", "原密码不对", "The present password is wrong")
	Same     = kernel.Refuse("auth.password.same", "新密码不能和原密码相同", "The new password must differ from the present one")
	Busy     = kernel.Refuse("auth.busy", "登录的人太多，请稍后再试", "Too many people are signing in; please try again in a moment")
)

// checkPassword refuses what nobody should use.
func checkPassword(password, mobile string) error {
	switch n := utf8.RuneCountInString(password); {
	case n < passwordMin:
		return TooShort.With(kernel.Int("min", passwordMin))
	case n > passwordMax:
		return TooLong.With(kernel.Int("max", passwordMax))
	case isPlain(password, mobile):
		return TooPlain.With()
	}
	return nil
}

// common are the first that anybody tries and that pass the other rules.
const common = ` password password1 passw0rd qwertyuiop qwerty123 1q2w3e4r 1qaz2wsx asdfghjkl zxcvbnm1 iloveyou
 sunshine princess football baseball superman trustno1 administrator admin123 welcome1 letmein1 woaini1314
 woaini520 a1234567 a12345678 abc12345 abcd1234 abc123456 aa123456 aa123456789 qq123456 wang1234 zhang123
 5201314520 1314520520 88888888 66668888 1234qwer qwer1234 zaq12wsx q1w2e3r4 iloveyou1 heyi1234 heyi2026 `

func isPlain(password, mobile string) bool {
	lower := strings.ToLower(password)
	if lower == mobile || strings.Contains(common, " "+strings.TrimSpace(lower)+" ") {
		return true
	}
	return isRun(lower)
}

// isRun finds 11111111, 12345678 and abcdefgh, up or down.
func isRun(s string) bool {
	runes := []rune(s)
	step := runes[1] - runes[0]
	if step < -1 || step > 1 {
		return false
	}
	for i := 1; i < len(runes); i++ {
		if runes[i]-runes[i-1] != step {
			return false
		}
	}
	return true
}

// make is the stored form of a password: "argon2id$v=19$m=…,t=1,p=1$salt$hash".
func (h *hasher) make(ctx context.Context, password string) (string, error) {
	salt := make([]byte, saltLen)
	_, _ = rand.Read(salt) // never fails
	hash, err := h.derive(ctx, anybody, password, salt)
	if err != nil {
		return "", err
	}
	return head + base64.RawStdEncoding.EncodeToString(salt) + "$" + base64.RawStdEncoding.EncodeToString(hash), nil
}

// head names the cost. Hashes of another cost are of another release and need
// code of their own.
var head = fmt.Sprintf("argon2id$v=%d$m=%d,t=%d,p=%d$", argon2.Version, hashMemory, hashTime, hashLanes)

// matches compares a password with its stored form. For one that is not there it
// takes as long, so that time does not tell who has an account. addr is a stranger's,
// anybody for who is known.
func (h *hasher) matches(ctx context.Context, addr, password, stored string) (bool, error) {
	rest, known := strings.CutPrefix(stored, head)
	salt64, hash64, whole := strings.Cut(rest, "$")
	salt, saltErr := base64.RawStdEncoding.DecodeString(salt64)
	want, hashErr := base64.RawStdEncoding.DecodeString(hash64)
	readable := known && whole && saltErr == nil && hashErr == nil && len(want) == hashLen
	if stored != "" && !readable {
		return false, fmt.Errorf("auth: a stored password of another form")
	}
	if !readable {
		salt = make([]byte, saltLen)
	}
	got, err := h.derive(ctx, addr, password, salt)
	if err != nil {
		return false, err
	}
	return readable && subtle.ConstantTimeCompare(got, want) == 1, nil
}

// RandomPassword makes a password for somebody's first sign-in: 12 letters and
// digits that cannot be confused when read aloud, 58 bits.
func RandomPassword() string {
	const letters = "abcdefghjkmnpqrstuvwxyz23456789"
	text := make([]byte, 0, 14)
	for len(text) < 14 {
		if len(text) == 4 || len(text) == 9 {
			text = append(text, '-')
			continue
		}
		var b [1]byte
		_, _ = rand.Read(b[:]) // never fails
		if int(b[0]) < 256/len(letters)*len(letters) {
			text = append(text, letters[int(b[0])%len(letters)])
		}
	}
	return string(text)
}
