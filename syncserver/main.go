// Heyi-server keeps a company's data and decides what is true of it. See
// heyi-server help.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"heyi/shared/kernel"
	"heyi/syncserver/doors/reply"
	"heyi/syncserver/store"
)

// command is what the program can be told to do.
type command struct {
	name   string
	zh, en string
	run    func(*session) error
}

// commands is the line-up, in the order of help.
var commands = []command{
	{"serve", "启动服务器", "run the server", serve},
	{"init", "建立公司，并给出老板的首次登录", "found a company and print the boss's first sign-in", initialise},
	{"user", "用户：add 新增，password 重置密码，deactivate 停用", "people: add, password, deactivate", user},
	{"signins", "近期失败的登录：谁、从哪里、为什么、多少次", "sign-ins that failed lately: who, where from, why, how often", signIns},
	{"verify", "核对全部数据和审计链，有问题时以状态 1 结束", "check all data and the audit chain; status 1 on findings", verify},
	{"rebuild", "按操作记录重算一遍，与现有数据比对", "judge the operation log again and compare with the data", rebuild},
	{"backup", "备份（不停机）", "make a backup while serving", backup},
	{"restore", "从备份恢复", "restore from a backup", restore},
	{"recover", "恢复之后：列出未补传的设备，--close 不再等待", "after a restore: list the devices awaited; --close ends the waiting", recovering},
	{"clock", "服务器时间：查看；clock accept 确认时间无误", "the server's time; clock accept says that it is right", clock},
	{"company", "公司：move 搬到另一个文件夹或数据库；多个公司：create 建立，list 列出，suspend 暂停，resume 恢复，delete 删除，quota 限额", "the company: move it to another folder or database; of many: create, list, suspend, resume, delete, quota", companies},
	{"import", "导入其他程序的数据；import undo 撤销", "import other programs' data; import undo takes it back", importing},
	{"export", "导出全部数据为 CSV 或 XLSX", "export all data as CSV or XLSX", exportAll},
	{"version", "版本", "the version", version},
}

// session is one run of the program with what it may touch.
type session struct {
	context.Context
	name   string // of the command
	args   []string
	env    func(string) string
	stdout io.Writer
	stderr io.Writer
}

// errFound ends a check that found something; it was said already.
var errFound = errors.New("findings")

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr))
}

// run is main with its surroundings as arguments. It returns the exit status: 0,
// 1 for findings and failures, 2 for a mistake in the arguments.
func run(ctx context.Context, args []string, env func(string) string, stdout, stderr io.Writer) int {
	if len(args) == 0 || args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		help(stdout)
		return 0
	}
	for _, c := range commands {
		if c.name == args[0] {
			return report(stderr, c.run(&session{ctx, c.name, args[1:], env, stdout, stderr}))
		}
	}
	return report(stderr, &mistake{"没有「" + args[0] + "」这个命令，见 heyi-server help", "There is no command " + args[0] + "; see heyi-server help"})
}

func help(w io.Writer) {
	fmt.Fprint(w, "合一服务器 · Heyi server\n\n  heyi-server <命令 command> [参数 flags]\n\n")
	for _, c := range commands {
		fmt.Fprintf(w, "  %-9s %s\n            %s\n", c.name, c.zh, c.en)
	}
	fmt.Fprint(w, "\n参数见 heyi-server <命令> --help；也可用环境变量 HEYI_… 设置，如 HEYI_DATA。\n"+
		"Flags: heyi-server <command> --help; each can be set by the environment too, as in HEYI_DATA.\n")
}

// mistake is what the administrator did wrong, in both languages.
type mistake struct{ zh, en string }

func (m *mistake) Error() string { return m.en }

// report prints an error in both languages and returns the exit status.
func report(stderr io.Writer, err error) int {
	var wrong *mistake
	var problem *reply.Problem
	switch refusal, refused := kernel.AsRefusal(err); {
	case err == nil, errors.Is(err, errHelped):
		return 0
	case errors.Is(err, errFound):
	case errors.As(err, &wrong):
		say(stderr, wrong.zh, wrong.en)
		return 2
	case refused:
		say(stderr, refusal.Sentence("zh", nil), refusal.Sentence("en", nil))
	case errors.As(err, &problem):
		say(stderr, problem.Refusal.Zh, problem.Refusal.En)
	case store.FaultOf(err) == store.Unwritable:
		say(stderr, "磁盘已满或不能写入，请腾出空间后再试，数据没有损坏："+err.Error(),
			"The disk is full or cannot be written; make room and try again. No data was harmed: "+err.Error())
	case store.FaultOf(err) == store.Away:
		say(stderr, "数据库没有应答，请稍后再试，数据没有损坏："+err.Error(), "The database does not answer; try again later. No data was harmed: "+err.Error())
	default:
		say(stderr, "出错了："+err.Error(), "It failed: "+err.Error())
	}
	return 1
}

func say(w io.Writer, zh, en string) {
	fmt.Fprintln(w, "✗ "+zh)
	if en != zh {
		fmt.Fprintln(w, "  "+strings.TrimSpace(en))
	}
}
