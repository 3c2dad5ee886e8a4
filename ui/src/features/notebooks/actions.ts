// What one can do with a notebook, each with the words that follow.
import { useNavigate } from 'react-router';
import { graphql } from '../../api/graphql';
import { useApiMutation } from '../../api/mutate';
import { t } from '../../messages/en';
import { groupPath, useGroup } from '../../shell/current-group';
import { useToast } from '../../ui/toast';

const StartDocument = graphql(`
  mutation StartNotebook($data: NotebookStartInput!) {
    startNotebook(data: $data) {
      id
      name
    }
  }
`);

const StopDocument = graphql(`
  mutation StopNotebook($id: ID!) {
    stopNotebook(id: $id) {
      id
      phase
    }
  }
`);

const RestartDocument = graphql(`
  mutation RestartNotebook($id: ID!) {
    restartNotebook(id: $id) {
      id
      phase
    }
  }
`);

const ExtendDocument = graphql(`
  mutation ExtendNotebook($id: ID!, $minutes: Int!) {
    extendNotebook(id: $id, minutes: $minutes) {
      id
    }
  }
`);

const RenameDocument = graphql(`
  mutation RenameNotebook($id: ID!, $name: String!) {
    renameNotebook(id: $id, name: $name) {
      id
      name
    }
  }
`);

const DeleteDocument = graphql(`
  mutation DeleteNotebook($id: ID!) {
    deleteNotebook(id: $id)
  }
`);

const EXTEND_MINUTES = 120;

type Named = { id: string; name: string };

export const useStartNotebook = () => useApiMutation(StartDocument, ['notebook', 'group']);

export function useNotebookActions({ id, name }: Named) {
  const start = useStartNotebook();
  const stop = useApiMutation(StopDocument, ['notebook', 'group']);
  const restart = useApiMutation(RestartDocument, ['notebook', 'group']);
  const extend = useApiMutation(ExtendDocument, ['notebook']);
  const rename = useApiMutation(RenameDocument, ['notebook']);
  const remove = useApiMutation(DeleteDocument, ['notebook', 'group']);
  const group = useGroup();
  const navigate = useNavigate();
  const toast = useToast();
  const page = groupPath(group, `notebooks/${id}`);
  const otherSettings = { label: t.notebooks.otherSettings, onClick: () => void navigate(`${page}/start`) };
  const words = t.notebooks;
  return {
    starting: start.isPending,
    /** Starts with the settings of last time and leads to the progress. */
    start: () =>
      start.mutate(
        { data: { id } },
        {
          onSuccess: () => void navigate(page),
          onError: (error) => toast.failure(words.didNotStart(name), error, otherSettings),
        },
      ),
    cancelling: stop.isPending,
    cancelStart: () =>
      stop.mutate(
        { id },
        {
          onSuccess: () => toast.success(words.didCancel(name)),
          onError: (error) => toast.failure(words.didNotCancel(name), error),
        },
      ),
    extending: extend.isPending,
    extend: () =>
      extend.mutate(
        { id, minutes: EXTEND_MINUTES },
        {
          onSuccess: () => toast.success(words.didExtend(name)),
          onError: (error) => toast.failure(words.didNotExtend(name), error),
        },
      ),
    // The dialogs that ask for these show a failure themselves.
    stop: async () => {
      await stop.mutateAsync({ id });
      toast.success(words.didStop(name));
    },
    restart: async () => {
      await restart.mutateAsync({ id });
      toast.success(words.didRestart(name));
      void navigate(page);
    },
    rename: async (next: string) => {
      await rename.mutateAsync({ id, name: next });
      toast.success(words.didRename(next));
    },
    remove: async () => {
      await remove.mutateAsync({ id });
      toast.success(words.didDelete(name));
      void navigate(groupPath(group, 'notebooks'));
    },
  };
}
