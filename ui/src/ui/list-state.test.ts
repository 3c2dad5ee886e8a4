import { expect, test } from 'vitest';
import { changed, parseOrder, parsePage } from './list-state';

test('an order in the address is a column and a direction', () => {
  expect(parseOrder('name:asc')).toEqual({ column: 'name', direction: 'asc' });
  expect(parseOrder('name:upwards')).toBeUndefined();
  expect(parseOrder('name')).toBeUndefined();
  expect(parseOrder(null)).toBeUndefined();
});

test('a page that is no page number is the first', () => {
  expect(parsePage('3')).toBe(3);
  for (const wrong of [null, '', '0', '-2', '1.5', 'many']) expect(parsePage(wrong)).toBe(1);
});

test('changing one part of the address keeps the others', () => {
  const params = new URLSearchParams('keyword=vision&page=3&phase=Running');
  expect(changed(params, { page: undefined, keyword: 'lab' }).toString()).toBe('keyword=lab&phase=Running');
});
