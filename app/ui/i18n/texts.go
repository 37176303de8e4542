package i18n

// Words of this package's own formats.
var (
	changeUp   = Define("change.up", "增 {0} ↑", "↑ {0}")
	changeDown = Define("change.down", "减 {0} ↓", "↓ {0}")
	changeNone = Define("change.none", "持平", "no change")
	changeNew  = Define("change.new", "上期为零", "none before")

	spanMoment  = Define("span.moment", "不到 1 分钟", "less than a minute")
	spanMinutes = Define("span.minutes", "{0} 分钟", "{0} min")
	spanHours   = Define("span.hours", "{0} 小时", "{0} h")
	spanDays    = DefinePlural("span.days", "{0} 天", "{0} day", "{0} days")
	ageNow      = Define("age.now", "刚刚", "just now")
	ageAgo      = Define("age.ago", "{0}前", "{0} ago")
	asOf        = Define("age.asof", "截至 {0}（{1}）", "as of {0} ({1})")

	notANumber      = Define("error.number", "请填数字，例如 1234.50", "Enter a number, such as 1234.50")
	tooManyDecimals = Define("error.decimals", "小数位太多", "Too many decimals")
	numberTooBig    = Define("error.toobig", "数字太大", "The number is too big")
	notADate        = Define("error.date", "请填日期，例如 2026-11-21", "Enter a date, such as 2026-11-21")
)

// Words that every screen needs.
var (
	Save     = Define("save", "保存", "Save")
	Cancel   = Define("cancel", "取消", "Cancel")
	Confirm  = Define("confirm", "确定", "OK")
	Close    = Define("close", "关闭", "Close")
	Delete   = Define("delete", "删除", "Delete")
	Back     = Define("back", "返回", "Back")
	Retry    = Define("retry", "重试", "Try again")
	Search   = Define("search", "搜索", "Search")
	Loading  = Define("loading", "正在加载…", "Loading…")
	More     = Define("more", "更多", "More")
	Today    = Define("today", "今天", "Today")
	Undo     = Define("undo", "撤消", "Undo")
	Yes      = Define("yes", "是", "Yes")
	No       = Define("no", "否", "No")
	Home     = Define("home", "首页", "Home")
	Settings = Define("settings", "设置", "Settings")
)

// Words of the shared widgets.
var (
	RequiredField  = Define("field.required", "请填写{0}", "{0} is required")
	ChooseField    = Define("field.choose", "请从列表中选择{0}", "Choose {0} from the list")
	FormFaults     = DefinePlural("form.faults", "还有 {0} 处要改：{1}", "{0} field needs attention: {1}", "{0} fields need attention: {1}")
	ListSeparator  = Define("list.separator", "、", ", ")
	SearchHint     = Define("picker.hint", "输入名称、拼音首字母或编码", "Type a name or a code")
	SearchNothing  = Define("picker.nothing", "没有找到「{0}」", "Nothing found for “{0}”")
	SearchFailed   = Define("picker.failed", "搜索失败，请重试", "The search failed, try again")
	DateHint       = Define("date.hint", "年-月-日", "YYYY-MM-DD")
	CalendarOpen   = Define("date.open", "打开日历", "Open calendar")
	ScanHint       = Define("scan.hint", "点此处后扫描条码", "Tap here, then scan")
	ScanReady      = Define("scan.ready", "请扫描条码…", "Scan a barcode…")
	ScanLast       = Define("scan.last", "上次：{0}", "Last: {0}")
	EmptyList      = Define("list.empty", "暂无数据", "Nothing here yet")
	LoadFailed     = Define("list.failed", "加载失败", "Could not load")
	MoreRows       = DefinePlural("list.more", "显示更多（还有 {0} 条）", "Show more ({0} row left)", "Show more ({0} rows left)")
	RowCount       = DefinePlural("list.count", "共 {0} 条", "{0} row", "{0} rows")
	WeekdaysMonday = Define("date.weekdays", "一 二 三 四 五 六 日", "Mo Tu We Th Fr Sa Su")
)

// Words of the synchronisation state.
var (
	SyncAllSaved   = Define("sync.saved", "全部已保存", "All saved")
	SyncPending    = Define("sync.pending", "{0} 条待上传（最早 {1}）", "{0} waiting (oldest {1})")
	SyncNeedsYou   = DefinePlural("sync.needs", "{0} 条需要你处理", "{0} needs you", "{0} need you")
	SyncOffline    = Define("sync.offline", "离线", "Offline")
	SyncRedial     = Define("sync.redial", "立即重连", "Connect now")
	SyncStuck      = Define("sync.stuck", "本机收不到新内容，点此查看", "This device takes in nothing new, tap to see why")
	SyncStopped    = Define("sync.stopped", "服务器未接受本机，点此查看", "Not accepted by the server, tap to see why")
	SyncSeparator  = Define("sync.separator", " · ", " · ")
	BadgePending   = Define("badge.pending", "待上传", "Waiting")
	BadgeSaved     = Define("badge.saved", "已保存", "Saved")
	BadgeAdjusted  = Define("badge.adjusted", "有调整", "Adjusted")
	BadgeAttention = Define("badge.attention", "需要处理", "Needs you")
)
