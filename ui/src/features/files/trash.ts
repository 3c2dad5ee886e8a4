// The trash of a group: what lies in it, and bringing it back.
import { useState } from 'react';
import { asApiError } from '../../api/errors';
import { graphql } from '../../api/graphql';
import { useApiMutation } from '../../api/mutate';
import { apiQuery } from '../../api/query';
import type { FileTrashQuery } from '../../api/generated/graphql';
import { t } from '../../messages/files';
import type { ListState } from '../../ui/list-state';
import { useToast } from '../../ui/toast';
import type { Choice } from './ConflictDialog';

const TrashDocument = graphql(`
  query FileTrash($groupName: String!, $search: String, $page: Int, $pageSize: Int) {
    fileTrash(groupName: $groupName, search: $search, page: $page, pageSize: $pageSize) {
      totalCount
      nodes {
        id
        name
        path
        isFolder
        size
        files
        deletedBy
        deletedAt
        purgedAt
      }
    }
  }
`);

const RestoreDocument = graphql(`
  mutation RestoreFiles($groupName: String!, $ids: [ID!]!, $onConflict: FileConflict) {
    restoreFiles(groupName: $groupName, ids: $ids, onConflict: $onConflict)
  }
`);

export type TrashEntry = FileTrashQuery['fileTrash']['nodes'][number];

export const TRASH_PAGE = 25;

export const trashQuery = (groupName: string, { keyword, page }: ListState) =>
  apiQuery(TrashDocument, { groupName, search: keyword || undefined, page, pageSize: TRASH_PAGE }, ['files']);

export function useRestore(groupName: string, done: () => void) {
  const { mutateAsync } = useApiMutation(RestoreDocument, ['files', 'dataset']);
  const [waiting, setWaiting] = useState<TrashEntry[]>();
  const toast = useToast();
  const send = async (entries: TrashEntry[], choice?: Choice) => {
    setWaiting(undefined);
    try {
      const ids = entries.map(({ id }) => id);
      const { restoreFiles } = await mutateAsync({ groupName, ids, onConflict: choice ?? 'REFUSE' });
      toast.success(t.files.restored(restoreFiles.length), restoreFiles.length === 1 ? restoreFiles[0] : undefined);
      done();
    } catch (error) {
      if (asApiError(error).code === 'FILE_EXISTS') setWaiting(entries);
      else toast.failure(t.files.notRestored, error);
    }
  };
  return {
    send,
    /** Names that stand in the way, or one of which does. */
    taken: waiting?.map(({ path }) => path.slice(1)),
    choose: (choice: Choice) => void send(waiting ?? [], choice),
    giveUp: () => setWaiting(undefined),
  };
}
