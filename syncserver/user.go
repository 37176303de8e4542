package main

import (
	"maps"
	"slices"
	"strconv"

	"heyi/syncserver/companies/company"
)

func user(s *session) error {
	verbs := map[string]func(*session) error{"add": userAdd, "password": userPassword, "deactivate": userDeactivate}
	if len(s.args) == 0 || verbs[s.args[0]] == nil {
		return &mistake{"用法：heyi-server user add|password|deactivate", "Usage: heyi-server user add|password|deactivate"}
	}
	verb := s.args[0]
	s.name, s.args = s.name+" "+verb, s.args[1:]
	return verbs[verb](s)
}

const passwordUsage = "密码；不给则随机生成 / the password; made at random if not given"

func userAdd(s *session) error {
	f := s.flags()
	name := f.text("name", "", "姓名 / name")
	mobile := f.text("mobile", "", "手机 / mobile number")
	seat := f.text("seat", "", "岗位名称 / name of the seat")
	password := f.text("password", "", passwordUsage)
	if err := f.read(s.args); err != nil {
		return err
	}
	if err := required("name", "mobile")(name, mobile); err != nil {
		return err
	}
	return s.signIn(f, company.ActAddUser, company.Answer{"name": *name, "mobile": *mobile, "seat": *seat, "password": *password})
}

func userPassword(s *session) error {
	f := s.flags()
	mobile := f.text("mobile", "", "手机 / mobile number")
	password := f.text("password", "", passwordUsage)
	if err := f.read(s.args); err != nil {
		return err
	}
	if err := required("mobile")(mobile); err != nil {
		return err
	}
	return s.signIn(f, company.ActPassword, company.Answer{"mobile": *mobile, "password": *password})
}

func (s *session) signIn(f *flags, action string, args company.Answer) error {
	answer, err := s.ask(f, action, args)
	if err != nil {
		return err
	}
	printSignIn(s, answer["name"], answer["mobile"], answer["password"])
	return nil
}

// signIns lists sign-ins that failed, the newest first.
func signIns(s *session) error {
	f := s.flags()
	days := f.number("days", 7, "多少天之内 / of so many days")
	if err := f.read(s.args); err != nil {
		return err
	}
	answer, err := s.ask(f, company.ActSignIns, company.Answer{"days": strconv.Itoa(*days)})
	if err != nil {
		return err
	}
	if len(answer) == 0 {
		s.print("没有失败的登录。No sign-in failed.\n")
	}
	for _, key := range slices.Sorted(maps.Keys(answer)) {
		s.print("%s\n", answer[key])
	}
	return nil
}

func userDeactivate(s *session) error {
	f := s.flags()
	mobile := f.text("mobile", "", "手机 / mobile number")
	if err := f.read(s.args); err != nil {
		return err
	}
	if err := required("mobile")(mobile); err != nil {
		return err
	}
	if _, err := s.ask(f, company.ActDeactivate, company.Answer{"mobile": *mobile}); err != nil {
		return err
	}
	s.print("已停用 %s，其设备将清除公司数据\n%s is deactivated; the devices forget the company's data\n", *mobile, *mobile)
	return nil
}

// ask carries out an action by the running server, or directly.
func (s *session) ask(f *flags, action string, args company.Answer) (company.Answer, error) {
	log, err := f.quiet()
	if err != nil {
		return nil, err
	}
	place, err := f.place()
	if err != nil {
		return nil, err
	}
	return place.Ask(s, log, action, args)
}
