// The passwords that administrators can have made.
import { describe, expect, it } from 'vitest';
import { generatePassword } from './generate-password';

describe('generated password', () => {
  it('has 100 random bits in four readable parts', () => {
    expect(generatePassword()).toMatch(/^[a-km-np-z2-9]{5}(-[a-km-np-z2-9]{5}){3}$/);
  });
  it('is another one each time', () => {
    expect(new Set(Array.from({ length: 100 }, generatePassword)).size).toBe(100);
  });
});
