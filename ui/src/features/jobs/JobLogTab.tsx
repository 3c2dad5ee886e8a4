// What the job wrote, followed while it runs.
import { ScrollText } from 'lucide-react';
import { t } from '../../messages/jobs';
import { EmptyState } from '../../ui/EmptyState';
import { LogTab } from '../workload/LogTab';
import type { JobDetail } from './job';
import { asPhase, hasEnded } from './phase';

export function JobLogTab({ job: { phase, hasLog, logEndpoint } }: { job: JobDetail }) {
  const running = !hasEnded(asPhase(phase));
  if ((!hasLog && !running) || !logEndpoint) {
    return <EmptyState icon={ScrollText} tone="idle" title={t.jobs.noLog} text={t.jobs.noLogText} />;
  }
  return <LogTab endpoint={logEndpoint} running={running} emptyText={t.jobs.noOutput} />;
}
