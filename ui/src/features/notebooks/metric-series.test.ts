import { expect, test } from 'vitest';
import { seriesOf } from './metric-series';

const point = (second: number, cpu: number) => ({ at: new Date(second * 1000).toISOString(), cpu, memory: 1 });

test('a time in which nothing was measured stays a gap', () => {
  const { times, cpu } = seriesOf([point(10, 1), point(20, 2), point(100, 3)], 0, 10);
  expect(times).toEqual([10, 20, 30, 100]);
  expect(cpu).toEqual([1, 2, null, 3]);
});

test('a point that is a little late makes no gap', () => {
  expect(seriesOf([point(10, 1), point(32, 2)], 0, 10).cpu).toEqual([1, 2]);
});

test('only the period that was asked for is shown', () => {
  expect(seriesOf([point(10, 1), point(20, 2)], 15_000, 10).times).toEqual([20]);
});
