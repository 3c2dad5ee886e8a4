// The entries of a folder: the way to it, search, the table, and what can be done with those that are chosen.
import { useState, type DragEvent } from 'react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { t } from '../../messages/files';
import { DataTable } from '../../ui/DataTable';
import { usePhone } from '../../ui/media';
import { Panel } from '../../ui/Panel';
import { PanelState } from '../../ui/PanelState';
import { SearchInput } from '../../ui/SearchInput';
import { entryColumns } from './columns';
import { EmptyPage } from './EmptyPage';
import { EntryDialogs, type Ask } from './EntryDialogs';
import { folderQuery, type Entry } from './folder-query';
import { FolderFoot } from './FolderFoot';
import { NothingHere } from './NothingHere';
import { PathBar } from './PathBar';
import { PhoneEntries } from './PhoneEntries';
import { entryAddress, type Place } from './places';
import { SelectionBar } from './SelectionBar';
import { fromDrop, type Chosen } from './uploads/choose';
import { useFolderList } from './use-list';

type Props = { place: Place; path: string; onDropped: (files: Chosen[]) => void };

type Choice = { path: string; entries: ReadonlyMap<string, Entry> };

export function FolderPanel({ place, path, onDropped }: Props) {
  const list = useFolderList();
  const phone = usePhone();
  const [choice, setChoice] = useState<Choice>({ path, entries: new Map() });
  const [ask, setAsk] = useState<Ask>();
  const drop = useDrop(onDropped);
  const query = useQuery({ ...folderQuery(place.group.name, path, list), placeholderData: keepPreviousData });
  const rows = query.data?.folder.nodes ?? [];
  // What was chosen in another folder is not chosen here.
  const chosen = choice.path === path ? choice.entries : new Map<string, Entry>();
  const choose = (paths: Set<string>) => {
    const known = new Map([...chosen, ...rows.map((entry) => [entry.path, entry] as const)]);
    setChoice({ path, entries: new Map([...known].filter(([key]) => paths.has(key))) });
  };
  const clear = () => setChoice({ path, entries: new Map() });
  return (
    <div className={`drop-target${drop.over ? ' over' : ''}`} {...drop.handlers}>
      <Panel flush>
        <div className="toolbar">
          <PathBar place={place} path={path} />
          <SearchInput value={list.keyword} onChange={list.setKeyword} placeholder={t.files.search} />
        </div>
        {chosen.size > 0 && (
          <SelectionBar place={place} folder={path} entries={[...chosen.values()]} ask={setAsk} clear={clear} />
        )}
        <PanelState query={query} what={t.files.theFolder} height={480}>
          {({ folder }) =>
            folder.totalCount === 0 ? (
              <NothingHere place={place} path={path} exists={folder.exists} list={list} />
            ) : (
              <>
                {folder.nodes.length === 0 ? (
                  <EmptyPage list={list} />
                ) : phone ? (
                  <PhoneEntries place={place} entries={folder.nodes} ask={setAsk} chosen={chosen} choose={choose} />
                ) : (
                  <DataTable
                    label={t.files.entries}
                    columns={entryColumns(place, setAsk)}
                    rows={folder.nodes}
                    rowKey={(entry) => entry.path}
                    rowName={(entry) => entry.name}
                    rowTo={(entry) => entryAddress(place, entry)}
                    order={list.order}
                    onOrder={list.setOrder}
                    stale={query.isPlaceholderData}
                    selection={{ keys: new Set(chosen.keys()), onChange: choose }}
                  />
                )}
                <FolderFoot folder={folder} list={list} />
              </>
            )
          }
        </PanelState>
        {drop.over && <div className="drop-here">{t.files.dropInto}</div>}
      </Panel>
      <EntryDialogs place={place} ask={ask} close={() => setAsk(undefined)} done={clear} />
    </div>
  );
}

/** Files dragged over the panel, but not pieces of the page itself. */
function useDrop(onDropped: (files: Chosen[]) => void) {
  const [over, setOver] = useState(false);
  const withFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');
  const handlers = {
    onDragOver: (event: DragEvent) => {
      if (!withFiles(event)) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: (event: DragEvent) => {
      if (!event.currentTarget.contains(event.relatedTarget as Node | null)) setOver(false);
    },
    onDrop: (event: DragEvent) => {
      if (!withFiles(event)) return;
      event.preventDefault();
      setOver(false);
      void fromDrop(event.dataTransfer).then(onDropped);
    },
  };
  return { over, handlers };
}
