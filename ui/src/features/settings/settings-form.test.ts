// The rules of the system settings.
import { describe, expect, it } from 'vitest';
import { problems, toForm, toUpdate } from './settings-form';

const saved = toForm({
  org: { name: 'Example University', logo: null },
  defaultUserVolumeCapacity: 20,
  grantSudo: true,
});
const wrong = (changes: object) =>
  Object.entries(problems({ ...saved, ...changes })).flatMap(([field, text]) => (text ? [field] : []));

describe('system settings', () => {
  it('accepts what is saved', () => {
    expect(wrong({})).toEqual([]);
  });
  it('refuses logos that are no address of a picture', () => {
    for (const url of ['javascript:alert(1)', 'data:text/html,x', 'logo.png']) {
      expect(wrong({ 'org.logo.url': url })).toEqual(['org.logo.url']);
    }
    expect(wrong({ 'org.logo.url': 'https://example.org/logo.png' })).toEqual([]);
  });
  it('takes the logo away with null and leaves the name alone', () => {
    expect(toUpdate({ 'org.logo.url': ' ' })).toEqual({ org: { logo: null } });
  });
  it('needs whole GiB for personal volumes', () => {
    for (const size of [null, 0, 1.5])
      expect(wrong({ defaultUserVolumeCapacity: size })).toEqual(['defaultUserVolumeCapacity']);
  });
});
