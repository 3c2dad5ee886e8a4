// What narrows the list of jobs: status, age, whose, and the recurring job that a link came from.
import { Checkbox } from 'antd';
import { X } from 'lucide-react';
import { t } from '../../messages/jobs';
import { FilterSelect } from '../../ui/FilterSelect';
import type { ListState } from '../../ui/list-state';
import type { JobConnection, JobRow } from './job-list';
import { PHASES } from './phase';

type Props = { list: ListState; counts: JobConnection['countByPhase']; rows: readonly JobRow[] };

export function JobFilters({ list, counts, rows }: Props) {
  const count = (phase: string) => counts.find((entry) => entry.phase === phase)?.count ?? 0;
  return (
    <>
      <FilterSelect
        list={list}
        name="phase"
        label={t.jobs.status}
        width={150}
        options={PHASES.map((phase) => ({
          value: phase,
          label: t.jobs.phaseWithCount(t.jobs.phase[phase], count(phase)),
        }))}
      />
      <FilterSelect
        list={list}
        name="period"
        label={t.jobs.period}
        width={150}
        options={Object.entries(t.jobs.periods).map(([value, label]) => ({ value, label }))}
      />
      <Checkbox
        checked={list.filter('mine') === '1'}
        onChange={(event) => list.setFilter('mine', event.target.checked ? '1' : undefined)}
      >
        {t.jobs.onlyMine}
      </Checkbox>
      <OfSchedule list={list} rows={rows} />
    </>
  );
}

/** Set by a link from a recurring job; there is nothing to choose here, only to take it back. */
function OfSchedule({ list, rows }: Pick<Props, 'list' | 'rows'>) {
  const id = list.filter('schedule');
  if (!id) return null;
  const name = rows.find(({ schedule }) => schedule === id)?.scheduleName ?? t.jobs.ofScheduleUnknown;
  const what = t.jobs.ofSchedule(name);
  return (
    <span className="filter-chip">
      <span className="trunc">{what}</span>
      <button
        type="button"
        className="plain-button"
        aria-label={t.jobs.removeFilter(what)}
        onClick={() => list.setFilter('schedule', undefined)}
      >
        <X size={14} aria-hidden />
      </button>
    </span>
  );
}
