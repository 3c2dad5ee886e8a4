// What is changed in the shared files, as requests to the server.
import { graphql } from '../../api/graphql';
import { useApiMutation } from '../../api/mutate';
import type { FileConflict } from '../../api/generated/graphql';

const CreateFolderDocument = graphql(`
  mutation CreateFolder($groupName: String!, $path: String!) {
    createFolder(groupName: $groupName, path: $path) {
      path
    }
  }
`);

const RenameDocument = graphql(`
  mutation RenameFile($groupName: String!, $path: String!, $name: String!) {
    renameFile(groupName: $groupName, path: $path, name: $name) {
      path
    }
  }
`);

const MoveDocument = graphql(`
  mutation MoveFiles($groupName: String!, $paths: [String!]!, $to: String!, $onConflict: FileConflict) {
    moveFiles(groupName: $groupName, paths: $paths, to: $to, onConflict: $onConflict)
  }
`);

const TrashDocument = graphql(`
  mutation TrashFiles($groupName: String!, $paths: [String!]!) {
    trashFiles(groupName: $groupName, paths: $paths)
  }
`);

export function useCreateFolder(groupName: string) {
  const { mutateAsync, isPending } = useApiMutation(CreateFolderDocument, ['files']);
  return { isPending, mutateAsync: ({ path }: { path: string }) => mutateAsync({ groupName, path }) };
}

export function useRename(groupName: string) {
  const { mutateAsync } = useApiMutation(RenameDocument, ['files', 'dataset']);
  return (path: string, name: string) => mutateAsync({ groupName, path, name });
}

export function useMove(groupName: string) {
  const { mutateAsync } = useApiMutation(MoveDocument, ['files', 'dataset']);
  return async (paths: string[], to: string, onConflict: FileConflict) =>
    (await mutateAsync({ groupName, paths, to, onConflict })).moveFiles;
}

export function useTrash(groupName: string) {
  const { mutateAsync } = useApiMutation(TrashDocument, ['files', 'dataset']);
  return async (paths: string[]) => (await mutateAsync({ groupName, paths })).trashFiles;
}
