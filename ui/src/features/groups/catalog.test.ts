// What a group may use.
import { describe, expect, it } from 'vitest';
import { union } from './catalog';

describe('what a group may use', () => {
  it('is its own and what all may use, each once', () => {
    const row = (id: string) => ({ id });
    expect(union([row('a'), null, row('b')], [row('b'), row('c')]).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    expect(union(null, undefined)).toEqual([]);
  });
});
