// Package habit knows the words and figures of Chinese companies: how numbers,
// phones, dates and company names are typed, how amounts are written on paper
// (大写), which days are worked, when a bill falls due and how people find a
// name by its pinyin.
//
// Everything is a pure function of its arguments, so client and server always
// agree. Civil dates are int64 yyyymmdd (20261103); amounts are int64 fen.
// What a user can get wrong comes back as *Problem, which carries a code and
// one sentence in Chinese and one in English.
package habit
