// Asks the engine to fetch an image now.
import { graphql } from '../../api/graphql';
import { useApiMutation } from '../../api/mutate';
import { t } from '../../messages/admin';
import { useToast } from '../../ui/toast';

const PullDocument = graphql(`
  mutation PullImage($id: ID!) {
    pullImage(where: { id: $id }) {
      id
      readiness {
        state
      }
    }
  }
`);

export function useFetchImage() {
  const { mutate, isPending } = useApiMutation(PullDocument, ['image']);
  const toast = useToast();
  const fetchImage = ({ id, name }: { id: string; name: string }) =>
    mutate(
      { id },
      {
        onSuccess: () => toast.success(t.imagesAdmin.fetching(name)),
        onError: (error) => toast.failure(t.imagesAdmin.notFetched, error),
      },
    );
  return { fetchImage, isPending };
}
