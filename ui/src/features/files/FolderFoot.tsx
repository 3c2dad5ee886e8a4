// Below the entries: what the folder holds, which of it is shown, and how many rows a page has.
import { Segmented } from 'antd';
import { bytes } from '../../format/units';
import { number } from '../../format/number';
import { t } from '../../messages/files';
import type { ListState } from '../../ui/list-state';
import { Pager } from '../../ui/Pager';
import { PAGE_SIZES, pageSizeOf, rememberPageSize, type FolderPage } from './folder-query';

export function FolderFoot({ folder, list }: { folder: FolderPage; list: ListState }) {
  const { totalCount, folderCount, fileCount, totalBytes } = folder;
  const pageSize = pageSizeOf(list);
  const holds = [
    folderCount > 0 && t.files.folders(folderCount),
    fileCount > 0 && `${t.files.files(fileCount)}, ${bytes(totalBytes)}`,
  ];
  const summary = holds.filter(Boolean).join(', ');
  if (totalCount <= PAGE_SIZES[0]! && !list.keyword) return <div className="foot num">{summary}</div>;
  return (
    <Pager
      page={list.page}
      pageSize={pageSize}
      total={totalCount}
      totalText={list.keyword ? t.files.found(totalCount) : number(totalCount)}
      onPage={list.setPage}
    >
      <span className="dim not-phone">{summary}</span>
      <span className="row">
        <span className="dim" id="rows-label">
          {t.files.rows}
        </span>
        <Segmented
          size="small"
          aria-labelledby="rows-label"
          value={pageSize}
          options={PAGE_SIZES}
          onChange={(size) => {
            rememberPageSize(size);
            list.setFilter('rows', String(size));
          }}
        />
      </span>
    </Pager>
  );
}
