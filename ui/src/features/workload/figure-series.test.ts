// Do charts show what was measured, and only that?
import { expect, test } from 'vitest';
import { seriesOf } from './figure-series';

const point = (second: number, cpu: number) => ({ at: new Date(second * 1000).toISOString(), cpu, memory: 1 });

test('a time in which nothing was measured stays a gap', () => {
  const { times, cpu } = seriesOf([point(10, 1), point(20, 2), point(100, 3)], 10);
  expect(times).toEqual([10, 20, 30, 100]);
  expect(cpu).toEqual([1, 2, null, 3]);
});

test('a point that is a little late makes no gap', () => {
  expect(seriesOf([point(10, 1), point(32, 2)], 10).cpu).toEqual([1, 2]);
});

test('every GPU has a line of its own, and without one there is none', () => {
  const gpus = [
    { index: 3, util: 90, memory: 20 },
    { index: 1, util: 10, memory: 2 },
  ];
  const { gpus: lines } = seriesOf([point(10, 1), { ...point(20, 1), gpus }], 10);
  expect(lines.map(({ index, util }) => [index, util])).toEqual([
    [1, [null, 10]],
    [3, [null, 90]],
  ]);
  expect(seriesOf([point(10, 1)], 10).gpus).toEqual([]);
});
