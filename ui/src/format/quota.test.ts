// Do the sentences under the quota bars say the exact numbers?
import { expect, test } from 'vitest';
import { quotaNote, quotaSentence, quotaTone, type QuotaState } from './quota';

const plain = (text: string) => text.replaceAll('\u00a0', ' ');
const cpu = (used: number, add: number, limit: number | null): QuotaState => ({ resource: 'cpu', used, add, limit });

test('it says what is left, and what would be left after a launch', () => {
  expect(plain(quotaNote(cpu(22, 0, 32)))).toBe('10 CPU left');
  expect(plain(quotaNote(cpu(22, 8, 32)))).toBe('2 CPU left after this');
});

test('using up a limit exactly is full, not over', () => {
  expect(quotaTone(cpu(2, 1, 3))).toBe('full');
  expect(quotaNote(cpu(2, 1, 3))).toBe('Nothing left after this');
  expect(quotaNote(cpu(3, 0, 3))).toBe('Nothing left');
});

test('beyond the limit it says by how much', () => {
  expect(quotaTone(cpu(22, 16, 32))).toBe('over');
  expect(plain(quotaNote(cpu(22, 16, 32)))).toBe('6 CPU over the limit');
});

test('no limit is never full', () => {
  expect(quotaTone(cpu(1000, 1000, null))).toBe('plain');
  expect(quotaNote(cpu(72, 0, null))).toBe('No limit');
});

test('tenths add up without dust', () => {
  expect(plain(quotaNote(cpu(0.1, 0.2, 0.8)))).toBe('0.5 CPU left after this');
  expect(quotaTone(cpu(0.1, 0.2, 0.3))).toBe('full');
});

test('a limit of zero is said in words', () => {
  expect(quotaSentence('GPU', { resource: 'gpu', used: 0, add: 0, limit: 0 })).toBe('GPU: none allowed');
});

test('the sentence for screen readers has all the figures', () => {
  expect(plain(quotaSentence('CPU', cpu(22, 8, 32)))).toBe(
    'CPU: 22 now, 30 after this, of 32 CPU. 2 CPU left after this',
  );
  expect(plain(quotaSentence('CPU', cpu(22, 0, null)))).toBe('CPU: 22 used, no limit');
});
