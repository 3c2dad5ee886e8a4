// Does the list say in a line what is true of a notebook?
import { expect, test } from 'vitest';
import { notebookLines, type LinesInput } from './notebook-lines';

const plain = (text: string | undefined) => text?.replaceAll('\u00a0', ' ');
const now = new Date('2026-11-23T14:32:00').getTime();
const iso = (clock: string) => new Date(`2026-11-23T${clock}:00`).toISOString();
const quiet = { keptAliveBy: [], idleSince: null, stopsAt: null, warning: false, extendedUntil: null };
const notebook = (part: Partial<LinesInput>): LinesInput => ({
  phase: 'Running',
  reason: null,
  startedAt: iso('11:22'),
  stoppedAt: null,
  idleness: quiet,
  launch: null,
  ...part,
});

test('a busy notebook says since when it runs and what keeps it alive', () => {
  const lines = notebookLines(
    notebook({ idleness: { ...quiet, keptAliveBy: [{ text: 'kernel busy in train.ipynb' }] } }),
    now,
  );
  expect(plain(lines.first)).toBe('Started 11:22, running for 3 h 10 min');
  expect(lines.second).toBe('Kept alive by: kernel busy in train.ipynb');
});

test('an idle notebook warns how long it has left', () => {
  const idleness = { ...quiet, idleSince: iso('13:20'), stopsAt: iso('15:20'), warning: true };
  const lines = notebookLines(notebook({ idleness }), now);
  expect(lines.first).toBe('Idle since 13:20, stops at 15:20');
  expect(plain(lines.second)).toBe('Stops in 48 min unless you use it');
  expect(lines.tone).toBe('warn');
});

test('a pull shows its per cent', () => {
  const launch = {
    requestedAt: iso('14:31'),
    estimateSeconds: 120,
    queuePosition: null,
    failure: null,
    stages: [{ name: 'pulling' as const, state: 'active' as const, percent: 63.9 }],
  };
  const lines = notebookLines(notebook({ phase: 'Starting', launch }), now);
  expect(plain(lines.first)).toBe('Pulling image, 63 %');
  expect(plain(lines.second)).toBe('Usually ready after about 2 min');
  expect(lines.percent).toBe(63.9);
});

test('a queued notebook says its place and why it waits', () => {
  const launch = { requestedAt: iso('14:31'), estimateSeconds: null, queuePosition: 2, failure: null, stages: [] };
  const lines = notebookLines(notebook({ phase: 'Queued', launch, reason: 'Waiting for group memory' }), now);
  expect(lines).toMatchObject({ first: 'Queued, place 2', second: 'Waiting for group memory' });
});

test('a failed start says when, where, and the cause', () => {
  const launch = {
    requestedAt: iso('14:30'),
    estimateSeconds: null,
    queuePosition: null,
    failure: { message: 'The registry refused the password' },
    stages: [{ name: 'pulling' as const, state: 'failed' as const, percent: null }],
  };
  const lines = notebookLines(notebook({ phase: 'Failed', stoppedAt: iso('14:30'), launch }), now);
  expect(lines).toEqual({
    first: 'Failed today at 14:30 while pulling',
    second: 'The registry refused the password',
    tone: 'bad',
  });
});
