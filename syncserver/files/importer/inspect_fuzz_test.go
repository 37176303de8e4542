package importer_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"heyi/shared/kernel"
	"heyi/shared/modules/all"
	"heyi/syncserver/files/importer"
	"heyi/syncserver/files/tabular"
)

// inspected is the mapping that comes of files, nil for one that cannot be looked at.
func inspected(t *testing.T, paths ...string) (*importer.Proposal, *importer.Mapping) {
	t.Helper()
	var looks []*importer.Look
	for _, path := range paths {
		k, err := importer.LookAt(t.Context(), path, tabular.Options{})
		var torn *tabular.Error
		if errors.As(err, &torn) {
			return nil, nil
		}
		if err != nil {
			t.Fatal(err)
		}
		looks = append(looks, k)
	}
	c := all.Catalog(all.Latest)
	p := importer.Propose(c, looks)
	m, err := importer.ReadMapping(c, written(t, "m.toml", p.TOML))
	if err != nil {
		t.Fatalf("what inspect has written is refused: %v\n%s", err, p.TOML)
	}
	return &p, m
}

// Whatever columns a sheet has and whatever stands in them: the mapping that inspect
// writes is read, and runs, to documents or to refusals with a reason.
func TestInspectedMappingsRun(t *testing.T) {
	titles := strings.Fields("单据编号 订单号 日期 发货日期 到期日 客户名称 客户编码 供应商 商品编码 商品名称 规格 单位 数量 单价 金额 合计金额 折扣 成本 利润 仓库 库存数量 库存金额 应收余额 应付余额 科目编码 借方 贷方 " +
		"账户 余额 币种 税率 税额 退回 状态 收/支 联系人 手机 地址 备注 行号 Total Qty Product Customer Order")
	cells := strings.Fields("A-1 A-1 A-2 2026-11-03 2026/11/4 3.11.2026 2026-13-01 甲公司 乙 S1 S2 沙发 桌 套 件 1 2 -1 0 100.00 1,234.50 ￥8 5千 13% 0.13 13 USD CNY 是 否 已取消 完成 支出 收入 1001 1122 13800138000 - N/A 面议 two \"} {x} {| \\ ' [a]")
	runs := 150
	if testing.Short() {
		runs = 25
	}
	for seed := range runs {
		rng := rand.New(rand.NewPCG(uint64(seed), 3))
		var paths []string
		for f := range 1 + rng.IntN(2) {
			width, text := 1+rng.IntN(9), &strings.Builder{}
			var head []string
			for range width {
				head = append(head, titles[rng.IntN(len(titles))])
			}
			fmt.Fprintln(text, strings.Join(head, ";"))
			for range 1 + rng.IntN(8) {
				row := make([]string, width)
				for i := range row {
					if rng.IntN(6) > 0 {
						row[i] = strings.ReplaceAll(cells[rng.IntN(len(cells))], `"`, "”")
					}
				}
				fmt.Fprintln(text, strings.Join(row, ";"))
			}
			paths = append(paths, written(t, []string{"订单.csv", "a[1].csv"}[f], text.String()))
		}
		p, _ := inspected(t, paths...)
		if p == nil {
			continue
		}
		c := found(t, 20261101)
		_, report, err := c.decide(true, written(t, "m.toml", p.TOML), paths...)
		refusal, told := kernel.AsRefusal(err)
		if err != nil && !told {
			t.Fatalf("seed %d: %v\n%s", seed, err, p.TOML)
		}
		if told && refusal.Code == importer.Unusable.Name && len(report.Refused) == 0 {
			t.Fatalf("seed %d: the files cannot be used, and no reason is told\n%s", seed, p.TOML)
		}
		for _, r := range report.Refused {
			if r.Code == "internal" || r.Zh == r.En {
				t.Errorf("seed %d: %s / %s\n%s", seed, r, r.Zh, p.TOML)
			}
		}
	}
}

func FuzzInspect(f *testing.F) {
	f.Add("单号,日期,客户,货号,品名,数量,单价\nA1,2026-11-03,甲,S1,桌,1,100\n")
	f.Add("客户名称,联系人,,期末\n,姓名,手机,应收余额\n甲,张三,138,1\n")
	f.Add("a\"b,\\,{c}\n1,2,3\n")
	f.Fuzz(func(t *testing.T, text string) {
		path := filepath.Join(t.TempDir(), "f.csv")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		inspected(t, path)
	})
}
