// Are rates, times and sums of uploads right, and is what moves on top?
import { expect, test } from 'vitest';
import { Rate, timeLeft } from './rate';
import { inOrder, totalOf, type Upload } from './upload';

const upload = (changes: Partial<Upload>): Upload => ({
  id: '1',
  groupId: 'g',
  groupName: 'lab',
  folder: '/',
  name: 'a',
  size: 100,
  lastModified: 0,
  ifExists: 'refuse',
  state: 'waiting',
  sent: 0,
  ...changes,
});

test('the rate is that of the last seconds, not of the whole upload', () => {
  const rate = new Rate();
  for (let second = 0; second <= 10; second++) rate.add(second * 1000, second * 1000);
  for (let second = 11; second <= 30; second++) rate.add(10_000 + (second - 10) * 5000, second * 1000);
  expect(rate.bytesPerSecond).toBe(5000);
});

test('there is no rate from a single moment, nor after a pause', () => {
  const rate = new Rate();
  rate.add(5, 0);
  expect(rate.bytesPerSecond).toBeUndefined();
  rate.add(5000, 1000);
  rate.restart();
  expect(rate.bytesPerSecond).toBeUndefined();
});

test('the time left is unknown without a rate', () => {
  expect(timeLeft(1000, undefined)).toBeUndefined();
  expect(timeLeft(1000, 400)).toBe(3000);
});

test('sums leave out what failed', () => {
  const total = totalOf([
    upload({ state: 'done', sent: 100 }),
    upload({ state: 'sending', sent: 50, bytesPerSecond: 25 }),
    upload({ state: 'failed', sent: 10 }),
  ]);
  expect(total).toMatchObject({ count: 3, done: 1, failed: 1, size: 200, sent: 150, percent: 75, leftMs: 2000 });
});

test('what moves comes before what waits, and what is done comes last', () => {
  const states = ['done', 'waiting', 'lost', 'sending'] as const;
  expect(inOrder(states.map((state) => upload({ state }))).map(({ state }) => state)).toEqual([
    'sending',
    'lost',
    'waiting',
    'done',
  ]);
});
