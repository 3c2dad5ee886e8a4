// Is a time limit the same after it was written with a unit?
import { expect, test } from 'vitest';
import { isDeadline, toDeadline, toSeconds } from './deadline';

test('seconds are written in the largest unit that says them exactly', () => {
  expect(toDeadline(86_400)).toEqual({ amount: 1, unit: 'days' });
  expect(toDeadline(90_000)).toEqual({ amount: 25, unit: 'hours' });
  expect(toDeadline(5400)).toEqual({ amount: 90, unit: 'minutes' });
});

test('no limit is lost on the way, whatever it is', () => {
  for (const seconds of [0, 10, 60, 5400, 86_400, 90_001, 60 * 1001]) {
    expect(toSeconds(toDeadline(seconds))).toBe(seconds);
    expect(isDeadline(toDeadline(seconds))).toBe(true);
  }
});

test('whole numbers from 0 to 999 are limits', () => {
  const amounts = [0, 999, null, -1, 1.5, 1000];
  expect(amounts.filter((amount) => isDeadline({ amount, unit: 'hours' }))).toEqual([0, 999]);
});
