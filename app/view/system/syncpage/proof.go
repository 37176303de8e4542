package syncpage

import (
	"slices"
	"strings"

	"heyi/app/device/client"
	"heyi/app/ui/i18n"
	"heyi/app/view"
	"heyi/shared/kernel"
	"heyi/shared/sync/replica"
)

// ProofPage says how the rows of this device stand to the server's.
type ProofPage struct {
	Said      string // what was found
	Tone      view.Tone
	When      string // and when, of which version; "" before a proof has ended
	Going     string // what goes on now, "" for nothing
	Cannot    string // why nothing can be compared now, "" if it can
	MayProve  bool
	MayReload bool        // resending did not help: everything may be loaded anew
	Wrong     []ProofLine // kinds of data that differed
	Right     []ProofLine // and those that did not
}

// ProofLine is a kind of data.
type ProofLine struct {
	Name   string
	Rows   string // compared
	Detail string // what was put right, "" for nothing
	Badge  view.Badge
}

var (
	neverProved  = i18n.Define("proof.never", "还没有核对过", "Not compared yet")
	provedEqual  = i18n.Define("proof.equal", "与服务器完全一致：核对了 {0} 类数据，共 {1} 行", "Equal to the server's: {0} kinds of data with {1} rows were compared")
	provedMended = i18n.Define("proof.mended", "发现 {0} 行不一致，已全部按服务器改正；现在 {1} 类数据、共 {2} 行完全一致",
		"{0} rows differed and were put right as the server has them; now {1} kinds of data with {2} rows are equal")
	provedOpen = i18n.Define("proof.open", "{0} 类数据重新取回后仍不一致。可以把本机数据全部重新加载，没有上传的内容会保留；如果还不行，请告诉管理员",
		"{0} kinds of data still differ after they were fetched again. You can load everything anew; what waits on this device is kept. If that does not help, please tell your administrator")
	provedUnclear = i18n.Define("proof.unclear", "服务器的答复无法核对。可以把本机数据全部重新加载，没有上传的内容会保留；如果还不行，请告诉管理员",
		"The server's answers could not be compared. You can load everything anew; what waits on this device is kept. If that does not help, please tell your administrator")
	provedWhen = i18n.Define("proof.when", "{0} 核对，服务器第 {1} 版", "Compared {0}, version {1} of the server")
	provingNow = i18n.Define("proof.going", "正在核对，可以继续工作…", "Comparing; you can go on working…")
	provingCut = i18n.Define("proof.cut", "连接断开，恢复后继续核对", "The connection was lost; it goes on when it is back")
	gaveUp     = i18n.Define("proof.gaveup", "上一次核对没有完成，请再试一次", "The last comparison did not come to its end; please try again")
	renewed    = i18n.Define("proof.renewed", "本机数据文件有损坏，已自动全部重新加载", "The data file was damaged; everything was loaded anew by itself")
	cameBack   = i18n.Define("proof.part.back", "补回 {0} 行", "{0} brought back")
	madeRight  = i18n.Define("proof.part.right", "改正 {0} 行", "{0} put right")
	tookOut    = i18n.Define("proof.part.out", "去掉 {0} 行", "{0} taken out")
	mendedTag  = i18n.Define("proof.badge.mended", "已改正", "Put right")
	openTag    = i18n.Define("proof.badge.open", "仍不一致", "Still differs")
	rowsOf     = i18n.DefinePlural("proof.rows", "{0} 行", "{0} row", "{0} rows")
)

// ReadProof loads the page.
func ReadProof(d *view.Desk, r *view.Reader) (*ProofPage, error) {
	proof, err := d.Engine.Proof()
	if err != nil {
		return nil, err
	}
	return proofPage(r, proof), nil
}

func proofPage(r *view.Reader, proof client.Proof) *ProofPage {
	p := &ProofPage{Said: neverProved.Text(), Tone: view.Plain}
	if proof.Last != nil {
		p.tell(r, proof.Last)
		p.When = provedWhen.Text(view.DateTime(proof.Last.Ended, r.Author.Zone), i18n.Count(proof.Last.Version))
	}
	switch {
	case proof.Running != nil && proof.State.Link != client.Online:
		p.Going = provingCut.Text()
	case proof.Running != nil:
		p.Going = provingNow.Text()
	case proof.GaveUp:
		p.Going = gaveUp.Text()
	case proof.Renewed:
		p.Going = renewed.Text()
	}
	if proof.Cannot != nil && proof.Running == nil {
		p.Cannot = view.ExplainRefusal(proof.Cannot).Text
	}
	p.MayProve = proof.Cannot == nil && proof.Running == nil
	p.MayReload = p.MayProve && proof.Last != nil && proof.Last.Open()
	return p
}

// tell says what a proof has found. The part of an entity that only some may see counts
// to the entity.
func (p *ProofPage) tell(r *view.Reader, proof *replica.Proof) {
	sums := map[*kernel.Schema]*replica.Proved{}
	var order []*kernel.Schema
	rows, open := int64(0), 0
	for _, part := range proof.Parts {
		s := r.Catalog.SchemaByNumber(uint32(part.Entity))
		if s == nil {
			continue
		}
		if s.Main != nil {
			s = s.Main
		} else {
			rows += part.Rows
		}
		sum := sums[s]
		if sum == nil {
			sum = &replica.Proved{}
			sums[s], order = sum, append(order, s)
		}
		if s.Number == uint32(part.Entity) {
			sum.Rows = part.Rows
		}
		sum.Missing, sum.Other, sum.Excess = sum.Missing+part.Missing, sum.Other+part.Other, sum.Excess+part.Excess
		sum.Open = sum.Open || part.Open
	}
	slices.SortStableFunc(order, func(a, b *kernel.Schema) int { return int(sums[b].Rows - sums[a].Rows) })
	for _, s := range order {
		sum := sums[s]
		line := ProofLine{Name: view.Say(s.Zh, s.En), Rows: rowsOf.Text(i18n.Count(sum.Rows))}
		if sum.Mended() > 0 {
			line.Detail = mended(sum)
			line.Badge = view.Badge{Text: mendedTag.Text(), Tone: view.Good}
		}
		if sum.Open {
			line.Badge = view.Badge{Text: openTag.Text(), Tone: view.Alert}
			open++
		}
		if line.Badge.Text != "" {
			p.Wrong = append(p.Wrong, line)
		} else {
			p.Right = append(p.Right, line)
		}
	}
	switch kinds := i18n.Count(int64(len(order))); {
	case proof.Unclear:
		p.Said, p.Tone = provedUnclear.Text(), view.Alert
	case open > 0:
		p.Said, p.Tone = provedOpen.Text(i18n.Count(int64(open))), view.Alert
	case proof.Mended() > 0:
		p.Said, p.Tone = provedMended.Text(i18n.Count(proof.Mended()), kinds, i18n.Count(rows)), view.Good
	default:
		p.Said, p.Tone = provedEqual.Text(kinds, i18n.Count(rows)), view.Good
	}
}

func mended(sum *replica.Proved) string {
	var parts []string
	for _, what := range []struct {
		key i18n.Key
		n   int64
	}{{cameBack, sum.Missing}, {madeRight, sum.Other}, {tookOut, sum.Excess}} {
		if what.n > 0 {
			parts = append(parts, what.key.Text(i18n.Count(what.n)))
		}
	}
	return strings.Join(parts, i18n.ListSeparator.Text())
}
