// How many notebooks one has in a group, running or not.
import { useQuery } from '@tanstack/react-query';
import { graphql } from '../../api/graphql';
import { apiQuery } from '../../api/query';

const CountDocument = graphql(`
  query OwnNotebookCount($groupId: ID!) {
    notebooksConnection(where: { groupId: $groupId, mine: true }, pageSize: 1) {
      totalCount
    }
  }
`);

export function useOwnNotebooks(groupId: string): number {
  const { data } = useQuery(apiQuery(CountDocument, { groupId }, ['notebook']));
  return data?.notebooksConnection.totalCount ?? 0;
}
