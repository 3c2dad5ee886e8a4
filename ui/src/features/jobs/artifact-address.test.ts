// Do names of artifacts survive the way into an address?
import { expect, test } from 'vitest';
import { artifactAddress } from './artifact-address';

test('every part is encoded by itself, and the group is written as in paths', () => {
  expect(artifactAddress('Vision_Lab', 'jobArtifacts/job-1', 'run 1/模型+#.pt')).toBe(
    '/api/files/groups/vision-lab/jobArtifacts/job-1/run%201/%E6%A8%A1%E5%9E%8B%2B%23.pt?download=1',
  );
});
