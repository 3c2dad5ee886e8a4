// The columns of a folder's table.
import { Link } from 'react-router';
import { bytes } from '../../format/units';
import { t } from '../../messages/files';
import type { Column } from '../../ui/DataTable';
import { Moment } from '../../ui/Moment';
import { Tag } from '../../ui/Tag';
import type { Ask } from './EntryDialogs';
import { EntryIcon } from './EntryIcon';
import { EntryMenu } from './EntryMenu';
import type { Entry } from './folder-query';
import { entryAddress, opens, type Place } from './places';

export function entryColumns(place: Place, ask: (ask: Ask) => void): Column<Entry>[] {
  return [
    { key: 'name', title: t.files.name, sortable: true, render: (entry) => <EntryName place={place} entry={entry} /> },
    {
      key: 'size',
      title: t.files.size,
      width: 120,
      right: true,
      sortable: true,
      render: (entry) => <Size entry={entry} />,
    },
    {
      key: 'lastModified',
      title: t.files.changed,
      width: 168,
      sortable: true,
      from: 'laptop',
      render: ({ lastModified }) => <span className="dim2">{lastModified && <Moment at={lastModified} />}</span>,
    },
    {
      key: 'menu',
      title: t.common.actions,
      hideTitle: true,
      width: 56,
      render: (entry) => <EntryMenu place={place} entry={entry} ask={ask} />,
    },
  ];
}

export function EntryName({ place, entry }: { place: Place; entry: Entry }) {
  const { name } = entry;
  return (
    <span className="row entry-name">
      <EntryIcon entry={entry} />
      {opens(entry) ? (
        <Link className="row-link trunc" to={entryAddress(place, entry)} title={name}>
          {name}
        </Link>
      ) : (
        <span className="trunc dim2" title={name}>
          {name}
        </span>
      )}
      {entry.share && <Tag tone="info">{t.files.publicLink}</Tag>}
      {entry.isDataset && <Tag>{t.files.dataset}</Tag>}
    </span>
  );
}

export function Size({ entry: { kind, size } }: { entry: Entry }) {
  if (kind === 'FILE') return <>{bytes(size ?? 0)}</>;
  return <span className="dim">{t.files.kinds[kind]}</span>;
}
