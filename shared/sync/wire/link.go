package wire

import "heyi/shared/kernel"

// Why a server ends a connection. The codes are declared here and not in the server,
// so that the device that reads them has their sentences.
var (
	Unavailable = kernel.Refuse("server.unavailable", "服务器暂时无法保存，请稍后再试", "The server cannot save at the moment; please try again later").Passes()
	Stopping    = kernel.Refuse("server.stopping", "服务器正在重新启动，稍后自动重连，可以继续工作", "The server is restarting. The device reconnects by itself; you can go on working").Passes()
	Recovering  = kernel.Refuse("server.recovering", "服务器从备份恢复，正在等待各设备补传，请稍后再试", "The server was restored and waits for its devices; please try again later").Passes()
	TooSlow     = kernel.Refuse("link.slow", "网络太慢，跟不上更新，将重新连接", "The connection is too slow to follow; it is made anew").Passes()
	BadFrame    = kernel.Refuse("link.frame", "收到无法识别的数据，连接已断开", "Data that cannot be read came in; the connection was closed")
	FrameTooBig = kernel.Refuse("link.too_long", "一个数据包超过了 {limit} 字节，连接已断开，请更新程序", "A message is longer than {limit} bytes; the connection was closed. Please update the program")
	TooManyPins = kernel.Refuse("link.pins", "本机固定显示的旧单据超过 {max} 张，连接已断开，请更新程序", "This device keeps more than {max} old documents pinned; the connection was closed. Please update the program")
	NoHello     = kernel.Refuse("link.hello", "设备没有按时报到，连接已断开，将重新连接", "The device did not introduce itself in time; the connection is made anew").Passes()
	Elsewhere   = kernel.Refuse("link.elsewhere", "本机已另外建立了连接，这个旧连接已断开", "This device has connected anew; the old connection was closed").Passes()
	Rescoped    = kernel.Refuse("link.scope", "你的权限刚刚变更，将重新连接", "What you may see has just changed; the connection is made anew").Passes()
	WrongDevice = kernel.Refuse("link.device", "报到的设备与登录凭证不符", "The device is not the one its token was made for")
)

// Farewell is a Bye with its reason, in words for a device of an older release too.
func Farewell(why *kernel.Refusal, wipe bool) *Bye {
	return &Bye{Refusal: RefusalOf(why.Said()), Wipe: wipe}
}
