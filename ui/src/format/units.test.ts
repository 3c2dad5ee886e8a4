// Are amounts written with their unit and never rounded up?
import { expect, test } from 'vitest';
import { number } from './number';
import { amount, bytes, bytesOf, percent, resources, volume } from './units';

/** Spaces inside a value do not break; the tests are easier to read with plain ones. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ').replaceAll('\u202f', ' ');

test('numbers are exact and never rounded up to the next tenth', () => {
  expect(number(0.5)).toBe('0.5');
  expect(number(0.125)).toBe('0.125');
  expect(number(3)).toBe('3');
});

test('thousands are parted by a narrow no-break space', () => {
  expect(number(1792)).toBe('1\u202f792');
});

test('a value and its unit stay on one line', () => {
  expect(amount(48, 'memory')).toBe('48\u00a0GiB');
});

test('resources leave out the GPU when there is none', () => {
  expect(plain(resources({ cpu: 8, memory: 48, gpu: 1 }))).toBe('8 CPU · 48 GiB · 1 GPU');
  expect(plain(resources({ cpu: 0.5, memory: 2, gpu: 0 }))).toBe('0.5 CPU · 2 GiB');
});

test('volumes are written in GiB, from 1024 on in TiB', () => {
  expect(plain(volume(500))).toBe('500 GiB');
  expect(plain(volume(2048))).toBe('2 TiB');
});

test('files are written in decimal units with one decimal from 1 kB on', () => {
  expect(plain(bytes(0))).toBe('0 B');
  expect(plain(bytes(999))).toBe('999 B');
  expect(plain(bytes(1000))).toBe('1.0 kB');
  expect(plain(bytes(1_800_000))).toBe('1.8 MB');
  expect(plain(bytes(8.4e9))).toBe('8.4 GB');
});

test('a size just below the next unit is not written as a thousand of the smaller one', () => {
  expect(plain(bytes(999_960))).toBe('1.0 MB');
});

test('progress writes a common unit once', () => {
  expect(plain(bytesOf(5.3e9, 8.4e9))).toBe('5.3 of 8.4 GB');
  expect(plain(bytesOf(30.4e6, 8.4e9))).toBe('30.4 MB of 8.4 GB');
});

test('100 % is said only when it is done', () => {
  expect(plain(percent(99.9))).toBe('99 %');
  expect(plain(percent(100))).toBe('100 %');
});
