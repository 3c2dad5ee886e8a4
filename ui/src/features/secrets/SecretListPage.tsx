// The admin portal's list of secrets. Their contents are never shown.
import { useState } from 'react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { Link, useNavigate } from 'react-router';
import type { SecretListQuery } from '../../api/generated/graphql';
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
import { ListPanel, PAGE_SIZE } from '../../ui/ListPanel';
import { DeleteSecret } from './DeleteSecret';

const ListDocument = graphql(`
  query SecretList($search: String, $page: Int!, $pageSize: Int!, $orderBy: SecretOrderByInput) {
    secretsConnection(where: { search: $search }, page: $page, pageSize: $pageSize, orderBy: $orderBy) {
      totalCount
      edges {
        node {
          id
          name
          displayName
          type
          registryHost
        }
      }
    }
  }
`);

type Row = NonNullable<SecretListQuery['secretsConnection']['edges'][number]>['node'];

const addressOf = (row: Row) => `/admin/secrets/${encodeURIComponent(row.id)}`;

export function SecretListPage() {
  usePage(t.secrets.title, t.shell.administration);
  const list = useListState([], { column: 'name', direction: 'asc' });
  const { page, keyword, order } = list;
  const [deleting, setDeleting] = useState<Row>();
  const navigate = useNavigate();
  const orderBy = order && { [order.column]: order.direction };
  const query = useQuery({
    ...apiQuery(ListDocument, { search: keyword, page, pageSize: PAGE_SIZE, orderBy }, ['system']),
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
          { key: 'delete', label: t.secrets.deleteSecret, danger: true, onClick: () => setDeleting(row) },
        ]}
      />
    ),
  };
  return (
    <>
      <PageHead title={t.secrets.title} sub={t.secrets.sub} actions={newSecret} />
      <ListPanel
        query={query}
        list={list}
        read={({ secretsConnection: { edges, totalCount } }) => ({ rows: nodes(edges), total: totalCount })}
        texts={t.secrets}
        empty={
          <EmptyState icon={KeyRound} title={t.secrets.emptyTitle} text={t.secrets.emptyText} action={newSecret} />
        }
        table={{
          label: t.secrets.title,
          columns: [...columns, menu],
          rowKey: (row) => row.id,
          rowName: (row) => row.name,
          rowTo: addressOf,
        }}
      />
      <DeleteSecret secret={deleting} onClose={() => setDeleting(undefined)} onDeleted={() => undefined} />
    </>
  );
}

const newSecret = (
  <LinkButton to="/admin/secrets/new" type="primary" icon={<Plus size={15} aria-hidden />}>
    {t.secrets.newSecret}
  </LinkButton>
);

const columns: Column<Row>[] = [
  {
    key: 'name',
    title: t.secrets.secret,
    sortable: true,
    render: (row) => (
      <span className="cell2">
        <Link className="row-link trunc" to={addressOf(row)} title={row.displayName || row.name}>
          {row.displayName || row.name}
        </Link>
        <span className="sub mono trunc">{row.name}</span>
      </span>
    ),
  },
  { key: 'type', title: t.secrets.type, width: 160, render: (row) => t.secrets.types[row.type] },
  {
    key: 'registry',
    title: t.secrets.registry,
    width: 280,
    render: (row) =>
      row.registryHost ? (
        <span className="mono trunc" title={row.registryHost}>
          {row.registryHost}
        </span>
      ) : (
        <span className="dim">{t.common.none}</span>
      ),
  },
];
