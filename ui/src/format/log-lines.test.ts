// Are carriage returns, colours and levels of log lines read as people expect?
import { expect, test } from 'vitest';
import { afterReturns, LogText, logLevel, parseLine, withoutAnsi } from './log-lines';

const texts = (log: LogText) => log.lines.map(({ text }) => text);

test('lines that come in pieces are joined', () => {
  const log = new LogText(10);
  log.push('first li');
  log.push('ne\nsecond line\nthi');
  expect(texts(log)).toEqual(['first line', 'second line', 'thi']);
  log.push('rd line\n');
  expect(texts(log)).toEqual(['first line', 'second line', 'third line']);
});

test('a progress bar that returns to the start of its line stays one line', () => {
  const log = new LogText(10);
  log.push('10 %\r20 %\r30 %');
  expect(texts(log)).toEqual(['30 %']);
  log.push('\r40 %');
  expect(texts(log)).toEqual(['40 %']);
  log.push('\rdone\n');
  expect(texts(log)).toEqual(['done']);
});

test('a line feed after a return ends the line, it does not empty it', () => {
  const log = new LogText(10);
  log.push('windows line\r');
  log.push('\nnext\r\n');
  expect(texts(log)).toEqual(['windows line', 'next']);
});

test('what is kept of a long progress bar does not grow', () => {
  const line = Array.from({ length: 1000 }, (_, i) => `${i} of 1000`).join('\r');
  expect(afterReturns(line)).toBe('999 of 1000');
});

test('the time in front of a line is taken off and kept', () => {
  const line = parseLine('2026-11-23T14:02:11.302Z loss 0.2246', 1);
  expect(line.at).toBe('2026-11-23T14:02:11.302Z');
  expect(line.text).toBe('loss 0.2246');
});

test('a rewritten line keeps the time it began with', () => {
  const line = parseLine('2026-11-23T14:02:11Z 10 %\r20 %', 1);
  expect(line.at).toBe('2026-11-23T14:02:11Z');
  expect(line.text).toBe('20 %');
});

test('older lines leave when there are too many, and the numbers go on', () => {
  const log = new LogText(2);
  log.push('a\nb\nc\n');
  expect(log.lines.map(({ number, text }) => [number, text])).toEqual([
    [2, 'b'],
    [3, 'c'],
  ]);
  expect(log.dropped).toBe(1);
});

test('levels are read through colours', () => {
  expect(logLevel('\u001b[31mERROR\u001b[0m it failed')).toBe('bad');
  expect(logLevel('[W 2026-11-23 ServerApp] slow')).toBe('warn');
  expect(logLevel('Traceback (most recent call last):')).toBe('fatal');
  expect(logLevel('[I 2026-11-23 ServerApp] fine')).toBeUndefined();
});

test('ANSI codes are taken off for searching', () => {
  expect(withoutAnsi('\u001b[1;32mgreen\u001b[m text\u001b[K')).toBe('green text');
});

test('unfinished colour codes alone make no line', () => {
  const log = new LogText(10);
  log.push('one\n\u001b[0m');
  expect(texts(log)).toEqual(['one']);
});
