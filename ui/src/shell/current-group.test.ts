// Which group is the current one when the address, the memory and the list disagree?
import { expect, test } from 'vitest';
import { chooseGroup, samePartOf } from './current-group';

const group = (name: string) => ({ id: name, name, displayName: name, isGroupAdmin: false });
const groups = ['vision-lab', 'nlp'].map(group);

test('the group of the address comes first, then the last one used, then the first', () => {
  expect(chooseGroup(groups, 'nlp', 'vision-lab')?.name).toBe('nlp');
  expect(chooseGroup(groups, 'gone', 'nlp')?.name).toBe('nlp');
  expect(chooseGroup(groups, 'gone', 'also-gone')?.name).toBe('vision-lab');
  expect(chooseGroup([], 'nlp', 'nlp')).toBeUndefined();
});

test('switching the group keeps the part of the portal and drops ids', () => {
  expect(samePartOf('/g/vision-lab/notebooks/nb-1', 'nlp')).toBe('/g/nlp/notebooks');
  expect(samePartOf('/account/profile', 'nlp')).toBe('/g/nlp/home');
});

test('names with spaces and other scripts make valid addresses', () => {
  expect(samePartOf('/g/x/home', '風險 1')).toBe('/g/%E9%A2%A8%E9%9A%AA%201/home');
});
