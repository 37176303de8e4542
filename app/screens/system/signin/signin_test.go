package signin_test

import (
	"errors"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/test"

	"heyi/app/device/client"
	"heyi/app/rigs/screentest"
	"heyi/app/rigs/viewtest"
	"heyi/app/screens/system/signin"
	"heyi/app/ui/i18n"
	"heyi/app/ui/picture"
	"heyi/app/ui/theme"
	"heyi/app/ui/uithread"
	"heyi/app/ui/widgets"
	model "heyi/app/view/system/signin"
	"heyi/shared/kernel"
)

func page(home string) *signin.Screen {
	m := &model.Model{Home: client.Home{Dir: home}, Kind: "phone", Name: "手机"}
	return signin.New(uithread.Immediate{}, m, func(client.Enrolment) {})
}

// A trouble stands at the input that it is about, with the sentence above the form;
// what may go well in a while has a button to try again.
func TestTroubleStandsWhereItBelongs(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Light, theme.Comfortable))
	s := page(t.TempDir())
	defer s.Dispose()
	wrong := client.Said.With(kernel.Words("sentence", "手机号或密码不对", "The mobile number or the password is wrong"), kernel.Text("code", "auth.sign_in"))
	s.Say(wrong)
	found := ""
	for _, f := range s.Form().Fields() {
		if field, ok := f.(*widgets.Field); ok && field.Name() == "password" {
			found = field.ErrorText()
		}
	}
	if found != "手机号或密码不对" || s.Form().Banner().Text() != found {
		t.Errorf("the password says %q, the banner %q", found, s.Form().Banner().Text())
	}
	s.Say(errors.New("status 502"))
	if s.Form().Banner().Text() != "服务器没有正常回答，请稍后再试" {
		t.Errorf("%q", s.Form().Banner().Text())
	}
}

// What failed without the form, somebody of the demo company, is tried again without it.
func TestRetryTriesAgainWhatFailed(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Light, theme.Comfortable))
	s := page(t.TempDir())
	defer s.Dispose()
	tried := 0
	s.SayOf(errors.New("status 502"), func() { tried++ })
	screentest.Walk(s.Form(), func(o fyne.CanvasObject) bool {
		if b, ok := widgets.ButtonOf(o); ok && b.Text == i18n.Retry.Text() {
			b.OnTapped()
		}
		return false
	})
	for _, f := range s.Form().Fields() {
		if field, ok := f.(*widgets.Field); ok && field.ErrorText() != "" {
			t.Errorf("the form was sent: %s says %q", field.Name(), field.ErrorText())
		}
	}
	if tried != 1 {
		t.Errorf("tried again %d times", tried)
	}
}

// Whose password is for one sign-in gets an input for one of his own, and what he has
// typed stays.
func TestANewPasswordIsAskedFor(t *testing.T) {
	test.NewTempApp(t).Settings().SetTheme(theme.New(theme.Light, theme.Comfortable))
	s := page(t.TempDir())
	defer s.Dispose()
	field := func(name string) *widgets.Field {
		for _, f := range s.Form().Fields() {
			if field, ok := f.(*widgets.Field); ok && field.Name() == name {
				return field
			}
		}
		return nil
	}
	field("mobile").SetText("19900000101")
	field("password").SetText("abcd-efgh-2345")
	if field("new") != nil {
		t.Error("it is asked for before it is wanted")
	}
	once := client.Said.With(kernel.Words("sentence", "这是一次性密码，请设置一个自己的新密码", "…"), kernel.Text("code", "auth.password.once"))
	s.Say(once)
	if field("new") == nil || field("mobile").Text() != "19900000101" || field("password").Input.Text != "abcd-efgh-2345" {
		t.Fatal("there is no input for it, or what was typed is lost")
	}
	s.Say(client.Said.With(kernel.Words("sentence", "密码至少 8 个字符", "…"), kernel.Text("code", "auth.password.short")))
	if field("new").ErrorText() != "密码至少 8 个字符" {
		t.Errorf("%q", field("new").ErrorText())
	}
}

// Signing in and waiting for the first sync are drawn for people who review a change.
func TestPictures(t *testing.T) {
	dir := os.Getenv("PICTURES")
	if dir == "" {
		dir = t.TempDir()
	}
	home := t.TempDir()
	if _, err := (client.Home{Dir: home}).Keep(client.Enrolment{
		Server: "http://192.168.1.5:8420", Device: kernel.DeriveID("device", 1), User: kernel.DeriveID("user", 1),
		CompanyName: "佛山市禾宜家具贸易有限公司", Series: "A02", Mobile: viewtest.Sales, Token: "t",
	}); err != nil {
		t.Fatal(err)
	}
	for _, look := range []picture.Look{
		{Device: picture.Phone, Variant: theme.Light, Language: i18n.Chinese}, {Device: picture.Desktop, Variant: theme.Dark, Language: i18n.English},
	} {
		for name, make := range map[string]func() fyne.CanvasObject{
			"new":   func() fyne.CanvasObject { return page(t.TempDir()) },
			"known": func() fyne.CanvasObject { return page(home) },
			"away": func() fyne.CanvasObject {
				s := page(home)
				s.Say(client.NoServer.With(kernel.Text("address", "https://heyi.example.cn")))
				return s
			},
			"wrong": func() fyne.CanvasObject {
				s := page(t.TempDir())
				s.Say(client.Said.With(kernel.Words("sentence", "手机号或密码不对", "The mobile number or the password is wrong"), kernel.Text("code", "auth.sign_in")))
				return s
			},
		} {
			img, err := picture.Draw(look, func(picture.Stage) fyne.CanvasObject { return make() }, nil)
			if err != nil {
				t.Fatal(err)
			}
			if err := picture.Write(filepath.Join(dir, "signin", name+"-"+look.Name()+".png"), img); err != nil {
				t.Fatal(err)
			}
		}
	}
}
