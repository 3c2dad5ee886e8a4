// The columns of the list of datasets, and the same on a phone.
import { Link } from 'react-router';
import { t } from '../../messages/files';
import type { Group } from '../../shell/me';
import type { Column } from '../../ui/DataTable';
import { Moment } from '../../ui/Moment';
import { RowMenu } from '../../ui/RowMenu';
import { datasetAddress, tagsOf } from './dataset';
import { Tags } from './Tags';

type Row = { id: string; createdBy?: string | null; updatedAt?: string | null; tags?: (string | null)[] | null };

export const datasetColumns = (group: Group, remove: (id: string) => void): Column<Row>[] => [
  { key: 'id', title: t.files.name, sortable: true, render: ({ id }) => <Name group={group} id={id} /> },
  { key: 'tags', title: t.datasets.tags, width: 320, from: 'laptop', render: (row) => <Tags tags={tagsOf(row)} /> },
  {
    key: 'createdBy',
    title: t.datasets.createdBy,
    width: 180,
    sortable: true,
    render: ({ createdBy }) => <span className="trunc dim2">{createdBy}</span>,
  },
  {
    key: 'updatedAt',
    title: t.files.changed,
    width: 168,
    sortable: true,
    render: ({ updatedAt }) => <span className="dim2">{updatedAt && <Moment at={updatedAt} />}</span>,
  },
  {
    key: 'menu',
    title: t.common.actions,
    hideTitle: true,
    width: 56,
    render: ({ id }) => <Menu id={id} remove={remove} />,
  },
];

function Name({ group, id }: { group: Group; id: string }) {
  return (
    <Link className="row-link trunc" to={datasetAddress(group, id)} title={id}>
      {id}
    </Link>
  );
}

function Menu({ id, remove }: { id: string; remove: (id: string) => void }) {
  return (
    <RowMenu
      name={id}
      actions={[{ key: 'delete', label: t.datasets.deleteDataset, danger: true, onClick: () => remove(id) }]}
    />
  );
}

type PhoneProps = { group: Group; rows: readonly Row[]; remove: (id: string) => void };

export function PhoneDatasets({ group, rows, remove }: PhoneProps) {
  return (
    <ul className="phone-rows" aria-label={t.datasets.title}>
      {rows.map((row) => (
        <li key={row.id}>
          <div className="line1">
            <Name group={group} id={row.id} />
            <Menu id={row.id} remove={remove} />
          </div>
          {tagsOf(row).length > 0 && <Tags tags={tagsOf(row)} />}
          <div className="line2 num">
            {row.createdBy} · {row.updatedAt && <Moment at={row.updatedAt} />}
          </div>
        </li>
      ))}
    </ul>
  );
}
