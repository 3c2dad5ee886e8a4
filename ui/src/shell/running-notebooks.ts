// How many of one's own notebooks hold resources of a group now.
import { useQuery } from '@tanstack/react-query';
import { graphql } from '../api/graphql';
import { apiQuery } from '../api/query';

const RunningDocument = graphql(`
  query ShellRunning($groupId: ID!) {
    notebooksConnection(where: { groupId: $groupId, mine: true }, pageSize: 1) {
      countByPhase {
        phase
        count
      }
    }
  }
`);

export function useRunningNotebooks(groupId: string): number {
  const { data } = useQuery(apiQuery(RunningDocument, { groupId }, ['notebook']));
  const counts = data?.notebooksConnection.countByPhase ?? [];
  return counts
    .filter(({ phase }) => phase !== 'Stopped' && phase !== 'Failed')
    .reduce((sum, { count }) => sum + count, 0);
}
