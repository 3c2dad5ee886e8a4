// Is the end of a session noticed, once, wherever it shows?
import { expect, test } from 'vitest';
import { nextAddress, signInAddress } from './session-end';

const ORIGIN = 'https://hub.example';

test('after signing in the page that was asked for is shown', () => {
  expect(nextAddress('?next=%2Fg%2Fvision-lab%2Fnotebooks%3Fphase%3DRunning', ORIGIN)).toBe(
    '/g/vision-lab/notebooks?phase=Running',
  );
  expect(nextAddress('', ORIGIN)).toBe('/');
});

test('a link to sign in cannot send people to another site', () => {
  for (const next of [
    'https://evil.example',
    '//evil.example/x',
    '/\\evil.example',
    'javascript:alert(1)',
    '/.//evil.example',
  ]) {
    const address = nextAddress(`?next=${encodeURIComponent(next)}`, ORIGIN);
    expect(new URL(address, ORIGIN).origin).toBe(ORIGIN);
    expect(address.startsWith('//')).toBe(false);
  }
});

test('the address to come back to is carried along', () => {
  expect(signInAddress('/g/a/home?mine=1')).toBe('/sign-in?next=%2Fg%2Fa%2Fhome%3Fmine%3D1');
  expect(signInAddress('/')).toBe('/sign-in');
});
