// What was deleted in the last days and can be brought back.
import { useState } from 'react';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button } from 'antd';
import { SearchX, Trash2 } from 'lucide-react';
import { t } from '../../messages/files';
import { useGroup } from '../../shell/current-group';
import { DataTable } from '../../ui/DataTable';
import { EmptyState } from '../../ui/EmptyState';
import { useListState } from '../../ui/list-state';
import { usePhone } from '../../ui/media';
import { Pager } from '../../ui/Pager';
import { Panel } from '../../ui/Panel';
import { PanelState } from '../../ui/PanelState';
import { SearchInput } from '../../ui/SearchInput';
import { ConflictDialog } from './ConflictDialog';
import { EmptyPage } from './EmptyPage';
import { PurgeDialog } from './PurgeDialog';
import { PhoneTrash, trashColumns } from './trash-rows';
import { TRASH_PAGE, trashQuery, useRestore, type TrashEntry } from './trash';

export function TrashTab() {
  const group = useGroup();
  const list = useListState();
  const phone = usePhone();
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  /** "all": the whole trash. */
  const [purging, setPurging] = useState<string[] | 'all'>();
  const restore = useRestore(group.name, () => setChosen(new Set()));
  const query = useQuery({ ...trashQuery(group.name, list), placeholderData: keepPreviousData });
  const act = {
    restore: (entry: TrashEntry) => void restore.send([entry]),
    purge: (entry: TrashEntry) => setPurging([entry.id]),
  };
  return (
    <Panel flush>
      <div className="toolbar">
        <SearchInput value={list.keyword} onChange={list.setKeyword} placeholder={t.files.searchTrash} />
        <span className="grow" />
        <Button
          danger
          type="text"
          disabled={!query.data?.fileTrash.totalCount}
          title={query.data && !query.data.fileTrash.totalCount ? t.files.trashEmpty : undefined}
          onClick={() => setPurging('all')}
        >
          {t.files.emptyTrash}
        </Button>
      </div>
      {chosen.size > 0 && (
        <div className="selection-bar" role="group" aria-label={t.common.selected(chosen.size)}>
          <span className="strong num" aria-live="polite">
            {t.common.selected(chosen.size)}
          </span>
          <button type="button" className="plain-button text-link accent-link" onClick={() => setChosen(new Set())}>
            {t.common.clear}
          </button>
          <span className="grow" />
          <Button
            size="small"
            onClick={() => void restore.send((query.data?.fileTrash.nodes ?? []).filter(({ id }) => chosen.has(id)))}
          >
            {t.files.restore}
          </Button>
          <Button size="small" danger onClick={() => setPurging([...chosen])}>
            {t.files.purge}
          </Button>
        </div>
      )}
      <PanelState query={query} what={t.files.theTrash} height={320}>
        {({ fileTrash: { nodes, totalCount } }) =>
          totalCount === 0 ? (
            <Nothing keyword={list.keyword} clear={list.clear} />
          ) : (
            <>
              {nodes.length === 0 ? (
                <EmptyPage list={list} />
              ) : phone ? (
                <PhoneTrash rows={nodes} {...act} />
              ) : (
                <DataTable
                  label={t.files.tabs.trash}
                  columns={trashColumns(act)}
                  rows={nodes}
                  rowKey={({ id }) => id}
                  rowName={({ name }) => name}
                  stale={query.isPlaceholderData}
                  selection={{ keys: chosen, onChange: setChosen }}
                />
              )}
              <Pager
                page={list.page}
                pageSize={TRASH_PAGE}
                total={totalCount}
                totalText={t.files.deletions(totalCount)}
                onPage={list.setPage}
              />
            </>
          )
        }
      </PanelState>
      <ConflictDialog names={restore.taken} choose={restore.choose} close={restore.giveUp} />
      <PurgeDialog
        groupName={group.name}
        ids={purging}
        close={() => setPurging(undefined)}
        done={() => setChosen(new Set())}
      />
    </Panel>
  );
}

function Nothing({ keyword, clear }: { keyword: string; clear: () => void }) {
  if (!keyword)
    return <EmptyState icon={Trash2} tone="idle" title={t.files.trashEmpty} text={t.files.trashEmptyText} />;
  return (
    <EmptyState
      icon={SearchX}
      tone="idle"
      title={t.files.noMatchTrash(keyword)}
      action={
        <Button size="small" onClick={clear}>
          {t.files.clearSearch}
        </Button>
      }
    />
  );
}
