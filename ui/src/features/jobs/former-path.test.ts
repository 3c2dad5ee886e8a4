// Do links of earlier versions still lead to what they meant?
import { expect, test } from 'vitest';
import { formerJobPath } from './former-path';

test('every page of jobs has a place', () => {
  expect(formerJobPath('job')).toBe('jobs');
  expect(formerJobPath('job/create')).toBe('jobs/new');
  expect(formerJobPath('job/job-1')).toBe('jobs/job-1');
  expect(formerJobPath('recurringJob')).toBe('jobs/recurring');
  expect(formerJobPath('recurringJob/recurrence-1')).toBe('jobs/recurring/recurrence-1');
});
