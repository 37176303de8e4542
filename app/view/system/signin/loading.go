package signin

import (
	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
)

// Loading is the first sync as a person sees it.
type Loading struct {
	Text    string
	Percent int  // -1 while nobody knows how much there is
	Busy    bool // something is going on; else it waits for a network or for a person
	Again   bool // signing in again helps
}

var (
	connecting = i18n.Define("signin.connecting", "正在连接 {0}…", "Connecting to {0}…")
	arranging  = i18n.Define("signin.arranging", "已收到全部 {0} 条，正在整理…", "All {0} records are here, putting them in order…")
	received   = i18n.Define("signin.received", "已收到 {0} / {1} 条（{2}%）", "{0} of {1} records received ({2}%)")
	toGo       = i18n.Define("signin.togo", "{0}，预计还需 {1}", "{0}, about {1} to go")
	receiving  = i18n.Define("signin.receiving", "正在接收公司资料…", "Receiving the company's data…")
	offline    = i18n.Define("signin.offline", "没有网络。首次使用需要联网一次，连上后会自动继续", "No network. The first use needs it once; this goes on by itself")
	broken     = i18n.Define("signin.broken", "网络断了。{0}；连上后从这里继续", "The network is gone. {0}; it goes on from here")
)

// LoadingOf says how far the first sync from a server is.
func LoadingOf(st client.State, server string) Loading {
	l := Loading{Percent: -1}
	if st.FirstSync.Total > 0 {
		l.Percent = st.FirstSync.Percent()
	}
	switch {
	case st.Stopped != nil:
		l.Text, l.Again = view.ExplainRefusal(st.Stopped).Text, SignInAgain(st.Stopped)
	case st.Trouble != nil:
		l.Text = view.ExplainRefusal(st.Trouble).Text
	case st.Link == client.Online:
		l.Text, l.Busy = progress(st.FirstSync), true
	case st.Link == client.Connecting:
		l.Text, l.Busy = connecting.Text(server), true
	case st.FirstSync.Done > 0:
		l.Text = broken.Text(count(st.FirstSync))
	default:
		l.Text = offline.Text()
	}
	return l
}

// progress says how far a first sync has come and what it will still take.
func progress(f client.FirstSync) string {
	switch {
	case f.Total == 0:
		return receiving.Text()
	case f.Done >= f.Total:
		return arranging.Text(i18n.Count(f.Total))
	case f.Rest == 0:
		return count(f)
	}
	return toGo.Text(count(f), i18n.Span(f.Rest))
}

func count(f client.FirstSync) string {
	return received.Text(i18n.Count(f.Done), i18n.Count(f.Total), f.Percent())
}
