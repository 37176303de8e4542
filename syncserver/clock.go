package main

import "heyi/syncserver/companies/company"

// clock tells how the server's clock stands, and takes it for right when told so.
func clock(s *session) error {
	accept := len(s.args) > 0 && s.args[0] == "accept"
	if accept {
		s.name, s.args = s.name+" accept", s.args[1:]
	}
	f := s.flags()
	if err := f.read(s.args); err != nil {
		return err
	}
	if accept {
		if _, err := s.ask(f, company.ActTrust, nil); err != nil {
			return err
		}
		s.print("已确认服务器时间无误。The server's time is confirmed.\n")
		return nil
	}
	a, err := s.ask(f, company.ActClock, nil)
	if err != nil {
		return err
	}
	s.print("公司时间 company's time  %s\n服务器时钟 server's clock %s\n", a["time"], a["clock"])
	if a["after"] == "" {
		s.print("时钟正常。The clock is not in doubt.\n")
		return nil
	}
	s.print("时钟有疑问：由 %s 跳到 %s，期间不能结账。\n请核对服务器时间：正确则运行 heyi-server clock accept；不正确则校正时钟。\n", a["before"], a["after"])
	s.print("The clock is in doubt: it jumped from %s to %s, and no month can be closed.\n"+
		"Check the server's time: if it is right, run heyi-server clock accept; if not, set the clock right.\n", a["before"], a["after"])
	return nil
}
