// How typed numbers are read.
import { describe, expect, it } from 'vitest';
import { cleanNumber, parseNumber, stepped } from './number-text';

describe('typed numbers', () => {
  it('reads numbers on their way', () => {
    expect(['', '1', '1.', '.5', '0.5', '-2'].map(parseNumber)).toEqual([null, 1, 1, 0.5, 0.5, -2]);
  });
  it('does not take halves of numbers for numbers', () => {
    expect(['-', '.', '1.2.3', '1-2'].map(parseNumber)).toEqual([undefined, undefined, undefined, undefined]);
  });
  it('takes a comma for a point and drops what is no part of a number', () => {
    expect(cleanNumber('0,5 CPU')).toBe('0.5');
  });
  it('steps without dust and not below nothing', () => {
    expect(stepped(0.1, 0.2)).toBe(0.3);
    expect(stepped(0.5, -1)).toBe(0);
  });
});
