// Does a list stay in place while rows arrive on top of it?
import { expect, test } from 'vitest';
import { merge } from './held-rows';

const rows = (...ids: string[]) => ids.map((id) => ({ id, phase: 'Running' }));
const ids = (list: { id: string }[]) => list.map(({ id }) => id).join('');

test('rows that arrive on top are counted and not shown', () => {
  const { rows: shown, arrived } = merge({ rows: rows('c', 'b', 'a'), total: 3 }, rows('e', 'd', 'c', 'b', 'a'), 5, 3);
  expect(ids(shown)).toBe('cba');
  expect(arrived).toBe(2);
});

test('rows in view show what became of them', () => {
  const ended = [{ id: 'b', phase: 'Failed' }, ...rows('a')];
  expect(merge({ rows: rows('b', 'a'), total: 2 }, ended, 2, 3).rows[0]?.phase).toBe('Failed');
});

test('a free place at the end is filled, and a row that is gone leaves', () => {
  expect(ids(merge({ rows: rows('c', 'b'), total: 2 }, rows('c', 'a'), 2, 3).rows)).toBe('ca');
});

test('when more arrive than are read, the old rows stay and the total says how many came', () => {
  const { rows: shown, arrived } = merge({ rows: rows('b', 'a'), total: 2 }, rows('z', 'y', 'x', 'w'), 30, 2);
  expect(ids(shown)).toBe('ba');
  expect(arrived).toBe(28);
});
