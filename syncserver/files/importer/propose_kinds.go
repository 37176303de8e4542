package importer

import (
	"slices"
	"strings"

	"heyi/shared/kernel"
)

// strange is why a sheet is none of those that can be imported, nil when it may be
// one. What has an order's number, a day or a quantity is no list of masters.
func (k *Look) strange(sold bool) *Why {
	dated := k.dated()
	switch {
	case isStatement(k):
		return &Why{"这是银行流水或钱包账单，目前还不能导入", "this is a statement of a bank or a wallet; statements cannot be imported yet"}
	case isChances(k):
		return &Why{"这是商机（销售机会）列表，还没有成交，目前不能导入", "this is a list of sales opportunities, which are no sales; they cannot be imported yet"}
	case isTrialBalance(k), isOpenItems(k):
		return nil
	case isSale(k):
		return &Why{"一次只能导入一种订单明细；这一份请另外导入", "one kind of order lines is imported at once; import this one by itself"}
	case isReturnList(k):
		return &Why{"是退货名单，但没有同时给出它的订单", "a list of returned orders, without the orders"}
	case isOrderHead(k):
		return &Why{"只有单据头，没有商品明细；请与明细文件一起给出", "heads of orders without their lines; give the file of lines, too"}
	case k.anyOf(aGoodsCode, aGoodsName) && k.anyOf(aQty, anAmount) && !isStock(k) && !dated:
		return &Why{"像是订单明细，但没有日期；请在文件里补一列日期", "order lines without a day; add a column of days to the file"}
	case k.has(anOrder):
		return &Why{"有单号「" + k.roles[anOrder] + "」，不是基础资料", "it has order numbers (" + k.roles[anOrder] + ") and is no list of masters"}
	case dated && !isStock(k) && !isFunds(k):
		return &Why{"有业务日期，不是基础资料", "it has days of business and is no list of masters"}
	}
	for _, c := range k.Columns {
		if word := titleWord(c.Name); c.Name != k.roles[aStockQty] && c.Name != k.roles[aQty] && !k.ours[c.Name] && ordersOrCounts(word) && c.Filled > 0 {
			return &Why{"有「" + c.Name + "」这样的列，不是基础资料", "it has a column " + c.Name + " and is no list of masters"}
		}
	}
	if k.has(aQty) && !isStock(k) {
		return &Why{"有数量，不是基础资料", "it has quantities and is no list of masters"}
	}
	return nil
}

// ordersOrCounts tells whether a title speaks of an order's number or of a quantity,
// and not of how goods are packed or kept.
func ordersOrCounts(word string) bool {
	if contains(word, "包装", "装箱", "每箱", "每件", "起订", "最小", "最大", "安全", "上限", "下限", "库存", "min", "max", "pack", "per", "reorder", "stock", "level", "border") {
		return false
	}
	return contains(word, "单号", "订单编号", "单据编号", "orderid", "orderno", "ordernumber", "orderitem", "invoiceid", "invoiceno", "数量", "quantity", "qty")
}

// dated tells whether a sheet has days of business: not those on which a record
// was made, or a person was born.
func (k *Look) dated() bool {
	for _, c := range k.Columns {
		word := titleWord(c.Name)
		if c.Kind == "date" && c.Filled > 0 && !k.ours[c.Name] && !contains(word, "创建", "建档", "注册", "登记", "录入", "更新", "修改", "上架", "生效", "生日", "出生", "成立", "入职", "合作", "有效", "生产", "到期", "最近", "最后", "上次", "启用", "停用", "添加",
			"creat", "updat", "modif", "regist", "birth", "since", "valid", "expir", "last", "added", "joined", "founded") {
			return true
		}
	}
	return false
}

// isReturns tells whether a sheet is called one of returns.
func (k *Look) isReturns() bool {
	word := titleWord(k.title() + " " + k.Form.Tab)
	return contains(word, "退货", "退回", "退单", "returns", "returned", "refunds")
}

// isReturnList tells whether a sheet names orders that came back whole.
func isReturnList(k *Look) bool {
	return k.has(anOrder) && (k.has(aReturned) || k.isReturns()) && !k.anyOf(aGoodsCode, aGoodsName, aQty)
}

func isOrderHead(k *Look) bool {
	return k.has(anOrder) && k.anyOf(aDate, aPartyName, aPartyCode) && !isSale(k) && !isOpenItems(k) && !isReturnList(k) && !isStatement(k) && !k.anyOf(aGoodsCode, aGoodsName)
}

// isStatement tells whether a sheet is what a bank or a wallet says of an account.
func isStatement(k *Look) bool {
	if k.has(anAccount) || k.anyOf(aGoodsCode, aQty) {
		return false
	}
	both := k.has(aMoneyIn) && k.has(aMoneyOut) || k.has(aDebit) && k.has(aCredit)
	word := titleWord(k.title())
	return k.has(anInOut) && (k.anyOf(aDate, anAmount) || k.dated()) || both && (k.dated() || k.has(aBalance)) ||
		k.has(aBalance) && k.has(anAmount) && k.dated() && !k.anyOf(aPartyCode, aDueDate) ||
		contains(word, "对账单", "银行流水", "账户明细", "微信支付账单", "支付宝交易", "bankstatement") && k.dated()
}

// isChances tells whether a sheet is the pipeline of a CRM.
func isChances(k *Look) bool {
	return !k.has(aQty) && slices.ContainsFunc(k.Columns, func(c *Seen) bool { return chances[titleWord(c.Name)] })
}

func isTrialBalance(k *Look) bool { return k.has(anAccount) && k.anyOf(aDebit, aCredit) }

func isOpenItems(k *Look) bool {
	return !isStatement(k) && k.anyOf(aPartyName, aPartyCode, aSupplier) && k.anyOf(aBalance, aPayable) && !k.anyOf(aGoodsCode, aGoodsName, aQty)
}

func isStock(k *Look) bool {
	return k.anyOf(aGoodsCode, aGoodsName) && k.anyOf(aStockQty, aQty) && k.anyOf(aCost, aCostAmount) && !k.anyOf(anOrder, anAmount)
}

func isGoods(k *Look) bool { return k.anyOf(aGoodsCode, aGoodsName) }

func isFunds(k *Look) bool { return k.has(aFund) && !k.anyOf(aPartyName) }

func isParties(k *Look) bool { return k.anyOf(aPartyName, aSupplier) }

// proposal is a mapping file being written.
type proposal struct {
	catalog *kernel.Catalog
	own     []kernel.CustomField
	looks   []*Look
	lines   *Look                     // of the orders; nil without
	columns map[*Look]map[string]bool // which are used; true for codes
	skips   map[*Look]string
	joins   map[*Look][]string
	must    map[*Look]map[string]bool // columns whose cells may not be empty
	lists   map[*Look]bool            // of masters: words among their figures mean nothing
	unused  map[*Look]Why
	became  map[*Look][]Why
	extra   map[*Look]string            // further settings of a sheet
	debits  map[*Look]map[string]string // columns of figures with a side
	body    strings.Builder
	made    map[string]*Look // entities by name, with the sheet they come from
	cuts    map[*Look]map[string]int
	maps    map[*Look]map[string]map[string]string // other spellings of what a list has
	fills   map[*Look][]string
	aside   []string // columns that are told elsewhere
	opened  bool     // there is an opening stock
	untaxed bool     // the source's taxes are not used
	homely  bool     // there are goods without a word of their place
}
