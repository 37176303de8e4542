package flow

import (
	"heyi/shared/kernel"
	"heyi/shared/modules/masters/org"
)

var (
	// BackupDays is how old the newest backup may be.
	BackupDays = org.Number("org.backup_days", 7, "备份几天后提醒", "Days until a backup is too old", org.Within(0, 365),
		org.Hint("超过这个天数没有新备份，系统管理员会收到待办；0 为不提醒", "Administrators have a task when there is no newer one; 0 for none"))

	// TaskBackup asks for a backup.
	TaskBackup = DeclareTask("org.backup_old", "{since} 以来的数据还没有备份，服务器损坏时会丢失：请运行 heyi-server backup，并把备份存到另一台机器",
		"What was entered since {since} is in no backup and would be lost with the server: run heyi-server backup and keep the file on another machine", Kind{
			Title: Words{Zh: "备份过旧", En: "Backup too old"}, Asks: org.Ask(org.Admin, "org.clock.confirm"), Urgency: Urgent,
			Opens: Words{Zh: "录入的数据超过设定天数没有备份", En: "What was entered is in no backup for longer than the company allows"},
			Ends:  Words{Zh: "有了新的备份", En: "There is a newer backup"},
		}, AskAgain(3))

	_ = kernel.Fact[TellBackup]("org.backup.tell", "提醒备份", "Tell of the backup", kernel.OfSystem())
)

// TellBackup is what a server says of the company's backups: the company's rows know
// nothing of them.
type TellBackup struct {
	Since kernel.Time `zh:"未备份起" en:"Not saved since" day:"any"` // 0 where everything that matters is saved
}

// Predict leaves all to the settlement.
func (TellBackup) Predict(*kernel.Tx) error { return nil }

// Settle asks for a backup, or calls that done.
func (b TellBackup) Settle(tx *kernel.Tx) error {
	company, err := org.OfCompany(tx)
	if err != nil {
		return err
	}
	if b.Since == 0 {
		CloseTasks(tx, TaskBackup, company.ID)
		return nil
	}
	OpenTask(tx, TaskBackup, company, To{}, kernel.Figure("since", b.Since.Date(int(company.Zone))))
	return nil
}

// BackupToTell tells what a server has to say when something has not been saved since a
// time, 0 when everything is: whether to say anything, and the time to say.
func BackupToTell(at kernel.Moment, since kernel.Time) (kernel.Time, bool) {
	company := org.TheCompany.ID()
	old := since != 0 && BackupDays.At(at) > 0 && at.At-since > kernel.Time(BackupDays.At(at))*24*3600_000
	if !old {
		return 0, TaskBackup.Asked(at, company)
	}
	return since, TaskBackup.Wanted(at, company)
}
