// Do the rules of names and passwords say what is allowed?
import { expect, test } from 'vitest';
import { device } from '../../format/user-agent';
import { clientConfig } from './client-config';
import { passwordProblem } from './password-policy';
import { setUpToken } from './set-up-token';

test('a password needs ten characters, counted as people count', () => {
  expect(passwordProblem('123456789', 'ada')).toBe('length');
  expect(passwordProblem('1234567890', 'ada')).toBeUndefined();
  expect(passwordProblem('密碼密碼密碼密碼密', 'ada')).toBe('length');
  expect(passwordProblem('😀😀😀😀😀', 'ada')).toBe('length');
});

test('the username is no password, however it is written', () => {
  expect(passwordProblem('Lena.Fischer', 'lena.fischer')).toBe('name');
});

test('the set-up code is read from both kinds of link', () => {
  expect(setUpToken(new URL('https://hub.example/setup#token=KQ7M-2F9X'))).toBe('KQ7M-2F9X');
  expect(setUpToken(new URL('https://hub.example/setup?token=KQ7M-2F9X'))).toBe('KQ7M-2F9X');
  expect(setUpToken(new URL('https://hub.example/setup'))).toBe('');
});

test('the configuration file has what the command line reads', () => {
  const group = { id: 'g1', name: 'vision-lab', displayName: 'Vision Lab' };
  expect(JSON.parse(clientConfig('https://hub.example', 'ph_x', group))).toEqual({
    endpoint: 'https://hub.example/api/graphql',
    'api-token': 'ph_x',
    group,
  });
});

test('browsers are named by browser and system', () => {
  const chrome =
    'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';
  const edge = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/142.0.0.0 Safari/537.36 Edg/142.0';
  expect(device(chrome)).toBe('Chrome on Linux');
  expect(device(edge)).toBe('Edge on Windows');
  expect(device('python-requests/2.32')).toBe('Python');
  expect(device('')).toBe('Unknown program');
});
