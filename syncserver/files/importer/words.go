package importer

import (
	"strings"
	"unicode"

	"heyi/shared/kernel"
	"heyi/shared/tools/habit"
)

// role is what a column of an unknown sheet means.
type role string

// The roles that decide what a sheet is. Roles of masters are their fields:
// party.contact, product.unit.
const (
	anOrder     role = "order"
	aDate       role = "date"
	aShipDate   role = "shipped"
	aDueDate    role = "due"
	aQty        role = "qty"
	aPrice      role = "price"
	aCost       role = "cost"
	anAmount    role = "amount"
	aCostAmount role = "cost_amount"
	aDiscount   role = "discount"
	aProfit     role = "profit"
	aStatus     role = "status"
	aPlace      role = "place"
	aStockQty   role = "stock"
	aBalance    role = "balance"
	aPayable    role = "payable"
	anAccount   role = "account"
	anAccName   role = "account_name"
	aDebit      role = "debit"
	aCredit     role = "credit"
	aFund       role = "fund"
	aSupplier   role = "supplier"
	aReturned   role = "returned"
	aCurrency   role = "currency"
	aTaxRate    role = "tax_rate"
	aTaxAmount  role = "tax"
	aLineNo     role = "line_no"
	aSide       role = "side"
	anInOut     role = "in_or_out"
	aMoneyIn    role = "money_in"
	aMoneyOut   role = "money_out"
	aPartyCode  role = "party.code"
	aPartyName  role = "party.name"
	aGoodsCode  role = "product.code"
	aGoodsName  role = "product.name"
)

// titles are the headings under which a role stands in the exports of other
// programs, folded and without blanks and marks; labels of the catalogue are
// added. The first that fits wins, so the more telling ones stand first.
var titles = []struct {
	role  role
	words string
}{
	{anAccount, "科目编码 科目代码 科目编号 会计科目 accountcode glcode glaccount nominalcode"},
	{anAccName, "科目名称 科目 accountname ledgeraccount"},
	{aDebit, "借方 借方余额 期初借方 期末借方 借方金额 debit debitbalance dr"},
	{aCredit, "贷方 贷方余额 期初贷方 期末贷方 贷方金额 credit creditbalance cr"},
	{aFund, "结算账户 账户名称 资金账户 账户 fund fundname bankaccountname cashaccount"},
	{aSide, "方向 余额方向 期初方向 期末方向 side balanceside balancedirection"},
	{anInOut, "收支 收支类型 收支方向 收付 收付标志 收付款 资金流向 借贷 借贷标志 借贷方向 交易方向 debitcredit debitcreditindicator drcr creditdebit"},
	{aMoneyIn, "收入金额 存入金额 贷方发生额 收入 存入 deposit deposits paidin moneyin creditamount"},
	{aMoneyOut, "支出金额 支取金额 借方发生额 支出 支取 withdrawal withdrawals paidout moneyout debitamount"},
	{aReturned, "退回 是否退货 是否退回 退货 已退货 退货标志 退货状态 returned isreturned return"},
	{aCurrency, "币种 币别 货币 结算币种 交易币种 原币 currency ccy currencycode curr"},
	{aTaxRate, "税率 税率% 增值税率 taxrate vatrate taxpercent taxpct vat% tax%"},
	{aTaxAmount, "税额 增值税 增值税额 销项税额 tax taxamount vat vatamount gst totaltax taxes"},
	{aLineNo, "行号 序号 分录号 lineno linenumber salesorderitem orderitem itemline"},
	{aSupplier, "供应商 供应商名称 供货商 供货单位 厂商 supplier suppliername vendor vendorname"},
	{anOrder, "salesorderid 销售单 外部订单号 平台订单号 网店订单号 送货单号 出货单号 订货单号 orderreference reference订单 订单号 订单编号 订单id 单据编号 单据号 单号 主订单编号 销售单号 销售订单号 出库单号 发票号 发票号码 交易号 交易流水号 流水号 小票号 原单号 订单 orderno orderid ordernumber order invoiceno invoiceid invoicenumber invoice salesorder salesorderno receiptno transactionid transactionno documentno docno saleid"},
	{aShipDate, "发货时间 发货日期 出库日期 送货日期 shipdate shippeddate shippingdate dispatchdate fulfilledat deliverydate delivereddate"},
	{aDueDate, "到期日 到期日期 应收日期 收款期限 付款期限 要求日期 交期 交货日期 duedate due requireddate"},
	{aDate, "开单时间 开单日期 制单日期 销售时间 成交时间 creationdate confirmationdate 订单日期 下单时间 下单日期 单据日期 开单日期 销售日期 业务日期 订单创建时间 交易时间 付款时间 订单付款时间 日期 时间 创建时间 orderdate invoicedate saledate salesdate transactiondate documentdate date purchasedate createdat orderedon"},
	{aPartyCode, "客户编码 客户编号 单位编号 单位编码 客户id 客户代码 会员编号 会员号 往来单位编码 供应商编码 供应商编号 供应商代码 partnerid partnercode customerid customerno customercode customernumber clientid buyerid accountid supplierid vendorid vendorno suppliercode"},
	{aPartyName, "客户名称 客户 客户名 客户全称 购货单位 往来单位 单位全名 单位名称 公司名称 公司 企业名称 买家 买家姓名 买家昵称 收货人提货人 买家会员名 买家名称 收货人 收货人姓名 会员 customername customer client clientname account company companyname buyer buyername soldto billto organisation organization shipname"},
	{"party.contact", "联系人 联系人姓名 contact contactname contactperson attn"},
	{"party.mobile", "收货人手机号 收货人手机 手机 手机号 手机号码 联系电话 电话 联系手机 联系方式 mobile phone tel telephone phonenumber contactphone mobilephone billingphone shippingphone"},
	{"party.address", "地址 收货地址 详细地址 联系地址 公司地址 注册地址 address street streetaddress shipaddress shippingaddress addressline1 billingstreet billingaddress shippingstreet"},
	{"party.region", "省市区 地区 区域 省份 城市 所在地 省自治区 region city state province country officelocation shipcity"},
	{"party.tax_no", "税号 统一编号 统一社会信用代码 信用代码 纳税人识别号 taxid taxno vatno vatid vatnumber uscc"},
	{"party.bank", "开户行 开户银行 bank bankname"},
	{"party.account", "银行账号 银行账户 账号 bankaccount iban bankaccountno"},
	{"party.limit", "信用额度 授信额度 creditlimit"},
	{"party.website", "网址 网站 官网 website url homepage"},
	{"party.category", "客户分类 客户类别 客户类型 行业 细分 sector industry segment customertype"},
	{aGoodsCode, "规格编码 商品编码 商品编号 商品代码 货号 产品编号 产品编码 产品id 商品id 物料编码 物料编号 存货编码 商家编码 款号 skuid skuno sku lineitemsku stockcode itemno itemcode itemid productid productcode productno partno partnumber articleno"},
	{aGoodsName, "商品名称 商品全名 品名 产品名称 商品 产品 宝贝标题 宝贝名称 商品标题 物料名称 存货名称 货品名称 货品 orderlinesproduct productname product item itemname description productdescription lineitemname article"},
	{"product.spec", "规格型号 规格 型号 商品属性 颜色尺码 spec specification model variant size quantityperunit"},
	{"product.unit", "主计量 主计量单位 计量单位 单位 基本单位 unit uom unitofmeasure"},
	{"product.barcode", "条码 条形码 商品条码 国际条码 barcode ean ean13 upc gtin"},
	{"product.brand", "品牌 brand"},
	{"product.category", "商品分类 产品分类 分类 类别 类目 category productcategory series producttype"},
	{aPlace, "仓库 仓库名称 仓库全名 发货仓 发货仓库 库房 门店 warehouse warehousename location store"},
	{aStockQty, "库存数量 库存 现存量 结存数量 期末数量 期初数量 期末结存数量 账面数量 onhand qtyonhand stockqty stock unitsinstock quantityonhand inventory"},
	{aQty, "实发数量 出货数量 发货数量 orderlinesquantity quantityordered 数量 销售数量 购买数量 宝贝数量 商品数量 出库数量 件数 qty quantity orderqty orderquantity lineitemquantity units unitssold"},
	{aCostAmount, "成本金额 库存金额 库存总金额 库存成本 结存金额 期末金额 期初金额 期末结存金额 stockvalue inventoryvalue totalcost costvalue"},
	{aCost, "成本单价 成本价 成本均价 平均成本 单位成本 成本 进价 采购价 进货价 参考进价 unitcost cost costprice purchaseprice averagecost"},
	{aPrice, "orderlinesunitprice 单价 含税单价 销售单价 成交价 成交单价 售价 商品单价 价格 零售价 unitprice price sellingprice salesprice saleprice lineitemprice retailprice listprice"},
	{aBalance, "应收余额 应收金额 应收账款 欠款 欠款金额 未收金额 未收款 期末应收 期初应收 应收 期初余额 期末余额 余额 balance outstanding outstandingamount receivable openamount openbalance amountdue openingbalance closingbalance"},
	{aPayable, "应付余额 应付金额 应付账款 期末应付 期初应付 未付金额 应付 payable amountpayable"},
	{anAmount, "商品实付金额 商品实付 商品成交金额 商品应付金额 商品金额合计 grossamount orderlinessubtotal orderlinestotal 销售额 销售金额 价税合计 含税金额 实付金额 实收金额 成交金额 买家应付货款 买家实际支付金额 商品金额 行金额 总价 小计 金额 合计金额 总金额 lineamount linetotal sales amount netamount total totalprice subtotal revenue salesamount extendedprice totalamount amounttotal ordertotal orderamount invoicetotal grandtotal 订单实付金额 订单应付金额 订单金额 订单总额 单据金额 应付总额 总额"},
	{aDiscount, "折扣率 折扣 discount discountrate discountpct"},
	{aProfit, "利润 毛利 profit margin"},
	{aStatus, "订单状态 交易状态 单据状态 状态 orderstatus status financialstatus"},
}

func isHan(r rune) bool { return unicode.Is(unicode.Han, r) }

// figureRoles are those that mean another thing under each title above them.
var figureRoles = map[role]bool{aQty: true, aPrice: true, aCost: true, anAmount: true, aCostAmount: true, aDebit: true, aCredit: true, aTaxAmount: true}

// yes are the words that mark a returned order.
var yes = wordSet("是 有 已退 已退货 退货 退回 全部退货 yes y true 1 returned √ ✓")

// cancelled are the words of orders that came to nothing.
var cancelled = wordSet("已取消 取消 已关闭 交易关闭 已作废 作废 无效 已退款 退款成功 全额退款 待付款 等待买家付款 未付款 草稿 审核不通过 " +
	"cancelled canceled void voided refunded rejected draft deleted lost failed unpaid pending " +
	"报价 报价单 报价中 已报价 询价 quotation quote quotationsent draftquotation estimate expired pendingpayment paymentpending awaitingpayment")

// chances are titles of a list of sales opportunities: what is in it has not been sold.
var chances = wordSet("商机 商机编号 商机编码 商机名称 商机阶段 商机状态 销售机会 机会名称 机会编号 销售阶段 赢单概率 赢率 预计成交日期 预计签单日期 " +
	"opportunityid opportunityname opportunityno opportunityowner dealid dealname dealstage dealowner salesstage pipelinestage winprobability expectedclosedate expectedclosing expectedrevenue")

// The sides of a balance in words.
var (
	debitWords  = wordSet("借 借方 debit dr d")
	creditWords = wordSet("贷 贷方 credit cr c")
	evenWords   = wordSet("平 - — even zero")
)

// nothings are words that mean an empty cell where figures or days should stand.
var nothings = wordSet("- -- --- / \\ n/a #n/a na null none nil nan \\n 无 空 暂无 - 0000-00-00 1900-01-00 —")

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// simple are the traditional characters of titles in their simple form.
var simple = strings.NewReplacer("訂", "订", "單", "单", "號", "号", "編", "编", "碼", "码", "戶", "户", "稱", "称", "電", "电", "話", "话", "聯絡", "联系", "聯", "联",
	"數", "数", "價", "价", "額", "额", "買", "买", "賣", "卖", "貨", "货", "產", "产", "規", "规", "條", "条", "類", "类", "別", "别", "倉", "仓", "庫", "库", "應", "应",
	"餘", "余", "帳", "账", "賬", "账", "開", "开", "銀", "银", "稅", "税", "統一", "统一", "備", "备", "註", "注", "發", "发", "時", "时", "間", "间", "總", "总", "實", "实",
	"廠", "厂", "項", "项", "業", "业", "務", "务", "員", "员", "區", "区", "縣", "县", "網", "网", "狀", "状", "態", "态", "說", "说", "優", "优", "銷", "销", "進", "进", "庫", "库")

var titleMarks = strings.NewReplacer(" ", "", "_", "", "-", "", ".", "", "/", "", "*", "", ":", "", "#", "", "'", "", "\"", "", "[", "", "]", "")

// titleWord is a column's title as the dictionary has it: folded, without marks
// and without a unit in brackets.
func titleWord(title string) string {
	key := habit.Fold(title)
	if i := strings.LastIndexByte(key, '('); i > 0 && strings.HasSuffix(key, ")") {
		key = key[:i]
	}
	return titleMarks.Replace(simple.Replace(key))
}

// dictionary finds the role of a title.
type dictionary struct {
	rank  map[string]int // how early in the list
	roles map[string]role
}

func newDictionary(c *kernel.Catalog) *dictionary {
	d := &dictionary{rank: map[string]int{}, roles: map[string]role{}}
	n := 0
	add := func(word string, r role) {
		if n++; word != "" && d.roles[word] == "" {
			d.roles[word], d.rank[word] = r, n
		}
	}
	for _, t := range titles {
		for _, word := range strings.Fields(t.words) {
			add(word, t.role)
		}
	}
	for _, entity := range []string{"party", "product"} {
		s := c.Schema(entity)
		for _, f := range s.Fields {
			if f.Zh == "" || f.Derived {
				continue
			}
			for _, word := range []string{f.Zh, f.En, f.Name} {
				add(titleWord(word), role(entity+"."+f.Name))
			}
		}
	}
	return d
}

// of gives columns their roles. A role that several titles mean goes to the more
// telling one.
func (d *dictionary) of(titles []string) map[role]string {
	found, ranks := map[role]string{}, map[role]int{}
	for _, title := range titles {
		word := titleWord(title)
		r, known := d.roles[word]
		penalty := 0
		if upper, lower, two := strings.Cut(title, " "); !known && two && strings.IndexFunc(lower, isHan) >= 0 { // a header of two lines: 联系人 手机
			penalty = len(d.rank)
			word = titleWord(lower)
			r, known = d.roles[word]
			if known && figureRoles[r] && !contains(titleWord(upper), "期末", "结存", "账面", "closing", "ending") {
				penalty *= 2 // what was sold, where nothing is said of what is left
				known = contains(titleWord(upper), "销售", "销货", "出库", "sales", "sold")
			}
		}
		if !known {
			continue
		}
		if before, taken := ranks[r]; !taken || d.rank[word]+penalty < before {
			found[r], ranks[r] = title, d.rank[word]+penalty
		}
	}
	return found
}
