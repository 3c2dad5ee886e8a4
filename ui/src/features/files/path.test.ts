// Do paths survive being joined, typed, and put into an address?
import { expect, test } from 'vitest';
import { encodePath, isWithin, nameOf, parentOf, pathInAddress, pathOf, steps, typedPath } from './path';

test('paths are joined and taken apart', () => {
  expect(pathOf('/', 'a')).toBe('/a');
  expect(pathOf('/a', 'b c')).toBe('/a/b c');
  expect(parentOf('/a/b')).toBe('/a');
  expect(parentOf('/a')).toBe('/');
  expect(nameOf('/a/b c')).toBe('b c');
});

test('a name with signs of addresses survives the way through the address', () => {
  const path = '/100%/a%2Fb/c#d?e/衛星 2026/é+';
  expect(pathInAddress(`/g/lab/files${encodePath(path)}`, '/g/lab/files')).toBe(path);
});

test('the root is the bare address, with and without a slash', () => {
  expect(encodePath('/')).toBe('');
  expect(pathInAddress('/g/lab/files', '/g/lab/files')).toBe('/');
  expect(pathInAddress('/g/lab/files/', '/g/lab/files')).toBe('/');
});

test('an address typed by hand with a lone per cent sign is taken as it is', () => {
  expect(pathInAddress('/g/lab/files/100%/x', '/g/lab/files')).toBe('/100%/x');
});

test('the way to a folder begins at the root of the browser', () => {
  expect(steps('/datasets/coco/train', '/datasets/coco')).toEqual([{ name: 'train', path: '/datasets/coco/train' }]);
  expect(steps('/')).toEqual([]);
});

test('a neighbour with the same beginning is not within a folder', () => {
  expect(isWithin('/a/b', '/a')).toBe(true);
  expect(isWithin('/ab', '/a')).toBe(false);
  expect(isWithin('/ab', '/')).toBe(true);
});

test('a typed path may be a URI or what workloads see', () => {
  expect(typedPath(' phfs:///a/b ')).toBe('/a/b');
  expect(typedPath('/phfs/a')).toBe('/a');
  expect(typedPath('/phfsx/a')).toBe('/phfsx/a');
  expect(typedPath('a//b/')).toBe('/a/b');
});
