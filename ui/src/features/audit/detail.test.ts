// How the detail of an audit entry is read.
import { describe, expect, it } from 'vitest';
import { changesOf, linesOf } from './detail';

describe('audit detail', () => {
  it('reads changed fields with what they were before', () => {
    expect(
      changesOf({ changes: { quotaCpu: { from: 16, to: 32 }, displayName: { from: null, to: 'Vision Lab' } } }),
    ).toEqual([
      { field: 'quotaCpu', from: '16', to: '32' },
      { field: 'displayName', from: undefined, to: 'Vision Lab' },
    ]);
  });
  it('reads changed fields that are not wrapped', () => {
    expect(changesOf({ enabled: { from: true, to: false } })).toEqual([
      { field: 'enabled', from: 'true', to: 'false' },
    ]);
  });
  it('leaves every other shape alone', () => {
    for (const detail of [
      null,
      'text',
      [],
      {},
      { fields: ['name'] },
      { code: 'EXCEED_QUOTA' },
      { a: { from: 1, by: 2 } },
    ]) {
      expect(changesOf(detail)).toBeUndefined();
    }
  });
});

describe('plain audit detail', () => {
  it('reads names with one or several values and leaves empty ones out', () => {
    expect(linesOf({ fields: ['quotaCpu', 'admins'], joined: [], minutes: 120, reason: null, global: false })).toEqual([
      { name: 'fields', text: 'quotaCpu, admins' },
      { name: 'minutes', text: '120' },
      { name: 'global', text: 'false' },
    ]);
  });
  it('leaves nested details alone', () => {
    expect(linesOf({ limits: [{ limit: 4 }] })).toBeUndefined();
    expect(linesOf('text')).toBeUndefined();
  });
});
