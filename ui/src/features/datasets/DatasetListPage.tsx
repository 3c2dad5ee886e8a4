// The datasets of a group: folders of shared files with a name and tags.
import { useState } from 'react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { Database, Plus, SearchX } from 'lucide-react';
import { useNavigate } from 'react-router';
import { graphql } from '../../api/graphql';
import { nodes } from '../../api/nodes';
import { apiQuery } from '../../api/query';
import { t } from '../../messages/files';
import { useGroup } from '../../shell/current-group';
import { usePage } from '../../shell/page';
import { DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { useListState } from '../../ui/list-state';
import { usePhone } from '../../ui/media';
import { PageHead } from '../../ui/PageHead';
import { Pager } from '../../ui/Pager';
import { Panel } from '../../ui/Panel';
import { PanelState } from '../../ui/PanelState';
import { SearchInput } from '../../ui/SearchInput';
import { EmptyPage } from '../files/EmptyPage';
import { datasetColumns, PhoneDatasets } from './columns';
import { datasetAddress } from './dataset';
import { DeleteDataset } from './DeleteDataset';
import { NewDataset } from './NewDataset';

const ListDocument = graphql(`
  query DatasetList($groupName: String!, $search: String, $page: Int, $pageSize: Int, $orderBy: DatasetV2OrderByInput) {
    datasetV2Connection(
      where: { groupName: $groupName, search: $search }
      page: $page
      pageSize: $pageSize
      orderBy: $orderBy
    ) {
      totalCount
      edges {
        node {
          id
          createdBy
          updatedAt
          tags
        }
      }
    }
  }
`);

const PAGE_SIZE = 10;

export function DatasetListPage() {
  const group = useGroup();
  usePage(t.datasets.title, group.displayName);
  const list = useListState([], { column: 'updatedAt', direction: 'desc' });
  const { page, keyword, order } = list;
  const phone = usePhone();
  const navigate = useNavigate();
  const [naming, setNaming] = useState(false);
  const [deleting, setDeleting] = useState<string>();
  const orderBy = order && { [order.column]: order.direction };
  const variables = { groupName: group.name, search: keyword || undefined, page, pageSize: PAGE_SIZE, orderBy };
  const query = useQuery({ ...apiQuery(ListDocument, variables, ['dataset']), placeholderData: keepPreviousData });
  const newDataset = (
    <Button type="primary" icon={<Plus size={15} aria-hidden />} onClick={() => setNaming(true)}>
      {t.datasets.newDataset}
    </Button>
  );
  return (
    <>
      <PageHead title={t.datasets.title} sub={t.datasets.sub} actions={newDataset} />
      <Panel flush>
        <div className="toolbar">
          <SearchInput value={keyword} onChange={list.setKeyword} placeholder={t.datasets.search} />
        </div>
        <PanelState query={query} what={t.datasets.the} height={480}>
          {({ datasetV2Connection: { edges, totalCount } }) => {
            const rows = nodes(edges);
            if (totalCount === 0 && keyword) return <NoMatch keyword={keyword} clear={list.clear} />;
            if (totalCount === 0) {
              return (
                <EmptyState
                  icon={Database}
                  title={t.datasets.emptyTitle}
                  text={t.datasets.emptyText}
                  action={newDataset}
                />
              );
            }
            return (
              <>
                {rows.length === 0 ? (
                  <EmptyPage list={list} />
                ) : phone ? (
                  <PhoneDatasets group={group} rows={rows} remove={setDeleting} />
                ) : (
                  <DataTable
                    label={t.datasets.title}
                    columns={datasetColumns(group, setDeleting)}
                    rows={rows}
                    rowKey={({ id }) => id}
                    rowName={({ id }) => id}
                    rowTo={({ id }) => datasetAddress(group, id)}
                    order={order}
                    onOrder={list.setOrder}
                    stale={query.isPlaceholderData}
                  />
                )}
                <Pager
                  page={page}
                  pageSize={PAGE_SIZE}
                  total={totalCount}
                  totalText={t.datasets.count(totalCount)}
                  onPage={list.setPage}
                />
              </>
            );
          }}
        </PanelState>
      </Panel>
      <NewDataset
        open={naming}
        close={() => setNaming(false)}
        created={(id) => void navigate(datasetAddress(group, id))}
      />
      <DeleteDataset id={deleting} close={() => setDeleting(undefined)} done={() => undefined} />
    </>
  );
}

function NoMatch({ keyword, clear }: { keyword: string; clear: () => void }) {
  return (
    <EmptyState
      icon={SearchX}
      tone="idle"
      title={t.datasets.noMatch(keyword)}
      action={
        <Button size="small" onClick={clear}>
          {t.files.clearSearch}
        </Button>
      }
    />
  );
}
