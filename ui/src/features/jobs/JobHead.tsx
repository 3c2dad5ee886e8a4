// The head of a job's page: name, state with its duration, id, and the actions.
import { Button } from 'antd';
import { Ban, Copy, RotateCw } from 'lucide-react';
import { duration } from '../../format/time';
import { t } from '../../messages/jobs';
import { groupPath, useGroup } from '../../shell/current-group';
import { CopyableId } from '../../ui/CopyButton';
import { LinkButton } from '../../ui/LinkButton';
import { Ticking } from '../../ui/Moment';
import { PageHead } from '../../ui/PageHead';
import { Status } from '../../ui/Status';
import type { Question } from './JobDialogs';
import type { JobDetail } from './job';
import { asPhase, hasEnded, statusOf } from './phase';

export function JobHead({ job, ask }: { job: JobDetail; ask: (question: Question) => void }) {
  const group = useGroup();
  const phase = asPhase(job.phase);
  return (
    <PageHead
      title={job.displayName}
      status={
        <Status kind={statusOf(phase)} chip>
          <span className="num">
            <ChipText job={job} />
          </span>
        </Status>
      }
      sub={<CopyableId text={job.id} />}
      actions={
        <>
          <LinkButton to={groupPath(group, `jobs/new?clone=${job.id}`)} icon={<Copy size={15} />}>
            {t.jobs.clone}
          </LinkButton>
          {hasEnded(phase) ? (
            <Button type="primary" icon={<RotateCw size={15} />} onClick={() => ask('rerun')}>
              {t.jobs.rerun}
            </Button>
          ) : (
            <Button danger icon={<Ban size={15} />} onClick={() => ask('cancel')}>
              {t.jobs.cancel}
            </Button>
          )}
        </>
      }
    />
  );
}

function ChipText({ job: { phase: text, startTime, durationSeconds, queue } }: { job: JobDetail }) {
  const phase = asPhase(text);
  const word = t.jobs.phase[phase];
  if (phase === 'Pending' && queue) return <>{t.jobs.queuedAt(queue.position, queue.length)}</>;
  if (phase === 'Running' && startTime) {
    return (
      <>
        {t.jobs.runningFor} <Ticking since={startTime} />
      </>
    );
  }
  if (hasEnded(phase) && durationSeconds !== null) return <>{t.jobs.after(word, duration(durationSeconds * 1000))}</>;
  return <>{word}</>;
}
