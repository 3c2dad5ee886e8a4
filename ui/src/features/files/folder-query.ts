// One page of a folder's entries, sorted and searched by the server.
import { graphql } from '../../api/graphql';
import { apiQuery } from '../../api/query';
import type { FolderListQuery } from '../../api/generated/graphql';
import type { ListState } from '../../ui/list-state';

const FolderDocument = graphql(`
  query FolderList(
    $groupName: String!
    $path: String!
    $search: String
    $orderBy: FolderOrderByInput
    $page: Int
    $pageSize: Int
  ) {
    folder(groupName: $groupName, path: $path, search: $search, orderBy: $orderBy, page: $page, pageSize: $pageSize) {
      exists
      totalCount
      folderCount
      fileCount
      totalBytes
      nodes {
        name
        path
        kind
        size
        lastModified
        preview
        phfsUri
        url
        isDataset
        share {
          hash
          shareLink
          createdBy
          expiresAt
        }
      }
    }
  }
`);

export type FolderPage = FolderListQuery['folder'];
export type Entry = FolderPage['nodes'][number];

export const PAGE_SIZES = [10, 25, 50, 100];
const DEFAULT_SIZE = 25;
const KEY = 'primehub.file-rows';

/** In the address, or as chosen last: going into a folder would otherwise take it back. */
export function pageSizeOf(list: ListState): number {
  const wanted = [list.filter('rows'), remembered()].map(Number).find((size) => PAGE_SIZES.includes(size));
  return wanted ?? DEFAULT_SIZE;
}

export function rememberPageSize(size: number) {
  try {
    localStorage.setItem(KEY, String(size));
  } catch {
    // It holds for this folder then.
  }
}

function remembered(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

export function folderQuery(groupName: string, path: string, list: ListState) {
  const { keyword, order, page } = list;
  const variables = {
    groupName,
    path,
    search: keyword || undefined,
    orderBy: order && { [order.column]: order.direction },
    page,
    pageSize: pageSizeOf(list),
  };
  return apiQuery(FolderDocument, variables, ['files']);
}
