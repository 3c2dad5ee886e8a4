// The admin portal's list of images, with what the engine says about each.
import { useState } from 'react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Image, Plus } from 'lucide-react';
import { Link, useNavigate } from 'react-router';
import type { ImageListQuery } from '../../api/generated/graphql';
import { graphql } from '../../api/graphql';
import { nodes } from '../../api/nodes';
import { apiQuery } from '../../api/query';
import { t } from '../../messages/admin';
import { usePage } from '../../shell/page';
import type { Column } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { LinkButton } from '../../ui/LinkButton';
import { useListState } from '../../ui/list-state';
import { PageHead } from '../../ui/PageHead';
import { RowMenu } from '../../ui/RowMenu';
import { GroupNames } from '../admin/GroupNames';
import { ListPanel, PAGE_SIZE } from '../../ui/ListPanel';
import { DeleteImage } from './DeleteImage';
import { useFetchImage } from './fetch';
import { ReadinessCell } from './readiness';

const ListDocument = graphql(`
  query ImageList($search: String, $page: Int!, $pageSize: Int!, $orderBy: ImageOrderByInput) {
    imagesConnection(
      mode: SYSTEM_ONLY
      where: { search: $search }
      page: $page
      pageSize: $pageSize
      orderBy: $orderBy
    ) {
      totalCount
      edges {
        node {
          id
          name
          displayName
          description
          type
          url
          global
          groups {
            id
            name
            displayName
          }
          readiness {
            state
            percent
            message
            code
            sizeBytes
          }
        }
      }
    }
  }
`);

type Row = NonNullable<ImageListQuery['imagesConnection']['edges'][number]>['node'];

const addressOf = (row: Row) => `/admin/images/${encodeURIComponent(row.id)}`;

export function ImageListPage() {
  usePage(t.imagesAdmin.title, t.shell.administration);
  const list = useListState([], { column: 'displayName', direction: 'asc' });
  const { page, keyword, order } = list;
  const [deleting, setDeleting] = useState<Row>();
  const navigate = useNavigate();
  const { fetchImage } = useFetchImage();
  const orderBy = order && { [order.column]: order.direction };
  const query = useQuery({
    ...apiQuery(ListDocument, { search: keyword, page, pageSize: PAGE_SIZE, orderBy }, ['image', 'group']),
    placeholderData: keepPreviousData,
  });
  const menu: Column<Row> = {
    key: 'actions',
    title: t.common.actions,
    hideTitle: true,
    width: 56,
    render: (row) => (
      <RowMenu
        name={row.displayName || row.name}
        actions={[
          { key: 'edit', label: t.admin.edit, onClick: () => void navigate(addressOf(row)) },
          {
            key: 'fetch',
            label: t.imagesAdmin.fetchNow,
            disabledBecause: row.readiness.state === 'PULLING' ? t.imagesAdmin.alreadyFetching : undefined,
            onClick: () => fetchImage(row),
          },
          { key: 'delete', label: t.imagesAdmin.deleteImage, danger: true, onClick: () => setDeleting(row) },
        ]}
      />
    ),
  };
  return (
    <>
      <PageHead title={t.imagesAdmin.title} sub={t.imagesAdmin.sub} actions={newImage} />
      <ListPanel
        query={query}
        list={list}
        read={({ imagesConnection: { edges, totalCount } }) => ({ rows: nodes(edges), total: totalCount })}
        texts={t.imagesAdmin}
        empty={
          <EmptyState icon={Image} title={t.imagesAdmin.emptyTitle} text={t.imagesAdmin.emptyText} action={newImage} />
        }
        table={{
          label: t.imagesAdmin.title,
          columns: [...columns, menu],
          rowKey: (row) => row.id,
          rowName: (row) => row.name,
          rowTo: addressOf,
        }}
      />
      <DeleteImage image={deleting} onClose={() => setDeleting(undefined)} onDeleted={() => undefined} />
    </>
  );
}

const newImage = (
  <LinkButton to="/admin/images/new" type="primary" icon={<Plus size={15} aria-hidden />}>
    {t.imagesAdmin.newImage}
  </LinkButton>
);

const columns: Column<Row>[] = [
  {
    key: 'displayName',
    title: t.imagesAdmin.image,
    sortable: true,
    render: (row) => (
      <span className="cell2">
        <Link className="row-link trunc" to={addressOf(row)} title={row.displayName || row.name}>
          {row.displayName || row.name}
        </Link>
        <span className="sub trunc" title={row.url ?? undefined}>
          <span className="mono">{row.name}</span>
        </span>
      </span>
    ),
  },
  {
    key: 'type',
    title: t.imagesAdmin.type,
    width: 112,
    sortable: true,
    render: (row) => <span className="dim2">{t.imagesAdmin.typeOf(row.type)}</span>,
  },
  {
    key: 'description',
    title: t.admin.description,
    width: 240,
    sortable: true,
    from: 'wide',
    render: (row) => (
      <span className="trunc dim2" title={row.description ?? undefined}>
        {row.description || <span className="dim">{t.common.none}</span>}
      </span>
    ),
  },
  {
    key: 'state',
    title: t.imagesAdmin.state,
    width: 248,
    render: (row) => <ReadinessCell readiness={row.readiness} />,
  },
  {
    key: 'groups',
    title: t.imagesAdmin.givenTo,
    width: 208,
    render: (row) => <GroupNames global={row.global} groups={row.groups} />,
  },
];
