// Package demo founds the living demo company: 佛山市禾宜家具贸易有限公司 with its
// people, goods and customers, four months of books and the scenes that convince
// an owner.
//
// Nothing is put into the store by hand. Every row comes from a command that a
// member of staff could have sent, judged by the same authority at a simulated
// time, so the demo company is also a test of everything below it. The seed is
// fixed and dates roll with today: the same moment makes the same rows.
package demo
