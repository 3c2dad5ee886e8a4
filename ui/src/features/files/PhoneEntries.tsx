// A folder's entries on a phone: two lines each.
import { Checkbox } from 'antd';
import { t } from '../../messages/files';
import { Moment } from '../../ui/Moment';
import { EntryName, Size } from './columns';
import type { Ask } from './EntryDialogs';
import { EntryMenu } from './EntryMenu';
import type { Entry } from './folder-query';
import type { Place } from './places';

type Props = {
  place: Place;
  entries: readonly Entry[];
  ask: (ask: Ask) => void;
  chosen: ReadonlyMap<string, Entry>;
  choose: (paths: Set<string>) => void;
};

export function PhoneEntries({ place, entries, ask, chosen, choose }: Props) {
  const toggle = (path: string, on: boolean) => {
    const next = new Set(chosen.keys());
    if (on) next.add(path);
    else next.delete(path);
    choose(next);
  };
  return (
    <ul className="phone-rows" aria-label={t.files.entries}>
      {entries.map((entry) => (
        <li key={entry.path}>
          <div className="line1">
            <Checkbox
              aria-label={t.common.selectRow(entry.name)}
              checked={chosen.has(entry.path)}
              onChange={(event) => toggle(entry.path, event.target.checked)}
            />
            <span className="grow">
              <EntryName place={place} entry={entry} />
            </span>
            <EntryMenu place={place} entry={entry} ask={ask} />
          </div>
          <div className="line2 num entry-line2">
            <Size entry={entry} />
            {entry.lastModified && (
              <>
                {' · '}
                <Moment at={entry.lastModified} />
              </>
            )}
          </div>
        </li>
      ))}
    </ul>
  );
}
