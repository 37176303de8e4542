package main

import (
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"strings"

	"heyi/syncserver/companies/company"
	"heyi/syncserver/companies/registry"
)

// errHelped ends a command that only explained itself.
var errHelped = errors.New("helped")

// flags are the flags of a command; each can come from the environment.
type flags struct {
	*flag.FlagSet
	s    *session
	data *string
	keep *string // the address of the store
	all  *string // the folder of a server of many companies
	name *string // which of them
	form *string
	loud *string

	wrong *mistake // in the environment
}

// flags prepares those that every command has.
func (s *session) flags() *flags {
	f := &flags{FlagSet: flag.NewFlagSet("heyi-server "+s.name, flag.ContinueOnError), s: s}
	f.SetOutput(s.stderr)
	f.data = f.text("data", "heyi-data", "公司数据所在文件夹 / the folder of the company")
	f.keep = f.text("store", "", "公司数据所在的 PostgreSQL，如 postgres://heyi@db/heyi?schema=heyi；不给则用数据文件夹里的文件 / the PostgreSQL that holds the company; without it a file in the folder does")
	f.all = f.text("companies", "", "服务多个公司时各公司文件夹所在的文件夹；此时不用 --data / the folder with the folders of all companies where one server serves many, instead of --data")
	f.name = f.text("company", "", "与 --companies 一起使用：公司代号 / with --companies: the name of the company")
	f.form = f.text("log-format", "text", "日志格式 text 或 json / format of the log, text or json")
	f.loud = f.text("log-level", "info", "日志级别 debug、info、warn、error / level of the log")
	return f
}

// text adds a flag whose default the environment may change.
func (f *flags) text(name, otherwise, usage string) *string {
	if set := f.s.env(envOf(name)); set != "" {
		otherwise = set
	}
	return f.String(name, otherwise, usage+" ["+envOf(name)+"]")
}

// number adds a flag that is a whole number. One in the environment that is none is
// refused when the flags are read.
func (f *flags) number(name string, otherwise int, usage string) *int {
	n := f.Int(name, otherwise, usage+" ["+envOf(name)+"]")
	if set := f.s.env(envOf(name)); set != "" {
		if err := f.Set(name, set); err != nil {
			f.wrong = &mistake{envOf(name) + " 应为整数，不是 " + set, envOf(name) + " is a whole number, not " + set}
		}
	}
	return n
}

// many tells whether the flags speak of a server of many companies.
func (f *flags) many() bool { return *f.all != "" }

// registry is the companies of such a server.
func (f *flags) registry() (*registry.Registry, error) {
	if !f.many() {
		return nil, &mistake{"请给出 --companies", "--companies is required"}
	}
	return registry.At(*f.all, *f.keep)
}

// place is where the flags say that the company is. Of a company of many the folder is
// that of its own.
func (f *flags) place() (company.Place, error) {
	if !f.many() {
		return company.AtStore(*f.data, *f.keep)
	}
	if err := required("company")(f.name); err != nil {
		return company.Place{}, err
	}
	all, err := f.registry()
	if err != nil {
		return company.Place{}, err
	}
	var place company.Place
	e, err := all.Get(f.s, *f.name)
	if err == nil {
		place, err = all.Place(e)
	}
	*f.data = place.Dir
	return place, errors.Join(err, all.Close())
}

// yes adds a flag that is given or not.
func (f *flags) yes(name, usage string) *bool {
	set := f.s.env(envOf(name))
	return f.Bool(name, set == "1" || set == "true", usage+" ["+envOf(name)+"]")
}

func envOf(name string) string { return "HEYI_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_")) }

// read reads the arguments and refuses what is left over.
func (f *flags) read(args []string) error {
	if err := f.Parse(args); err != nil {
		if errors.Is(err, flag.ErrHelp) {
			return errHelped
		}
		return &mistake{"参数不对：" + err.Error(), "Wrong arguments: " + err.Error()}
	}
	if f.wrong != nil {
		return f.wrong
	}
	if f.NArg() > 0 {
		return &mistake{"多余的参数：" + strings.Join(f.Args(), " "), "Arguments that mean nothing: " + strings.Join(f.Args(), " ")}
	}
	return nil
}

// required refuses a flag without a value.
func required(names ...string) func(values ...*string) error {
	return func(values ...*string) error {
		for i, v := range values {
			if *v == "" {
				return &mistake{"请给出 --" + names[i], "--" + names[i] + " is required"}
			}
		}
		return nil
	}
}

// log is the log that the flags ask for.
func (f *flags) log() (*slog.Logger, error) {
	var level slog.Level
	if err := level.UnmarshalText([]byte(*f.loud)); err != nil {
		return nil, &mistake{"没有日志级别 " + *f.loud, "There is no log level " + *f.loud}
	}
	o := &slog.HandlerOptions{Level: level}
	switch *f.form {
	case "json":
		return slog.New(slog.NewJSONHandler(f.s.stderr, o)), nil
	case "text":
		return slog.New(slog.NewTextHandler(f.s.stderr, o)), nil
	}
	return nil, &mistake{"日志格式是 text 或 json", "The log format is text or json"}
}

// quiet is the log of commands that answer on the standard output.
func (f *flags) quiet() (*slog.Logger, error) {
	if *f.loud == "info" {
		*f.loud = "warn"
	}
	return f.log()
}

func (s *session) print(format string, args ...any) { fmt.Fprintf(s.stdout, format, args...) }
