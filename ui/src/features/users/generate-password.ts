// Makes a password that is hard to guess and easy to read out.

/** Without letters and digits that look alike. 62 values would need rejection of random bytes, 32 do not. */
const SIGNS = 'abcdefghijkmnpqrstuvwxyz23456789';
const LENGTH = 20;

export function generatePassword(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(LENGTH));
  const signs = [...bytes].map((byte) => SIGNS[byte % SIGNS.length]);
  return [0, 5, 10, 15].map((at) => signs.slice(at, at + 5).join('')).join('-');
}
