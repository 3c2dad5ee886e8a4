// What a dataset is to the pages: its rules for names, where it is, and the requests that change it.
import { graphql } from '../../api/graphql';
import { useApiMutation } from '../../api/mutate';
import { t } from '../../messages/files';
import { groupPath } from '../../shell/current-group';
import type { Group } from '../../shell/me';

const CreateDocument = graphql(`
  mutation CreateDataset($data: DatasetV2CreateInput!) {
    createDatasetV2(data: $data) {
      id
    }
  }
`);

const UpdateDocument = graphql(`
  mutation SaveDatasetTags($id: String!, $groupName: String!, $tags: [String]) {
    updateDatasetV2(data: { groupName: $groupName, tags: $tags }, where: { id: $id, groupName: $groupName }) {
      id
    }
  }
`);

const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_-]*$/;
const LONGEST = 63;

export function nameProblem(name: string): string | undefined {
  if (name.trim() === '') return t.errors.required;
  return NAME.test(name.trim()) && name.trim().length <= LONGEST ? undefined : t.datasets.nameRule(LONGEST);
}

export const datasetAddress = (group: Group, id: string) => groupPath(group, `datasets/${encodeURIComponent(id)}`);

export const datasetFolder = (id: string) => `/datasets/${id}`;

/** The API lets tags be null one by one; ours never are. */
export const tagsOf = ({ tags }: { tags?: readonly (string | null | undefined)[] | null }): string[] =>
  (tags ?? []).filter((tag) => tag !== null && tag !== undefined);

export function useCreateDataset(groupName: string) {
  const { mutateAsync } = useApiMutation(CreateDocument, ['dataset', 'files']);
  return async (id: string, tags: string[]) => {
    const { createDatasetV2 } = await mutateAsync({ data: { id, tags, groupName } });
    return createDatasetV2.id;
  };
}

export function useSaveTags(groupName: string, id: string) {
  const { mutateAsync } = useApiMutation(UpdateDocument, ['dataset']);
  return (tags: string[]) => mutateAsync({ id, groupName, tags });
}
