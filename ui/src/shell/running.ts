// The counts beside the menu: one's own notebooks that hold resources, and the group's jobs that wait or run.
import { useQuery } from '@tanstack/react-query';
import { graphql } from '../api/graphql';
import { apiQuery } from '../api/query';

const NotebooksDocument = graphql(`
  query ShellRunning($groupId: ID!) {
    notebooksConnection(where: { groupId: $groupId, mine: true }, pageSize: 1) {
      countByPhase {
        phase
        count
      }
    }
  }
`);

const JobsDocument = graphql(`
  query ShellActiveJobs($groupId: String!) {
    phJobsConnection(where: { groupId_in: [$groupId], phase_in: ["Pending", "Preparing", "Running"] }, pageSize: 1) {
      totalCount
    }
  }
`);

export function useRunningNotebooks(groupId: string): number {
  const { data } = useQuery(apiQuery(NotebooksDocument, { groupId }, ['notebook']));
  const counts = data?.notebooksConnection.countByPhase ?? [];
  return counts
    .filter(({ phase }) => phase !== 'Stopped' && phase !== 'Failed')
    .reduce((sum, { count }) => sum + count, 0);
}

export function useActiveJobs(groupId: string): number {
  const { data } = useQuery(apiQuery(JobsDocument, { groupId }, ['job']));
  return data?.phJobsConnection.totalCount ?? 0;
}
