// The history of a recurring job: every run, and every one that was skipped, missed or refused, with the reason.
import { History } from 'lucide-react';
import { Button } from 'antd';
import { Link, useSearchParams } from 'react-router';
import { duration } from '../../../format/time';
import { t } from '../../../messages/jobs';
import { groupPath, useGroup } from '../../../shell/current-group';
import { DataTable, type Column } from '../../../ui/DataTable';
import { EmptyState } from '../../../ui/EmptyState';
import { changed, parsePage } from '../../../ui/list-state';
import { usePhone } from '../../../ui/media';
import { Moment } from '../../../ui/Moment';
import { Panel } from '../../../ui/Panel';
import { Status } from '../../../ui/Status';
import { asPhase, statusOf } from '../phase';
import { MOST_RUNS } from './runs-step';
import type { Run, Schedule } from './schedule';

export function Runs({ schedule: { id, runs, runCount } }: { schedule: Schedule }) {
  const group = useGroup();
  const phone = usePhone();
  const allJobs = <Link to={groupPath(group, `jobs?schedule=${id}`)}>{t.recurring.allJobs}</Link>;
  return (
    <Panel flush title={t.recurring.history} sub={runCount > 0 && t.recurring.historySub(runCount)} extra={allJobs}>
      {runs.length === 0 ? (
        <EmptyState icon={History} tone="idle" title={t.recurring.noHistory} text={t.recurring.noHistoryText} />
      ) : phone ? (
        <ul className="phone-rows" aria-label={t.recurring.history}>
          {runs.map((run) => (
            <li key={run.id}>
              <div className="line1">
                <Moment at={run.plannedAt} />
                <Outcome run={run} />
              </div>
              <div className="line2">{[run.reason, triggerText(run)].filter(Boolean).join(' · ')}</div>
            </li>
          ))}
        </ul>
      ) : (
        <DataTable
          label={t.recurring.history}
          columns={columns}
          rows={runs}
          rowKey={(run) => run.id}
          rowName={(run) => run.plannedAt}
        />
      )}
      {runCount > runs.length && <More shown={runs.length} all={runCount} />}
    </Panel>
  );
}

function More({ shown, all }: { shown: number; all: number }) {
  const [params, setParams] = useSearchParams();
  const next = String(parsePage(params.get('runs')) + 1);
  return (
    <div className="foot num">
      <span>{t.recurring.latestOf(shown, all)}</span>
      {shown < MOST_RUNS && (
        <Button
          size="small"
          onClick={() => setParams(changed(params, { runs: next }), { replace: true, preventScrollReset: true })}
        >
          {t.recurring.showMore}
        </Button>
      )}
    </div>
  );
}

const triggerText = ({ trigger, by }: Run) =>
  trigger === 'hand' && by ? t.recurring.byPerson(by) : t.recurring.triggers[trigger];

/** What became of it: the state of its job, or why there is none. */
function Outcome({ run: { outcome, job } }: { run: Run }) {
  const group = useGroup();
  if (outcome === 'refused') return <Status kind="failed">{t.recurring.outcomes.refused}</Status>;
  if (outcome !== 'started') return <Status kind="warning">{t.recurring.outcomes[outcome]}</Status>;
  if (!job) return <span className="dim">{t.recurring.jobGone}</span>;
  const phase = asPhase(job.phase);
  return (
    <Link className="row-link" to={groupPath(group, `jobs/${job.id}`)}>
      <Status kind={statusOf(phase)}>{t.jobs.phase[phase]}</Status>
    </Link>
  );
}

const columns: Column<Run>[] = [
  { key: 'planned', title: t.recurring.planned, width: 160, render: ({ plannedAt }) => <Moment at={plannedAt} /> },
  {
    key: 'outcome',
    title: t.recurring.outcome,
    render: (run) => (
      <span className="cell2">
        <span>
          <Outcome run={run} />
        </span>
        {run.reason && (
          <span className="sub dim2" title={run.reason}>
            {run.reason}
          </span>
        )}
      </span>
    ),
  },
  {
    key: 'duration',
    title: t.jobs.duration,
    width: 120,
    right: true,
    render: ({ job }) => (job?.durationSeconds ? duration(job.durationSeconds * 1000) : ''),
  },
  {
    key: 'trigger',
    title: t.recurring.trigger,
    width: 180,
    render: (run) => <span className="dim2">{triggerText(run)}</span>,
  },
];
