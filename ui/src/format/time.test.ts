// Are times, ages and durations written as the design asks?
import { expect, test } from 'vitest';
import { age, clocks, duration, moment, momentInSentence, ticking, tickingHours, untilMoment } from './time';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const at = (text: string) => new Date(text).getTime();
const now = at('2026-11-23T14:32:00');

test('a moment of today is its clock', () => {
  expect(moment(at('2026-11-23T14:20:00'), now)).toBe('14:20');
});

test('late yesterday is yesterday, even when it was less than a day ago', () => {
  expect(moment(at('2026-11-22T23:10:00'), now)).toBe('Yesterday 23:10');
});

test('other days of this year have day and clock, older ones the date', () => {
  expect(moment(at('2026-11-21T18:20:00'), now)).toBe('21 Nov, 18:20');
  expect(moment(at('2025-08-14T10:00:00'), now)).toBe('14 Aug 2025');
});

test('moments fit into a sentence', () => {
  expect(momentInSentence(at('2026-11-23T09:41:00'), now)).toBe('today at 09:41');
  expect(momentInSentence(at('2026-11-22T18:03:00'), now)).toBe('yesterday at 18:03');
  expect(momentInSentence(at('2026-05-17T10:02:00'), now)).toBe('on 17 May at 10:02');
});

test('running clocks show hours only when there are some', () => {
  expect(ticking(6_000)).toBe('0:06');
  expect(ticking(110_000)).toBe('1:50');
  expect(ticking(8_077_000)).toBe('2:14:37');
});

test('a clock that runs behind never shows a negative time', () => {
  expect(ticking(-3000)).toBe('0:00');
  expect(plain(duration(-3000))).toBe('0 s');
});

test('durations have at most two units', () => {
  expect(plain(duration(40_000))).toBe('40 s');
  expect(plain(duration(110_000))).toBe('1 min 50 s');
  expect(plain(duration(120_000))).toBe('2 min');
  expect(plain(duration(38 * 60_000 + 5_000))).toBe('38 min');
  expect(plain(duration(190 * 60_000))).toBe('3 h 10 min');
  expect(plain(duration((12 * 24 + 4) * 3_600_000))).toBe('12 d 4 h');
  expect(plain(duration(31 * 24 * 3_600_000))).toBe('31 d');
});

test('ages have one unit, and become dates when they are old', () => {
  expect(age(now - 20_000, now)).toBe('now');
  expect(plain(age(now - 46 * 60_000, now))).toBe('46 min ago');
  expect(plain(age(now - 49 * 3_600_000, now))).toBe('2 d ago');
  expect(age(at('2025-08-14T10:00:00'), now)).toBe('14 Aug 2025');
});

test('no two places of an axis read the same', () => {
  const start = Date.parse('2026-11-23T14:17:00Z');
  const places = (stepSeconds: number) => clocks([0, 1, 2].map((i) => start + i * stepSeconds * 1000));
  for (const step of [20, 60, 3600, 86_400]) expect(new Set(places(step)).size).toBe(3);
  expect(places(60).every((label) => label.length === 5)).toBe(true);
});

test('what is to come is named by day and by how long it takes', () => {
  expect(moment(at('2026-11-24T04:00:00'), now)).toBe('Tomorrow 04:00');
  expect(momentInSentence(at('2026-11-24T04:00:00'), now)).toBe('tomorrow at 04:00');
  expect(plain(untilMoment(at('2026-11-24T04:00:00'), now))).toBe('in 13 h');
  expect(untilMoment(at('2026-11-23T14:32:30'), now)).toBe('now');
});

test('clocks in columns always have hours', () => {
  expect(tickingHours(41_000)).toBe('0:00:41');
  expect(tickingHours(27 * 3_600_000)).toBe('27:00:00');
});
