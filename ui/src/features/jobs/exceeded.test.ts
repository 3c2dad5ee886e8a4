// Does the form of a job name the limits that make it wait, and who uses them?
import { expect, test } from 'vitest';
import { exceeded } from './exceeded';

const line = (used: number, limit: number | null) => ({ used, limit });
const open = { cpu: line(0, null), memory: line(0, null), gpu: line(0, null) };
const holder = (name: string, userName: string, cpu: number, phase = 'Running') => ({
  id: name,
  kind: 'job',
  name,
  userName,
  cpu,
  memory: 1,
  gpu: 0,
  phase,
});
const workloads = [holder('small', 'ann', 1), holder('large', 'bob', 3), holder('waits', 'ann', 8, 'Queued')];
const add = { cpu: 2, memory: 4, gpu: 0 };

test('one’s own limit comes before the group’s, each with its users, the largest first', () => {
  const found = exceeded(add, {
    userQuota: { ...open, cpu: line(1, 2) },
    groupQuota: { ...open, cpu: line(4, 5) },
    workloads,
    username: 'ann',
  });
  expect(found.map(({ whose, resource, by }) => [whose, resource, by.map(({ name }) => name)])).toEqual([
    ['user', 'cpu', ['small']],
    ['group', 'cpu', ['large', 'small']],
  ]);
});

test('exactly the limit fits, and what is not asked for is not over', () => {
  const full = { ...open, cpu: line(0.1, 2.1), gpu: line(5, 1) };
  expect(exceeded(add, { userQuota: full, groupQuota: open, workloads, username: 'ann' })).toEqual([]);
});
