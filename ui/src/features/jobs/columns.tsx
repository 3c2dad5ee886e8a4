// The columns of the list of jobs.
import { Repeat } from 'lucide-react';
import { Link } from 'react-router';
import { resources } from '../../format/units';
import { tickingHours } from '../../format/time';
import { t } from '../../messages/jobs';
import { groupPath } from '../../shell/current-group';
import type { Group } from '../../shell/me';
import { Avatar } from '../../ui/Avatar';
import type { Column } from '../../ui/DataTable';
import { Moment, TickingHours } from '../../ui/Moment';
import { Status } from '../../ui/Status';
import { amountsOf } from '../workload/amounts';
import type { Asked } from './JobDialogs';
import { JobMenu } from './JobMenu';
import type { JobRow } from './job-list';
import { asPhase, statusOf } from './phase';
import './jobs.css';

export const columns = (group: Group, ask: (asked: Asked) => void): Column<JobRow>[] => [
  { key: 'phase', title: t.jobs.status, width: 146, sortable: true, render: (job) => <JobStatus job={job} /> },
  {
    key: 'displayName',
    title: t.jobs.job,
    sortable: true,
    render: (job) => (
      <span className="cell2">
        <Link className="row-link trunc" to={groupPath(group, `jobs/${job.id}`)} title={job.displayName ?? ''}>
          {job.displayName}
        </Link>
        <Summary job={job} />
      </span>
    ),
  },
  {
    key: 'instanceType',
    title: t.jobs.instanceType,
    width: 172,
    from: 'laptop',
    sortable: true,
    render: ({ instanceType }) =>
      instanceType && (
        <span className="cell2">
          <span className="mono trunc" title={instanceType.name}>
            {instanceType.name}
          </span>
          <span className="sub trunc">{resources(amountsOf(instanceType))}</span>
        </span>
      ),
  },
  {
    key: 'userName',
    title: t.jobs.submittedBy,
    width: 168,
    sortable: true,
    render: (job) => <Submitter job={job} group={group} />,
  },
  {
    key: 'createTime',
    title: t.jobs.created,
    width: 144,
    sortable: true,
    render: ({ createTime }) => createTime && <Moment at={createTime} />,
  },
  {
    key: 'duration',
    title: t.jobs.duration,
    width: 104,
    right: true,
    sortable: true,
    render: (job) => <Duration job={job} />,
  },
  {
    key: 'actions',
    title: t.common.actions,
    hideTitle: true,
    width: 56,
    right: true,
    render: (job) => <JobMenu job={job} ask={ask} />,
  },
];

type StatusProps = { job: Pick<JobRow, 'phase' | 'queue'>; children?: never };

/** "Queued, 1 of 3": the place is what somebody who waits wants to know. */
export function JobStatus({ job: { phase: text, queue } }: StatusProps) {
  const phase = asPhase(text);
  return (
    <Status kind={statusOf(phase)}>
      {phase === 'Pending' && queue ? t.jobs.queuedAt(queue.position, queue.length) : t.jobs.phase[phase]}
    </Status>
  );
}

/** The one fact that matters now. */
export function Summary({ job: { summary, phase } }: { job: JobRow }) {
  return (
    <span className={`sub trunc${phase === 'Failed' ? ' t-bad' : ' dim2'}`} title={summary}>
      {summary}
    </span>
  );
}

function Submitter({ job: { userName, schedule, scheduleName }, group }: { job: JobRow; group: Group }) {
  return (
    <span className="row">
      <Avatar name={userName ?? '?'} size={20} />
      <span className="cell2">
        <span className="trunc" title={userName ?? ''}>
          {userName}
        </span>
        {schedule && (
          <span className="sub by-schedule">
            <Repeat size={12} aria-label={t.jobs.onSchedule} />
            {scheduleName ? (
              <Link className="trunc" to={groupPath(group, `jobs/recurring/${schedule}`)} title={scheduleName}>
                {scheduleName}
              </Link>
            ) : (
              <span className="trunc">{schedule}</span>
            )}
          </span>
        )}
      </span>
    </span>
  );
}

export function Duration({ job: { phase, startTime, durationSeconds } }: { job: JobRow }) {
  if (!startTime) return <span className="dim">{t.jobs.notStarted}</span>;
  return (
    <span className="mono">
      {phase === 'Running' ? <TickingHours since={startTime} /> : tickingHours((durationSeconds ?? 0) * 1000)}
    </span>
  );
}
