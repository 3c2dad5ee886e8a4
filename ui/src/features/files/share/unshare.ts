// Takes a public link back.
import { asApiError } from '../../../api/errors';
import { graphql } from '../../../api/graphql';
import { useApiMutation } from '../../../api/mutate';

const UnshareDocument = graphql(`
  mutation UnshareFile($groupName: String!, $phfsPath: String!) {
    unshareFile(where: { groupName: $groupName, phfsPath: $phfsPath }) {
      hash
    }
  }
`);

export function useUnshare() {
  const { mutate, mutateAsync, isPending, error } = useApiMutation(UnshareDocument, ['files']);
  return {
    unshare: mutate,
    unshareAsync: mutateAsync,
    pending: isPending,
    error: error ? asApiError(error).message : undefined,
  };
}
