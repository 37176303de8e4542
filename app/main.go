// Command heyi is the client: a window on a company's replica that works for
// days without a network.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"path/filepath"

	"heyi/app/ui/i18n"
	"heyi/app/ui/uithread"
)

// version is set by the linker when a release is built.
var version = "dev"

// options are what the command line says.
type options struct {
	server   string
	data     string
	role     string // of the demo company
	language string
	phone    bool
	offline  bool
	pictures string
	version  bool
}

func main() {
	o, err := parse(os.Args[1:], os.Stderr)
	if errors.Is(err, flag.ErrHelp) {
		return
	}
	if err != nil {
		os.Exit(2)
	}
	if err := run(o); err != nil {
		fmt.Fprintln(os.Stderr, "heyi:", err)
		os.Exit(1)
	}
}

func parse(args []string, out io.Writer) (options, error) {
	var o options
	f := flag.NewFlagSet("heyi", flag.ContinueOnError)
	f.SetOutput(out)
	f.StringVar(&o.server, "server", "", "服务器地址 / address of the server, http://host:port")
	f.StringVar(&o.data, "data", "", "本机数据文件夹 / folder of this device's data")
	f.StringVar(&o.role, "role", "", "演示公司的角色 boss|sales|warehouse|finance|purchase|manager / role in the demo company")
	f.StringVar(&o.language, "lang", "", "界面语言 zh|en / language")
	f.BoolVar(&o.phone, "phone", false, "手机大小的窗口 / a window as small as a phone")
	f.BoolVar(&o.offline, "offline", false, "不连接服务器 / start without connecting")
	f.StringVar(&o.pictures, "pictures", "", "不开窗口，把各角色首页画进此文件夹 / draw the roles' home pages into this folder")
	f.BoolVar(&o.version, "version", false, "显示版本 / print the version")
	if err := f.Parse(args); err != nil {
		return o, err
	}
	if o.language != "" && o.language != "zh" && o.language != "en" {
		err := fmt.Errorf("--lang %q: zh, en", o.language)
		fmt.Fprintln(out, err)
		return o, err
	}
	return o, nil
}

func run(o options) error {
	if o.version {
		fmt.Println("heyi", version)
		return nil
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	i18n.SetLanguage(languageOf(o.language))
	if o.pictures != "" {
		return draw(o, log)
	}
	if o.data == "" {
		folder, err := os.UserConfigDir()
		if err != nil {
			return fmt.Errorf("data folder: %w", err)
		}
		o.data = filepath.Join(folder, "heyi")
	}
	p := newProgram(o, log, uithread.Fyne{})
	return p.run()
}

func languageOf(chosen string) i18n.Language {
	if chosen != "" {
		return i18n.FromLocale(chosen)
	}
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if locale := os.Getenv(name); locale != "" {
			return i18n.FromLocale(locale)
		}
	}
	return i18n.Chinese
}
