import { expect, test } from 'vitest';
import { groupNameFrom } from './group-name';

test('a display name becomes a name for addresses', () => {
  expect(groupNameFrom('Vision Lab')).toBe('vision-lab');
  expect(groupNameFrom('  Équipe  “Été” 2026 ')).toBe('equipe-ete-2026');
});

test('a name in another script still gets an address, always the same', () => {
  expect(groupNameFrom('風險模型小組')).toMatch(/^group-[a-z0-9]+$/);
  expect(groupNameFrom('風險模型小組')).toBe(groupNameFrom('風險模型小組'));
  expect(groupNameFrom('風險模型小組')).not.toBe(groupNameFrom('機器人小組'));
});

test('nothing stays nothing, and long names are cut', () => {
  expect(groupNameFrom('   ')).toBe('');
  expect(groupNameFrom('a'.repeat(90))).toHaveLength(50);
});
