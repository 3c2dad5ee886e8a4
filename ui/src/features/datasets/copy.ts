// Copies files into a dataset. The server does it in the background and says how far it is.
import { ApiError } from '../../api/errors';
import { graphql } from '../../api/graphql';
import { request } from '../../api/request';
import { t } from '../../messages/files';
import { getFrom } from '../files/rest';

const CopyDocument = graphql(`
  mutation CopyToDataset($id: String!, $groupName: String!, $path: String!, $items: [String!]) {
    copyFilesToDatasetV2(where: { id: $id, groupName: $groupName }, path: $path, items: $items) {
      endpoint
    }
  }
`);

type Status = { status: 'running' | 'completed' | 'failed'; progress: number; failReason?: string | null };

const ASK_EVERY_MS = 500;

type Copy = { groupName: string; id: string; path: string; items: string[] };

/** Resolves when everything is copied. */
export async function copyToDataset(copy: Copy, onProgress: (percent: number) => void): Promise<void> {
  const { copyFilesToDatasetV2: session } = await request(CopyDocument, copy);
  for (;;) {
    const { status, progress, failReason } = (await (await getFrom(session?.endpoint ?? '')).json()) as Status;
    onProgress(progress);
    if (status === 'completed') return;
    if (status === 'failed') throw new ApiError(failReason ?? t.datasets.copyFailed, { code: 'COPY_FAILED' });
    await new Promise((next) => setTimeout(next, ASK_EVERY_MS));
  }
}
