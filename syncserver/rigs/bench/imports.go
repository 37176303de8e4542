package main

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"
)

// importBench brings a generated history of a wholesale shop in through the real
// program, and tells lines per second and the most memory that it had.
type importBench struct {
	program string
	lines   int
}

// retail is a history of invoices that grows: of a month of 42,000 lines, each month
// with a tenth more customers and a twentieth more products than the one before.
// Every line follows from its number, so that two runs write the same bytes.
type retail struct {
	lines int
	seed  uint64
}

func (r *retail) next(n int) int {
	r.seed = r.seed*6364136223846793005 + 1442695040888963407
	return int(r.seed>>33) % n
}

// Bounds of a generated history.
const (
	retailMost  = 2_000_000
	retailMonth = 42_000
	retailDays  = 20
)

// write writes one file a day into a folder and returns their names.
func (r *retail) write(dir string) (files []string, err error) {
	if r.lines < 1 || r.lines > retailMost {
		return nil, fmt.Errorf("a history has 1 to %d lines, not %d", retailMost, r.lines)
	}
	day := time.Date(2010, 12, 1, 0, 0, 0, 0, time.UTC)
	number, left := 536365, r.lines
	for left > 0 {
		n := min(left, retailMonth/retailDays)
		path := filepath.Join(dir, day.Format(time.DateOnly)+".csv")
		if number, err = r.day(path, day, number, n); err != nil {
			return nil, err
		}
		files, left, day = append(files, path), left-n, day.AddDate(0, 0, 1)
		if len(files)%retailDays == 0 {
			day = day.AddDate(0, 0, 30-retailDays)
		}
	}
	return files, nil
}

// day writes the invoices of a day: some 26 lines each, some of them cancellations.
func (r *retail) day(path string, day time.Time, number, lines int) (next int, err error) {
	f, err := os.Create(path)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := csv.NewWriter(f)
	defer w.Flush()
	months := int(day.Sub(time.Date(2010, 12, 1, 0, 0, 0, 0, time.UTC)).Hours()) / 24 / 30
	customers, products := 900*(10+months)/10, 2700*(20+months)/20
	if err := w.Write(strings.Split("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country", ",")); err != nil {
		return 0, err
	}
	for lines > 0 {
		n, no, sign := min(lines, 1+r.next(52)), strconv.Itoa(number), 1
		if r.next(6) == 0 {
			n, no, sign = min(n, 3), "C"+no, -1
		}
		customer := ""
		if r.next(8) > 0 {
			customer = strconv.Itoa(12000+r.next(customers)) + ".0"
		}
		at := day.Add(time.Duration(8*60+r.next(540)) * time.Minute).Format(time.DateTime)
		for range n {
			p := r.next(products)
			price := fmt.Sprintf("%d.%02d", p%12, 5+p%90)
			qty := strconv.Itoa(sign * (1 + r.next(24)))
			if err := w.Write([]string{no, strconv.Itoa(20000 + p), "GOODS " + strconv.Itoa(p), qty, at, price, customer, "United Kingdom"}); err != nil {
				return 0, err
			}
		}
		lines, number = lines-n, number+1
	}
	return number, nil
}

// run founds a company and imports the history into it.
func (b *importBench) run(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "heyi-import-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	files, err := (&retail{lines: b.lines, seed: 7}).write(dir)
	if err != nil {
		return err
	}
	data := filepath.Join(dir, "company")
	found := exec.CommandContext(ctx, b.program, "init", "--data", data, "--name", "压力测试公司", "--boss", "老板", "--mobile", "13800000000", "--start", "2010-12-01")
	if out, err := found.CombinedOutput(); err != nil {
		return fmt.Errorf("init: %w\n%s", err, out)
	}
	begun := time.Now()
	cmd := exec.CommandContext(ctx, b.program, append([]string{"import", "--data", data, "--mapping", "online-retail"}, files...)...)
	out, memory, err := watched(cmd)
	if err != nil {
		return fmt.Errorf("import: %w\n%s", err, out)
	}
	took := time.Since(begun)
	fmt.Printf("%s: %d lines imported in %s, %.0f lines/s, %s of processor time, peak memory %s\n", b.program, b.lines, took.Round(time.Second),
		float64(b.lines)/took.Seconds(), (cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Round(time.Second), memory)
	return nil
}
