// The rules of the user form.
import { describe, expect, it } from 'vitest';
import { newUser, problems, toCreate, toForm, toUpdate } from './user-form';

const filled = { ...newUser, username: 'ann.lee', password: 'correct horse' };
const wrong = (changes: object) =>
  Object.entries(problems({ ...filled, ...changes }, true)).flatMap(([field, text]) => (text ? [field] : []));

describe('user form', () => {
  it('accepts a username and a password alone', () => {
    expect(wrong({})).toEqual([]);
  });
  it('refuses usernames with capitals, spaces or other alphabets', () => {
    for (const username of ['', 'Ann', 'a b', '-ann', '山田', 'a'.repeat(65)])
      expect(wrong({ username })).toEqual(['username']);
  });
  it('refuses a short password and one that is the username', () => {
    expect(wrong({ password: 'short' })).toEqual(['password']);
    expect(wrong({ username: 'annabelle.lee', password: 'Annabelle.Lee' })).toEqual(['password']);
  });
  it('asks for no password when an account is changed', () => {
    expect(problems({ ...filled, password: '' }, false).password).toBeUndefined();
  });
  it('clears an email and goes back to the default volume with null', () => {
    expect(toUpdate({ email: ' ', volumeCapacity: { own: false, amount: 50 } }, [])).toEqual({
      email: null,
      volumeCapacity: null,
    });
  });
  it('never sends the password with the account', () => {
    expect(JSON.stringify(toCreate(filled))).not.toContain('correct horse');
  });
  it('leaves the group of everybody out of what can be chosen', () => {
    const groups = [
      { id: 'e', name: 'everyone' },
      { id: 'g1', name: 'lab', displayName: 'Lab' },
    ];
    expect(toForm({ username: 'ann', groups }).groups).toEqual([{ value: 'g1', label: 'Lab' }]);
  });
});
