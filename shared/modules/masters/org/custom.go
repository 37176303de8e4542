package org

import (
	"strings"

	"heyi/shared/kernel"
)

// CustomField is a field that the company has defined for one of its entities.
type CustomField struct {
	kernel.Record
	Entity    string        `zh:"所属单据" en:"Entity" text:"word" is:"required,fixed,listed" max:"60"`
	Zh        string        `zh:"中文名称" en:"Chinese label" is:"title,required" max:"40"`
	En        string        `zh:"英文名称" en:"English label" max:"40"`
	FieldKind kernel.Choice `zh:"类型" en:"Kind" of:"field_kind" is:"required,fixed,listed"`
	Required  bool          `zh:"必填" en:"Required"`
	Listed    bool          `zh:"列表中显示" en:"Shown in lists" hint_zh:"作为一列显示，可以按它排序" hint_en:"It is a column of lists and sorts them"`
	Ask       bool          `zh:"冲突时询问" en:"Ask on conflict" hint_zh:"两人同时修改时不自动覆盖" hint_en:"Two people's edits are shown, not overwritten"`
	Options   string        `zh:"选项" en:"Options" text:"lines" max:"4000" hint_zh:"每行一个" hint_en:"One per line"`
	Target    string        `zh:"引用哪种资料" en:"Names a row of" text:"word" is:"fixed" max:"60" hint_zh:"类型为引用时填写" hint_en:"For a reference"`
}

var _ = kernel.Choices("field_kind",
	kernel.Option{Code: "text", Zh: "文字", En: "Text"},
	kernel.Option{Code: "int", Zh: "整数", En: "Whole number"},
	kernel.Option{Code: "qty", Zh: "数字", En: "Number"},
	kernel.Option{Code: "money", Zh: "金额", En: "Amount"},
	kernel.Option{Code: "rate", Zh: "百分比", En: "Percentage"},
	kernel.Option{Code: "date", Zh: "日期", En: "Date"},
	kernel.Option{Code: "bool", Zh: "是/否", En: "Yes or no"},
	kernel.Option{Code: "choice", Zh: "单选", En: "Choice"},
	kernel.Option{Code: "ref", Zh: "引用", En: "Reference"})

var fieldKinds = map[kernel.Choice]kernel.Kind{
	"text": kernel.KindText, "int": kernel.KindInt, "qty": kernel.KindQty, "money": kernel.KindMoney, "rate": kernel.KindRate,
	"date": kernel.KindDate, "bool": kernel.KindBool, "choice": kernel.KindChoice, "ref": kernel.KindID,
}

// CustomFields and those of one entity.
var (
	CustomFields = kernel.Define[CustomField]("custom_field", kernel.Spec{
		Zh: "自定义字段", En: "Custom field", Scope: kernel.Scope{kernel.Everyone},
	})
	CustomFieldsOf = kernel.Find(CustomFields, func(f *CustomField) *string { return &f.Entity })

	_ = ForRows(First, CustomFields, "*", Admin)
)

// NoOptions refuses a choice that offers nothing to choose.
var NoOptions = kernel.Refuse("org.no_options", "单选字段「{field}」还没有选项，请每行填一个", "The choice {field} has no options yet; please give one per line")

// NoTarget refuses a reference to what own fields cannot name.
var NoTarget = kernel.Refuse("org.no_target", "引用字段「{field}」要选择引用哪种资料，例如客户、商品、用户", "The reference {field} needs a kind of row to name, such as customers, products or users")

// NoSuchEntity is the refusal of a custom field for what does not exist.
var NoSuchEntity = kernel.Refuse("org.no_entity", "没有「{entity}」这种单据", "There is no entity {entity}")

func init() {
	kernel.CustomFieldOf, kernel.CustomFieldsOf, kernel.CustomFieldIn = customField, customFieldsOf, customFieldIn
	CustomFields.OnSave(func(tx *kernel.Tx, f *CustomField) error {
		if tx.Catalog.Schema(f.Entity) == nil {
			return NoSuchEntity.With(kernel.Text("entity", f.Entity))
		}
		if f.FieldKind == "choice" && len(f.Field().Options) == 0 {
			return NoOptions.With(kernel.Text("field", f.Zh))
		}
		if f.FieldKind == "ref" && !Refers(tx.Catalog.Schema(f.Target)) {
			return NoTarget.With(kernel.Text("field", f.Zh))
		}
		return nil
	})
}

func customField(tx *kernel.Tx, id kernel.ID) (kernel.CustomField, kernel.Presence) {
	if f, declared := declaredField(id); declared {
		return f, kernel.Found
	}
	f, p := CustomFields.Get(tx, kernel.Ref[CustomField](id))
	if p != kernel.Found {
		return kernel.CustomField{}, p
	}
	if f.Removed {
		return kernel.CustomField{}, kernel.Absent
	}
	return f.Field(), kernel.Found
}

func customFieldIn(c *kernel.Catalog, get func(*kernel.Schema, kernel.ID) kernel.Row, id kernel.ID) (kernel.CustomField, bool) {
	if f, declared := declaredField(id); declared {
		return f, true
	}
	if s := CustomFields.In(c); s != nil {
		if row, is := get(s, id).(*CustomField); is && row != nil && !row.Removed {
			return row.Field(), true
		}
	}
	return kernel.CustomField{}, false
}

func customFieldsOf(tx *kernel.Tx, entity string) ([]kernel.CustomField, kernel.Presence) {
	rows, p := CustomFieldsOf.Of(tx, entity)
	fields := make([]kernel.CustomField, 0, len(rows))
	for _, f := range rows {
		if !f.Retired {
			fields = append(fields, f.Field())
		}
	}
	return fields, p
}

// Field is the definition as the kernel, forms and imports use it.
func (f *CustomField) Field() kernel.CustomField {
	en := f.En
	if en == "" {
		en = f.Zh
	}
	field := kernel.CustomField{
		ID: f.ID, Entity: f.Entity, Zh: f.Zh, En: en, Kind: fieldKinds[f.FieldKind], Required: f.Required, Ask: f.Ask, Listed: f.Listed,
	}
	if field.Kind == kernel.KindID {
		field.Target = f.Target
	}
	for option := range strings.SplitSeq(f.Options, "\n") {
		if option = strings.TrimSpace(option); option != "" {
			field.Options = append(field.Options, kernel.Option{Code: option, Zh: option, En: option})
		}
	}
	return field
}
