package demo

// buyer is a customer or supplier. limit is yuan; term is days for 货到 n 天 or
// the day of the month for 月结; phone is the end of the mobile number.
type buyer struct {
	name, short, region, address string
	owner                        string // who looks after it
	level                        string // retail, wholesale, dealer
	terms                        string // cash, prepaid, days, monthly
	term                         int
	limit                        string
	weight                       int // how often it orders; 0 is by scene only
	supplier                     bool
	phone                        int
}

const (
	lin  = "林晓燕"
	zhou = "周志强"
	he   = "何嘉敏"
)

// buyers are the 48 customers; the first ones have parts to play in scenes.go.
var buyers = []buyer{
	{"东莞恒泰家具有限公司", "恒泰家具", "广东省东莞市", "厚街镇家具大道 88 号", lin, "dealer", "monthly", 10, "80000", 0, false, 111},
	{"东莞市厚街恒泰家具经营部", "恒泰经营部", "广东省东莞市", "厚街镇家具大道 88 号之二", zhou, "wholesale", "cash", 0, "0", 1, false, 111},
	{"厦门鹭岛酒店用品有限公司", "鹭岛酒店", "福建省厦门市", "湖里区枋湖路 16 号", he, "dealer", "days", 30, "600000", 0, false, 113},
	{"长沙雨花曾记家私城", "曾记家私", "湖南省长沙市", "雨花区万家丽中路 302 号", zhou, "wholesale", "days", 15, "150000", 2, false, 114},
	{"深圳龙岗万悦家居有限公司", "万悦家居", "广东省深圳市", "龙岗区布吉街道 200 号", lin, "dealer", "monthly", 10, "500000", 5, false, 115},
	{"南宁朝阳办公家具有限公司", "朝阳办公", "广西南宁市", "兴宁区朝阳路 9 号", zhou, "wholesale", "days", 30, "120000", 2, false, 116},
	{"中山小榄明辉家居五金行", "明辉五金", "广东省中山市", "小榄镇民安中路 21 号", lin, "wholesale", "days", 15, "60000", 0, false, 117},
	{"佛山喆悦民宿设计工作室", "喆悦民宿", "广东省佛山市", "禅城区祖庙路 33 号", he, "retail", "prepaid", 0, "0", 0, false, 118},
	{"佛山龙江盛达海绵厂", "盛达海绵", "广东省佛山市", "顺德区龙江镇工业路 5 号", lin, "wholesale", "days", 30, "30000", 0, true, 119},
	{"广州番禺大石美居家具店", "大石美居", "广东省广州市", "番禺区大石街 112 号", lin, "wholesale", "cash", 0, "0", 6, false, 120},
	{"重庆渝北单氏家居行", "单氏家居", "重庆市", "渝北区龙溪街道 40 号", zhou, "wholesale", "days", 15, "100000", 4, false, 121},
	{"散客", "散客", "广东省佛山市", "番禺展厅", lin, "retail", "cash", 0, "0", 3, false, 122},
	{"广州白云锦绣家居广场", "锦绣家居", "广东省广州市", "白云区机场路 680 号", lin, "dealer", "monthly", 15, "300000", 6, false, 123},
	{"佛山顺德乐家优选商行", "乐家优选", "广东省佛山市", "顺德区大良镇 18 号", lin, "wholesale", "cash", 0, "0", 5, false, 124},
	{"珠海香洲海岸家居店", "海岸家居", "广东省珠海市", "香洲区情侣中路 58 号", lin, "wholesale", "days", 15, "80000", 4, false, 125},
	{"惠州惠城鸿发家私", "鸿发家私", "广东省惠州市", "惠城区江北云山路 7 号", lin, "wholesale", "days", 15, "80000", 4, false, 126},
	{"江门蓬江信和家具城", "信和家具", "广东省江门市", "蓬江区建设路 120 号", lin, "wholesale", "days", 30, "120000", 4, false, 127},
	{"肇庆端州雅居轩", "雅居轩", "广东省肇庆市", "端州区天宁北路 76 号", lin, "wholesale", "cash", 0, "0", 3, false, 128},
	{"中山古镇华灯家居", "华灯家居", "广东省中山市", "古镇镇中兴大道 9 号", lin, "wholesale", "days", 15, "60000", 3, false, 129},
	{"东莞虎门新概念家居", "新概念家居", "广东省东莞市", "虎门镇太沙路 45 号", lin, "dealer", "monthly", 10, "200000", 5, false, 130},
	{"清远清城福满堂家具", "福满堂", "广东省清远市", "清城区先锋路 30 号", lin, "wholesale", "days", 15, "50000", 3, false, 131},
	{"汕头金平潮美家居", "潮美家居", "广东省汕头市", "金平区长平路 99 号", lin, "wholesale", "days", 30, "100000", 3, false, 132},
	{"湛江赤坎港湾家具", "港湾家具", "广东省湛江市", "赤坎区康顺路 12 号", lin, "wholesale", "days", 30, "100000", 3, false, 133},
	{"武汉武昌楚天家居城", "楚天家居", "湖北省武汉市", "武昌区中北路 156 号", zhou, "dealer", "monthly", 15, "300000", 5, false, 134},
	{"武汉汉阳祥和家私", "祥和家私", "湖北省武汉市", "汉阳区王家湾 8 号", zhou, "wholesale", "days", 15, "80000", 3, false, 135},
	{"长沙岳麓麓谷家居馆", "麓谷家居", "湖南省长沙市", "岳麓区桐梓坡路 201 号", zhou, "wholesale", "days", 15, "100000", 4, false, 136},
	{"株洲天元恒美家具", "恒美家具", "湖南省株洲市", "天元区泰山路 66 号", zhou, "wholesale", "days", 30, "80000", 3, false, 137},
	{"南昌红谷滩赣江家居", "赣江家居", "江西省南昌市", "红谷滩区丰和大道 300 号", zhou, "wholesale", "days", 30, "120000", 4, false, 138},
	{"赣州章贡客家居", "客家居", "江西省赣州市", "章贡区红旗大道 17 号", zhou, "wholesale", "days", 15, "60000", 2, false, 139},
	{"合肥蜀山徽风家具城", "徽风家具", "安徽省合肥市", "蜀山区长江西路 410 号", zhou, "wholesale", "days", 30, "120000", 3, false, 140},
	{"南京鼓楼金陵家居", "金陵家居", "江苏省南京市", "鼓楼区中山北路 88 号", zhou, "dealer", "monthly", 15, "260000", 4, false, 141},
	{"苏州吴中江南里家居", "江南里", "江苏省苏州市", "吴中区宝带西路 55 号", zhou, "wholesale", "days", 30, "150000", 4, false, 142},
	{"杭州余杭西溪家居生活馆", "西溪家居", "浙江省杭州市", "余杭区文一西路 998 号", zhou, "dealer", "monthly", 10, "300000", 5, false, 143},
	{"宁波鄞州海曙家私", "海曙家私", "浙江省宁波市", "鄞州区天童北路 77 号", zhou, "wholesale", "days", 30, "120000", 3, false, 144},
	{"温州鹿城瓯海家具行", "瓯海家具", "浙江省温州市", "鹿城区车站大道 26 号", zhou, "wholesale", "days", 15, "80000", 3, false, 145},
	{"福州台江闽都家居", "闽都家居", "福建省福州市", "台江区五一中路 101 号", zhou, "wholesale", "days", 30, "100000", 3, false, 146},
	{"昆明盘龙春城家具", "春城家具", "云南省昆明市", "盘龙区北京路 520 号", zhou, "wholesale", "days", 30, "100000", 3, false, 147},
	{"成都武侯锦里家居", "锦里家居", "四川省成都市", "武侯区武侯祠大街 66 号", zhou, "dealer", "monthly", 15, "260000", 4, false, 148},
	{"三亚海棠湾度假酒店", "海棠湾酒店", "海南省三亚市", "海棠区海棠北路 36 号", he, "dealer", "days", 30, "500000", 3, false, 149},
	{"桂林漓江国际大酒店", "漓江酒店", "广西桂林市", "象山区滨江路 1 号", he, "dealer", "days", 30, "400000", 3, false, 150},
	{"广州天河云栖酒店", "云栖酒店", "广东省广州市", "天河区体育西路 189 号", he, "dealer", "days", 30, "400000", 3, false, 151},
	{"深圳南山海景公寓", "海景公寓", "广东省深圳市", "南山区望海路 1166 号", he, "dealer", "days", 30, "300000", 3, false, 152},
	{"珠海横琴湾商务酒店", "横琴湾酒店", "广东省珠海市", "横琴新区环岛东路 88 号", he, "dealer", "days", 30, "300000", 3, false, 153},
	{"长沙五一商旅酒店", "五一商旅", "湖南省长沙市", "芙蓉区五一大道 389 号", he, "wholesale", "days", 30, "200000", 2, false, 154},
	{"佛山千灯湖企业服务中心", "千灯湖中心", "广东省佛山市", "南海区桂城灯湖东路 20 号", he, "wholesale", "days", 30, "150000", 2, false, 155},
	{"广州琶洲会展服务有限公司", "琶洲会展", "广东省广州市", "海珠区阅江中路 382 号", he, "wholesale", "days", 15, "120000", 2, false, 156},
	{"肇庆鼎湖山民宿联盟", "鼎湖民宿", "广东省肇庆市", "鼎湖区坑口街道 5 号", he, "wholesale", "cash", 0, "0", 2, false, 157},
	{"佛山禅城青年公寓", "青年公寓", "广东省佛山市", "禅城区汾江中路 77 号", he, "wholesale", "days", 15, "100000", 3, false, 158},
}

// suppliers sell to the company only.
var suppliers = []buyer{
	{name: "佛山乐从禾宜木业有限公司", short: "禾宜木业", region: "广东省佛山市", address: "顺德区乐从镇工业区 1 号", supplier: true, phone: 181},
	{name: "东莞梦安床具制造有限公司", short: "梦安床具", region: "广东省东莞市", address: "大岭山镇连平村 6 号", supplier: true, phone: 182},
	{name: "中山逸坐办公家具有限公司", short: "逸坐办公", region: "广东省中山市", address: "板芙镇智能装备园 9 号", supplier: true, phone: 183},
}
