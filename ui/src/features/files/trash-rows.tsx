// One deletion as a row: what it was, where it was, who deleted it, and how long it stays.
import { Button } from 'antd';
import { File, Folder } from 'lucide-react';
import { bytes } from '../../format/units';
import { t } from '../../messages/files';
import type { Column } from '../../ui/DataTable';
import { Moment } from '../../ui/Moment';
import { RowMenu } from '../../ui/RowMenu';
import { parentOf, ROOT } from './path';
import type { TrashEntry } from './trash';

type Act = { restore: (entry: TrashEntry) => void; purge: (entry: TrashEntry) => void };

const placeOf = ({ path }: TrashEntry) => (parentOf(path) === ROOT ? t.files.title : parentOf(path).slice(1));

const holds = ({ isFolder, files, size }: TrashEntry) =>
  isFolder ? `${t.files.files(files)}, ${bytes(size)}` : bytes(size);

function Name({ entry }: { entry: TrashEntry }) {
  const Icon = entry.isFolder ? Folder : File;
  return (
    <span className="row">
      <Icon size={16} strokeWidth={1.75} color="var(--ph-text-2)" className="no-shrink" aria-hidden />
      <span className="cell2">
        <span className="list-name trunc" title={entry.name}>
          {entry.name}
        </span>
        <span className="sub trunc" title={entry.path}>
          {t.files.wasIn(placeOf(entry))}
        </span>
      </span>
    </span>
  );
}

function Actions({ entry, restore, purge }: Act & { entry: TrashEntry }) {
  return (
    <span className="row row-end">
      <Button size="small" color="primary" variant="filled" onClick={() => restore(entry)}>
        {t.files.restore}
      </Button>
      <RowMenu
        name={entry.name}
        actions={[{ key: 'purge', label: t.files.purge, danger: true, onClick: () => purge(entry) }]}
      />
    </span>
  );
}

export const trashColumns = (act: Act): Column<TrashEntry>[] => [
  { key: 'name', title: t.files.name, render: (entry) => <Name entry={entry} /> },
  { key: 'size', title: t.files.size, width: 160, right: true, render: holds },
  {
    key: 'by',
    title: t.files.deletedBy,
    width: 150,
    from: 'laptop',
    render: ({ deletedBy }) => <span className="trunc">{deletedBy}</span>,
  },
  {
    key: 'at',
    title: t.files.deletedAt,
    width: 150,
    from: 'laptop',
    render: ({ deletedAt }) => <Moment at={deletedAt} />,
  },
  { key: 'until', title: t.files.keptUntil, width: 150, render: ({ purgedAt }) => <Moment at={purgedAt} /> },
  {
    key: 'actions',
    title: t.common.actions,
    hideTitle: true,
    width: 150,
    render: (entry) => <Actions entry={entry} {...act} />,
  },
];

export function PhoneTrash({ rows, ...act }: Act & { rows: readonly TrashEntry[] }) {
  return (
    <ul className="phone-rows" aria-label={t.files.tabs.trash}>
      {rows.map((entry) => (
        <li key={entry.id}>
          <Name entry={entry} />
          <div className="line2 num">
            {holds(entry)} · {t.files.keptUntil} <Moment at={entry.purgedAt} />
          </div>
          <Actions entry={entry} {...act} />
        </li>
      ))}
    </ul>
  );
}
