// The rules of the secret form.
import { describe, expect, it } from 'vitest';
import { newSecret, problems, toCreate, toForm, toUpdate } from './secret-form';

describe('secret form', () => {
  it('needs everything of a registry for a new image pull secret', () => {
    const wrong = problems({ ...newSecret, name: 'ghcr' }, true);
    expect(Object.entries(wrong).flatMap(([field, text]) => (text ? [field] : []))).toEqual([
      'registryHost',
      'username',
      'password',
    ]);
  });
  it('keeps the stored password when the field stays empty', () => {
    const form = toForm({ name: 'ghcr', type: 'kubernetes', registryHost: 'ghcr.io', username: 'bot' });
    expect(problems(form, false).password).toBeUndefined();
    expect(toUpdate({ username: 'other', password: '' })).toEqual({ username: 'other' });
  });
  it('sends only what belongs to the type', () => {
    const sent = toCreate({ ...newSecret, name: 'courses', type: 'opaque', secret: 'KEY', password: 'left over' });
    expect(sent).toEqual({ name: 'courses', displayName: '', type: 'opaque', secret: 'KEY' });
  });
});
