// Package fynelang keeps the words that Fyne draws itself (Cut, Paste, file
// dialogs, weekdays) in the language of package i18n.
//
// Fyne takes its language from the operating system and has no call to choose
// one. Adding translations under the *system's* locale replaces the texts in
// force, and may be repeated at run time.
package fynelang

import (
	"encoding/json"
	"fmt"

	"fyne.io/fyne/v2/lang"

	"heyi/app/ui/i18n"
)

// base are Fyne's own keys: key, Chinese, English.
var base = [][3]string{
	{"Advanced", "高级", "Advanced"},
	{"Cancel", "取消", "Cancel"},
	{"Confirm", "确定", "OK"},
	{"Copy", "复制", "Copy"},
	{"Create Folder", "新建文件夹", "Create Folder"},
	{"Cut", "剪切", "Cut"},
	{"Enter filename", "输入文件名", "Enter filename"},
	{"Error", "出错了", "Error"},
	{"Favourites", "收藏", "Favourites"},
	{"File", "文件", "File"},
	{"Folder", "文件夹", "Folder"},
	{"New Folder", "新建文件夹", "New Folder"},
	{"No", "否", "No"},
	{"OK", "好", "OK"},
	{"Open", "打开", "Open"},
	{"Paste", "粘贴", "Paste"},
	{"Quit", "退出", "Quit"},
	{"Redo", "重做", "Redo"},
	{"Save", "保存", "Save"},
	{"Select all", "全选", "Select all"},
	{"Show Hidden Files", "显示隐藏的文件", "Show Hidden Files"},
	{"Undo", "撤消", "Undo"},
	{"Yes", "是", "Yes"},
	{"file.name", "名称", "Name"},
	{"file.parent", "上一级", "Parent"},
	{"monday", "星期一", "Monday"},
	{"monday.short", "周一", "Mon"},
	{"tuesday", "星期二", "Tuesday"},
	{"tuesday.short", "周二", "Tue"},
	{"wednesday", "星期三", "Wednesday"},
	{"wednesday.short", "周三", "Wed"},
	{"thursday", "星期四", "Thursday"},
	{"thursday.short", "周四", "Thu"},
	{"friday", "星期五", "Friday"},
	{"friday.short", "周五", "Fri"},
	{"saturday", "星期六", "Saturday"},
	{"saturday.short", "周六", "Sat"},
	{"sunday", "星期日", "Sunday"},
	{"sunday.short", "周日", "Sun"},
}

// Follow pushes Fyne's words in the current language and again on every
// change, until cancel is called.
func Follow() (cancel func(), err error) {
	if err := push(i18n.Current()); err != nil {
		return nil, err
	}
	return i18n.OnChange(func(l i18n.Language) {
		// The same bytes were accepted before or are accepted by the test
		// that pushes both languages; Fyne then has nothing to refuse.
		_ = push(l)
	}), nil
}

func push(l i18n.Language) error {
	column := 1
	if l == i18n.English {
		column = 2
	}
	words := make(map[string]string, len(base))
	for _, row := range base {
		words[row[0]] = row[column]
	}
	data, err := json.Marshal(words)
	if err != nil {
		return fmt.Errorf("fynelang: %w", err)
	}
	if err := lang.AddTranslationsForLocale(data, lang.SystemLocale()); err != nil {
		return fmt.Errorf("fynelang: push %s: %w", l.Tag(), err)
	}
	return nil
}
