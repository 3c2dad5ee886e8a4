// The strip of facts below the head of a job's page.
import { Link } from 'react-router';
import { useNow } from '../../api/clock';
import { duration, ticking } from '../../format/time';
import { resources } from '../../format/units';
import { t } from '../../messages/jobs';
import { groupPath, useGroup } from '../../shell/current-group';
import { Avatar } from '../../ui/Avatar';
import { FactStrip, type Fact } from '../../ui/Facts';
import { Elapsed, Moment } from '../../ui/Moment';
import { amountsOf } from '../workload/amounts';
import type { JobDetail } from './job';
import { asPhase } from './phase';

export function JobFacts({ job }: { job: JobDetail }) {
  const { userName, finishTime, instanceType, schedule, scheduleName } = job;
  const group = useGroup();
  const rows: Fact[] = [
    [
      t.jobs.submittedBy,
      <span className="row" key="by">
        <Avatar name={userName ?? '?'} size={20} />
        <span className="trunc" title={userName ?? ''}>
          {userName}
        </span>
      </span>,
    ],
    [job.startTime ? t.jobs.started : t.jobs.queuedSince, <Begin key="begin" job={job} />],
  ];
  if (finishTime) rows.push([t.jobs.finished, <Moment key="end" at={finishTime} />]);
  rows.push(
    [t.jobs.timeLimit, <TimeLimit key="limit" job={job} />],
    [
      t.jobs.instanceType,
      instanceType && (
        <span key="type">
          <span className="mono">{instanceType.name}</span>{' '}
          <span className="dim num amounts">{resources(amountsOf(instanceType))}</span>
        </span>
      ),
    ],
    [t.jobs.image, <ImageName key="image" job={job} />],
  );
  if (schedule) {
    const to = groupPath(group, `jobs/recurring/${schedule}`);
    rows.push([t.jobs.recurrence, scheduleName ? <Link to={to}>{scheduleName}</Link> : t.jobs.imageGone]);
  }
  return <FactStrip rows={rows} />;
}

export function ImageName({ job: { image, imageDetail } }: { job: JobDetail }) {
  return imageDetail?.displayName ? <>{imageDetail.displayName}</> : <span className="mono">{image}</span>;
}

function Begin({ job: { createTime, startTime, queuedSeconds } }: { job: JobDetail }) {
  if (!startTime) {
    if (!createTime) return null;
    return (
      <span className="num">
        <Moment at={createTime} />{' '}
        <span className="dim">
          <Elapsed since={createTime} />
        </span>
      </span>
    );
  }
  return (
    <span className="num">
      <Moment at={startTime} />{' '}
      {queuedSeconds !== null && queuedSeconds > 0 && (
        <span className="dim">{t.jobs.afterQueued(duration(queuedSeconds * 1000))}</span>
      )}
    </span>
  );
}

function TimeLimit({ job: { activeDeadlineSeconds, deadlineAt, phase } }: { job: JobDetail }) {
  const now = useNow();
  if (!activeDeadlineSeconds) return <>{t.jobs.noTimeLimit}</>;
  const left = deadlineAt && asPhase(phase) === 'Running' ? Date.parse(deadlineAt) - now : undefined;
  return (
    <span className="num">
      {duration(activeDeadlineSeconds * 1000)}{' '}
      {left !== undefined && <span className="dim">{t.jobs.timeLeft(ticking(left))}</span>}
    </span>
  );
}
