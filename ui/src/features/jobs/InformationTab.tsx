// What a job is and where it stands: why it waits or failed, how its start goes, its command and all its facts.
import { t } from '../../messages/jobs';
import { groupPath, useGroup } from '../../shell/current-group';
import { CopyButton } from '../../ui/CopyButton';
import { LinkButton } from '../../ui/LinkButton';
import { FailurePanel, LastLines } from '../workload/Failure';
import { Stages } from '../workload/Stages';
import { CommandText } from './CommandText';
import { InformationFacts } from './InformationFacts';
import type { JobDetail } from './job';
import { asPhase } from './phase';
import { Waiting } from './Waiting';
import './job-page.css';

export function InformationTab({ job }: { job: JobDetail }) {
  const group = useGroup();
  const { id, failure, queue, launch, command } = job;
  const phase = asPhase(job.phase);
  const starts = phase === 'Pending' || phase === 'Preparing';
  const startFailed = launch?.stages.some(({ state }) => state === 'failed') ?? false;
  return (
    <div className="panel-body grid with-aside information">
      <div className="stack">
        {failure && (
          <FailurePanel
            failure={failure}
            actions={
              <LinkButton size="small" to={groupPath(group, `jobs/new?clone=${id}`)}>
                {t.jobs.cloneAndChange}
              </LinkButton>
            }
          />
        )}
        {queue && <Waiting queue={queue} group={group.displayName} />}
        {launch && (starts || startFailed) && (
          <section>
            <h2 className="part-title">{t.jobs.progress}</h2>
            <Stages stages={launch.stages} names={t.jobs.stages} />
          </section>
        )}
        {failure && <LastLines lines={failure.lastLines} />}
        <section>
          <header className="part-head">
            <h2 className="part-title">{t.jobs.command}</h2>
            <CopyButton size="small" quiet text={command ?? ''} />
          </header>
          <CommandText text={command ?? ''} />
        </section>
      </div>
      <section>
        <h2 className="part-title">{t.jobs.facts}</h2>
        <InformationFacts job={job} />
      </section>
    </div>
  );
}
