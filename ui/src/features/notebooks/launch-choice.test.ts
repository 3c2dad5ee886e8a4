// Is the right choice made before anybody chooses, and is what does not fit refused?
import { expect, test } from 'vitest';
import { firstChoice, linkWish, usedVariables, wrongVariable } from './launch-choice';
import type { ImageOption, TypeOption } from '../workload/options';
import type { LaunchOptions } from './launch-options';

const type = (name: string, gpuLimit: number, fits = true): TypeOption => ({
  fits,
  never: false,
  reason: fits ? null : 'too big',
  instanceType: { id: name, name, displayName: name, description: null, cpuLimit: 1, memoryLimit: 1, gpuLimit },
});

const image = (
  name: string,
  kind: string,
  selectable = true,
  state: 'PRESENT' | 'ABSENT' = 'PRESENT',
): ImageOption => ({
  owner: 'All groups',
  selectable,
  reason: null,
  image: {
    id: name,
    name,
    displayName: name,
    description: null,
    type: kind,
    readiness: { state, percent: null, message: null },
  },
});

const options = (last: LaunchOptions['last'] = null) => ({
  instanceTypes: [type('huge', 0, false), type('cpu-1', 0), type('gpu-1', 1)],
  images: [image('torch', 'gpu'), image('far', 'cpu', true, 'ABSENT'), image('base', 'both')],
  last,
});

const wish = (text: string) => linkWish(new URLSearchParams(text));

test('the first type that fits is chosen, with an image that works on it and needs no pull', () => {
  expect(firstChoice(options(), wish(''))).toMatchObject({ instanceType: 'cpu-1', image: 'base', warnings: [] });
});

test('the settings of last time are chosen again', () => {
  const last = { instanceType: 'gpu-1', image: 'torch', safeMode: false, env: [] };
  expect(firstChoice(options(last), wish(''))).toMatchObject({ instanceType: 'gpu-1', image: 'torch' });
});

test('an image for GPUs is not kept for a type that has none', () => {
  const last = { instanceType: 'huge', image: 'torch', safeMode: false, env: [] };
  expect(firstChoice(options(last), wish(''))).toMatchObject({ instanceType: 'cpu-1', image: 'base' });
});

test('a link gets what it asks for and may then be started at a click', () => {
  const choice = firstChoice(options(), wish('instancetype=gpu-1&image=torch&autolaunch=1'));
  expect(choice).toMatchObject({ instanceType: 'gpu-1', image: 'torch', complete: true, warnings: [] });
});

test('a link that asks for what is not there is told so, and does not start by itself', () => {
  const choice = firstChoice(options(), wish('instancetype=huge&image=tf-2&autolaunch=1'));
  expect(choice.complete).toBe(false);
  expect(choice.warnings).toHaveLength(2);
  expect(choice.warnings[0]).toContain('huge');
  expect(choice.warnings[1]).toContain('tf-2');
});

test('variables follow the rule for names, and empty rows do not count', () => {
  const row = (name: string, value = 'x') => ({ name, value });
  expect(usedVariables([row('', ''), row('A')])).toHaveLength(1);
  for (const good of ['A', '_x', '.x', 'a-b.c_1']) expect(wrongVariable(row(good))).toBe(false);
  for (const bad of ['1A', 'a b', 'ä', '', 'a=b']) expect(wrongVariable(row(bad))).toBe(true);
});
