import { expect, test } from 'vitest';
import { pagesToShow } from './Pager';

test('few pages are all shown', () => {
  expect(pagesToShow(3, 5)).toEqual([1, 2, 3, 4, 5]);
});

test('of many pages the first, the last and the ones around the current are shown', () => {
  expect(pagesToShow(1, 25)).toEqual([1, 2, 3, 4, 5, 0, 25]);
  expect(pagesToShow(12, 25)).toEqual([1, 0, 11, 12, 13, 0, 25]);
  expect(pagesToShow(25, 25)).toEqual([1, 0, 21, 22, 23, 24, 25]);
});

test('no page is shown twice, wherever one is', () => {
  for (let page = 1; page <= 30; page++) {
    const shown = pagesToShow(page, 30).filter((number) => number > 0);
    expect(new Set(shown).size).toBe(shown.length);
    expect(shown).toContain(page);
  }
});
